# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what ./dev sets
# ./dev test and fault.

# Every result of `make check`; a program that died without a word is a failure.
unit_tests() {
	local log
	find "$build/$1/tests" -name '*.log' -delete
	quiet "$build/$1/check.log" make -C "$build/$1" -j "$jobs" check >/dev/null 2>&1
	mapfile -t logs < <(find "$build/$1/tests" -name '*.log' ! -name test-suite.log)
	if [ "${#logs[@]}" -eq 0 ]; then
		tail -40 "$build/$1/check.log"
		one "make check" false
		return
	fi
	count_tap "${logs[@]}"
	for log in "${logs[@]}"; do
		grep -q ':test-result: PASS' "${log%.log}.trs" || grep -q '^not ok' "$log" || {
			one "$log" false
			tail -20 "$log"
		}
	done
}

# slowest_first FILE...: those that tell how long they take begin, so that none of them runs on alone at the end
slowest_first() {
	grep -Ho '^# Slow: [0-9]*' "$@" | sort -t: -k3 -rn | cut -d: -f1
	grep -L '^# Slow: ' "$@"
}

# functional NAME [FILE...]: the tests of the installed program; servers and locks are waited for, so one file more than
# there are processors at a time
functional() {
	local name=$1 file
	shift
	[ $# -gt 0 ] || set -- "$source"/tests/functional/*.sh \
		"$source/tests/embed/embed.sh" "$source/tests/kill/kill.sh"
	mkdir -p "$build/$name/functional"
	rm -f "$build/$name/functional"/*.tap
	quiet "$build/$name/kill_at.log" make -C "$build/$name" tests/kill/kill_at.la
	export WHIMBREL=$build/$name/prefix/bin/whimbrel srcdir=$source
	quiet "$build/$name/helpers.log" make -C "$build/$name" tests/fault/proxy tests/differential/pg_split
	export KILL_AT_SO=$build/$name/tests/kill/.libs/kill_at.so PROXY=$build/$name/tests/fault/proxy
	export PG_SPLIT=$build/$name/tests/differential/pg_split WHIMBREL_BUILT_PLUGINS=$build/$name/plugins/.libs
	slowest_first "$@" | TAPS=$build/$name/functional xargs -P $((jobs + 1)) -I{} bash -c \
		'tap=$TAPS/$(basename "$1" .sh).tap; bash "$1" >"$tap" 2>&1; echo "# took $SECONDS s" >>"$tap"' - {}
	slowest "$build/$name/functional"/*.tap
	count_tap "$build/$name/functional"/*.tap
	for file in "$build/$name/functional"/*.tap; do
		grep -q '^1\.\.' "$file" || one "$file has no end" false
	done
}

# slowest FILE...: where the time went
slowest() {
	echo "# slowest: $(grep -H '^# took ' "$@" |
		sed -E 's,.*/([^/]*)\.tap:# took ([0-9]+) s,\2 \1,' | sort -rn | head -8 | awk '{ printf "%s%s %s s", n++ ? ", " : "", $2, $1 }')"
}

# Sanitizers change what a preload and a C compiler see: those tests need to be told.
sanitized() {
	local files
	export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:verify_asan_link_order=0 LSAN_OPTIONS=suppressions=$source/tests/leaks.supp:print_suppressions=0 UBSAN_OPTIONS=print_stacktrace=1
	prefixed sanitized --enable-werror --enable-sanitizers CFLAGS='-O1 -g' || return
	unit_tests sanitized
	installed sanitized || return
	# the leak checker itself dies once in some thousand programs that have just ended a thread; the unit tests look for leaks
	export ASAN_OPTIONS=${ASAN_OPTIONS/detect_leaks=1/detect_leaks=0}
	# the end of a thread takes them a hundredth of a second, and the whole suite for dialects ends thousands: parts of it run
	# in other files
	mapfile -t files < <(printf '%s\n' "$source"/tests/functional/*.sh | grep -v '/plugins_check[a-z_]*.sh$')
	KILL_PRELOAD="$(gcc -print-file-name=libasan.so):" EMBED_CFLAGS=-fsanitize=address,undefined KILLS=5 functional sanitized \
		"${files[@]}" "$source/tests/embed/embed.sh"
	unset ASAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS
}

# Threads: those of a link, of a run and of a check, with a listener that must hear nothing of them.
threads() {
	prefixed thread CFLAGS='-O1 -g -fsanitize=thread' LDFLAGS=-fsanitize=thread && installed thread || return
	TSAN_OPTIONS=halt_on_error=1 EMBED_CFLAGS=-fsanitize=thread functional thread "$source/tests/embed/embed.sh"
}

# valgrind_tests NAME: the unit tests of a build, as many at a time as there are processors
valgrind_tests() {
	export -f valgrind_one quiet
	export source build
	find "$build/$1/tests/unit" -maxdepth 1 -type f -name 'test_*' ! -name '*.*' ! -name '*_torture' |
		LC_ALL=C sort | xargs -P "$jobs" -I{} bash -c 'valgrind_one "$1" "$2"' - "$1" {} >"$build/valgrind.tap"
	count_tap "$build/valgrind.tap"
}

valgrind_one() {
	local name=${2##*/}
	(cd "$build/$1" && srcdir=$source builddir=$build/$1 WHIMBREL_PLUGIN_PATH=$build/$1/plugins/.libs \
		WHIMBREL_TEST_PLUGINS=$build/$1/tests/plugins CMOCKA_MESSAGE_OUTPUT=TAP WHIMBREL_SLOW=1 \
		quiet "$build/$1/valgrind/$name.log" ./libtool --mode=execute valgrind -q --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite,indirect --suppressions="$source/tests/valgrind.supp" "$2" 2>&1) && echo "ok - valgrind $name" && return
	echo "not ok - valgrind $name"
}

distcheck() {
	configured dist && quiet "$build/dist/distcheck.log" make -C "$build/dist" -j "$jobs" distcheck \
		AM_DISTCHECK_CONFIGURE_FLAGS=--enable-werror
}

dev_test() {
	local dist=yes
	while [ $# -gt 0 ]; do
		case $1 in
		--postgres) export WHIMBREL_TEST_POSTGRES=${2:?--postgres DIR} && shift ;;
		--no-dist) dist= ;;
		*) die "test: what is $1?" ;;
		esac
		shift
	done
	need "${packages[@]}" "${test_packages[@]}"
	export WHIMBREL_NEED_SERVERS=yes WHIMBREL_TEST_MARIADB=yes WHIMBREL_TEST_PYPI=yes
	lint
	say "gcc: build, make check"
	one "gcc -Werror" prefixed gcc --enable-werror
	unit_tests gcc
	say "valgrind: unit tests"
	valgrind_tests gcc
	say "functional, embedding and kill tests of the installed program"
	one "make install" installed gcc
	functional gcc
	say "faults: messages cut, clients and servers killed; splitters against the native clients; schemas there and back"
	FAULT_STEP=${FAULT_STEP:-251} FAULT_KILLS=${FAULT_KILLS:-6} PAIRS_STEP=${PAIRS_STEP:-11} functional gcc \
		"$source/tests/databricks/databricks.sh" "$source"/tests/fault/{postgresql,mariadb}.sh "$source"/tests/fault/once_*.sh \
		"$source"/tests/differential/*.sh "$source/tests/schema/pairs.sh"
	say "ThreadSanitizer: embedding"
	one "ThreadSanitizer" threads
	say "clang: build"
	one "clang -Werror" built clang --enable-werror CC=clang
	say "sanitizers: all of these again"
	one "sanitizers" sanitized
	[ -z "$dist" ] || say "distcheck"
	[ -z "$dist" ] || one "make distcheck" distcheck
	result
}

histories() {
	WHIMBREL_HISTORIES=${WHIMBREL_HISTORIES:-10000} quiet "$build/gcc/histories.log" make -C "$build/gcc" check TESTS=tests/unit/test_ways_random
}

# dev_fault [FILE...]: cases for tests/fault/once.bash instead of everything
dev_fault() {
	local dialect
	need "${packages[@]}" "${test_packages[@]}" galera-4 rsync
	export WHIMBREL_NEED_SERVERS=yes WHIMBREL_TEST_MARIADB=yes WHIMBREL_TEST_PYPI=yes
	prefixed gcc --enable-werror || die "it does not build"
	installed gcc || die "it does not install"
	ONCE_CASES=$(mktemp -d)
	export ONCE_CASES
	if [ $# -gt 0 ]; then
		cp "$@" "$ONCE_CASES"
		FAULT_STEP=${FAULT_STEP:-1} functional gcc "$source"/tests/fault/once_*.sh
	else
		ONCE_CASES='' FAULT_STEP=1 FAULT_KILLS=100 WHIMBREL_DATABRICKS_ALL=yes functional gcc "$source"/tests/fault/*.sh "$source/tests/databricks/databricks.sh"
		say "random histories there and back: WHIMBREL_HISTORIES"
		one "random histories" histories
		say "projects from a grammar: FAULT_PROJECTS for each database, of FAULT_SEED"
		for dialect in sqlite postgresql mariadb; do
			bash "$source/tests/fault/once_random.bash" "$dialect" "${FAULT_PROJECTS:-3334}" "${FAULT_SEED:-$RANDOM}" "$ONCE_CASES"
		done
		FAULT_STEP=7 functional gcc "$source"/tests/fault/once_*.sh
	fi
	rm -rf "$ONCE_CASES"
	result
}
