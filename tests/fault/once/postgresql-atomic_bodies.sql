--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION conf(v int) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT set_config('app.add', v::text, false); END;
CREATE FUNCTION conf_named(k text, v int) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT set_config('app.' || k, v::text, false); END;
CREATE FUNCTION hold(k int) RETURNS void LANGUAGE sql BEGIN ATOMIC SELECT pg_advisory_lock(k); END;
CREATE FUNCTION addend() RETURNS int LANGUAGE sql RETURN coalesce(nullif(current_setting('app.add', true), ''), '0')::int;
--- set in a body without a text notx
SELECT conf(7);
CREATE INDEX CONCURRENTLY ix ON stock (n);
UPDATE stock SET n = n + addend();
VACUUM stock;
INSERT INTO seen VALUES ('addend', addend());
--- under a name that is made notx
SELECT conf_named('add', 9);
VACUUM stock;
UPDATE stock SET n = n + addend();
--- locked in one
SELECT hold(91);
UPDATE stock SET n = n + 1;
--- none is left
INSERT INTO seen SELECT 'left', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (91, 92);
INSERT INTO seen VALUES ('addend', addend());
--- locked in one without notx
SELECT hold(92);
UPDATE stock SET n = n + 1;
--- nor of that
INSERT INTO seen SELECT 'left', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (91, 92);
