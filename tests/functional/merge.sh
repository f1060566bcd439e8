#!/bin/bash
# SPDX-License-Identifier: MIT
# A merge proves itself: the branches are run in both orders, with rows.
. "${0%/*}/harness.bash"

# forked B C: a <- b and a <- c, with these as their `up`
forked() {
	project
	revision a "" "CREATE TABLE t (id INTEGER PRIMARY KEY, x INTEGER NOT NULL, name TEXT); CREATE TABLE u (y INTEGER);"
	revision b a "$1"
	revision c a "$2"
}

t "branches that end alike are said to, and the file is as ever"
forked "CREATE TABLE v (z INTEGER);" "UPDATE t SET x = x + 1;"
ok merge --rev-id m
expect_stdout_like '^migrations/[0-9]+_merge_heads.sql$'
expect_stderr "sqlite: the branches end alike, whichever runs first"
cp "$out" written
expect_equal "sections" "$(grep migrate: written | tr '\n' ' ')" "-- migrate:up -- migrate:down "
expect_no_file a.db
ok upgrade
expect_equal "applied" "$(applied)" "a b c m"

t "schemas that differ: the objects are named, and the merge can't be run until somebody has decided"
forked "CREATE TABLE IF NOT EXISTS v (z INTEGER);" "CREATE TABLE IF NOT EXISTS v (z INTEGER, zz TEXT);"
run merge --rev-id m
expect_exit 3
expect_stderr "differs: from what b then c makes to what c then b makes: create column v.zz"
cp "$out" written
expect_equal "section" "$(grep -c '^-- migrate:up undecided$' written)" 1
expect_equal "names it" "$(grep -c '^--   .*v.zz' written)" 1
run upgrade
expect_exit 2
expect_stderr "undecided"
sed -i 's/ undecided$//; s/^-- migrate:down/DROP TABLE v;\n\n&/' migrations/*merge*
ok upgrade

t "rows that differ"
forked "UPDATE t SET x = x + 1;" "UPDATE t SET x = x * 2;"
run merge --format json
expect_exit 3
expect_json '$.proof[0].dialect' sqlite
expect_json '$.proof[0].equal' 0
expect_json '$.proof[0].differs[0]' "the rows of table t are others"
expect_json '$.path' "$(ls migrations/*merge*)"

t "one order fails"
forked "ALTER TABLE t DROP COLUMN name;" "UPDATE t SET name = 'x' || name;"
run merge
expect_exit 3
expect_stderr "differs: b then c: revision c fails: migrations/c.sql:6: no such column: name"

t "a statement that finds no made-up row proves nothing, where the other branch is about the same table"
forked "UPDATE t SET x = 0 WHERE name = 'nobody is called so';" "UPDATE t SET name = 'nobody is called so';"
run merge
expect_exit 3
rm migrations/*merge*
forked "UPDATE t SET x = 0 WHERE name = 'nobody is called so' AND name = 'either';" "DELETE FROM t WHERE name = 'nor so' AND name = 'too';"
ok merge
expect_stderr "not proved: migrations/b.sql:6 changes no made-up row"
expect_stderr "not proved: migrations/c.sql:6 changes no made-up row"
expect_stderr_without "branches end alike"
rm migrations/*merge*
forked "UPDATE t SET x = 0 WHERE name = 'nobody is called so';" "INSERT INTO u VALUES (7);"
ok merge
expect_stderr "end alike"

t "for what a statement looks for there are rows"
forked "UPDATE t SET x = 8 WHERE name = 'Jo';" "UPDATE t SET name = 'Jo' WHERE x = 4711;"
run merge
expect_exit 3
expect_stderr "the rows of table t are others"

# alike B C: whatever rows there are; doubted B C: that may depend on them
alike() {
	rm -rf migrations
	forked "$@"
	ok merge
	expect_stderr "end alike"
}
doubted() {
	rm -rf migrations
	forked "$@"
	sed -i 's/^CREATE TABLE t.*/&\nCREATE TABLE w (id INTEGER PRIMARY KEY, k TEXT UNIQUE, p INTEGER CHECK (p < 1000), q TEXT);\nCREATE TABLE wc (w INTEGER REFERENCES w (id) ON DELETE CASCADE);/' migrations/a.sql
	ok merge
	expect_stderr "not proved: several branches work on the rows of table"
	expect_stderr_without "branches end alike"
}
t "two branches that work on the rows of one table, each on its own columns, end alike"
alike "UPDATE t SET x = x + 1;" "UPDATE t SET name = 'n';"
alike "ALTER TABLE t ADD COLUMN p INTEGER; UPDATE t SET p = length(name) * 2;" "ALTER TABLE t ADD COLUMN q TEXT; UPDATE t SET q = lower(coalesce(name, 'none')) WHERE x > 0;"
alike "DELETE FROM t WHERE name = 'a';" "DELETE FROM main.t WHERE x IN (7, 8);"
alike "DELETE FROM t WHERE name = 'a';" "ALTER TABLE t ADD COLUMN p INTEGER; UPDATE t SET p = 5, x = 3;"
alike "INSERT INTO t (id, x, name) VALUES (101, 1, 'k'), (102, -1, NULL);" "INSERT OR IGNORE INTO t (id, x) VALUES (103, 2);"
alike "INSERT INTO t (id, x, name) VALUES (101, 1, 'k');" "UPDATE t SET name = 'z' WHERE x = 5;"

t "what may depend on which rows there are is doubted"
doubted "UPDATE t SET x = x + 1;" "UPDATE t SET x = x + 1;"
doubted "DELETE FROM t WHERE name = 'a';" "UPDATE t SET x = x + 1;"
doubted "UPDATE t SET x = 1;" "UPDATE t SET name = (SELECT max(name) FROM t);"
doubted "UPDATE t SET x = x + 1;" "UPDATE t SET name = 'n' WHERE unicode(name) > 1;"
doubted "UPDATE t SET x = x + 1;" "UPDATE t SET name = 'n' WHERE \"unicode\"(name) > 1;"
doubted "UPDATE w SET k = 'one' WHERE id = 1;" "DELETE FROM w WHERE q = 'a';"
doubted "UPDATE w SET q = 'one' WHERE id = 1;" "DELETE FROM w WHERE p = 1;"
doubted "UPDATE w SET p = 5;" "UPDATE w SET q = 'z';"
doubted "INSERT INTO w (id, k) VALUES (801, 'k801');" "DELETE FROM w WHERE k = 'a';"
doubted "INSERT INTO t (x, name) VALUES (5, 'k');" "DELETE FROM t WHERE name = 'a';"
doubted "INSERT INTO t (x) VALUES (5);" "UPDATE t SET name = 'n' WHERE id < 2;"
doubted "CREATE TRIGGER g AFTER UPDATE ON t BEGIN UPDATE u SET y = 1; END; UPDATE t SET x = 1;" "UPDATE t SET name = 'z' WHERE x > 100000;"

t "what a branch reaches by keys, triggers and views it need not name"
doubted "DELETE FROM w WHERE q = 'a';" "UPDATE wc SET w = NULL WHERE w = 6;"
doubted "UPDATE w SET id = id + 1000 WHERE q = 'a';" "DELETE FROM wc WHERE w > 50;"
doubted "INSERT INTO w (id) VALUES (900);" "UPDATE wc SET w = w + 1;"
alike "UPDATE t SET x = 1;" "UPDATE u SET y = 2;"
rm -rf migrations
forked "UPDATE shelf SET q = 'z';" "INSERT INTO book (held, page) VALUES (NULL, 5); UPDATE book SET page = page + 1;"
sed -i 's/^CREATE TABLE t.*/&\nCREATE TABLE shelf (id INTEGER PRIMARY KEY, q TEXT);\nCREATE TABLE book (page INTEGER, held INTEGER REFERENCES shelf (id));/' migrations/a.sql
ok merge
expect_stderr "end alike"
rm -rf migrations
forked "UPDATE t SET name = 'n' WHERE x = 4712;" "DELETE FROM u WHERE y = 77;"
sed -i 's/^CREATE TABLE t.*/&\nCREATE TRIGGER g AFTER UPDATE ON t WHEN old.id = 88 BEGIN UPDATE u SET y = 77; END;/' migrations/a.sql
ok merge
expect_stderr "several branches work on the rows of table u"
rm -rf migrations
forked "CREATE TABLE k AS SELECT * FROM seen;" "UPDATE t SET x = 3 WHERE name = 'Jo';"
sed -i 's/^CREATE TABLE t.*/&\nCREATE VIEW seen AS SELECT name FROM t WHERE x = 3 AND id > 5000;/' migrations/a.sql
ok merge
expect_stderr "several branches work on the rows of table t"

t "values that are others each time say nothing of the order, and all else is compared"
alike "INSERT INTO u SELECT random() FROM t;" "CREATE TABLE v (z INTEGER);"
sed -i 's/name TEXT)/name TEXT, at REAL DEFAULT (julianday()), key BLOB DEFAULT (randomblob(16)))/' migrations/a.sql
rm migrations/*merge*
ok merge
expect_stderr "end alike"
rm -rf migrations
forked "UPDATE t SET name = hex(randomblob(9));" "UPDATE u SET y = (SELECT count(name) FROM t);"
run merge
expect_exit 3
expect_stderr "the rows of table u are others"
rm -rf migrations
forked "INSERT INTO u VALUES (random()); UPDATE t SET name = 'b';" "CREATE TABLE v AS SELECT random() AS r, name FROM t;"
run merge
expect_exit 3
expect_stderr "the rows of table v are others"
rm -rf migrations
forked "INSERT INTO u WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT abs(random() % 50000)) SELECT 0 FROM n;" "CREATE TABLE v (z INTEGER);"
ok merge
expect_stderr "not proved: the rows of table u are others each time"

t "columns in another order are no difference, and told"
forked "ALTER TABLE t ADD COLUMN p INTEGER;" "ALTER TABLE t ADD COLUMN q INTEGER;"
ok merge
expect_stderr "note: the columns of table t stand in another order"
expect_stderr "end alike"

t "what can't be run is said, and nothing is called alike: no database, no server, what they stand on, undecided"
forked "SELECT 1;" "SELECT 2;"
run -c /dev/null -m migrations merge --rev-id m1
expect_exit 0
expect_stderr "not proved: no database is named"
rm migrations/*merge*
ok --url postgresql://127.0.0.1:1/x merge
expect_stderr "not proved: "
expect_stderr_without "alike"
rm migrations/*merge*
sed -i 's/CREATE TABLE t/SELECT nothing; &/' migrations/a.sql
ok merge
expect_stderr "not proved: what both stand on could not be run"
rm migrations/*merge*
forked "SELECT 1;" "SELECT 2;"
sed -i 's/migrate:up/& undecided/' migrations/c.sql
ok merge
expect_stderr "not proved: c: "
expect_stderr_without "alike"
rm migrations/*merge*
ok merge --no-proof
expect_equal "told" "$err" ""

t "with bodies for several dialects each is tried, and what differs is asked of that one alone"
forked "UPDATE t SET x = x + 1;" "UPDATE t SET x = x * 2;"
printf -- '\n-- migrate:up dialect:postgresql\nINSERT INTO t VALUES (1);\n' >>migrations/c.sql
run merge --format json
expect_exit 3
expect_json '$.proof[1].dialect' postgresql
expect_stdout_has '"unproved":["no target of the config is of this dialect, or its URL is not set"]'
expect_equal "sections" "$(grep migrate: migrations/*merge* | tr '\n' ' ')" \
	"-- migrate:up dialect:sqlite undecided -- migrate:up -- migrate:down "

t "three heads"
forked "CREATE TABLE p (x INTEGER);" "CREATE TABLE q (x INTEGER);"
revision d a "CREATE TABLE r AS SELECT count(*) AS n FROM t;"
ok merge
expect_stderr "end alike"
rm migrations/*merge*
revision d a "CREATE TABLE IF NOT EXISTS p (y TEXT);"
sed -i 's/TABLE p/TABLE IF NOT EXISTS p/' migrations/b.sql
run merge
expect_exit 3
expect_stderr "from what b then c then d makes to what d then c then b makes"
done_testing
