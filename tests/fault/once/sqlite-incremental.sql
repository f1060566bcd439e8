--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- pages that go notx
PRAGMA auto_vacuum = INCREMENTAL;
VACUUM;
CREATE TABLE fill AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 300) SELECT i, hex(zeroblob(50)) AS z FROM c;
DELETE FROM fill WHERE i > 10;
PRAGMA incremental_vacuum(3);
UPDATE stock SET n = n + (SELECT count(*) FROM fill);
PRAGMA incremental_vacuum;
INSERT INTO seen SELECT 'free', freelist_count FROM pragma_freelist_count;
ANALYZE;
INSERT INTO seen SELECT 'stat', count(*) FROM sqlite_stat1 WHERE tbl = 'fill';
DROP TABLE fill;
PRAGMA optimize;
PRAGMA wal_checkpoint;
UPDATE stock SET n = n + 1;
