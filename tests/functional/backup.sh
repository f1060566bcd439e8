#!/bin/bash
# SPDX-License-Identifier: MIT
# backup, restore, upgrade --backup.
. "${0%/*}/harness.bash"
. "$srcdir/tests/functional/dialects.inc"

# everything: all that is in the database, as its own programs print it
everything() {
	case $dialect in
	sqlite) sqlite3 app.db .dump ;;
	postgresql) "$PG_BINDIR/pg_dump" "$URL" | grep -v '^.\(un\)\?restrict' ;;
	mariadb) maria_dump "$DB" ;;
	esac
}
maria_dump() {
	mariadb-dump --no-defaults --socket="$MARIA_SOCKET" -u "$MARIA_USER" --skip-dump-date --routines --events --triggers "$1"
}

# people: something of each kind that a copy may lose
people() {
	case $dialect in
	sqlite)
		query "CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, photo BLOB);
			INSERT INTO people (name, photo) VALUES ('it''s ' || char(10) || 'ö', x'00ff0a'), (NULL, NULL);
			DELETE FROM people WHERE id = 2; CREATE INDEX by_name ON people (name);
			CREATE VIEW names AS SELECT name FROM people; PRAGMA user_version = 7;
			CREATE TRIGGER keeps AFTER DELETE ON people BEGIN SELECT RAISE(IGNORE); END;"
		;;
	postgresql)
		query "CREATE SCHEMA extra; CREATE TYPE mood AS ENUM ('glad', 'sad');
			CREATE TABLE people (id bigserial PRIMARY KEY, name text, photo bytea, mood mood DEFAULT 'sad');
			INSERT INTO people (name, photo) VALUES (E'it''s \\n ö', '\\x00ff0a'), (NULL, NULL);
			SELECT setval('people_id_seq', 4711); CREATE VIEW extra.names AS SELECT name FROM people;
			CREATE FUNCTION extra.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT lo_from_bytea(4242, '\\x00ff');
			DO \$\$ BEGIN CREATE ROLE reader; EXCEPTION WHEN OTHERS THEN NULL; END \$\$;
			GRANT SELECT ON people TO reader; GRANT USAGE ON SCHEMA extra TO reader;
			ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;
			ALTER DEFAULT PRIVILEGES IN SCHEMA extra GRANT SELECT ON TABLES TO reader"
		;;
	mariadb)
		query "CREATE TABLE people (id INTEGER PRIMARY KEY AUTO_INCREMENT, name TEXT, photo BLOB) AUTO_INCREMENT = 4711;
			INSERT INTO people (name, photo) VALUES ('it''s \\n ö', x'00ff0a'), (NULL, NULL);
			CREATE VIEW names AS SELECT name FROM people; CREATE SEQUENCE counts START WITH 5;
			CREATE TABLE old (x INTEGER) ENGINE=MyISAM; INSERT INTO old VALUES (1);
			CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
			CREATE TRIGGER keeps BEFORE DELETE ON people FOR EACH ROW SET @gone = 1"
		query "SELECT NEXTVAL(counts)" >/dev/null
		;;
	esac
}

# spoil: what a restore has to take away, or to put right
spoil() {
	case $dialect in
	postgresql)
		query "CREATE SCHEMA later; CREATE TABLE later.t_c (x integer); REVOKE ALL ON people FROM reader;
			ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO reader; SELECT lo_unlink(4242); SELECT lo_create(4343);
			SELECT setval('people_id_seq', 1); CREATE PUBLICATION later_too" >/dev/null
		;;
	mariadb) query "DROP FUNCTION f; CREATE PROCEDURE p() SELECT 1; CREATE TABLE later (x INTEGER); ALTER DATABASE CHARACTER SET latin1" ;;
	sqlite) query "CREATE TABLE later (x); PRAGMA user_version = 8" ;;
	esac
	query "DELETE FROM people; INSERT INTO people (name) VALUES ('new')"
}

suite() {
	begin "what is restored equals what was saved, and the journal tells"
	chain a b
	ok upgrade a
	people >/dev/null
	everything >before
	ok backup saved
	expect_stdout_has "saved"
	sha256sum --quiet -c saved.sha256 || fail "no checksum that sha256sum takes"
	[ "$(stat -c %a saved)" = 600 ] || fail "others may read it"
	ok upgrade
	spoil >/dev/null
	run restore saved
	expect_exit 2
	expect_stderr "--yes"
	ok restore saved --yes
	expect_stdout_has "restored"
	expect_equal "applied" "$(applied)" "a "
	expect_equal "restored rows of the log" "$(query "SELECT count(*) FROM whimbrel_log WHERE event = 'restored'")" 1
	ok log --format json
	expect_json '$.entries[#-1].event' restored
	[[ $(json '$.entries[#-1].detail') == *saved\ sha256:* ]] || fail "the log does not say what was restored: $out"
	query "DELETE FROM whimbrel_log WHERE event = 'restored'"
	everything >after
	cmp -s before after || fail "$(diff before after | head -20)"
	ok upgrade
	expect_equal "applied" "$(applied)" "a b "

	begin "a file that is torn or another one's replaces nothing"
	chain a
	ok upgrade
	ok backup saved
	echo x >>saved
	run restore saved --yes
	expect_exit 2
	expect_stderr "is not what was saved"
	head -c 700 saved >torn
	run restore torn --yes
	[ "$code" = 1 ] || [ "$code" = 2 ] || fail "exit $code"
	expect_stderr "has no checksum beside it"
	expect_equal "applied" "$(applied)" "a "
	[ "$dialect" != mariadb ] || expect_equal "trials" "$(query "SHOW DATABASES LIKE 'whimbrel_restore%'")" ""
	: >empty
	run restore empty --yes
	expect_exit 2
	expect_stderr "empty is empty: nothing was saved in it"
	expect_equal "applied behind an empty file" "$(applied)" "a "
	if [ "$dialect" = mariadb ]; then
		sed '/^-- Dump completed/,$d' saved | sed '$d' >half
		run restore half --yes
		expect_exit 2
		expect_stderr "half is not complete"
		expect_equal "applied behind a half" "$(applied)" "a "
	fi
	# whole, and can't be loaded all the same: its end fails
	if [ "$dialect" = mariadb ]; then
		ok backup whole
		{ cat whole && echo "SELECT 1 FROM no_such_table;"; } >broken
		run restore broken --yes
		expect_exit 1
		expect_equal "applied behind what fails at its end" "$(applied)" "a "
	fi
	run restore nowhere --yes
	expect_exit 2
	run backup saved
	expect_exit 2
	expect_stderr "is there already"

	begin "upgrade --backup saves before the first step, and keeps so many"
	chain a b c
	ok upgrade a --backup saves
	expect_stdout_has "saved"
	touch saves/dev-notes "saves/other-20260101T000000Z.db"
	set -- saves/dev-2*[!6]
	for i in 1 2 3; do cp "$1" "saves/dev-2025010${i}T000000Z.${1##*.}"; done
	ok upgrade --backup saves --retain 2 --format json
	expect_equal "kept" "$(find saves -name 'dev-2*' ! -name '*.sha256' | wc -l)" 2
	[[ $out == *'"saved"'*'"removed"'*'"applied"'* ]] || fail "it tells: $out"
	[ "$(find saves -name "dev-notes" -o -name "other-*" | wc -l)" = 2 ] || fail "others' files are gone"
	ls saves >before
	ok upgrade --backup saves
	ls saves >after
	cmp -s before after || fail "nothing to do was saved"
	set -- saves/dev-2*[!6]
	ok restore "$2" --yes
	expect_equal "applied" "$(applied)" "a "

	begin "what was restored can be made again on a scratch database"
	revision a "" "CREATE TABLE t_a (x INTEGER);" "DROP TABLE t_a;"
	ok upgrade
	ok backup saved
	ok restore saved --yes
	echo 'CREATE TABLE t_a (x INTEGER); CREATE TABLE t_b (y INTEGER);' >schema.sql
	echo 'schema = [ "schema.sql" ];' >>whimbrel.cfg
	ok revision --autogenerate -m "one more" --rev-id b
	ok upgrade
	ok check

	begin "no password is left behind"
	chain a
	ok upgrade
	mkdir tmp
	TMPDIR=$PWD/tmp ok backup saved
	expect_equal "left" "$(ls -A tmp)" ""

	begin "a restore is no business of a run's, nor a run of its"
	chain a
	ok upgrade
	ok backup saved
	echo 'hooks = { before_run = "touch begun; while [ ! -e end ]; do sleep 0.1; done"; };' >>whimbrel.cfg
	sed -i 's/url =/lock_timeout = "1s"; url =/' whimbrel.cfg
	revision b a "CREATE TABLE t_b (x INTEGER);"
	"$WHIMBREL" upgrade >out 2>&1 &
	pid=$!
	for ((i = 0; i < 200; i++)); do
		[ ! -e begun ] || break
		sleep 0.05
	done
	run restore saved --yes
	expect_exit 4
	run backup other
	expect_exit 4
	touch end
	wait $pid || fail "the run: $(<out)"

	begin "while others write, what is saved is of one time"
	query "CREATE TABLE pairs (a INTEGER, b INTEGER)"
	(while [ ! -e end ]; do
		query "INSERT INTO pairs SELECT coalesce(max(a), 0) + 1, coalesce(max(b), 0) + 1 FROM pairs; INSERT INTO pairs SELECT a, b FROM pairs ORDER BY a LIMIT 300" >/dev/null
	done) &
	pid=$!
	for i in 1 2 3; do ok backup saved$i; done
	touch end
	wait $pid
	ok restore saved2 --yes
	expect_equal "rows that are of two times" "$(query "SELECT count(*) FROM pairs WHERE a <> b")" 0
	[ "$dialect" = mariadb ] || return 0

	begin "programs that are too old are refused, and a signal leaves nothing"
	chain a
	ok upgrade
	mkdir bin tmp
	printf '#!/bin/sh\n[ "$1" != --version ] || exec echo "mariadb-dump  Ver 10.19 Distrib %%s-MariaDB, for debian-linux-gnu"\necho begun >begun\nexec sleep 60\n' >script
	sed 's/%s/10.1.9/' script >bin/mariadb-dump
	chmod +x bin/mariadb-dump
	PATH=$PWD/bin:$PATH run backup saved
	expect_exit 2
	expect_stderr "is of version 10.1, and this server needs"
	sed 's/%s/99.1.1/' script >bin/mariadb-dump
	PATH=$PWD/bin:$PATH TMPDIR=$PWD/tmp "$WHIMBREL" backup saved >out 2>&1 &
	pid=$!
	for ((i = 0; i < 200; i++)); do
		[ ! -e begun ] || break
		sleep 0.05
	done
	kill -TERM $pid
	wait $pid
	expect_equal "exit" $? 130
	expect_equal "left" "$(find tmp saved* 2>/dev/null | tr '\n' ' ')" "tmp "
	ok lock status
}
each_dialect

t "sqlite: neither memory nor a file that is not there can be saved"
project
run --url sqlite::memory: backup x
expect_exit 2
run --url sqlite:nowhere.db backup x
expect_exit 2
expect_stderr "no database file"
expect_equal "made" "$(find . -name "nowhere*" -o -name "x*")" ""

t "sqlite: pages of another size, and a WAL"
project
sqlite3 a.db "PRAGMA page_size = 8192; CREATE TABLE t (x); INSERT INTO t VALUES (1)"
ok --url sqlite:a.db backup x
sqlite3 b.db "PRAGMA journal_mode = wal; CREATE TABLE u (x)" >/dev/null
ok --url sqlite:b.db restore x --yes
expect_equal "rows" "$(sqlite3 b.db "SELECT count(*) FROM t")" 1
sqlite3 b.db "PRAGMA journal_mode = wal; INSERT INTO t VALUES (2)" >/dev/null
ok --url sqlite:b.db backup y
expect_equal "rows" "$(sqlite3 y "SELECT count(*) FROM t")" 2
[ ! -e y-wal ] || fail "a WAL is left"
done_testing
