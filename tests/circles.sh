#!/bin/bash
# SPDX-License-Identifier: MIT
# Who calls whom, read from the objects that were built: no file of the core, or of a plugin, may reach itself through
# others.
set -u
cd "${srcdir:-$(dirname "$0")/..}" || exit 1
builddir=${builddir:-.}
sources=$PWD
cd "$builddir" || exit 1
count=0 failed=0
# what names functions for others to find calls none of them
tables='^(core/cli/commands|plugins/[a-z0-9]+/dialect) '

# objects FOLDER: those of its sources, as the library has them; not of sources that are gone
objects() {
	local object name
	find "$1" -path '*/.libs/*.o' | LC_ALL=C sort | while read -r object; do
		name=${object##*/}
		name=${name##*la-}
		[ ! -e "$sources/${object%%/.libs/*}/${name%.o}.c" ] || echo "$object"
	done
}

# edges FOLDER: "caller callee", names of sources without .c
edges() {
	# shellcheck disable=SC2046
	nm -A $(objects "$1") | sed -E 's|/\.libs/([a-z0-9_]+_)?la-([a-z0-9_]+)\.o:|/\2 |' | awk '
	{ kind = $(NF - 1); name = $NF }
	kind ~ /^[TDBRVWC]$/ { home[name] = $1 }
	kind == "U" { needs[$1 " " name] = 1 }
	END {
		for (pair in needs) {
			split(pair, p, " ")
			if (p[2] in home && home[p[2]] != p[1]) print p[1], home[p[2]]
		}
	}' | LC_ALL=C sort -u
}

# knots: the files that reach each other, a line for each knot of them
knots() {
	awk '
	{ edge[$1] = edge[$1] " " $2; node[$1]; node[$2] }
	function walk(start, at,    list, n, i) {
		n = split(edge[at], list, " ")
		for (i = 1; i <= n; i++)
			if (!((start, list[i]) in reach)) {
				reach[start, list[i]] = 1
				walk(start, list[i])
			}
	}
	END {
		for (a in node) walk(a, a)
		for (a in node) for (b in node)
			if (a != b && ((a, b) in reach) && ((b, a) in reach) && (!(a in least) || b < least[a])) least[a] = b
		for (a in least) print (least[a] < a ? least[a] : a), a
	}' | LC_ALL=C sort | awk '{ if ($1 != last) { if (line) print line; line = ""; last = $1 } line = line (line ? " " : "") $2 } END { if (line) print line }'
}

# circles FOLDER: a test
circles() {
	local found
	[ -n "$(objects "$1")" ] || return
	count=$((count + 1))
	found=$(edges "$1" | grep -vE "$tables" | knots)
	if [ -z "$found" ]; then
		echo "ok $count - files of $1 call each other in no circle"
		return
	fi
	echo "not ok $count - files of $1 call each other in no circle"
	printf '# knot: %s\n' "${found//$'\n'/$'\n'# knot: }"
	failed=$((failed + 1))
}

if [ -z "$(objects core)" ]; then
	echo "Bail out! $builddir has no objects of core/: it is no folder that was built in"
	exit 1
fi
circles core
for folder in plugins/*/; do
	circles "${folder%/}"
done
echo "1..$count"
[ "$failed" -eq 0 ]
