-- pair: a domain whose default is of a type off the search path
-- desired
CREATE SCHEMA app;
SET search_path = app;
CREATE TYPE st AS ENUM ('new', 'old');
CREATE DOMAIN std AS st DEFAULT 'new';
CREATE TABLE t (b std);
-- pair: domains and functions of extensions
-- desired
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;
-- pair: a check that is not valid on a partitioned table
-- desired
CREATE TABLE m (at date NOT NULL, v int) PARTITION BY RANGE (at);
CREATE TABLE m_2025 PARTITION OF m FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE m ADD CONSTRAINT pos CHECK (v > 0) NOT VALID;
-- pair: an index on a function of the row
-- desired
CREATE TABLE zed (id int PRIMARY KEY, label text);
CREATE FUNCTION a_full(z zed) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT z.id || z.label $$;
CREATE INDEX ON zed (a_full(zed));
-- pair: a trigger that is disabled on one partition
-- desired
CREATE SCHEMA audit;
CREATE FUNCTION audit.deny() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
CREATE TABLE audit.log (id uuid NOT NULL DEFAULT gen_random_uuid(), at timestamptz NOT NULL DEFAULT now(), kind text NOT NULL, n int, PRIMARY KEY (id, at, kind)) PARTITION BY RANGE (at);
CREATE TABLE audit.log_2025 PARTITION OF audit.log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (kind);
CREATE TABLE audit.log_2025_a PARTITION OF audit.log_2025 (n DEFAULT 5, CONSTRAINT only_a CHECK (n > 0)) FOR VALUES IN ('a');
CREATE TABLE audit.log_2025_rest PARTITION OF audit.log_2025 DEFAULT;
CREATE TABLE audit.log_default PARTITION OF audit.log DEFAULT;
CREATE TRIGGER nodel BEFORE DELETE ON audit.log FOR EACH ROW EXECUTE FUNCTION audit.deny();
ALTER TABLE audit.log_2025_a DISABLE TRIGGER nodel;
CREATE INDEX ON audit.log_2025_a (n) WHERE n > 3;
CREATE INDEX log_kind ON ONLY audit.log (kind);
CREATE INDEX log_default_kind ON audit.log_default (kind);
ALTER INDEX audit.log_kind ATTACH PARTITION audit.log_default_kind;
CREATE TABLE audit.ref (id uuid, at timestamptz, kind text, FOREIGN KEY (id, at, kind) REFERENCES audit.log ON DELETE CASCADE);
-- pair: expressions of every kind need names that the search path has not
-- desired
CREATE SCHEMA app;
CREATE SCHEMA ops;
CREATE TYPE app.st AS ENUM ('new', 'old');
CREATE TYPE app.pair AS (a app.st, b int);
CREATE DOMAIN app.std AS app.st DEFAULT 'new'::app.st NOT NULL;
CREATE DOMAIN app.many AS app.st[] DEFAULT ARRAY['new'::app.st];
CREATE DOMAIN app.nested AS app.std DEFAULT 'old';
CREATE DOMAIN app.row AS app.pair DEFAULT ROW('new', 1)::app.pair;
CREATE DOMAIN app.span AS daterange DEFAULT daterange('2025-01-01', '2026-01-01');
CREATE DOMAIN app.code AS text COLLATE "C" DEFAULT 'x'::text CHECK (VALUE <> ''::text);
CREATE SEQUENCE app.numbers;
CREATE DOMAIN app.number AS bigint DEFAULT nextval('app.numbers'::regclass);
CREATE FUNCTION app.fresh() RETURNS app.st LANGUAGE sql IMMUTABLE AS $$ SELECT 'new'::app.st $$;
CREATE DOMAIN app.computed AS app.st DEFAULT app.fresh() CHECK (VALUE = app.fresh());
CREATE FUNCTION app.arg(s app.st DEFAULT 'old'::app.st, n int DEFAULT 3) RETURNS app.st LANGUAGE sql AS $$ SELECT s $$;
SET search_path = app, public;
CREATE TABLE t (a std, b many, c nested, d app.row, e span, f code, g number, h computed, i st DEFAULT 'old',
	j st GENERATED ALWAYS AS (fresh()) STORED, k regclass DEFAULT 'numbers', CHECK (i <> 'new' OR a::st = 'new'));
CREATE INDEX ON t (i) WHERE i = 'new';
CREATE INDEX ON t ((CASE i WHEN 'new' THEN 1 ELSE 2 END));
CREATE VIEW w AS SELECT a, i = 'new' AS is_new, arg() FROM t;
CREATE POLICY p ON t USING (i = 'new' AND a::st = fresh());
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW WHEN (OLD.i = 'new') EXECUTE FUNCTION tf();
CREATE RULE r AS ON DELETE TO t WHERE OLD.i = 'old' DO INSTEAD NOTHING;
CREATE TABLE p (s st) PARTITION BY LIST (s);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN ('new');
CREATE TABLE ops.u (i app.st DEFAULT 'new', EXCLUDE USING btree (i WITH =) WHERE (i = 'new'));
CREATE STATISTICS s ON (i = 'new'), a FROM t;
-- pair: types off the search path change under defaults
CREATE SCHEMA app;
CREATE TYPE app.st AS ENUM ('new', 'old');
CREATE DOMAIN app.std AS app.st DEFAULT 'new'::app.st;
CREATE TABLE app.t (id int, a app.std, b app.st DEFAULT 'old'::app.st);
-- rows
INSERT INTO app.t (id) VALUES (1), (2);
-- ask
SELECT * FROM app.t ORDER BY id;
-- desired
CREATE SCHEMA app;
CREATE TYPE app.st AS ENUM ('old', 'new', 'newer');
CREATE DOMAIN app.std AS app.st DEFAULT 'old'::app.st;
CREATE TABLE app.t (id int, a app.std, b app.st DEFAULT 'new'::app.st);
-- pair: what belongs to extensions comes and goes with them
CREATE EXTENSION pgcrypto;
-- desired
CREATE SCHEMA ext;
CREATE EXTENSION citext SCHEMA ext;
CREATE EXTENSION hstore SCHEMA ext;
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;
CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE EXTENSION ltree;
CREATE EXTENSION tablefunc;
CREATE EXTENSION pg_stat_statements;
CREATE EXTENSION postgres_fdw;
CREATE DOMAIN mail AS ext.citext CHECK (VALUE ~ '@');
CREATE TABLE t (id int PRIMARY KEY, a mail, b ext.hstore DEFAULT ''::ext.hstore, c earth, d ltree, name text, EXCLUDE USING gist (id WITH =));
CREATE INDEX ON t USING gin (name gin_trgm_ops);
CREATE INDEX ON t USING gist (c);
CREATE VIEW w AS SELECT latitude(c), b OPERATOR(ext.->) 'x' AS x FROM t;
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
-- pair: what was made by hand and was given to an extension is the extension's
-- desired
CREATE EXTENSION hstore;
CREATE TYPE e AS ENUM ('a');
CREATE DOMAIN d AS int CHECK (VALUE > 0);
CREATE TABLE t (id int PRIMARY KEY, n d, CHECK (id > 0));
CREATE INDEX i ON t (n);
CREATE VIEW v AS SELECT id FROM t;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION tf();
CREATE POLICY p ON t USING (id > 0);
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE STATISTICS st ON id, n FROM t;
CREATE TABLE part (at int) PARTITION BY RANGE (at);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (1);
CREATE INDEX ON part (at);
CREATE TABLE heir (more int) INHERITS (t);
ALTER TABLE heir ALTER n SET DEFAULT 3;
ALTER EXTENSION hstore ADD TYPE e;
ALTER EXTENSION hstore ADD DOMAIN d;
ALTER EXTENSION hstore ADD TABLE t;
ALTER EXTENSION hstore ADD TABLE heir;
ALTER EXTENSION hstore ADD TABLE part;
ALTER EXTENSION hstore ADD TABLE part1;
ALTER EXTENSION hstore ADD VIEW v;
ALTER EXTENSION hstore ADD FUNCTION f();
ALTER EXTENSION hstore ADD FUNCTION tf();
ALTER EXTENSION hstore ADD SEQUENCE s;
CREATE TABLE keeps (id int);
-- pair: an index of a partitioned table that not all partitions have
-- desired
CREATE TABLE log (at int, kind text) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10) PARTITION BY LIST (kind);
CREATE TABLE log_1_a PARTITION OF log_1 FOR VALUES IN ('a');
CREATE TABLE log_1_b PARTITION OF log_1 FOR VALUES IN ('b');
CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (10) TO (20);
CREATE TABLE log_3 PARTITION OF log FOR VALUES FROM (20) TO (30);
CREATE INDEX log_kind ON ONLY log (kind);
CREATE INDEX log_2_kind ON log_2 (kind);
ALTER INDEX log_kind ATTACH PARTITION log_2_kind;
CREATE INDEX log_1_kind_idx ON ONLY log_1 (kind);
ALTER INDEX log_kind ATTACH PARTITION log_1_kind_idx;
CREATE INDEX log_1_b_kind_idx ON log_1_b (kind);
ALTER INDEX log_1_kind_idx ATTACH PARTITION log_1_b_kind_idx;
CREATE INDEX alone ON ONLY log (at);
CREATE INDEX whole ON log (at, kind);
-- pair: an index gets all its partitions
CREATE TABLE log (at int, kind text) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10);
CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (10) TO (20);
CREATE INDEX log_kind ON ONLY log (kind);
CREATE INDEX log_2_kind ON log_2 (kind);
ALTER INDEX log_kind ATTACH PARTITION log_2_kind;
-- desired
CREATE TABLE log (at int, kind text) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10);
CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (10) TO (20);
CREATE INDEX log_kind ON log (kind);
-- pair: an index gets some of its partitions
CREATE TABLE log (at int, kind text) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10);
CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (10) TO (20);
CREATE INDEX log_kind ON ONLY log (kind);
-- desired
CREATE TABLE log (at int, kind text) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (10);
CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM (10) TO (20);
CREATE INDEX log_kind ON ONLY log (kind);
CREATE INDEX log_2_kind ON log_2 (kind);
ALTER INDEX log_kind ATTACH PARTITION log_2_kind;
-- pair: constraints that are not valid, on partitions and heirs
-- desired
CREATE TABLE m (at date NOT NULL, v int) PARTITION BY RANGE (at);
CREATE TABLE m_2025 PARTITION OF m FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (v);
CREATE TABLE m_2025_1 PARTITION OF m_2025 FOR VALUES IN (1);
ALTER TABLE m ADD CONSTRAINT pos CHECK (v > 0) NOT VALID;
ALTER TABLE m_2025 ADD CONSTRAINT sub CHECK (v < 100) NOT VALID;
ALTER TABLE m_2025_1 ADD CONSTRAINT own CHECK (v = 1) NOT VALID;
ALTER TABLE m ADD CONSTRAINT late CHECK (v < 1000) NOT VALID;
ALTER TABLE m_2025_1 VALIDATE CONSTRAINT late;
CREATE TABLE parent (a int, b int);
CREATE TABLE heir (c int) INHERITS (parent);
CREATE TABLE grandheir () INHERITS (heir);
ALTER TABLE parent ADD CONSTRAINT pa CHECK (a > 0) NOT VALID;
ALTER TABLE ONLY parent ADD CONSTRAINT lone CHECK (a < 10) NO INHERIT NOT VALID;
ALTER TABLE heir ADD CONSTRAINT hb CHECK (b > 0) NOT VALID;
CREATE TABLE target (id int PRIMARY KEY);
CREATE TABLE pf (id int, r int, at date) PARTITION BY RANGE (at);
CREATE TABLE pf_1 PARTITION OF pf FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
ALTER TABLE pf_1 ADD CONSTRAINT fk FOREIGN KEY (r) REFERENCES target NOT VALID;
ALTER TABLE heir ADD CONSTRAINT hf FOREIGN KEY (c) REFERENCES target NOT VALID;
CREATE DOMAIN d AS int;
ALTER DOMAIN d ADD CONSTRAINT dp CHECK (VALUE > 0) NOT VALID;
-- pair: constraints become valid, and not, on partitions
CREATE TABLE m (at date NOT NULL, v int) PARTITION BY RANGE (at);
CREATE TABLE m_2025 PARTITION OF m FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE m_2026 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
ALTER TABLE m ADD CONSTRAINT pos CHECK (v > 0) NOT VALID;
ALTER TABLE m_2025 ADD CONSTRAINT own CHECK (v > -1) NOT VALID;
-- rows
INSERT INTO m VALUES ('2025-03-01', 4);
-- ask
SELECT * FROM m;
-- desired
CREATE TABLE m (at date NOT NULL, v int) PARTITION BY RANGE (at);
CREATE TABLE m_2025 PARTITION OF m FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE m_2026 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
ALTER TABLE m ADD CONSTRAINT pos CHECK (v > 0);
ALTER TABLE m_2025 ADD CONSTRAINT own CHECK (v > -1);
ALTER TABLE m_2026 ADD CONSTRAINT new CHECK (v > -2) NOT VALID;
-- pair: the row as a whole, wherever it may stand
-- desired
CREATE TABLE zed (id int PRIMARY KEY, label text);
CREATE FUNCTION a_full(z zed) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT z.id || z.label $$;
CREATE FUNCTION a_good(z zed) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT z.id > 0 $$;
CREATE INDEX by_row ON zed (a_full(zed));
CREATE INDEX by_some ON zed (label) WHERE a_good(zed.*);
CREATE UNIQUE INDEX by_null ON zed ((zed IS NOT NULL));
CREATE VIEW full_zed AS SELECT z, a_full(z) AS full FROM zed z;
CREATE POLICY p ON zed USING (a_good(zed));
ALTER TABLE zed ADD CONSTRAINT good CHECK (a_good(zed));
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER tr BEFORE UPDATE ON zed FOR EACH ROW WHEN (NEW.* IS DISTINCT FROM OLD.* AND a_good(NEW)) EXECUTE FUNCTION tf();
CREATE RULE r AS ON DELETE TO zed WHERE a_good(OLD) DO INSTEAD NOTHING;
CREATE TABLE other (z zed, n int DEFAULT 1);
CREATE INDEX ON other (((z).id));
-- pair: the row as a whole while columns come and go
CREATE TABLE zed (id int PRIMARY KEY, label text, gone int);
CREATE FUNCTION a_full(z zed) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT z.id || z.label $$;
CREATE INDEX by_row ON zed (a_full(zed));
CREATE VIEW full_zed AS SELECT z, a_full(z) AS full FROM zed z;
-- rows
INSERT INTO zed VALUES (1, 'a', 3);
-- ask
SELECT id, label FROM zed;
-- desired
CREATE TABLE zed (id int PRIMARY KEY, label text, came int);
CREATE FUNCTION a_full(z zed) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT z.id || z.label $$;
CREATE INDEX by_row ON zed (a_full(zed));
CREATE VIEW full_zed AS SELECT z, a_full(z) AS full FROM zed z;
-- pair: triggers and rules fire as every table wants them
-- desired
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TABLE m (at int, v int) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (at);
CREATE TABLE m1a PARTITION OF m1 FOR VALUES FROM (0) TO (5);
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20);
CREATE TABLE m3 PARTITION OF m FOR VALUES FROM (20) TO (30);
CREATE TRIGGER a AFTER INSERT ON m FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER b AFTER UPDATE ON m FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER c AFTER DELETE ON m FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER d AFTER DELETE ON m FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE m DISABLE TRIGGER b;
ALTER TABLE m1a ENABLE ALWAYS TRIGGER a;
ALTER TABLE m1 ENABLE REPLICA TRIGGER c;
ALTER TABLE m2 DISABLE TRIGGER a;
ALTER TABLE m3 ENABLE TRIGGER b;
ALTER TABLE ONLY m DISABLE TRIGGER d;
CREATE TRIGGER own BEFORE UPDATE ON m2 FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE m2 ENABLE ALWAYS TRIGGER own;
CREATE TABLE t (a int);
CREATE TABLE heir () INHERITS (t);
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION f();
CREATE TRIGGER y BEFORE INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION f();
ALTER TABLE t DISABLE TRIGGER x;
ALTER TABLE t ENABLE REPLICA TRIGGER y;
CREATE RULE ra AS ON INSERT TO t DO ALSO NOTHING;
CREATE RULE rd AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE ru AS ON UPDATE TO t DO INSTEAD NOTHING;
ALTER TABLE t ENABLE ALWAYS RULE ra;
ALTER TABLE t DISABLE RULE rd;
ALTER TABLE t ENABLE REPLICA RULE ru;
CREATE VIEW w AS SELECT a FROM t;
CREATE TRIGGER vi INSTEAD OF INSERT ON w FOR EACH ROW EXECUTE FUNCTION f();
-- pair: triggers and rules change how they fire
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TABLE m (at int, v int) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (at);
CREATE TABLE m1a PARTITION OF m1 FOR VALUES FROM (0) TO (5);
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20);
CREATE TRIGGER a AFTER INSERT ON m FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER b AFTER UPDATE ON m FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER c AFTER DELETE ON m FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE m DISABLE TRIGGER a;
ALTER TABLE m1a ENABLE TRIGGER a;
ALTER TABLE m2 ENABLE REPLICA TRIGGER b;
-- desired
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TABLE m (at int, v int) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (at);
CREATE TABLE m1a PARTITION OF m1 FOR VALUES FROM (0) TO (5);
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20);
CREATE TABLE m3 PARTITION OF m FOR VALUES FROM (20) TO (30);
CREATE TRIGGER a AFTER INSERT ON m FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER b AFTER UPDATE OR DELETE ON m FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER c AFTER DELETE ON m FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE m ENABLE REPLICA TRIGGER a;
ALTER TABLE m1 DISABLE TRIGGER a;
ALTER TABLE m1a ENABLE ALWAYS TRIGGER b;
ALTER TABLE m2 DISABLE TRIGGER c;
ALTER TABLE m3 DISABLE TRIGGER c;

-- pair: partitions that are referred to come and go with their rows
CREATE TABLE z (id int);
-- desired
CREATE TABLE z (id int);
CREATE TABLE dealers (name text, city text, PRIMARY KEY (name, city)) PARTITION BY LIST (city);
CREATE TABLE dealers_a PARTITION OF dealers FOR VALUES IN ('a', 'b');
CREATE TABLE dealers_rest PARTITION OF dealers DEFAULT;
CREATE TABLE models (name text, year int, dealer text, city text, PRIMARY KEY (name, year), FOREIGN KEY (dealer, city) REFERENCES dealers)
	PARTITION BY LIST (year);
CREATE TABLE models_20 PARTITION OF models FOR VALUES IN (2020);
CREATE TABLE models_rest PARTITION OF models DEFAULT;
CREATE TABLE seen (dealer text, city text, FOREIGN KEY (dealer, city) REFERENCES dealers_a);

-- pair: a partition that is referred to gets other bounds
CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE c (p int REFERENCES p);
-- rows
INSERT INTO p VALUES (1), (2);
INSERT INTO c VALUES (2), (NULL);
-- ask
SELECT count(p) FROM c JOIN p ON p.id = c.p;
-- desired
CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (20);
CREATE TABLE c (p int REFERENCES p);

-- pair: a partition gets another parent, whose columns are of other types
CREATE TABLE p1 (id int, k int) PARTITION BY LIST (k);
CREATE TABLE h PARTITION OF p1 FOR VALUES IN (1);
CREATE TABLE p2 (id bigint, k int) PARTITION BY LIST (k);
-- desired
CREATE TABLE p1 (id int, k int) PARTITION BY LIST (k);
CREATE TABLE p2 (id bigint, k int) PARTITION BY LIST (k);
CREATE TABLE h PARTITION OF p2 FOR VALUES IN (1, 2);
-- rows
INSERT INTO h VALUES (7, 1);
-- ask
SELECT * FROM h;

-- pair: a foreign key to a partitioned table goes whose name the next one's parts take
CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)) PARTITION BY HASH (a);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE TABLE k (a int, b int, FOREIGN KEY (a, b) REFERENCES p) PARTITION BY LIST (a);
CREATE TABLE k1 PARTITION OF k FOR VALUES IN (1, NULL);
-- rows
INSERT INTO p VALUES (1, 1);
INSERT INTO k VALUES (1, 1), (NULL, NULL);
-- ask
SELECT a, b FROM k ORDER BY a;
-- desired
CREATE TABLE p (a int, b bigint, PRIMARY KEY (a, b)) PARTITION BY HASH (a);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE TABLE k (a int, b bigint, CONSTRAINT kf FOREIGN KEY (a, b) REFERENCES p MATCH FULL ON DELETE SET NULL) PARTITION BY LIST (a);
CREATE TABLE k1 PARTITION OF k FOR VALUES IN (1, NULL);

-- pair: a column by which a table is partitioned gets another type, with keys, a view and a trigger
CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE t (id int NOT NULL, k int NOT NULL, v text, PRIMARY KEY (id, k)) PARTITION BY RANGE (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (100);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200);
CREATE INDEX t_v ON t (v);
CREATE TABLE u (id int, k int, FOREIGN KEY (id, k) REFERENCES t);
CREATE VIEW w AS SELECT k, v FROM t;
CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tg();
GRANT SELECT ON t TO app;
-- desired
CREATE FUNCTION tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE t (id bigint NOT NULL, k bigint NOT NULL, v text, o int DEFAULT 3 CHECK (o > 0), PRIMARY KEY (id, k)) PARTITION BY RANGE (k);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (100);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (100) TO (200);
CREATE INDEX t_v ON t (v);
CREATE TABLE u (id bigint, k bigint, FOREIGN KEY (id, k) REFERENCES t);
CREATE VIEW w AS SELECT k, v FROM t;
CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION tg();
GRANT SELECT ON t TO app;
-- rows
INSERT INTO t VALUES (1, 5, 'a'), (2, 150, 'b');
INSERT INTO u VALUES (1, 5);
-- ask
SELECT tableoid::regclass, id, k, v FROM t ORDER BY id;
