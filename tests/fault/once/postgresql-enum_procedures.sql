--- begin
CREATE TYPE e AS ENUM ('a');
CREATE TABLE t (id int, e e DEFAULT 'a');
INSERT INTO t SELECT i FROM generate_series(1, 5) i;
CREATE TABLE seen (what text);
CREATE PROCEDURE quiet(n int) LANGUAGE plpgsql AS $$ BEGIN UPDATE t SET id = id + n; END $$;
CREATE PROCEDURE loud() LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1..3 LOOP UPDATE t SET id = id + 1; COMMIT; END LOOP; END $$;
--- enum notx
ALTER TYPE e ADD VALUE 'b';
UPDATE t SET e = 'b' WHERE id = 1;
ALTER TYPE e ADD VALUE IF NOT EXISTS 'c' BEFORE 'a';
INSERT INTO t VALUES (9, 'c');
--- calls notx
CALL quiet(10);
CALL loud();
DO $$ BEGIN UPDATE t SET id = id + 100; END $$;
DO $$ BEGIN UPDATE t SET id = id + 1000; COMMIT; UPDATE t SET id = id + 2000; END $$;
INSERT INTO seen SELECT 'sum ' || sum(id) FROM t;
