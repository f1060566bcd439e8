#!/bin/bash
# SPDX-License-Identifier: MIT
# Damages copies of the sample projects.
set -eu
# shellcheck source=../folders.bash
. "${srcdir:?}/tests/folders.bash"
folder=$(mktemp -d -p "$(quick_folder)")
trap 'rm -rf "$folder"' EXIT
for name in "${@:-codetunestudio}"; do
	cp -r "$srcdir/migrations/$name" "$folder/"
done
chmod -R u+w "$folder"
damage=$(realpath "${builddir:?}")/tests/damage/damage
cd "$folder"
"$damage" "${@:-codetunestudio}"
