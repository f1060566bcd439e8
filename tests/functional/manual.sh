#!/bin/bash
# SPDX-License-Identifier: MIT
# What the manual says is so: README's first project, the examples of whimbrel-revision(5), every key of whimbrel-json(7), and
# what the shells complete.
. "${0%/*}/harness.bash"

# blocks FILE: each `.Bd -literal` block as a file block.N, the manual's escapes undone
blocks() {
	awk '/^\.Bd -literal/ { n++; on = 1; next } /^\.Ed/ { on = 0 } on { print > ("block." n) }' "$1"
	sed -i 's/\\e/\\/g; s/\\&//g' block.*
}

t "README's first project works as it stands"
awk '/^## A first project/ { on = 1; next } on && /^    / { sub(/^    /, ""); print; seen = 1; next } on && seen { exit }' "$srcdir/README.md" >commands
printf '#!/bin/sh\nprintf "%%s\\n" "-- migrate:up" "CREATE TABLE customers (id INTEGER PRIMARY KEY);" "-- migrate:down" "DROP TABLE customers;" >body\nsed -i "/^-- migrate:/,\\$d" "$1"\ncat body >>"$1"\nrm body\n' >editor
chmod +x editor
[ "$(grep -c whimbrel commands)" -gt 8 ] || fail "there are too few: $(<commands)"
{
	printf 'set -e\nwhimbrel() { "$WHIMBREL" "$@"; }\n'
	# what is pending is found, and that is exit 3
	sed 's/^whimbrel check .*/whimbrel check \&\& exit 9 || [ $? -eq 3 ]/' commands
} >script
EDITOR=$PWD/editor bash script >out 2>err || fail "it fails: $(cat script out err)"
expect_file shop/script.sql
expect_equal "applied" "$(sql 'SELECT count(*) FROM customers' shop/database.db)" 0

t "the examples of whimbrel-dialect(3) are one dialect, which has every slot"
awk '/^\.Sh / { on = /EACH SLOT/ } on' "$srcdir/man/whimbrel-dialect.3" >section
blocks section
for i in $(seq 1 "$(find . -name 'block.*' | wc -l)"); do cat "block.$i"; done >dialect.c
cat >my.h <<'END'
/* A client library that does not exist. */
#ifndef MY_H
#define MY_H
#include <stddef.h>
typedef struct my_db my_db;
int my_version(void);
my_db *my_open(const char *host, const char *port, const char *database, const char *user, const char *password,
	       unsigned timeout_ms);
void my_close(my_db *);
/* 0, or the number of what went wrong; `row` returns 1 when it wants no more */
int my_query(my_db *, const char *sql, size_t len, int (*row)(void *ctx, int count, char **values), void *ctx);
int my_code(my_db *);
int my_is_gone(my_db *);
const char *my_error(my_db *), *my_sqlstate(my_db *);
const char *my_server(my_db *), *my_database(my_db *), *my_user(my_db *), *my_session(my_db *);
int my_has_table(my_db *, const char *name);
void my_interrupt(my_db *);
void my_escape(char *out, size_t size, const char *text);
#endif
END
include=${WHIMBREL%/bin/whimbrel}/include
gcc -std=c11 -D_GNU_SOURCE -fsyntax-only -Wall -Wextra -Werror -I. "-I$include" dialect.c >out 2>&1 || fail "they don't compile: $(head -20 out)"
slots=$(sed -n '/^struct wb_dialect {/,/^};/s/.*(\*\([a-z_]*\))(.*/\1/p' "$include/whimbrel/dialect.h")
[ "$(wc -w <<<"$slots")" -ge 28 ] || fail "the slots are: $slots"
for slot in $slots; do grep -q "^	\.$slot = " dialect.c || fail "no example of $slot"; done

t "the examples of whimbrel-revision(5)"
project
blocks "$srcdir/man/whimbrel-revision.5"
rm -f migrations/*
for block in block.*; do
	id=$(sed -n 's/^-- Revision: //p' "$block")
	[ "$id" = f6a7b8c9d0e1 ] || cp "$block" "migrations/$id.sql"
done
expect_equal "examples" "$(find migrations -type f | wc -l)" 5
ok validate
expect_stdout_has "5 revisions, no problems"
ok upgrade heads
ok verify
ok show 1.2
expect_stdout_has "Prerequisites: no order without a customer"
ok history
run downgrade base
expect_exit 2
expect_stderr "irreversible"
ok history --format markdown
expect_stdout_has "- Prerequisites: no order without a customer"
expect_stdout_has "- Depends: e5f6a7b8c9d0"
expect_stdout_has "- File: migrations/c3d4e5f6a7b8.sql"
for block in block.*; do
	id=$(sed -n 's/^-- Revision: //p' "$block")
	[ "$id" != f6a7b8c9d0e1 ] || cp "$block" "migrations/$id.sql"
done
rm migrations/{a1b2c3d4e5f6,b2c3d4e5f6a7,c3d4e5f6a7b8}.sql
ok validate
ok upgrade heads
ok status --exit-code
ok history --format markdown
expect_stdout_has "- Replaces: a1b2c3d4e5f6, b2c3d4e5f6a7, c3d4e5f6a7b8"

t "whimbrel-revision(5) names every key, section and option"
for word in Migration Revision Revises Depends Branch Tag Replaces Repeat Variables Date Author Purpose up down require verify irreversible 'dialect :' 'transaction :' \
	'expect: NULL' 'expect: rows' 'expect: no rows' '{NAME!ident}' '{NAME!literal}' '{env:NAME}' 'whimbrel.target' 'whimbrel.dialect' 'whimbrel:allow'; do
	grep -qF -- "$word" "$srcdir/man/whimbrel-revision.5" || fail "it lacks $word"
done

# keys_of SECTION: those that the page has under a heading
keys_of() {
	awk -v wanted="$1" '/^\.S[hs] / { heading = substr($0, 5); on = (", " heading ", ") ~ (", " wanted ", ") } on && /^\.It Li / { print $3 }' "$srcdir/man/whimbrel-json.7"
}

# printed FILE: every key in it, of all depths; those of a header are its author's
printed() {
	while read -r line; do
		printf '%s' "$line" >"$scratch/line"
		sqlite3 :memory: "SELECT DISTINCT key FROM json_tree(readfile('$scratch/line')) WHERE typeof(key) = 'text' AND fullkey NOT LIKE '%.header.%'"
	done <"$1" | sort -u
}

# documented HEADING ARGUMENT...: what the command prints is on the page under the heading, and nothing else
documented() {
	local heading=$1 key
	shift
	run "$@" --format json
	printf '%s\n' "$out" >json.out
	printed json.out >keys
	[ -s keys ] || fail "'$*' prints no object: $err"
	keys_of "$heading" | sort -u >page
	[ -s page ] || fail "the page has no '$heading'"
	while read -r key; do
		grep -qxF -- "$key" page || fail "'$*' prints $key, which is not under $heading"
	done <keys
	cat keys >>"seen.${heading//[^a-z]/_}"
}

# stand_in NAME COMMAND: a program that the recipes call
stand_in() {
	printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
	chmod +x "bin/$1"
}

t "the recipes for hooks of whimbrel.cfg(5) run as they stand"
project
chain a
blocks "$srcdir/man/whimbrel.cfg.5"
recipes=$(grep -l '^hooks = {' block.*)
sed 's/\\(dq/"/g' "$recipes" >>whimbrel.cfg
mkdir bin
stand_in curl 'cat >>told; printf "%s\n" "$*" >>told'
stand_in mail 'printf "%s\n" "$*" >>told'
stand_in date 'echo 1'
command -v jq >/dev/null || stand_in jq 'cat >/dev/null; echo "{\"text\":\"1 migrations done\"}"'
PATH=$PWD/bin:$PATH CHAT_URL=http://chat.example.org run upgrade
expect_exit 0
grep -q '^{"text":".*1 migrations done"}' told || fail "chat: $(<told)"
grep -q 'http://chat.example.org' told || fail "chat: $(<told)"
grep -q '"revision":"a"' told || fail "JSON: $(<told)"
revision b a "NO SQL;"
PATH=$PWD/bin:$PATH CHAT_URL=http://chat.example.org run upgrade
expect_exit 1
grep -q '^-s migration of .* failed ops@example.org' told || fail "mail: $(<told)"
! grep -qi warning <<<"$err" || fail "a hook failed: $err"

t "whimbrel-json(7) has every key that is printed"
project
sed -i 's/^target =/schema = [ "schema.sql" ];\ntarget =/' whimbrel.cfg
echo 'CREATE TABLE t_a (x INTEGER, y INTEGER);' >schema.sql
mkdir sub
documented init init sub
chain a b
revision c b "DROP TABLE t_b;" "CREATE TABLE t_b (x INTEGER);" "Tag: 1.0" "Author: me"
for command in heads branches history show; do
	documented "$command" "$command"
done
documented EVENTS upgrade b
documented "status" status
documented "current" current
documented "check" check
documented "plan" plan
documented "lint" lint
documented "test" "test"
documented "diff" diff
documented "schema dump" schema dump
documented "schema diagram" schema diagram
documented "validate" validate
documented "log" log
documented "lock" lock status
documented "lock" lock release --yes
documented "plugins" plugins
documented "EVENTS" downgrade -1
documented "EVENTS" stamp b
documented "revision" revision -m another
mkdir other && printf 'package x\n' >other/1_x.go
documented "import" import --from goose other
rm migrations/1_x.sql
documented "ERRORS" upgrade nowhere
revision d c "SELEKT;"
documented "ERRORS" show nosuch
documented "create" create
documented "drop" drop --yes
# and no other: the program has no key that is not there, and the page none that the program has not
grep -ohE '(json_put\([a-z_>-]+,[[:space:]]*|"\{s:[^"]*", *)"[a-z_]+"|json_pack\(.*' "$srcdir"/core/cli/*.c | grep -oE '"[a-z_]+"' | tr -d '"' | sort -u >program
{
	tr '\n' ' ' <"$srcdir/core/cli/cmd_test.c" | grep -oE '"(outcome|only|what|dialect|message)"'
	grep -ohE 'json_(member|number|key)\(out, "[a-z_]+"' "$srcdir"/core/run/*.c | grep -oE '"[a-z_]+"'
	printf '"%s"\n' created dropped pending edited missing partial sql diagram
} | tr -d '"' >>program
sort -u -o program program
sed -n 's/^\.It Li \([a-z_]*\)$/\1/p' "$srcdir/man/whimbrel-json.7" | sort -u >page
while read -r key; do
	grep -qxF "$key" program || fail "the page has $key, the program has not"
done <page
while read -r key; do
	case $key in skipped | dialects) continue ;; esac
	grep -qxF "$key" page || fail "the program prints $key, the page lacks it"
done <program

t "whimbrel(1) names every command and option"
{
	"$WHIMBREL" help | sed -n 's/^  \([a-z]*\)  *.*/\1/p'
	for command in $("$WHIMBREL" help | sed -n 's/^  \([a-z]*\)  *.*/\1/p'); do
		"$WHIMBREL" help "$command" | sed -nE 's/^  (-., |    )--([a-z-]+).*/\2/p'
	done
} | sort -u >words
while read -r word; do
	grep -qE -- "(Cm|Fl -?|Fl [a-z] , Fl -|Fl [a-z] Ar [A-Z=:]* , Fl -)$word\b" "$srcdir/man/whimbrel.1" || grep -qE "Fl -$word|Cm $word|Cm [a-z]* $word" "$srcdir/man/whimbrel.1" || fail "it lacks $word"
done <words
grep -q 'plugins check' "$srcdir/man/whimbrel.1" || fail "it lacks plugins check"

t "a revision that nobody has written anything into is warned of"
project
ok revision -m "first"
ok validate
expect_stderr "does nothing"
ok upgrade
expect_stderr "does nothing"
ok upgrade
expect_stderr_without "does nothing"
for file in migrations/*; do
	sed -i 's/^-- migrate:up$/&\n-- nothing to do/' "$file"
done
ok validate
expect_stderr_without "does nothing"

# completes LINE WORD...: bash offers these, and --no WORD... not those
completes() {
	local line=$1 word
	shift
	bash -c '. "$1"; COMP_LINE=$2; COMP_POINT=${#2}; compopt() { :; }; _whimbrel; printf "%s\n" "${COMPREPLY[@]}"' - "$srcdir/completions/whimbrel.bash" "$line" >words
	for word; do
		case $word in
		!*) ! grep -qx -- "${word#!}" words || fail "'$line' offers ${word#!}" ;;
		*) grep -qx -- "$word" words || fail "'$line' lacks $word: $(tr '\n' ' ' <words)" ;;
		esac
	done
}

t "the shells complete values"
project
printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; }; prod = { url = "sqlite:b.db"; }; };\n' >whimbrel.cfg
chain one two
PATH=${WHIMBREL%/*}:$PATH
completes "whimbrel -t " dev prod '!one'
completes "whimbrel -t p" prod '!dev'
completes "whimbrel --target=p" prod
completes "whimbrel upgrade -t " dev prod '!one'
completes "whimbrel schema diagram --as " mermaid dot boxes
completes "whimbrel --format " text json
completes "whimbrel history --format " markdown
completes "whimbrel history -r " one two head
completes "whimbrel history -r one:" two head
completes "whimbrel history -r one:t" two '!one'
completes "whimbrel upgrade --sql one:t" two '!one'
completes "whimbrel squash " one two
completes "whimbrel squash one:" two '!--help'
completes "whimbrel revision --head " one two
completes "whimbrel revision -m x --depends o" one '!two'
completes "whimbrel upgrade --dialect " sqlite '!one'
completes "whimbrel schema " dump load diagram
completes "whimbrel plugins " check new
completes "whimbrel lock " status release
completes "whimbrel up" upgrade
completes "whimbrel upgrade " one two '!--sql'
completes "whimbrel upgrade --sq" --sql
if zsh --version >/dev/null 2>&1; then
	zsh -n "$srcdir/completions/_whimbrel" || fail "zsh can't read it"
fi

done_testing
