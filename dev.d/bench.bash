# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# ./dev bench.

dev_bench() {
	local status=0
	need "${packages[@]}" "${test_packages[@]}"
	prefixed bench || die "it does not build"
	installed bench || die "it does not install"
	export WHIMBREL=$build/bench/prefix/bin/whimbrel srcdir=$source
	"$source/tests/bench/bench.sh" "$@" || status=1
	"$source/tests/bench/servers.sh" "$@" || status=1
	# shellcheck disable=SC2086 # words
	[ -z "${BENCH_TABLES:-}" ] || "$source/tests/bench/tables.sh" $BENCH_TABLES || status=1
	return $status
}
