#!/bin/bash
# SPDX-License-Identifier: MIT
# The first half of the cases of once/ on PostgreSQL, so that both run at once: see once.bash.
. "${srcdir:?}/tests/fault/once_postgresql.bash"

once_cases postgresql '[!p-z]*'
done_testing
