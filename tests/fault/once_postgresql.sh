#!/bin/bash
# SPDX-License-Identifier: MIT
# The first part of the cases of once/ on PostgreSQL, so that the parts run at once: see once.bash.
# Slow: 160 s: each case is cut at many points.
. "${srcdir:?}/tests/fault/once_postgresql.bash"

once_cases postgresql '[!l-z]*'
done_testing
