--- begin
CREATE SEQUENCE s CACHE 5;
CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, n int);
CREATE TABLE seen (what text, n bigint);
--- last ids notx
INSERT INTO t (n) VALUES (1);
INSERT INTO t (n) VALUES (2);
CREATE INDEX CONCURRENTLY ix_t ON t (n);
INSERT INTO seen SELECT 'last', n FROM t WHERE id = lastval();
SELECT setval('s', 100);
VACUUM t;
INSERT INTO seen SELECT 'current', currval('s') - 100;
DROP SEQUENCE s;
UPDATE t SET id = DEFAULT;
--- no values
ALTER TABLE t DROP COLUMN id;
