--- begin
CREATE TABLE stock (id int, n int);
INSERT INTO stock VALUES (1, 1);
CREATE TABLE seen (what text, n int);
--- locks of a transaction and of a session notx
BEGIN;
SELECT pg_advisory_xact_lock(11);
SELECT pg_advisory_lock(12);
UPDATE stock SET n = n + 1;
COMMIT;
INSERT INTO seen SELECT 'held', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (11, 12) AND pid = pg_backend_pid();
CREATE INDEX CONCURRENTLY stock_id ON stock (id);
INSERT INTO seen VALUES ('pg_advisory_lock(12)', 1);
SELECT pg_advisory_unlock(12);
UPDATE stock SET n = n + 1;
VACUUM stock;
SELECT pg_try_advisory_lock(13), pg_advisory_lock(hashtext('a'));
UPDATE stock SET n = n * 2;
SELECT pg_advisory_unlock_all() FROM stock WHERE n < 0;
--- none is left
INSERT INTO seen SELECT 'left', count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid IN (11, 12, 13) AND pid = pg_backend_pid();
