#!/bin/bash
# SPDX-License-Identifier: MIT
# The config, the environment and the flags; which of them wins; which database is meant.
. "${0%/*}/harness.bash"

# two targets, dev and other
targets() {
	project
	chain one
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:dev.db"; }; other = { url = "sqlite:other.db"; }; };\n' >whimbrel.cfg
}

# touches FILE ARGUMENT...: upgrade with ARGUMENTs works on FILE and no other database
touches() {
	local file=$1
	shift
	rm -f ./*.db
	ok "$@" upgrade
	expect_equal "databases after: $* upgrade" "$(echo ./*.db)" "./$file"
}

t "which database: flags, then environment, then the config"
targets
touches dev.db
touches other.db -t other
WHIMBREL_TARGET=other touches other.db
WHIMBREL_TARGET=other touches dev.db -t dev
touches x.db --url sqlite:x.db
touches x.db -t dev --url sqlite:x.db
WHIMBREL_URL=sqlite:y.db touches y.db
WHIMBREL_URL=sqlite:y.db touches x.db --url sqlite:x.db

t "a variable left in a shell never redirects a target that was named"
targets
WHIMBREL_URL=sqlite:y.db touches other.db -t other
WHIMBREL_URL=sqlite:y.db WHIMBREL_TARGET=other touches other.db
DATABASE_URL=sqlite:z.db touches dev.db

t "DATABASE_URL is the last resort"
mkdir migrations
chain one
DATABASE_URL=sqlite:z.db touches z.db -m migrations

t "no config is needed with --url and -m"
mkdir migrations
chain one
ok --url sqlite:x.db -m migrations upgrade
expect_file x.db

t "WHIMBREL_MIGRATIONS and WHIMBREL_CONFIG"
targets
mkdir elsewhere
mv whimbrel.cfg elsewhere/
mv migrations elsewhere/
WHIMBREL_CONFIG=elsewhere/whimbrel.cfg ok heads
expect_stdout 'one (head)'
WHIMBREL_MIGRATIONS=elsewhere/migrations ok --url sqlite:x.db heads
expect_stdout 'one (head)'

t "relative paths of the config are relative to it, flags' to the working directory"
targets
mkdir below && cd below || exit 1
ok -c ../whimbrel.cfg upgrade
expect_file ../dev.db
ok -c ../whimbrel.cfg --url sqlite:here.db upgrade
expect_file here.db

t "URL forms of SQLite"
mkdir migrations
chain one
for url in sqlite:f.db sqlite:///f.db "sqlite:///$PWD/f.db" sqlite+aiosqlite:///f.db; do
	rm -f f.db
	ok --url "$url" -m migrations upgrade
	expect_file f.db
done
ok --url sqlite::memory: -m migrations upgrade

t "an unknown key has its line and the nearest known key"
project
printf 'migrations = [ "migrations" ];\ntarge = "dev";\n' >whimbrel.cfg
run heads
expect_exit 2
expect_stderr 'whimbrel.cfg:2: '
expect_stderr "target"

t "a wrong type has its line"
project
printf '\n\nmigrations = 7;\n' >whimbrel.cfg
run heads
expect_exit 2
expect_stderr 'whimbrel.cfg:3: '

t "bad syntax has its line"
project
printf 'migrations = [ "migrations" ];\ntargets = { dev = { url "x"; }; };\n' >whimbrel.cfg
run heads
expect_exit 2
expect_stderr_like 'whimbrel\.cfg:[0-9]+: '

t "all problems of the config are told at once"
project
printf 'migration = [ "migrations" ];\ntarge = "dev";\n' >whimbrel.cfg
run heads
expect_exit 2
expect_stderr 'whimbrel.cfg:1: '
expect_stderr 'whimbrel.cfg:2: '

t "an unknown target is named"
targets
run -t nowhere upgrade
expect_exit 2
expect_stderr nowhere

t "an unknown option of a URL is an error, with a +driver a warning"
mkdir migrations
chain one
run --url 'sqlite:x.db?nonsense=1' -m migrations upgrade
expect_exit 2
expect_stderr nonsense
ok --url 'sqlite+driver:///x.db?nonsense=1' -m migrations upgrade
expect_stderr nonsense

t "no password is ever shown"
mkdir migrations
chain one
for url in 'postgresql://me:Geheim1@nowhere.invalid/x' 'sqlite:x.db?password=Geheim1'; do
	for command in status upgrade plugins; do
		run -vv --url "$url" -m migrations "$command"
		[[ $out$err != *Geheim1* ]] || fail "$command shows the password: $out$err"
	done
done

t "values from the environment, with a default"
project
chain one
printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "${env:MY_URL:-sqlite:default.db}"; }; };\n' >whimbrel.cfg
ok upgrade
expect_file default.db
MY_URL=sqlite:mine.db ok upgrade
expect_file mine.db

t "a protected target asks for --yes on the way down alone"
project
chain one two
printf 'migrations = [ "migrations" ];\ntarget = "dev";\ntargets = { dev = { url = "sqlite:a.db"; protected = true; }; };\n' >whimbrel.cfg
ok upgrade
run downgrade
expect_exit 2
expect_stderr --yes
expect_equal "the set" "$(applied)" 'one two'
ok downgrade --yes
expect_equal "the set" "$(applied)" one

t "variables: -x, then the target's, then the project's"
project
printf 'migrations = [ "migrations" ];\ntarget = "dev";\nvariables = { a = "project"; b = "project"; c = "project"; };\ntargets = { dev = { url = "sqlite:a.db"; variables = { b = "target"; c = "target"; }; }; };\n' >whimbrel.cfg
revision one '' "CREATE TABLE v AS SELECT '\${a}' AS a, '\${b}' AS b, '\${c}' AS c, '\${d:-default}' AS d, \${a!literal} AS e;"
ok -x c=flag upgrade
expect_equal "values" "$(sql 'SELECT * FROM v')" 'project|target|flag|default|project'

t "an undefined variable has file and line, before anything runs"
project
chain one
revision two one 'SELECT 1, ${nowhere};'
run upgrade
expect_exit 2
expect_stderr 'two.sql:6'
expect_stderr nowhere
expect_equal "tables" "$(schema)" ''

t "Variables: off and a backslash leave text alone"
project
revision one '' "CREATE TABLE v AS SELECT '\${x}' AS a;" '' 'Variables: off'
revision two one "INSERT INTO v VALUES ('\\\${x}'), ('\$\${\"a\":1}');"
ok upgrade
expect_equal "values" "$(sql 'SELECT group_concat(a) FROM v')" '${x},${x},$${"a":1}'

t "a config without end is refused"
project
{
	echo 'variables = {'
	seq -f 'a%.0f = "a value";' 20000
	echo '};'
} >>whimbrel.cfg
run heads
expect_exit 2
expect_stderr 'whimbrel.cfg: is larger than 262144 bytes'

done_testing
