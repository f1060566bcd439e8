# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# ./dev fuzz.

dev_fuzz() {
	local seconds=${1:-60} name
	need "${packages[@]}" clang libclang-rt-14-dev
	mkdir -p "$build/fuzz"
	for name in "$source"/tests/fuzz/fuzz_*.c; do
		fuzz_one "$(basename "$name" .c)" "$seconds" || exit 1
	done
}

fuzz_one() {
	local corpus=$build/fuzz/$1.corpus core=()
	mapfile -t core < <(find "$source/core" -name '*.c' ! -path '*/cli/*')
	mkdir -p "$corpus"
	say "$1, $2 seconds"
	# shellcheck disable=SC2046
	quiet "$build/fuzz/$1.log" clang -g -O1 -std=c11 -D_GNU_SOURCE -fsanitize=fuzzer,address,undefined -DWHIMBREL_PLUGINDIR='""' \
		-DPACKAGE_VERSION='"fuzz"' -DWHIMBREL_DIALECTS='"sqlite"' -I"$source/include" -I"$source/core" -o "$build/fuzz/$1" "$source/tests/fuzz/$1.c" \
		"${core[@]}" $(pkg-config --cflags --libs libconfig nettle) -pthread &&
		LSAN_OPTIONS=suppressions=$source/tests/leaks.supp "$build/fuzz/$1" -max_total_time="$2" -max_len=4096 -print_final_stats=1 -artifact_prefix="$build/fuzz/" "$corpus" \
			"$source/migrations/ai-playground/migrations" 2>&1 | tail -8
	return "${PIPESTATUS[0]}"
}
