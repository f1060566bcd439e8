-- since version 18
-- pair: named NOT NULL
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT a_is_there NOT NULL, b int NOT NULL, c int, d int CONSTRAINT d_nn NOT NULL);
COMMENT ON CONSTRAINT d_nn ON t IS 'said';
-- desired
CREATE TABLE t (id int CONSTRAINT id_nn PRIMARY KEY, a int NOT NULL, b int CONSTRAINT b_is_there NOT NULL, c int CONSTRAINT c_is_there NOT NULL, d int CONSTRAINT d_nn NOT NULL);
ALTER TABLE t RENAME CONSTRAINT t_id_not_null TO id_not_null;
COMMENT ON CONSTRAINT d_nn ON t IS 'said otherwise';
-- rows
INSERT INTO t VALUES (1, 2, 3, 4, 5);
-- ask
SELECT * FROM t ORDER BY id;

-- pair: NOT NULL not valid, and not inherited
CREATE TABLE t (id int PRIMARY KEY, a int, b int CONSTRAINT b_nn NOT NULL NO INHERIT, c int CONSTRAINT c_nn NOT NULL, d int NOT NULL);
ALTER TABLE t ADD CONSTRAINT a_nn NOT NULL a NOT VALID;
-- desired
CREATE TABLE t (id int PRIMARY KEY, a int CONSTRAINT a_nn NOT NULL, b int CONSTRAINT b_nn NOT NULL, c int CONSTRAINT c_nn NOT NULL NO INHERIT, d int, e int);
ALTER TABLE t ADD CONSTRAINT d_nn NOT NULL d NOT VALID;
ALTER TABLE t ADD CONSTRAINT e_nn NOT NULL e NOT VALID;
-- rows
INSERT INTO t VALUES (1, 2, 3, 4, 5);
-- ask
SELECT id, a, b, c, d FROM t ORDER BY id;

-- pair: NOT NULL of tables that are made
CREATE TABLE keep (id int);
-- desired
CREATE TABLE keep (id int);
CREATE TABLE named (a int CONSTRAINT first NOT NULL, b int CONSTRAINT second NOT NULL NO INHERIT, c int);
ALTER TABLE named ADD CONSTRAINT third NOT NULL c NOT VALID;
COMMENT ON CONSTRAINT third ON named IS 'later';
CREATE TABLE parent (a int CONSTRAINT parent_a NOT NULL, b int NOT NULL);
CREATE TABLE heir (c int NOT NULL) INHERITS (parent);
CREATE TABLE own (a int CONSTRAINT own_a NOT NULL) INHERITS (parent);
CREATE TABLE parts (id int NOT NULL, d date CONSTRAINT d_nn NOT NULL) PARTITION BY RANGE (d);
CREATE TABLE made PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE attached (id int NOT NULL, d date CONSTRAINT other NOT NULL);
ALTER TABLE parts ATTACH PARTITION attached FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');

-- pair: domains whose NOT NULL has a name
CREATE DOMAIN plain AS int NOT NULL;
CREATE DOMAIN named AS int CONSTRAINT a_name NOT NULL;
CREATE DOMAIN none AS int;
CREATE DOMAIN goes AS int CONSTRAINT away NOT NULL;
-- desired
CREATE DOMAIN plain AS int CONSTRAINT now_named NOT NULL;
CREATE DOMAIN named AS int CONSTRAINT another_name NOT NULL;
CREATE DOMAIN none AS int CONSTRAINT none_nn NOT NULL;
CREATE DOMAIN goes AS int;

-- pair: virtual generated columns
CREATE TABLE t (id int PRIMARY KEY, a int, v int GENERATED ALWAYS AS (a * 2) VIRTUAL, s int GENERATED ALWAYS AS (a + 1) STORED, x int GENERATED ALWAYS AS (a - 1) VIRTUAL, y int GENERATED ALWAYS AS (a) VIRTUAL, z int);
-- desired
CREATE TABLE t (id int PRIMARY KEY, a int, v int GENERATED ALWAYS AS (a * 2) STORED, s int GENERATED ALWAYS AS (a + 1) VIRTUAL, x int GENERATED ALWAYS AS (a - 2) VIRTUAL, y int, z int, n int GENERATED ALWAYS AS (a * a));
-- rows
INSERT INTO t (id, a, z) VALUES (1, 2, 3), (2, NULL, 4);
-- ask
SELECT id, a, v, s, y, z FROM t ORDER BY id;

-- pair: what is not enforced
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b int REFERENCES p NOT ENFORCED, c int REFERENCES p, CONSTRAINT one CHECK (a > 0) NOT ENFORCED, CONSTRAINT two CHECK (a < 100));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b int REFERENCES p, c int REFERENCES p NOT ENFORCED, CONSTRAINT one CHECK (a > 0), CONSTRAINT two CHECK (a < 100) NOT ENFORCED);
CREATE TABLE u (id int CONSTRAINT u_ck CHECK (id > 1) NOT ENFORCED REFERENCES p NOT ENFORCED);
-- rows
INSERT INTO p VALUES (1);
INSERT INTO t VALUES (1, 2, 1, 1);
-- ask
SELECT * FROM t ORDER BY id;

-- pair: keys over time
CREATE EXTENSION btree_gist;
CREATE TABLE rooms (id int, during daterange, CONSTRAINT rooms_pk PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE stays (id int, room int, during daterange NOT NULL);
-- desired
CREATE EXTENSION btree_gist;
CREATE TABLE rooms (id int, during daterange, CONSTRAINT rooms_pk PRIMARY KEY (id, during WITHOUT OVERLAPS), name text);
CREATE TABLE stays (id int, room int, during daterange NOT NULL, UNIQUE (id, during WITHOUT OVERLAPS), CONSTRAINT stays_room FOREIGN KEY (room, PERIOD during) REFERENCES rooms (id, PERIOD during));
-- rows
INSERT INTO rooms VALUES (1, '[2020-01-01,2021-01-01)'), (1, '[2021-01-01,2022-01-01)');
INSERT INTO stays VALUES (1, 1, '[2020-06-01,2021-06-01)');
-- ask
SELECT id, during FROM rooms ORDER BY 1, 2;

-- pair: what is published of generated columns
CREATE TABLE t (id int PRIMARY KEY, g int GENERATED ALWAYS AS (id * 2) STORED);
CREATE PUBLICATION p FOR TABLE t WITH (publish_generated_columns = stored);
-- desired
CREATE TABLE t (id int PRIMARY KEY, g int GENERATED ALWAYS AS (id * 2) STORED);
CREATE PUBLICATION p FOR TABLE t;
CREATE PUBLICATION q FOR ALL TABLES WITH (publish_generated_columns = stored);

-- pair: collations of this version
CREATE COLLATION a (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE t (id int PRIMARY KEY, a text COLLATE a);
-- desired
CREATE COLLATION a (provider = builtin, locale = 'C.UTF-8');
CREATE COLLATION b (provider = builtin, locale = 'PG_UNICODE_FAST');
CREATE TABLE t (id int PRIMARY KEY, a text COLLATE a, b text COLLATE b);

-- pair: statistics of columns, indexes and more
CREATE TABLE t (a int, b int);
CREATE STATISTICS st ON a, b FROM t;
CREATE INDEX i ON t ((a + b));
-- desired
CREATE TABLE t (a int, b int);
ALTER TABLE t ALTER a SET STATISTICS 0;
CREATE STATISTICS st ON a, b FROM t;
ALTER STATISTICS st SET STATISTICS 50;
CREATE INDEX i ON t ((a + b));
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 100;

-- pair: the names of NOT NULL follow no renamed column !same
CREATE TABLE t (id int NOT NULL, a text NOT NULL);
ALTER TABLE t RENAME COLUMN a TO b;
ALTER TABLE t RENAME TO u;
-- desired
CREATE TABLE u (id int NOT NULL, b text NOT NULL);
