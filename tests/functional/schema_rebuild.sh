#!/bin/bash
# SPDX-License-Identifier: MIT
# A table of SQLite's that is written anew loses nothing: rows and their rowids, sequences, what is on the table and what leans
# on it. A table whose rows don't fit is a clear failure and stays what it was.
. "${0%/*}/harness.bash"

# have CURRENT DESIRED: a database with the one, and a revision to the other
have() {
	printf 'migrations = [ "migrations" ];\ntarget = "dev";\nschema = [ "schema.sql" ];\ntargets = { dev = { url = "sqlite:a.db"; }; };\n' >whimbrel.cfg
	mkdir -p migrations
	revision one '' "$1" '' 'Variables: off'
	ok upgrade
	printf '%s\n' "$2" >schema.sql
	ok revision --autogenerate -m way --rev-id two
	way=$out
}

# rows TABLE COLUMNS: how many, and a checksum of them in their order
rows() {
	sql "SELECT count(*) FROM $1"
	sqlite3 -cmd '.mode quote' a.db "SELECT $2 FROM $1 ORDER BY 1" | sha256sum
}

# Up and down again, with the same rows in between.
there_and_back() {
	local before
	before=$(rows "$1" "$2")
	ok upgrade
	expect_equal "rows after up" "$(rows "$1" "$2")" "$before"
	ok check
	expect_equal integrity "$(sql 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok
	[ $# -lt 3 ] || "$3"
	ok downgrade -1
	expect_equal "rows after down" "$(rows "$1" "$2")" "$before"
	expect_equal integrity "$(sql 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok
}

many="WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"

t "rows keep their rowids, holes and all"
have "CREATE TABLE t (a TEXT, b, c REAL, d BLOB);
$many INSERT INTO t SELECT 'text ' || i, iif(i % 3, i, NULL), i / 7.0, randomblob(i % 50) FROM n;
DELETE FROM t WHERE rowid % 10 = 3; INSERT INTO t (rowid, a) VALUES (-5, 'below'), (9223372036854775807, 'last');" \
	'CREATE TABLE t (a TEXT NOT NULL, b, c REAL CHECK (c >= 0), d BLOB);'
grep -q legacy_alter_table "$way" || fail 'this was to be a rebuild'
there_and_back t 'rowid, typeof(a), a, typeof(b), b, typeof(c), c, typeof(d), d'

t "values of every type stay what they are where the column's type stays"
have "CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, n NUMERIC, b BLOB, x);
INSERT INTO t VALUES (1, 9223372036854775807, 0.1, 'é', 1e300, x'00ff', 0.30000000000000004),
 (2, -9223372036854775808, -0.0, '', '12x', '', ''), (3, 'no number', 9e999, x'41', 3.0, NULL, x''), (4, NULL, NULL, NULL, NULL, NULL, NULL);" \
	'CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, n NUMERIC, b BLOB, x, CHECK (id > 0));'
there_and_back t 'id, typeof(i), i, typeof(r), r, typeof(t), t, typeof(n), n, typeof(b), b, typeof(x), x'

t "sequences go on where they were"
have "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a); CREATE TABLE empty (id INTEGER PRIMARY KEY AUTOINCREMENT, a);
INSERT INTO t (a) VALUES (1), (2), (3); DELETE FROM t WHERE id > 1; INSERT INTO empty VALUES (41, 1); DELETE FROM empty;" \
	'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a NOT NULL); CREATE TABLE empty (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);'
sequences() {
	expect_equal sequences "$(sql 'SELECT name, seq FROM sqlite_sequence ORDER BY name')" 'empty|41
t|3'
}
there_and_back t 'id, a' sequences
sequences

t "foreign keys that point in fire nothing and hold"
have "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE n (p INTEGER REFERENCES p (id) ON DELETE SET NULL); CREATE TABLE r (p INTEGER REFERENCES p (id) ON DELETE RESTRICT);
INSERT INTO p VALUES (1, 'x'), (2, 'y'); INSERT INTO c VALUES (1, 1), (2, 2); INSERT INTO n VALUES (1); INSERT INTO r VALUES (2);" \
	'CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT NOT NULL); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES p (id) ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE n (p INTEGER REFERENCES p (id) ON DELETE SET NULL); CREATE TABLE r (p INTEGER REFERENCES p (id) ON DELETE RESTRICT);'
children() {
	expect_equal children "$(sql 'SELECT id, p FROM c; SELECT p FROM n; SELECT p FROM r')" '1|1
2|2
1
2'
}
there_and_back p 'id, a' children
children
ok upgrade
expect_equal "a cascade, now" "$(sql "PRAGMA foreign_keys = ON; DELETE FROM r; DELETE FROM p; SELECT count(*) FROM c; SELECT quote(p) FROM n")" '0
NULL'

t "the script for the shell fires nothing either"
have "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE);
INSERT INTO p VALUES (1, 'x'); INSERT INTO c VALUES (1);" \
	'CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT NOT NULL); CREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE);'
ok upgrade --sql one:two
printf '%s\n' "$out" >script.sql
sqlite3 -cmd 'PRAGMA foreign_keys = ON' a.db <script.sql || fail 'the script failed'
expect_equal children "$(sql 'SELECT p FROM c')" 1
ok check

t "indexes, triggers and views are there and work"
have "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n INTEGER); CREATE TABLE log (x);
CREATE UNIQUE INDEX ia ON t (lower(a)); CREATE INDEX ib ON t (n DESC) WHERE n > 1;
CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT count(*) AS n FROM v;
CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;
CREATE TRIGGER vi INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.a); END;
CREATE TRIGGER lg AFTER DELETE ON log BEGIN UPDATE t SET n = 99 WHERE a = old.x; END;
INSERT INTO t (a, n) VALUES ('A', 1), ('B', 2);" \
	"CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(10), n INTEGER NOT NULL DEFAULT 0); CREATE TABLE log (x);
CREATE UNIQUE INDEX ia ON t (lower(a)); CREATE INDEX ib ON t (n DESC) WHERE n > 1;
CREATE VIEW v AS SELECT id, a FROM t; CREATE VIEW w AS SELECT count(*) AS n FROM v;
CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END;
CREATE TRIGGER vi INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.a); END;
CREATE TRIGGER lg AFTER DELETE ON log BEGIN UPDATE t SET n = 99 WHERE a = old.x; END;"
before=$(schema)
there_and_back t 'id, a, n'
expect_equal schema "$(schema)" "$before"
expect_equal log "$(sql 'SELECT count(*) FROM log')" 2
ok upgrade
expect_equal 'through the view' "$(sql "INSERT INTO v (a) VALUES ('C'); SELECT n FROM w; DELETE FROM log; SELECT DISTINCT n FROM t")" '3
99'
expect_equal unique "$(sql "INSERT INTO t (a) VALUES ('c')" | grep -c UNIQUE)" 1

t "generated columns and tables without rowids"
have "CREATE TABLE g (a INTEGER, v INTEGER AS (a + 1), s TEXT AS ('<' || a || '>') STORED);
CREATE TABLE w (k TEXT, n INTEGER, x, PRIMARY KEY (k DESC, n)) WITHOUT ROWID;
INSERT INTO g VALUES (1), (2), (NULL); INSERT INTO w VALUES ('a', 1, 'x'), ('a', 2, 'y'), ('b', 1, NULL);" \
	"CREATE TABLE g (a BIGINT, v INTEGER AS (a + 1), s TEXT AS ('<' || a || '>') STORED);
CREATE TABLE w (k TEXT, n INTEGER, x CHECK (x <> ''), PRIMARY KEY (k DESC, n)) WITHOUT ROWID;"
other=$(rows w 'k, n, x')
there_and_back g 'rowid, a, v, s'
expect_equal 'rows of w' "$(rows w 'k, n, x')" "$other"

t "a full-text table finds the rows of a table that was written anew"
have "CREATE TABLE d (id INTEGER PRIMARY KEY, body TEXT); CREATE VIRTUAL TABLE f USING fts5 (body, content='d', content_rowid='id');
INSERT INTO d VALUES (7, 'curlew'), (9, 'whimbrel'); INSERT INTO f (f) VALUES ('rebuild');" \
	"CREATE TABLE d (id INTEGER PRIMARY KEY, body TEXT NOT NULL); CREATE VIRTUAL TABLE f USING fts5 (body, content='d', content_rowid='id');"
ok upgrade
expect_equal found "$(sql "SELECT rowid, body FROM f WHERE f MATCH 'whimbrel'; INSERT INTO f (f) VALUES ('integrity-check')")" '9|whimbrel'

t "a table whose checks name it is written anew as well"
have "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER, b INTEGER, CHECK (t.a < t.b)); CREATE TABLE u (a TEXT, b TEXT CHECK (u.b <> ''));
INSERT INTO t (a, b) VALUES (1, 2), (2, 3), (3, 4); DELETE FROM t WHERE id = 3; INSERT INTO u (rowid, a, b) VALUES (70, 'x', 'y');" \
	"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER, b INTEGER NOT NULL, CHECK (t.a < t.b)); CREATE TABLE u (a TEXT NOT NULL, b TEXT CHECK (u.b <> ''));"
other=$(rows u 'rowid, a, b')
sequence() {
	expect_equal sequence "$(sql 'SELECT name, seq FROM sqlite_sequence')" 't|3'
}
there_and_back t 'id, a, b' sequence
sequence
expect_equal 'rows of u' "$(rows u 'rowid, a, b')" "$other"

t "very many tables at once: rows step aside instead of tables, with rowids, numbers, references and what is around"
# many TYPE
many() {
	local i
	for ((i = 1; i <= 70; i++)); do
		echo "CREATE TABLE t$i (id INTEGER PRIMARY KEY AUTOINCREMENT, a $1, up INTEGER REFERENCES t$((i % 70 + 1)) (id) ON DELETE CASCADE);"
		echo "CREATE TABLE r$i (a $1, b);"
		echo "CREATE INDEX i$i ON t$i (a);"
		echo "CREATE TRIGGER g$i AFTER DELETE ON t$i BEGIN DELETE FROM r$i; END;"
		echo "CREATE VIEW v$i AS SELECT a FROM t$i;"
	done
}
have "$(many INTEGER) INSERT INTO t1 (a) VALUES (5), (6), (7); DELETE FROM t1 WHERE id = 3; INSERT INTO t70 VALUES (9, 1, 2);
INSERT INTO r1 (rowid, a, b) VALUES (40, 1, x'00'), (7, NULL, 'q');" "$(many BIGINT)"
remains() {
	expect_equal sequences "$(sql 'SELECT name, seq FROM sqlite_sequence ORDER BY name')" 't1|3
t70|9'
	expect_equal t1 "$(sql 'SELECT id, a FROM t1')" '1|5
2|6'
	expect_equal t70 "$(sql 'SELECT * FROM t70')" '9|1|2'
	expect_equal r1 "$(sql 'SELECT rowid, a, quote(b) FROM r1')" "7||'q'
40|1|X'00'"
	expect_equal around "$(sql "SELECT type, count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' AND name NOT LIKE 'whimbrel!_%' ESCAPE '!' GROUP BY 1")" 'index|70
table|140
trigger|70
view|70'
}
! grep -q RENAME "$way" || fail "a table steps aside"
ok upgrade
remains
ok check
ok downgrade -1
remains

t "no row is passed over, whatever ON CONFLICT says"
have "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (1);" \
	'CREATE TABLE t (a INTEGER UNIQUE ON CONFLICT IGNORE);'
before=$(contents a.db)
run upgrade
expect_exit 1
expect_stderr 'UNIQUE constraint failed: t.a'
expect_equal database "$(contents a.db)" "$before"

# unfit WHAT DESIRED MESSAGE
unfit() {
	t "rows that do not fit are a clear failure: $1"
	have "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);
INSERT INTO p VALUES (1); INSERT INTO t VALUES (1, 'x', 5), (2, 'x', 5), (3, NULL, 7);" "CREATE TABLE p (id INTEGER PRIMARY KEY); $2"
	local before
	before=$(contents a.db)
	run upgrade
	expect_exit 1
	expect_stderr "$3"
	expect_stderr 'rolled back'
	expect_equal database "$(contents a.db)" "$before"
	expect_equal applied "$(applied)" one
}
unfit 'NOT NULL' 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER);' 'NOT NULL constraint failed: t.a'
unfit CHECK 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER CONSTRAINT small CHECK (b < 6));' 'CHECK constraint failed: small'
unfit UNIQUE 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, UNIQUE (a, b));' 'UNIQUE constraint failed: t.a, t.b'
unfit 'a unique index' 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER); CREATE UNIQUE INDEX i ON t (b);' 'UNIQUE constraint failed: t.b'
unfit 'a primary key' 'CREATE TABLE t (id INTEGER, a TEXT, b INTEGER PRIMARY KEY);' 'UNIQUE constraint failed: t.b'
unfit STRICT 'CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER) STRICT;' 'cannot store TEXT value in INTEGER column t.a'
unfit 'a new column' 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c TEXT NOT NULL);' 'NOT NULL'
unfit 'a foreign key' 'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER REFERENCES p (id));' 'p'

done_testing
