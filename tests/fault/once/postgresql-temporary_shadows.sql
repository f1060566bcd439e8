--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
--- shadows notx
CREATE TEMP TABLE stock AS SELECT 5 AS id, 50 AS n;
UPDATE stock SET n = n + 1;
CREATE INDEX CONCURRENTLY ix ON public.stock (n);
UPDATE stock SET n = n + 1;
INSERT INTO public.stock SELECT id, n FROM stock;
VACUUM public.stock;
DROP TABLE stock;
UPDATE stock SET n = n + 2;
CREATE TEMP TABLE a (LIKE stock INCLUDING ALL);
INSERT INTO a SELECT * FROM stock;
ALTER TABLE a RENAME TO b;
ALTER TABLE b ADD COLUMN z int DEFAULT 3;
CREATE UNIQUE INDEX ON b (z, id);
VACUUM public.stock;
INSERT INTO b VALUES (1, 5, 3) ON CONFLICT (id) DO UPDATE SET n = b.n + 100;
INSERT INTO seen SELECT 'b', n + z FROM b;
SELECT id, n INTO TEMPORARY TABLE c FROM b;
DELETE FROM b;
VACUUM public.seen;
INSERT INTO seen SELECT 'c', n FROM c;
INSERT INTO seen SELECT 'b', count(*) FROM b;
