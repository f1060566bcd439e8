--- begin
CREATE TABLE t (id int);
CREATE TABLE seen (what text);
--- locks notx
SELECT pg_advisory_lock(42);
VACUUM t;
INSERT INTO seen SELECT 'held ' || count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42 AND pid = pg_backend_pid();
SELECT pg_advisory_unlock(42);
VACUUM t;
INSERT INTO seen SELECT 'free ' || count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42;
