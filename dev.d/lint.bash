# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what ./dev sets
# ./dev lint: the rules of the house.

sources() {
	(cd "$source" && find core include plugins tests -name '*.[ch]' | LC_ALL=C sort)
}

# is_ours PROGRAM: what clang-format makes of a text, and what clang-tidy finds, differs from version to version
clang_version=14
is_ours() {
	"$1" --version | grep -q "version $clang_version\." && return
	echo "# $1 is not looked with: version $clang_version decides, this is $("$1" --version | grep -oE 'version [0-9]+' | head -1)"
	return 1
}

check_format() {
	is_ours clang-format || return 0
	# shellcheck disable=SC2046
	(cd "$source" && clang-format --dry-run --Werror $(sources)) >"$build/format.log" 2>&1 && return
	grep -oE '^[^:]+:' "$build/format.log" | sort | uniq -c | sort -rn | head -20
	return 1
}

check_tidy() {
	local flags name
	is_ours clang-tidy || return 0
	flags="-std=c11 -D_GNU_SOURCE -Iinclude -Icore $(pkg-config --cflags libpq libmariadb odbc smartcols) -DPACKAGE_VERSION=\\\"\\\""
	for name in PLUGINDIR DIALECTS DEFAULT_URL; do flags+=" -DWHIMBREL_$name=\\\"\\\""; done
	(cd "$source" && printf '%s\0' core/*/*.c plugins/*/*.c | xargs -0 -P "$jobs" -n 6 bash -c 'clang-tidy --quiet "$@" -- '"$flags" -) \
		>"$build/tidy.log" 2>&1 && return
	grep -E 'error:|warning:' "$build/tidy.log" | sort -u | head -40
	return 1
}

check_shell() {
	(cd "$source" && shellcheck -a dev && shellcheck .ci/run autogen.sh tests/*.sh tests/*.bash tests/*/*.sh tests/*/*.bash)
}

lint() {
	say "lint"
	mkdir -p "$build"
	builddir=/nonexistent srcdir=$source "$source/tests/layers.sh" >"$build/layers.tap"
	count_tap "$build/layers.tap"
	one "clang-format" check_format
	one "clang-tidy" check_tidy
	one "shellcheck" check_shell
}

dev_lint() {
	need "${packages[@]}" "${test_packages[@]}"
	lint
	result
}
