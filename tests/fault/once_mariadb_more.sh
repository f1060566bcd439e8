#!/bin/bash
# SPDX-License-Identifier: MIT
# The second half of the cases of once/ on MariaDB, so that both run at once: see once.bash.
. "${srcdir:?}/tests/fault/once_mariadb.bash"

once_cases mariadb '[m-z]*'
done_testing
