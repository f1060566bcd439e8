#!/bin/bash
# SPDX-License-Identifier: MIT
# Damages copies of the sample projects, in memory where there is a file system for that.
set -eu
folder=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$folder"' EXIT
for name in "${@:-codetunestudio}"; do
	cp -r "${srcdir:?}/migrations/$name" "$folder/"
done
chmod -R u+w "$folder"
damage=$(realpath "${builddir:?}")/tests/damage/damage
cd "$folder"
"$damage" "${@:-codetunestudio}"
