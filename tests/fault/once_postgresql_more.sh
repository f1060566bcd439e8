#!/bin/bash
# SPDX-License-Identifier: MIT
# The second part of the cases of once/ on PostgreSQL, which run beside each other: see once.bash.
# Slow: 75 s: each case is cut at many points.
. "${srcdir:?}/tests/fault/once_postgresql.bash"

once_cases postgresql '[l-r]*'
done_testing
