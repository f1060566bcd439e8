#!/bin/bash
# SPDX-License-Identifier: MIT
# The third part of the cases of once/ on PostgreSQL, most of them about temporary tables: see once.bash.
# Slow: 180 s: each case is cut at many points.
. "${srcdir:?}/tests/fault/once_postgresql.bash"

once_cases postgresql '[s-z]*'
done_testing
