#!/bin/bash
# SPDX-License-Identifier: MIT
# The third part of the cases of once/ on PostgreSQL, most of them about temporary tables: see once.bash.
. "${srcdir:?}/tests/fault/once_postgresql.bash"

once_cases postgresql '[s-z]*'
done_testing
