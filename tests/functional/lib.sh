# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The harness's name until all tests source it as harness.bash.
. "${BASH_SOURCE[0]%/*}/harness.bash"
