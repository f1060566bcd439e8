#!/bin/bash
# SPDX-License-Identifier: MIT
# The rules of the house, as TAP: who may include what, how long things may be, what is exported, what is banned. Needs the
# sources alone; what is built in $builddir is looked at as well when it is there.
set -u
cd "${srcdir:-$(dirname "$0")/..}" || exit 1
builddir=${builddir:-.}
count=0 failed=0

# rule TITLE COMMAND...: what the command prints breaks the rule
rule() {
	local found
	found=$("${@:2}")
	count=$((count + 1))
	if [ -z "$found" ]; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
		printf '# %s\n' "${found//$'\n'/$'\n'# }"
		failed=$((failed + 1))
	fi
}

# Ours: not what is made of SQL.
sources() {
	local file
	find "$@" -name '*.[ch]' | while read -r file; do
		[ -e "${file%.c}.sql" ] || echo "$file"
	done | LC_ALL=C sort
}

# Bits of the public headers, by the two words that their names begin with.
shared_bits() {
	sed -nE 's/^#define (WB_[A-Z]+)_([A-Z_]+) UINT(32|64)_C\(([^)]+)\).*/\1 \4 \2/p' include/whimbrel/*.h |
		awk 'seen[$1, $2]++ { print $1 "_" $3 ": " $2 " is taken" }'
}

# includes FILE...: "file:line:#include ..." of each
includes() {
	grep -nHE '^[[:space:]]*#[[:space:]]*include' "$@"
}

# quoted FILE: the names in quotes that it includes
quoted() {
	sed -nE "s/^[[:space:]]*#[[:space:]]*include[[:space:]]*\"([^\"]+)\".*/\\1/p" "$1"
}

# included FILE: the files of ours that it includes, as paths; complains on standard error
included() {
	local folder name
	folder=$(dirname "$1")
	quoted "$1" | while read -r name; do
		if [ -e "$folder/$name" ]; then
			realpath --relative-to=. "$folder/$name"
		elif [ -e "core/$name" ]; then
			echo "core/$name"
		else
			echo "$1 includes \"$name\", which is nowhere" >&2
		fi
	done
	sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<(whimbrel\/[^>]+)>.*/include\/\1/p' "$1"
}

database_names() {
	# shellcheck disable=SC2046
	grep -inE 'postgres|mysql|mariadb|sqlite|libpq|psql' $(sources core)
}

plugin_strangers() {
	# shellcheck disable=SC2046
	includes $(sources plugins include/whimbrel/kit) | grep -E '"\.\./|core/'
	local plugin file name
	for plugin in plugins/*/; do
		for file in $(sources "$plugin"); do
			quoted "$file" | while read -r name; do
				[ -e "$plugin$name" ] || echo "$file includes \"$name\", which is not its own"
			done
		done
	done
}

# The kit is for plugins, and knows the ABI alone.
kit_strangers() {
	# shellcheck disable=SC2046
	includes $(sources core include/whimbrel | grep -v /kit/) | grep '<whimbrel/kit/'
	# shellcheck disable=SC2046
	includes $(sources include/whimbrel/kit) | grep '"'
	# shellcheck disable=SC2046
	includes $(sources plugins/kit include/whimbrel/kit) | grep '<whimbrel/\(whimbrel\|schemas\)[.]h>'
}

program_strangers() {
	local file name
	for file in $(sources core/cli); do
		quoted "$file" | while read -r name; do
			[ -e "core/cli/$name" ] || echo "$file includes \"$name\""
		done
	done
	# shellcheck disable=SC2046
	includes $(sources core/cli) | grep "<whimbrel/" | grep -vE "<whimbrel/(whimbrel|error)[.]h>"
}

core_strangers() {
	# shellcheck disable=SC2046
	includes $(sources core | grep -v ^core/cli/) | grep -E '"(cli|\.\.)/|plugins/'
}

# Data flows one way: a folder knows those before it in this list, and none behind it.
core_folders=(base config lex read graph dialect model difference exec project import run desired scope scratch cache rows rename prove
	lint diagram schema conformance api)

core_upwards() {
	local folder later
	for folder in "${!core_folders[@]}"; do
		later=$(IFS='|' && echo "${core_folders[*]:folder+1}")
		# shellcheck disable=SC2046
		[ -z "$later" ] || includes $(sources "core/${core_folders[folder]}") | grep -E "\"($later)/"
	done
	for folder in core/*/; do
		folder=$(basename "$folder")
		[ "$folder" = cli ] || [[ " ${core_folders[*]} " == *" $folder "* ]] || echo "core/$folder has no place in the order"
	done
	find core -maxdepth 1 -name '*.[ch]'
}

include_circles() {
	local file header
	for file in $(sources core plugins include); do
		included "$file" 2>/dev/null | while read -r header; do
			[ "$header" = "$file" ] || echo "$file $header"
		done
	done | { tsort >/dev/null; } 2>&1
}

missing_includes() {
	local file
	# shellcheck disable=SC2069 # the complaints alone
	for file in $(sources core plugins include); do
		included "$file"
	done 2>&1 >/dev/null
}

long_files() {
	# shellcheck disable=SC2046
	wc -l $(sources core plugins include tests) | awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines" }'
}

long_functions() {
	# shellcheck disable=SC2046
	ctags --fields=+ne --kinds-C=f --language-force=C -o - $(sources core plugins tests) | awk -F '\t' '
	{
		first = last = 0
		for (i = 4; i <= NF; i++) {
			if ($i ~ /^line:/) first = substr($i, 6)
			if ($i ~ /^end:/) last = substr($i, 5)
		}
		if (last - first + 1 > 80) print $2 ":" first ": " $1 " has " last - first + 1 " lines"
	}'
}

unlisted_sources() {
	local file
	for file in $(sources core plugins include tests); do
		grep -qE "(^|[[:space:]=])${file%.c}(\.c|\.so)?( |\$)" Makefile.am core/Makefile.inc core/cli/Makefile.inc \
			plugins/*/Makefile.inc tests/Makefile.inc ||
			grep -q "^	$(dirname "$file") " tests/Makefile.inc || echo "$file is in no Makefile.inc"
	done
}

unlicensed() {
	local file
	for file in $(sources core plugins include tests); do
		head -1 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file"
	done
}

declared() {
	grep -ohP '^[a-z].*?[ *]\Kwb_[a-z_]+(?=\()' include/whimbrel/{whimbrel,approval,databases,imports,plugins,revisions,schemas}.h | LC_ALL=C sort
}

mapped() {
	grep -oE 'wb_[a-z_]+' libwhimbrel.map | LC_ALL=C sort
}

# nm of a built object, dynamic names that it defines
exported() {
	nm -D --defined-only "$1" | awk '$2 ~ /[TDBRVW]/ { sub(/@.*/, "", $3); print $3 }' | grep -v '^WHIMBREL_' | LC_ALL=C sort
}

# What people read is escaped in one place.
printing_past_the_border() {
	# shellcheck disable=SC2046
	grep -nHE '\b(f?printf|v?dprintf|f?puts|f?putc|putchar|fwrite|perror|write)\(' $(sources core/cli) | grep -vE '^core/cli/(say|output)[.]c:'
}

differences() {
	diff "$1" "$2" | sed -n 's/^</only here:/p; s/^>/only there:/p'
}

other_exports() {
	exported "$1" | grep -vx whimbrel_dialect
}

engine_symbols() {
	nm -u "$1" | grep " wb_"
}

banned_calls() {
	nm -u "$1" | sed 's/@.*//' | awk '{ print $NF }' |
		grep -xE '(__)?(strcpy|strcat|sprintf|vsprintf|strncpy|strncat|strtok|atoi|atol|atof|gmtime|localtime|asctime|ctime)(_chk)?'
}

exits() {
	nm -u "$1" | sed 's/@.*//' | awk '{ print $NF }' | grep -xE 'exit|_exit|abort|printf|puts|putchar|perror|stdout|stderr'
}

built_rules() {
	local library=$builddir/.libs/libwhimbrel.so plugin
	if [ -e "$library" ]; then
		rule "libwhimbrel exports what its map names" differences <(exported "$library") <(mapped)
		# a sanitizer brings calls of its own
		if ! nm -u "$library" | grep -q '__asan\|__ubsan'; then
			rule "libwhimbrel calls no banned function" banned_calls "$library"
			rule "libwhimbrel neither prints nor ends the process" exits "$library"
		fi
	fi
	for plugin in "$builddir"/plugins/.libs/*.so; do
		[ -e "$plugin" ] || continue
		rule "$(basename "$plugin") exports whimbrel_dialect alone" other_exports "$plugin"
		rule "$(basename "$plugin") needs no symbol of libwhimbrel" engine_symbols "$plugin"
		if ! nm -u "$plugin" | grep -q '__asan\|__ubsan'; then
			rule "$(basename "$plugin") calls no banned function" banned_calls "$plugin"
			rule "$(basename "$plugin") neither prints nor ends the process" exits "$plugin"
		fi
	done
}

rule "core names no database" database_names
rule "core includes nothing of the program and of plugins" core_strangers
rule "folders of the core know those below them alone" core_upwards
rule "plugins include nothing but <whimbrel/*.h>, their own files and their client library" plugin_strangers
rule "the kit includes the dialect ABI alone, and plugins alone include the kit" kit_strangers
rule "the program includes <whimbrel/whimbrel.h> alone" program_strangers
rule "the program prints through say.c and output.c alone" printing_past_the_border
rule "every include is there" missing_includes
rule "includes form no circle" include_circles
rule "no file has over 500 lines" long_files
if command -v ctags >/dev/null && ctags --version | grep -q Universal; then
	rule "no function has over 80 lines" long_functions
fi
rule "no two flags of a family are one bit" shared_bits
rule "every source is listed in a build file" unlisted_sources
rule "every source says its licence first" unlicensed
rule "the map names what whimbrel.h declares" differences <(declared) <(mapped)
built_rules
echo "1..$count"
[ "$failed" -eq 0 ]
