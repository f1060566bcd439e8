-- pair: foreign tables come and a server gets more options
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE TABLE t (id int PRIMARY KEY);
-- desired
CREATE EXTENSION file_fdw;
CREATE SERVER files VERSION '2' FOREIGN DATA WRAPPER file_fdw;
COMMENT ON SERVER files IS 'what others write';
CREATE TABLE t (id int PRIMARY KEY);
CREATE FOREIGN TABLE lines (n int NOT NULL, "Word" text OPTIONS (force_not_null 'true') COLLATE "C" DEFAULT 'none', CHECK (n > 0))
	SERVER files OPTIONS (filename '/tmp/it''s', format 'csv', header 'true');
COMMENT ON FOREIGN TABLE lines IS 'one line each';
COMMENT ON COLUMN lines.n IS 'its number';
GRANT SELECT ON lines TO app;
CREATE VIEW words AS SELECT "Word" FROM lines WHERE n < 10;

-- pair: a server of another type is made anew with its tables
CREATE EXTENSION postgres_fdw;
CREATE SERVER "The Server" TYPE 'a' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (dbname 'x');
CREATE FOREIGN TABLE f (id int, n text) SERVER "The Server" OPTIONS (table_name 'f');
CREATE VIEW v AS SELECT id FROM f;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON f FOR EACH ROW EXECUTE FUNCTION g();
-- desired
CREATE EXTENSION postgres_fdw;
CREATE SERVER "The Server" TYPE 'b' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (dbname 'x', host 'h');
CREATE FOREIGN TABLE f (id int, n text) SERVER "The Server" OPTIONS (table_name 'f');
CREATE VIEW v AS SELECT id FROM f;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON f FOR EACH ROW EXECUTE FUNCTION g();

-- pair: a foreign table moves to another server and gets other columns
CREATE EXTENSION postgres_fdw;
CREATE SERVER a FOREIGN DATA WRAPPER postgres_fdw;
CREATE SERVER b FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE moves (id int) SERVER a;
CREATE FOREIGN TABLE stays (id int OPTIONS (column_name 'i'), at text, gone int, "a ""b" int) SERVER a OPTIONS (schema_name 's', table_name 't');
-- desired
CREATE EXTENSION postgres_fdw;
CREATE SERVER a FOREIGN DATA WRAPPER postgres_fdw;
CREATE SERVER b FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE moves (id int) SERVER b OPTIONS (updatable 'false');
CREATE FOREIGN TABLE stays (id int NOT NULL, at timestamptz, "a ""b" int OPTIONS (column_name 'x y'), new boolean OPTIONS (column_name 'neu') DEFAULT true)
	SERVER a OPTIONS (table_name 'u');

-- pair: a partition is a foreign table
CREATE EXTENSION postgres_fdw;
CREATE SERVER a FOREIGN DATA WRAPPER postgres_fdw;
CREATE TABLE p (id int, n text CHECK (n <> '')) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
-- rows
INSERT INTO p1 VALUES (1, 'one');
-- ask
SELECT id, n FROM ONLY p1;
-- desired
CREATE EXTENSION postgres_fdw;
CREATE SERVER a FOREIGN DATA WRAPPER postgres_fdw;
CREATE TABLE p (id int, n text CHECK (n <> ''), more int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE FOREIGN TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20) SERVER a OPTIONS (table_name 'there');

-- pair: a foreign table of the name of a table !refused
CREATE EXTENSION postgres_fdw;
CREATE SERVER a FOREIGN DATA WRAPPER postgres_fdw;
CREATE TABLE t (id int);
-- desired
CREATE EXTENSION postgres_fdw;
CREATE SERVER a FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE t (id int) SERVER a;

-- pair: what an operator class needs is made anew
CREATE FUNCTION backwards(a int, b int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT b - a';
CREATE OPERATOR CLASS back FOR TYPE int USING btree AS OPERATOR 1 <, FUNCTION 1 backwards(int, int);
-- desired
CREATE FUNCTION backwards(x int, y int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT y - x';
CREATE OPERATOR CLASS back FOR TYPE int USING btree AS OPERATOR 1 <, FUNCTION 1 backwards(int, int);

-- pair: what an operator class needs changes in place
CREATE FUNCTION backwards(a int, b int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT b - a';
CREATE OPERATOR CLASS back FOR TYPE int USING btree AS OPERATOR 1 <, FUNCTION 1 backwards(int, int);
CREATE TABLE t (id int);
-- desired
CREATE FUNCTION backwards(a int, b int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT sign(b - a)::int';
CREATE OPERATOR CLASS back FOR TYPE int USING btree AS OPERATOR 1 <, FUNCTION 1 backwards(int, int);
CREATE TABLE t (id bigint);

-- pair: a type with functions of its own stays under what is made anew !refused
CREATE TYPE whole;
CREATE FUNCTION whole_in(cstring) RETURNS whole STRICT IMMUTABLE LANGUAGE internal AS 'int4in';
CREATE FUNCTION whole_out(whole) RETURNS cstring STRICT IMMUTABLE LANGUAGE internal AS 'int4out';
CREATE TYPE whole (INPUT = whole_in, OUTPUT = whole_out, INTERNALLENGTH = 4, PASSEDBYVALUE);
CREATE TABLE t (id int);
-- desired
CREATE TYPE whole;
CREATE FUNCTION whole_in(cstring) RETURNS whole STRICT IMMUTABLE LANGUAGE internal AS 'int4in';
CREATE FUNCTION whole_out(whole) RETURNS cstring STRICT IMMUTABLE LANGUAGE internal AS 'int4out';
CREATE TYPE whole (INPUT = whole_in, OUTPUT = whole_out, INTERNALLENGTH = 4, PASSEDBYVALUE, DEFAULT = '7');
CREATE TABLE t (id bigint);

-- pair: operator families and classes of many kinds come, change and go
CREATE FUNCTION cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $2 - $1';
CREATE FUNCTION mix(int, bigint) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($2 - $1)::int';
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE OPERATOR CLASS own DEFAULT FOR TYPE cidr USING hash AS OPERATOR 1 =(inet, inet), FUNCTION 1 hashinet(inet), STORAGE cidr;
CREATE OPERATOR CLASS rev FOR TYPE int USING btree AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 cmp(int, int);
CREATE INDEX i ON t (a rev, b);
-- desired
CREATE FUNCTION cmp(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT sign($2 - $1)::int';
CREATE FUNCTION mix(l int, r bigint) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($2 - $1)::int';
CREATE TABLE t (id int PRIMARY KEY, a int, b text);
CREATE SCHEMA "O p";
CREATE OPERATOR FAMILY "O p"."F m" USING btree;
CREATE OPERATOR CLASS rev FOR TYPE int USING btree FAMILY "O p"."F m" AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 cmp(int, int);
ALTER OPERATOR FAMILY "O p"."F m" USING btree ADD OPERATOR 1 >(int, bigint), FUNCTION 1 (int, bigint) mix(int, bigint);
COMMENT ON OPERATOR CLASS rev USING btree IS 'backwards';
COMMENT ON OPERATOR FAMILY "O p"."F m" USING btree IS 'all of them';
CREATE INDEX i ON t (a rev, b);
CREATE INDEX j ON t USING gist (box(point(a, a), point(a, a)));
CREATE OPERATOR CLASS near FOR TYPE point USING gist AS OPERATOR 15 <->(point, point) FOR ORDER BY float_ops, FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal), FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal), STORAGE box;
-- rows
INSERT INTO t VALUES (1, 5, 'x'), (2, 3, NULL);
-- ask
SELECT id FROM t ORDER BY a USING >;
