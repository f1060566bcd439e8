#!/bin/sh
# SPDX-License-Identifier: MIT
# Makes ./configure. A release has it already.
set -e
cd "$(dirname "$0")"
exec autoreconf --install --force --warnings=all
