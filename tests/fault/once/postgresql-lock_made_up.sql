--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION hold(k int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT pg_advisory' || '_lock(' || k || ')'; END $$;
CREATE VIEW held AS SELECT id, n, pg_try_advisory_lock(95) AS got FROM stock;
CREATE TABLE locked (id int, got bool DEFAULT pg_try_advisory_lock(96));
--- by a text that is made
SELECT hold(94);
UPDATE stock SET n = n + 1;
--- none
INSERT INTO seen SELECT 'left', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (94, 95, 96);
SELECT * FROM held;
--- none of a view
INSERT INTO seen SELECT 'left', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (94, 95, 96);
INSERT INTO locked VALUES (1);
--- nor of a default
INSERT INTO seen SELECT 'left', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (94, 95, 96);
