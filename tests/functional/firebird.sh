#!/bin/bash
# SPDX-License-Identifier: MIT
# A dialect outside of the source, for a database that is not like the others: examples/firebird, built with what is
# installed. Its engine runs in the program, and as a server.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

prefix=$(cd "${WHIMBREL%/*}/.." && pwd)
pc=$(find "$prefix" -name whimbrel-kit.pc | head -1)
export PKG_CONFIG_PATH=${pc%/*}

t "the dialect is built with what is installed, and is no longer than it should be"
if [ ! -e /usr/include/ibase.h ] || ! command -v isql-fb >/dev/null; then
	skip "Firebird is not here"
	done_testing
	exit
fi
server_folder fb || exit 1
FIREBIRD=$SERVER_FOLDER
mkdir "$FIREBIRD/plugin"
cp "$srcdir"/examples/firebird/{*.[ch],catalog.sql,Makefile} "$FIREBIRD/plugin"
# shellcheck disable=SC2086
CFLAGS="${EMBED_CFLAGS:-} -O1 -g -Werror" make -C "$FIREBIRD/plugin" >make.log 2>&1 || fail "it does not build: $(<make.log)"
lines=$(cd "$FIREBIRD/plugin" && cat connect.c dialect.c error.c execute.c firebird.h lock.c rows.c split.c | wc -l)
[ "$lines" -le 900 ] || fail "without the slots of schemas it has $lines lines"

# Everything of the engine's in a folder of ours: several programs may have a database open, and so may a server.
libraries=$(find /usr/lib -type d -path '*firebird/3.0' | head -1)
for file in plugins intl UDF plugins.conf databases.conf firebird.msg; do
	[ ! -e "$libraries/$file" ] || ln -s "$libraries/$file" "$FIREBIRD/$file"
done
mkdir "$FIREBIRD/lock" "$FIREBIRD/tests"
cat >"$FIREBIRD/firebird.conf" <<END
ServerMode = Classic
DatabaseAccess = Full
RemoteBindAddress = 127.0.0.1
AuthServer = Srp
AuthClient = Srp
UserManager = Srp
WireCrypt = Disabled
SecurityDatabase = $FIREBIRD/security.fdb
IpcName = ${FIREBIRD##*/}
END
[ "$(id -u)" -ne 0 ] || chown -R nobody:nogroup "$FIREBIRD"
export FIREBIRD FIREBIRD_LOCK=$FIREBIRD/lock FIREBIRD_TMP=$FIREBIRD WHIMBREL_PLUGIN_PATH=$FIREBIRD/plugin
fb_pid=''
fb_stop() {
	# the server is a child of the shell that became another user
	[ -z "$fb_pid" ] || kill "$(pgrep -P "$fb_pid")" 2>/dev/null
	[ -z "$fb_pid" ] || wait "$fb_pid" 2>/dev/null
	cd / && rm -rf "$FIREBIRD"
}
trap 'status=$?; fb_stop; (exit $status); finish' EXIT

# begin TITLE: a folder that the engine may write, a project and an empty database
begin() {
	t "firebird: $1"
	cd "$FIREBIRD/tests" && rm -rf "./$tests" && as_user mkdir "$tests" && cd "$tests" || exit 1
	as_user mkdir migrations
	as_user tee whimbrel.cfg >/dev/null <<-END
		migrations = [ "migrations" ];
		target = "dev";
		targets = { dev = { url = "firebird:///$PWD/app.fdb"; ${2:-} }; };
	END
	[ "$(id -u)" -ne 0 ] || chmod 777 . migrations
	whimbrel create
	expect_exit 0
}

# The address sanitizer wants to know what throws exceptions from the beginning.
program=("$WHIMBREL")
[ -z "${KILL_PRELOAD:-}" ] || program=(env LD_PRELOAD="$KILL_PRELOAD$(gcc -print-file-name=libstdc++.so.6)" "$WHIMBREL")

# The program as the one who runs the engine.
whimbrel() {
	as_user "${program[@]}" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	code=$?
	out=$(<"$scratch/out") err=$(<"$scratch/err")
}
whimbrel_ok() {
	whimbrel "$@"
	[ "$code" -eq 0 ] || fail "whimbrel $*: exit $code"$'\n'"$err"
}
# query SQL: its values, in one line
query() {
	printf 'SET HEADING OFF;\n%s;\n' "$1" | as_user isql-fb -q -u SYSDBA "${2:-app.fdb}" 2>&1 | tr -s ' \n' ' ' | sed 's/^ //; s/ $//'
}

procedure='SET TERM ^ ;
CREATE PROCEDURE twice (n INTEGER) RETURNS (m INTEGER) AS BEGIN m = 2 * n; SUSPEND; END^
SET TERM ; ^'

begin "plugins check finds nothing to say"
whimbrel plugins check firebird --url "firebird:///$PWD/app.fdb" --only 'own.*'
expect_exit 0
[[ $out != *BROKEN* ]] || fail "$out"

begin "up, down and up again: DDL, rows, a procedure with semicolons"
revision one '' "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40), note BLOB SUB_TYPE TEXT);
INSERT INTO t VALUES (1, 'Zoë; -- no comment', 'it''s');
CREATE UNIQUE INDEX t_name ON t (name);" 'DROP TABLE t;'
revision two one "$procedure
UPDATE t SET id = (SELECT m FROM twice(21));
-- migrate:verify
-- expect: 42
SELECT id FROM t;" 'DROP PROCEDURE twice;'
revision three two 'CREATE VIEW v AS SELECT name FROM t;' 'DROP VIEW v;'
whimbrel_ok upgrade
expect_equal "rows" "$(query 'SELECT id, name, CAST(note AS VARCHAR(9)) FROM t')" "42 Zoë; -- no comment it's"
whimbrel_ok downgrade base
expect_equal "tables" "$(query "SELECT COUNT(*) FROM rdb\$relations WHERE rdb\$system_flag = 0 AND rdb\$relation_name NOT STARTING 'WHIMBREL'")" 0
whimbrel_ok upgrade
whimbrel_ok status
expect_stdout_like "three +applied"

begin "check compares the schema, and what is missing is written and proved"
revision one '' "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40) DEFAULT 'x' NOT NULL,
	price NUMERIC(10,2), twice COMPUTED BY (id * 2), CONSTRAINT positive CHECK (price > 0));
CREATE UNIQUE INDEX t_name ON t (name);
CREATE TABLE u (id INTEGER NOT NULL PRIMARY KEY, t_id INTEGER REFERENCES t (id) ON DELETE CASCADE, note BLOB SUB_TYPE TEXT);
CREATE VIEW v AS SELECT name FROM t;" 'DROP VIEW v; DROP TABLE u; DROP TABLE t;'
whimbrel_ok upgrade
whimbrel_ok check
sed "s/price NUMERIC/more DATE, price NUMERIC/; s/CREATE UNIQUE INDEX/CREATE DESCENDING INDEX/" migrations/one.sql |
	sed -n '/^-- migrate:up/,/^-- migrate:down/p' | sed '/^-- migrate/d' >schema.sql
echo 'CREATE TABLE w (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a INTEGER, CONSTRAINT w_a UNIQUE (a));' >>schema.sql
as_user tee -a whimbrel.cfg >/dev/null <<<'schema = [ "schema.sql" ];'
whimbrel check
expect_exit 3
expect_stdout_has "schema   create table W"
whimbrel_ok revision --autogenerate -m next
whimbrel_ok upgrade
whimbrel_ok check
whimbrel_ok downgrade one
whimbrel check
expect_exit 3
expect_equal "files left behind" "$(ls ./*.fdb)" ./app.fdb

begin "a run that was killed goes on behind what it had committed"
revision one '' 'CREATE TABLE t (n INTEGER);
INSERT INTO t VALUES (1);
SET TERM ^ ;
EXECUTE BLOCK AS DECLARE i INTEGER = 0; BEGIN WHILE (i < 1000000000) DO i = i + 1; END^
SET TERM ; ^
INSERT INTO t VALUES (2);' 'DROP TABLE t;'
as_user "${program[@]}" upgrade >/dev/null 2>&1 &
job=$!
for ((i = 0; i < 200; i++)); do
	[ "$(query "SELECT COUNT(*) FROM whimbrel_log WHERE event = 'done'")" != 2 ] || break
	sleep 0.05
done
kill -KILL "$(pgrep -P "$job")"
wait "$job" 2>/dev/null
expect_equal "rows before" "$(query 'SELECT n FROM t')" 1
sed -i 's/1000000000/2/' migrations/one.sql
whimbrel_ok upgrade
expect_stdout_has "taken up behind statement 2 of 4"
expect_equal "rows" "$(query 'SELECT n FROM t ORDER BY n')" '1 2'

begin "a statement that takes too long is stopped, and what it changed is taken back" 'statement_timeout = "300ms";'
revision one '' 'CREATE TABLE t (n INTEGER);
SET TERM ^ ;
EXECUTE BLOCK AS DECLARE i INTEGER = 0; BEGIN INSERT INTO t VALUES (1); WHILE (i < 1000000000) DO i = i + 1; END^' 'DROP TABLE t;'
whimbrel upgrade
expect_exit 1
expect_stderr "one.sql:"
expect_equal "rows" "$(query 'SELECT COUNT(*) FROM t')" 0

begin "a script with its own transactions, and an error with its place"
revision one '' 'SET TRANSACTION;
CREATE TABLE t (n INTEGER);
COMMIT;
INSERT INTO t VALUES (1);
INSERT INTO nowhere VALUES (1);'
whimbrel upgrade
expect_exit 1
expect_stderr "NOWHERE"
expect_stderr "statement 5"
expect_equal "rows" "$(query 'SELECT n FROM t')" 1

# twenty URL DATABASE: at once, on the database of the test
twenty() {
	local i jobs=()
	revision r0 '' 'CREATE TABLE log (r VARCHAR(4));'
	for i in 1 2 3 4; do
		revision "r$i" "r$((i - 1))" "INSERT INTO log VALUES ('r$i');"
	done
	for i in {1..20}; do
		as_user "${program[@]}" --url "$1" upgrade >"$scratch/out.$i" 2>"$scratch/err.$i" &
		jobs+=($!)
	done
	for i in {1..20}; do
		wait "${jobs[i - 1]}" || fail "number $i: exit $?: $(cat "$scratch/err.$i")"
	done
	expect_equal "said once each" "$(cat "$scratch"/out.* | grep -c '^applied')" 5
	expect_equal "rows" "$(query 'SELECT COUNT(*), COUNT(DISTINCT r) FROM log')" '4 4'
}

begin "twenty upgrades at once, each with an engine of its own"
twenty "firebird:///$PWD/app.fdb"

begin "twenty upgrades at once, on a server, by its name and by the file's"
printf "CREATE DATABASE '%s' USER 'SYSDBA';\nCOMMIT;\nCREATE USER sysdba PASSWORD 'masterkey';\nCOMMIT;\n" "$FIREBIRD/security.fdb" |
	as_user isql-fb -q >/dev/null 2>&1
port=$(free_port)
as_user /usr/sbin/firebird -p "$port" >/dev/null 2>&1 &
fb_pid=$!
for ((i = 0; i < 100; i++)); do
	(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
	sleep 0.1
done
twenty "firebird://sysdba:masterkey@127.0.0.1:$port/$PWD/app.fdb"

begin "a wrong password is told, and not shown"
whimbrel --url "firebird://sysdba:hunter22secret@127.0.0.1:$port/$PWD/app.fdb" status
expect_exit 1
expect_stderr_without hunter22secret
done_testing
