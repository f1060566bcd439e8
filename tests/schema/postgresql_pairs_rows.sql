-- Pairs of schemas for the PostgreSQL dialect whose tables have rows. See postgresql_pairs.sql for the form.

-- pair: a composite type gets wider, narrower and longer
CREATE TYPE place AS (road text, code int, gone text);
CREATE TABLE shops (id int PRIMARY KEY, at place, before place[]);
-- rows
INSERT INTO shops VALUES (1, ('High Street', 7, 'x'), ARRAY[('Low Street', 8, 'y')::place, NULL]), (2, NULL, NULL), (3, (NULL, NULL, NULL), '{}'),
	(4, ('a "b", (c)', -1, ''), NULL);
-- ask
SELECT id, (at).road, (at).code, at IS DISTINCT FROM NULL, (before[1]).road, array_length(before, 1) FROM shops ORDER BY id;
-- desired
CREATE TYPE place AS (road varchar(40), code bigint, town text, land text);
CREATE TABLE shops (id int PRIMARY KEY, at place, before place[]);

-- pair: the attributes of a composite type change their order
CREATE TYPE span AS (low int, high int, unit text);
CREATE TABLE spans (id int PRIMARY KEY, s span);
-- rows
INSERT INTO spans VALUES (1, (1, 9, 'm')), (2, NULL), (3, (NULL, NULL, NULL)), (4, (NULL, 5, ''));
-- ask
SELECT id, (s).low, (s).high, s IS DISTINCT FROM NULL FROM spans ORDER BY id;
-- desired
CREATE TYPE span AS (high int, low bigint, note text);
CREATE TABLE spans (id int PRIMARY KEY, s span);

-- pair: the attributes change their order under an array !refused
CREATE TYPE span AS (low int, high int);
CREATE TABLE spans (id int PRIMARY KEY, s span[]);
-- desired
CREATE TYPE span AS (high int, low int);
CREATE TABLE spans (id int PRIMARY KEY, s span[]);

-- pair: a composite type within another one, and a domain of it
CREATE TYPE inner_t AS (a int, b text);
CREATE TYPE outer_t AS (i inner_t, n int);
CREATE DOMAIN inner_d AS inner_t;
CREATE TABLE t (id int PRIMARY KEY, o outer_t, d inner_d);
-- rows
INSERT INTO t VALUES (1, ROW(ROW(1, 'x'), 2), ROW(3, 'y')), (2, NULL, NULL), (3, ROW(NULL, 4), ROW(NULL, NULL));
-- ask
SELECT id, ((o).i).a, ((o).i).b, (o).n, (d).a, (d).b FROM t ORDER BY id;
-- desired
CREATE TYPE inner_t AS (a bigint, b text, c date);
CREATE TYPE outer_t AS (i inner_t, n int);
CREATE DOMAIN inner_d AS inner_t;
CREATE TABLE t (id int PRIMARY KEY, o outer_t, d inner_d);

-- pair: rows that have no value get the default when NOT NULL comes, past a key that is checked later
CREATE TABLE kinds (id int PRIMARY KEY);
CREATE TABLE things (id int PRIMARY KEY, kind int REFERENCES kinds DEFERRABLE INITIALLY DEFERRED, name varchar(5), at timestamptz);
-- rows
INSERT INTO kinds VALUES (0), (1);
INSERT INTO things VALUES (1, 1, 'x', '2020-01-01'), (2, NULL, NULL, NULL);
-- ask
SELECT id, coalesce(kind, 0), coalesce(name, 'none'), at < '2021-01-01' OR id = 2 FROM things ORDER BY id;
-- desired
CREATE TABLE kinds (id int PRIMARY KEY);
CREATE TABLE things (id int PRIMARY KEY, kind int NOT NULL DEFAULT 0 REFERENCES kinds DEFERRABLE INITIALLY DEFERRED, name text NOT NULL DEFAULT 'none', at timestamptz NOT NULL DEFAULT now());
