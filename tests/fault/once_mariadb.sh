#!/bin/bash
# SPDX-License-Identifier: MIT
# The first half of the cases of once/ on MariaDB, so that both run at once: see once.bash.
# Slow: 90 s: each case is cut at many points.
. "${srcdir:?}/tests/fault/once_mariadb.bash"

once_cases mariadb '[!m-z]*'
done_testing
