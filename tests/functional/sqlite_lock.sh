#!/bin/bash
# SPDX-License-Identifier: MIT
# SQLite: whose the lock file is, one lock for all names of one database, and URLs that name no file.
. "${0%/*}/harness.bash"

# refused WHAT: `upgrade` is exit 2 that names a.db-whimbrel and WHAT
refused() {
	run upgrade
	expect_exit 2
	expect_stderr "a.db-whimbrel: $1"
}

# unharmed FILE TEXT: it is there and says what it said
unharmed() {
	expect_equal "what $1 says" "$(cat "$1")" "$2"
}

t "a file of the user's that has the lock file's name is left alone"
project
chain one
for text in hello 'jo@host pid 7 since 2026-01-31 09:00:00 UTC more' 'jo@host pid x since 2026-01-31 09:00:00 UTC'; do
	echo "$text" >a.db-whimbrel
	refused 'it was written by somebody else'
	unharmed a.db-whimbrel "$text"
done
sqlite3 db 'CREATE TABLE t (x); INSERT INTO t VALUES (7)'
cp db a.db-whimbrel
refused 'it was written by somebody else'
cmp -s db a.db-whimbrel || fail "the database was changed"

t "links, folders, FIFOs and devices are no lock files"
project
chain one
echo text >other
ln other a.db-whimbrel
refused 'the file has another name as well'
unharmed other text
rm a.db-whimbrel
: >empty
ln empty a.db-whimbrel
refused 'the file has another name as well'
expect_file empty
rm a.db-whimbrel
ln -s other a.db-whimbrel
refused 'it is a symbolic link'
unharmed other text
rm a.db-whimbrel
ln -s nowhere a.db-whimbrel
refused 'it is a symbolic link'
expect_no_file nowhere
rm a.db-whimbrel
mkdir a.db-whimbrel
refused 'it is no regular file'
rmdir a.db-whimbrel
mkfifo a.db-whimbrel
refused 'it is no regular file'
run lock status
expect_exit 0
rm a.db-whimbrel
ok upgrade
expect_no_file a.db-whimbrel

t "what a killed run left is taken over, and so is an empty file"
project
chain one two
for text in '' 'jo@host pid 123 since 2026-01-31 09:00:00 UTC'; do
	printf '%s' "${text:+$text$'\n'}" >a.db-whimbrel
	ok upgrade +1
	expect_no_file a.db-whimbrel
done

# holding COMMAND...: run it while a run that holds the lock on a.db sleeps
holding() {
	local pid
	revision slow '' "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n;"
	"$WHIMBREL" upgrade >/dev/null 2>&1 &
	pid=$!
	for _ in $(seq 100); do
		[ -s a.db-whimbrel ] && break
		sleep 0.05
	done
	"$@"
	kill -TERM "$pid"
	wait "$pid"
}

t "the lock file is the database's owner's, also where root runs, so that the owner may wait for it and take it over"
project
sqlite3 a.db 'CREATE TABLE t (x)'
[ "$(id -u)" -ne 0 ] || chown nobody:nogroup a.db
kept=''
holding eval 'kept=$(stat -c %u:%g a.db-whimbrel)'
expect_equal "whose it is" "$kept" "$(stat -c %u:%g a.db)"

# locked_out NAME...: a run on each of these names finds the lock held
locked_out() {
	local name
	for name; do
		printf 'migrations = [ "migrations" ];\ntargets = { other = { url = "sqlite:%s"; lock_timeout = "0"; }; };\n' "$name" >other.cfg
		run -c other.cfg -t other upgrade
		expect_exit 4
		run -c other.cfg -t other lock status
		expect_stdout_has 'locked by'
	done
}

t "hard links, symbolic links and other ways to one file are one lock"
project
sqlite3 a.db 'CREATE TABLE t (x)'
mkdir below
ln a.db hard.db
ln a.db below/hard.db
ln -s a.db soft.db
ln -s . here
holding locked_out a.db hard.db below/hard.db soft.db here/a.db "$PWD/here/hard.db"
run lock status
expect_stdout_has 'not locked'
expect_stderr 'a.db has 3 names (hard links)'
expect_equal 'lock files that are left' "$(find . -name '*-whimbrel')" ''

t "the URL of a file that has a host, a user, a password or a port is refused, and the right one named"
mkdir -p migrations data
chain one
for command in 'current' 'upgrade' 'status' 'check'; do
	run --url sqlite://data/app.db -m migrations "$command"
	expect_exit 2
	expect_stderr 'sqlite:///data/app.db'
done
run --url sqlite://app.db -m migrations upgrade
expect_exit 2
expect_stderr 'sqlite:///app.db'
for url in sqlite://u:p@h:99/y.db sqlite://u@/y.db sqlite://u:p@/y.db sqlite://h:9/y.db; do
	run --url "$url" -m migrations upgrade
	expect_exit 2
	expect_stderr 'sqlite:///y.db'
	expect_stderr_without ':p'
done
expect_equal 'databases that were made' "$(find . -name '*.db*')" ''
ok --url sqlite:///data/app.db -m migrations upgrade
expect_file data/app.db

done_testing
