#!/bin/bash
# SPDX-License-Identifier: MIT
# Dumps of SQLite schemas: ours and the shell's, loaded and compared again.
. "${0%/*}/harness.bash"

printf -v config 'migrations = [ "migrations" ];\ntarget = "dev";\nschema = [ "schema.sql" ];\ntargets = { dev = { url = "sqlite:a.db"; }; };\n'

# A shop with several hundred tables.
many_tables() {
	local i
	for ((i = 0; i < 400; i++)); do
		cat <<-END
			create table "table $i" (id integer primary key autoincrement, -- the key
			  a text not null default 'it''s $i' collate nocase, b varchar($((i + 1))) unique,
			  c numeric(10,2) check (c >= $i), d text default (datetime('now')), e as (a || b),
			  up integer references "table $((i / 2))" on delete cascade);
			create index "ix $i" on "table $i" (a, lower(b) desc) where c > $i;
			create view view_$i as select a, count(*) as n from [table $i] group by 1;
			create trigger trigger_$i after insert on \`table $i\` begin update "table $i" set d = 1 where id = new.id; end;
		END
	done
}

t "several hundred tables, dumped and loaded: nothing to do, and the same dump"
printf '%s' "$config" >whimbrel.cfg && mkdir migrations
many_tables | sqlite3 -cmd 'PRAGMA synchronous = OFF' a.db
ok schema dump
printf '%s\n' "$out" >schema.sql
expect_equal tables "$(grep -c '^CREATE TABLE' schema.sql)" 400
ok diff
expect_stdout ''
ok --url sqlite:b.db schema load schema.sql
ok --url sqlite:b.db schema dump
expect_stdout "$(<schema.sql)"
sqlite3 a.db '.schema --nosys' >schema.sql
ok diff
expect_stdout ''

t "a table looks the same in a dump, whichever way it went"
printf '%s' "$config" >whimbrel.cfg && mkdir migrations
sql 'CREATE TABLE [t u](a INTEGER, -- one, two
gone,b   TEXT)'
sql 'ALTER TABLE "t u" DROP COLUMN gone; ALTER TABLE "t u" ADD COLUMN c CHECK ("c" > 0); ALTER TABLE "t u" RENAME TO v'
ok schema dump
expect_stdout 'CREATE TABLE v (
	a INTEGER,
	b TEXT,
	c CHECK (c > 0)
);'

t "the shell's dump, full-text tables and all, is a desired schema, and can be loaded"
printf '%s' "$config" >whimbrel.cfg && mkdir migrations
sqlite3 a.db <<'END'
CREATE TABLE n (id INTEGER PRIMARY KEY AUTOINCREMENT, t TEXT);
CREATE VIRTUAL TABLE f USING fts5 (t, content='n', content_rowid='id');
CREATE VIRTUAL TABLE r USING rtree (id, a, b);
CREATE VIEW v AS SELECT t FROM n;
CREATE TRIGGER tt AFTER INSERT ON n BEGIN INSERT INTO f (rowid, t) VALUES (new.id, new.t); END;
INSERT INTO n (t) VALUES ('it''s'), ('b; COMMIT;');
END
sqlite3 a.db .dump >schema.sql
ok diff
expect_stdout ''
ok schema dump
ours=$out
ok --url sqlite:b.db schema load schema.sql
ok --url sqlite:b.db schema dump
expect_stdout "$ours"
expect_equal found "$(sql "SELECT rowid, t FROM f WHERE f MATCH 'commit'; PRAGMA integrity_check" b.db)" '2|b; COMMIT;
ok'

t "a load that takes itself back is refused"
printf '%s' "$config" >whimbrel.cfg && mkdir migrations
printf 'BEGIN;\nCREATE TABLE t (a);\nROLLBACK;\n' >bad.sql
run schema load bad.sql
expect_exit 1
expect_stderr 'bad.sql:3: a schema is loaded in one transaction'
expect_equal schema "$(schema)" ''

t "a load whose transaction is never ended is refused"
printf '%s' "$config" >whimbrel.cfg && mkdir migrations
printf 'CREATE TABLE t (a);\nBEGIN;\nINSERT INTO t VALUES (1);\n' >bad.sql
run schema load bad.sql
expect_exit 2
expect_stderr 'bad.sql:2: the transaction that begins here is not ended'
expect_equal schema "$(schema)" ''
echo 'COMMIT;' >>bad.sql
ok schema load bad.sql

t "a dump, a load and a diagram have nothing to do with the revisions here"
mkdir migrations
echo 'CREATE TABLE other (a);' >migrations/no_revision.sql
sqlite3 a.db 'CREATE TABLE t (a)'
for command in dump diagram; do
	ok --url sqlite:a.db schema $command
	expect_stdout_has 't'
done
ok --url sqlite:b.db schema load migrations/no_revision.sql
expect_equal schema "$(sqlite3 b.db "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'whimbrel%'")" other

done_testing
