--- begin
CREATE TABLE t (id int);
INSERT INTO t VALUES (1), (2), (3);
CREATE TABLE seen (what text);
--- types notx
CREATE TYPE pg_temp.mood AS ENUM ('a', 'b');
VACUUM t;
INSERT INTO seen SELECT 'b'::pg_temp.mood::text;
--- indexes notx
CREATE TEMP TABLE map (id int);
CREATE INDEX ix_map ON map (id);
INSERT INTO map SELECT id FROM t;
VACUUM t;
DROP INDEX ix_map;
INSERT INTO seen SELECT 'map ' || id FROM map;
--- views and sequences notx
CREATE TEMP TABLE src (id int);
INSERT INTO src VALUES (7);
CREATE TEMP VIEW v AS SELECT id FROM src;
CREATE TEMP SEQUENCE sq START 5;
SELECT nextval('sq');
VACUUM t;
INSERT INTO seen SELECT 'v ' || id FROM v;
INSERT INTO seen SELECT 'sq ' || nextval('sq');
--- hidden behind functions notx
CREATE FUNCTION make_it() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TEMP TABLE secret (id int); INSERT INTO secret VALUES (9); END $$;
CREATE FUNCTION use_it() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT sum(id) FROM secret); END $$;
CREATE TABLE secret (id int);
SELECT make_it();
VACUUM t;
INSERT INTO seen SELECT 'secret ' || coalesce(use_it(), -1);
--- on commit notx
CREATE TEMP TABLE short (id int) ON COMMIT DELETE ROWS;
INSERT INTO short VALUES (1);
VACUUM t;
INSERT INTO seen SELECT 'short ' || count(*) FROM short;
--- serial notx
CREATE TEMP TABLE ser (id serial, w text DEFAULT 'x', CHECK (id > 0), UNIQUE (id));
INSERT INTO ser (w) VALUES ('a'), ('b');
VACUUM t;
INSERT INTO ser DEFAULT VALUES;
INSERT INTO seen SELECT 'ser ' || id || w FROM ser;
--- a procedure that commits notx
CREATE PROCEDURE change() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM called WHERE id > 1; COMMIT; INSERT INTO called VALUES (77); COMMIT; END $$;
CREATE TEMP TABLE called AS SELECT id FROM t;
CALL change();
VACUUM t;
INSERT INTO seen SELECT 'called ' || id FROM called;
