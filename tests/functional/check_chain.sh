#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs that began where nothing had drifted vouch for what they end with: `check` takes no scratch database then, and
# sees what others have done all the same.
. "${0%/*}/harness.bash"
. "$srcdir/tests/servers.sh"

# scratches COMMAND…: how many scratch databases it takes, in $scratches
scratches() {
	run -vvv "$@"
	scratches=$(grep -c 'scratch open' <<<"$err")
}

expect_scratches() {
	[ "$scratches" -eq "$1" ] || fail "line ${BASH_LINENO[0]}: $scratches scratch databases instead of $1"
}

# Nothing is noted anywhere but in the database.
elsewhere() {
	export XDG_CACHE_HOME=$PWD/cache$((++caches))
}
caches=0

guarded() {
	mkdir -p migrations
	printf 'schema = [ "schema.sql" ];\ntarget = "dev";\ntargets = { dev = { url = "%s"; drift = "block"; }; free = { url = "%s"; }; };\n' "$1" "$1" >whimbrel.cfg
	elsewhere
	revision one '' 'CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(10) UNIQUE);' 'DROP TABLE t;'
	revision two one 'ALTER TABLE t ADD COLUMN y INTEGER; CREATE INDEX ty ON t (y); CREATE TABLE u (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t (id));' \
		'DROP TABLE u; DROP INDEX ty; ALTER TABLE t DROP COLUMN y;'
	revision three two 'CREATE VIEW v AS SELECT id FROM t;' 'DROP VIEW v;'
	cat >schema.sql <<'SQL'
CREATE TABLE t (id INTEGER PRIMARY KEY, x VARCHAR(10) UNIQUE, y INTEGER);
CREATE INDEX ty ON t (y);
CREATE TABLE u (id INTEGER PRIMARY KEY, t INTEGER REFERENCES t (id));
CREATE VIEW v AS SELECT id FROM t;
SQL
}

# vouches EXECUTE: on an empty database
vouches() {
	ok upgrade one
	elsewhere
	scratches upgrade two
	expect_exit 0
	expect_scratches 0
	elsewhere
	scratches upgrade
	expect_exit 0
	expect_scratches 0
	elsewhere
	scratches check
	expect_exit 0
	expect_scratches 1
	scratches check
	expect_exit 0
	expect_scratches 0
	ok check --full
	elsewhere
	scratches downgrade -1
	expect_exit 0
	expect_scratches 0
	ok upgrade
	"$1" 'ALTER TABLE u ADD COLUMN byhand INTEGER;' >/dev/null
	run check
	expect_exit 3
	expect_stdout_has 'u.byhand'
	run downgrade -1
	expect_exit 3
	expect_stderr 'drifted'
	"$1" 'ALTER TABLE u DROP COLUMN byhand;' >/dev/null
	scratches check
	expect_exit 0
	expect_scratches 1
}

# meanwhile EXECUTE: somebody changes the schema while a run is at it
meanwhile() {
	revision four three 'ALTER TABLE t ADD COLUMN z INTEGER;' 'ALTER TABLE t DROP COLUMN z;'
	printf "#!/bin/sh\n%s\n" "$1" >between.sh
	chmod +x between.sh
	sed -i '1i hooks = { after_step = "./between.sh"; };' whimbrel.cfg
	ok upgrade
	sed -i '/hooks/d' whimbrel.cfg
	run check
	expect_exit 3
	expect_stdout_has 'byhand'
}

t "SQLite: a chain of guarded runs"
guarded sqlite:a.db
vouches sql
meanwhile 'sqlite3 a.db "CREATE TABLE byhand (x)"'

t "what decides makes a full comparison of the next one"
guarded sqlite:a.db
ok upgrade
ok check
echo '-- a word' >>migrations/one.sql
scratches check
expect_scratches 2
for line in 'privileges = "no";' 'exclude = "nothing";'; do
	sed -i "1i $line" whimbrel.cfg
	scratches check
	expect_scratches 2
done

t "revisions to come break no chain, and nothing that was not guarded makes one"
guarded sqlite:a.db
ok upgrade
revision four three 'CREATE TABLE w (x);' 'DROP TABLE w;'
elsewhere
scratches upgrade
expect_exit 0
expect_scratches 0
guarded sqlite:b.db
ok -t free upgrade one
elsewhere
scratches -t dev upgrade
expect_exit 0
expect_scratches 1
ok -t free downgrade -1
elsewhere
scratches upgrade
expect_scratches 1
ok stamp one
run upgrade
expect_exit 3

if pg_bindir >/dev/null 2>&1; then
	. "$srcdir/tests/functional/postgresql.inc"

	t "PostgreSQL: a chain of guarded runs"
	new_database
	unset WHIMBREL_URL
	guarded "$DB_URL"
	vouches pg
	meanwhile "$PG_BINDIR/psql -q '$DB_URL' -c 'ALTER TABLE u ADD byhand integer'"

	t "PostgreSQL: the word schema is no schema"
	new_database
	unset WHIMBREL_URL
	guarded "$DB_URL"
	revision four three 'CREATE SCHEMA side; CREATE TABLE side.s (id integer); GRANT USAGE ON SCHEMA side TO PUBLIC; CREATE FUNCTION side.f() RETURNS text LANGUAGE sql AS $$ SELECT '"'schema'"' $$;' \
		'DROP FUNCTION side.f(); DROP TABLE side.s; DROP SCHEMA side;'
	ok upgrade
	elsewhere
	scratches downgrade -1
	expect_exit 0
	expect_scratches 0
	scratches upgrade
	expect_exit 0
	expect_scratches 0
	pg 'ALTER TABLE side.s ADD byhand integer' >/dev/null
	run downgrade -1
	expect_exit 3
	expect_stderr drifted

	t "PostgreSQL: a schema that an earlier function makes is looked at"
	new_database
	unset WHIMBREL_URL
	guarded "$DB_URL"
	revision four three "CREATE FUNCTION tenant(name text) RETURNS void LANGUAGE plpgsql AS \$\$ BEGIN EXECUTE format('CREATE SCHEMA %I', name); EXECUTE format('CREATE TABLE %I.t (id integer)', name); END \$\$;" 'DROP FUNCTION tenant(text);'
	revision five four "SELECT tenant('te' || 'nant1');" 'DROP TABLE tenant1.t;'
	ok upgrade four
	ok upgrade
	elsewhere
	pg 'ALTER TABLE tenant1.t ADD byhand integer' >/dev/null
	run downgrade -1
	expect_exit 3
	expect_stderr drifted

	t "PostgreSQL: a schema that nobody can tell of beforehand is looked at"
	new_database
	unset WHIMBREL_URL
	guarded "$DB_URL"
	revision four three "DO \$\$ BEGIN EXECUTE 'CREATE SCHEMA ' || 'hid' || 'den'; CREATE TABLE hidden.t (id integer); END \$\$;"
	echo "DO \$\$ BEGIN EXECUTE 'CREATE SCHEMA ' || 'hid' || 'den'; CREATE TABLE hidden.t (id integer); END \$\$;" >>schema.sql
	ok upgrade
	ok check
	ok check
	pg 'ALTER TABLE hidden.t ADD byhand integer' >/dev/null
	run check
	expect_exit 3
	expect_stdout_has byhand

	t "PostgreSQL: a schema for each tenant: the first one is compared, the others are known"
	new_database
	unset WHIMBREL_URL
	mkdir -p migrations
	elsewhere
	{
		echo 'target = "t1"; schema = [ "schema.sql" ];'
		echo 'targets = {'
		for i in 1 2 3 4 5; do echo "t$i = { url = \"$DB_URL?options=-csearch_path%3Dt$i\"; };"; done
		echo '};'
	} >whimbrel.cfg
	revision one '' 'CREATE TABLE t (id integer PRIMARY KEY, x text);'
	echo 'CREATE TABLE t (id integer PRIMARY KEY, x text);' >schema.sql
	for i in 1 2 3 4 5; do
		pg "CREATE SCHEMA t$i" >/dev/null
		ok -t t$i upgrade
	done
	scratches -t t1 check
	expect_exit 0
	expect_scratches 2
	for i in 2 3 4 5; do
		scratches -t t$i check
		expect_exit 0
		expect_scratches 0
	done
	pg 'ALTER TABLE t4.t ADD byhand integer' >/dev/null
	run -t t4 check
	expect_exit 3
	expect_stdout_has byhand
	ok -t t5 check
fi

if [ -n "${WHIMBREL_TEST_MARIADB:-}" ]; then
	. "$srcdir/tests/functional/mariadb.inc"
	[ -z "${PG_BINDIR:-}" ] || trap 'status=$?; maria_stop; pg_stop; (exit $status); finish' EXIT

	maria() {
		msql "$1"
	}

	t "MariaDB: a chain of guarded runs"
	guarded "$MARIA_URL"
	vouches maria
fi

done_testing
