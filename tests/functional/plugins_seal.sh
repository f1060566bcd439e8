#!/bin/bash
# SPDX-License-Identifier: MIT
# A dialect's file carries a checksum of what is loaded of it: a damaged one is refused in one line, whatever byte it is, and
# never ends the program. Stripping damages nothing, and what was never sealed is loaded.
. "${0%/*}/harness.bash"

folder=$("$WHIMBREL" plugins --format json | sed -n 's/.*"path": *"\(.*\)\/sqlite.so".*/\1/p')
[ -n "$folder" ] || folder=${WHIMBREL%/bin/*}/lib/whimbrel
files=$scratch/files damaged=$scratch/damaged flip=$scratch/flip.py
mkdir "$files" "$damaged"

# put BYTES AT FILE
put() {
	printf '%b' "$1" | dd of="$3" bs=1 seek="$2" conv=notrunc status=none
}

# place FILE: where the seal is in it
place() {
	grep -obUa "whimbrel's seal" "$1" | head -1 | cut -d: -f1
}

# The sum stands for a byte anywhere in what is loaded: relocations, the dynamic section, code, the headers.
cat >"$flip" <<'PY'
import random, struct, sys
source, to, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
data = bytearray(open(source, "rb").read())
offset, count = struct.unpack_from("<Q", data, 32)[0], struct.unpack_from("<H", data, 56)[0]
loaded = []
for i in range(count):
    kind, _, begin, _, _, size = struct.unpack_from("<IIQQQQ", data, offset + 56 * i)
    if kind == 1 and size:
        loaded.append((begin, size))
random.seed(seed)
begin, size = loaded[seed % len(loaded)]
place = begin + random.randrange(64 if begin == 0 else 0, size)
data[place] ^= 1 << random.randrange(8)
open(to, "wb").write(data)
print(place)
PY

for file in "$folder"/*.so; do
	name=${file##*/} name=${name%.so}
	t "$name: a damaged byte, wherever it is, is one line"
	for seed in 1 2 3 4 5 6 7 8; do
		rm -f "$damaged/$name.so"
		byte=$(python3 "$flip" "$file" "$damaged/$name.so" $seed)
		run --plugin-path "$damaged" --url "$name:x" -m . current
		expect_exit 2
		[[ $err =~ damaged/$name.so:\ (damaged:\ it\ is\ not\ what\ was\ sealed.*install\ it\ again|not\ a\ dialect) ]] || fail "byte $byte: $err"
		[[ $err != *$'\n'* ]] || fail "byte $byte: $err"
	done
	rm -f "$damaged/$name.so"
done

t "a file that is stripped is still what was sealed"
cp "$folder/sqlite.so" "$files"
strip "$files/sqlite.so"
ok --plugin-path "$files" --url sqlite::memory: -m . current
ok --plugin-path "$files" plugins
[[ $out == *"file: $files/sqlite.so"* ]] || fail "it is not the one that was loaded: $out"

t "what was never sealed is loaded, and can be sealed"
put '\0000\0000\0000\0000\0000\0000\0000\0000' $(($(place "$files/sqlite.so") + 16)) "$files/sqlite.so"
cp "$files/sqlite.so" "$scratch/never.so"
ok --plugin-path "$files" --url sqlite::memory: -m . current
ok plugins seal "$files/sqlite.so"
cmp -s "$files/sqlite.so" "$scratch/never.so" && fail "nothing was written"
ok --plugin-path "$files" --url sqlite::memory: -m . current

t "what was changed on purpose is sealed again"
put 'whimbrel.seam' "$(place "$files/sqlite.so")" "$scratch/never.so"
cp "$scratch/never.so" "$damaged/sqlite.so"
run --plugin-path "$damaged" --url sqlite::memory: -m . current
expect_exit 2
expect_stderr "damaged/sqlite.so: damaged"
rm "$damaged/sqlite.so"
put 'seal. whimbrel.' $(($(place "$files/sqlite.so") + 24)) "$scratch/never.so"
size=$(grep -obUa 'SQLite' "$files/sqlite.so" | head -1 | cut -d: -f1)
put 'sQLite' "$size" "$files/sqlite.so"
run --plugin-path "$files" --url sqlite::memory: -m . current
expect_exit 2
way=${err#*\`whimbrel } way=${way%%\`*}
# shellcheck disable=SC2086
ok $way
ok --plugin-path "$files" --url sqlite::memory: -m . current

t "what has no room for a seal, and what is no dialect"
run plugins seal "$scratch/never.so"
expect_exit 2
expect_stderr "no place for a seal"
echo text >"$files/text.so"
for wrong in "$files/text.so" "$files/none.so" "$files"; do
	run plugins seal "$wrong"
	expect_exit 2
	expect_stderr "$wrong"
done
for wrong in '' 'a b'; do
	# shellcheck disable=SC2086
	run plugins seal $wrong
	expect_exit 2
done
done_testing
