# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The harness of the functional tests. A test file sources it and goes on like this:
#
#	t "an unknown target is exit 2"
#	project
#	run upgrade nowhere
#	expect_exit 2
#	expect_stderr "nowhere"
#
# `t` begins a test in an empty folder of its own, which is also the working directory. A failed expectation fails the test
# and is told; the test goes on. Results are TAP. $WHIMBREL is the installed program, $srcdir the source.

set -u
: "${WHIMBREL:?the installed program}" "${srcdir:?the top of the source}"
[ -x "$WHIMBREL" ] || {
	echo "no $WHIMBREL" >&2
	exit 1
}
export LC_ALL=C.UTF-8 NO_COLOR=1 TZ=UTC
unset DATABASE_URL WHIMBREL_CONFIG WHIMBREL_TARGET WHIMBREL_URL WHIMBREL_MIGRATIONS

# shellcheck source=../folders.bash
. "$srcdir/tests/folders.bash"
scratch=$(mktemp -d "$(quick_folder)/whimbrel-test.XXXXXX") || exit 1
tests=0 failures=0 title='' trouble='' skipped='' completed=''
out='' err='' code=0

# ------------------------------------------------------------------ tests

finish_test() {
	[ -n "$title" ] || return 0
	if [ -n "$skipped" ]; then
		echo "ok $tests - $title # SKIP $skipped"
	elif [ -z "$trouble" ]; then
		echo "ok $tests - $title"
	else
		echo "not ok $tests - $title"
		printf '%s' "$trouble" | sed 's/^/# /'
		failures=$((failures + 1))
	fi
	title=''
}

finish() {
	local status=$?
	if [ -n "$completed" ]; then
		status=0
	else
		trouble+="the test file ended here, with $status"$'\n'
	fi
	finish_test
	cd / && rm -rf "$scratch"
	echo "1..$tests"
	[ "$failures" -eq 0 ] || status=1
	exit "$status"
}
trap finish EXIT

# The last line of every test file: whoever ends before it has failed.
done_testing() {
	completed=1
}

t() {
	finish_test
	tests=$((tests + 1))
	title="${0##*/}: $1" trouble='' skipped='' out='' err='' code=0
	mkdir "$scratch/$tests" && cd "$scratch/$tests" || exit 1
}

skip() {
	[ -z "${WHIMBREL_NEED_SERVERS:-}" ] || fail "$1"
	skipped=$1
}

# Tells the line of the test file that asked.
fail() {
	local i=1
	while [[ ${BASH_SOURCE[i]:-} == */harness.bash ]]; do
		i=$((i + 1))
	done
	trouble+="${BASH_SOURCE[i]##*/}:${BASH_LINENO[i - 1]}: $1"$'\n'
}

# ------------------------------------------------------------------ running

# run ARGUMENT...: sets $out, $err and $code
run() {
	"$WHIMBREL" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	code=$?
	out=$(<"$scratch/out") err=$(<"$scratch/err")
}

# ok ARGUMENT...: run, which must succeed
ok() {
	run "$@"
	[ "$code" -eq 0 ] || fail "whimbrel $*: exit $code"$'\n'"$err"
}

expect_exit() {
	[ "$code" -eq "$1" ] || fail "exit $code, wanted $1; stderr: $err"
}

# expect_stdout TEXT: all of it
expect_stdout() {
	[ "$out" = "$1" ] || fail "stdout is"$'\n'"$out"$'\n'"wanted"$'\n'"$1"$'\n'"stderr: $err"
}

# expect_stdout_has WORDS, expect_stdout_like REGEX; the same for stderr
expect_stdout_has() {
	[[ $out == *"$1"* ]] || fail "stdout lacks '$1':"$'\n'"$out"$'\n'"stderr: $err"
}

expect_stdout_like() {
	[[ $out =~ $1 ]] || fail "stdout is not like '$1':"$'\n'"$out"$'\n'"stderr: $err"
}

expect_stderr() {
	[[ $err == *"$1"* ]] || fail "stderr lacks '$1':"$'\n'"$err"
}

expect_stderr_like() {
	[[ $err =~ $1 ]] || fail "stderr is not like '$1':"$'\n'"$err"
}

expect_stderr_without() {
	[[ $err != *"$1"* ]] || fail "stderr has '$1':"$'\n'"$err"
}

# expect_equal WHAT GOT WANTED
expect_equal() {
	[ "$2" = "$3" ] || fail "$1: '$2', wanted '$3'"
}

expect_file() {
	[ -e "$1" ] || fail "there is no $1"
}

expect_no_file() {
	[ ! -e "$1" ] || fail "there is $1"
}

# ------------------------------------------------------------------ projects

# A project of an SQLite database a.db, without revisions.
project() {
	mkdir -p migrations
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
}

# revision ID PARENTS UP [DOWN [HEADER...]]: a file migrations/ID.sql
revision() {
	local id=$1 parents=$2 up=$3 down=${4-}
	shift $(($# < 4 ? 3 : 4))
	{
		printf -- '-- Migration: title of %s\n-- Revision: %s\n-- Revises: %s\n' "$id" "$id" "$parents"
		[ $# -eq 0 ] || printf -- '-- %s\n' "$@"
		printf '\n-- migrate:up\n%s\n' "$up"
		[ -z "$down" ] || printf '\n-- migrate:down\n%s\n' "$down"
	} >"migrations/$id.sql"
}

# chain ID...: revisions that each make a table t_ID, one after the other
chain() {
	local parent='' id
	for id; do
		revision "$id" "$parent" "CREATE TABLE t_$id (x INTEGER);" "DROP TABLE t_$id;"
		parent=$id
	done
}

# sample NAME: a copy of a sample project
sample() {
	cp -r "$srcdir/migrations/$1/." . && chmod -R u+w .
}

# ------------------------------------------------------------------ looking

sql() {
	sqlite3 "${2:-a.db}" "$1" 2>&1
}

# applied [FILE]: the set, in one line
applied() {
	sql "SELECT group_concat(revision, ' ') FROM (SELECT revision FROM whimbrel_version ORDER BY revision)" "${1:-a.db}"
}

# The schema that users made, byte for byte.
schema() {
	sql "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'whimbrel_%'
	     AND tbl_name NOT LIKE 'whimbrel_%' ORDER BY type, name" "${1:-a.db}"
}

# Everything that users made: schema and rows.
contents() {
	schema "$1"
	sqlite3 "$1" .dump | grep -v 'whimbrel_' | LC_ALL=C sort
}

# json PATH: what is at PATH (as SQLite's json_extract has it) in $out
json() {
	printf '%s' "$out" >"$scratch/json"
	sqlite3 :memory: "SELECT json_extract(readfile('$scratch/json'), '$1')" 2>&1
}

expect_json() {
	expect_equal "$1 of the JSON" "$(json "$1")" "$2"
}
