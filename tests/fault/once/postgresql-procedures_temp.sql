--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE PROCEDURE work(k int) LANGUAGE plpgsql AS $$ BEGIN
	CREATE TEMP TABLE IF NOT EXISTS w AS SELECT id, n FROM stock;
	COMMIT;
	UPDATE stock SET n = stock.n + w.n * k FROM w WHERE w.id = stock.id;
	PERFORM set_config('app.k', k::text, false);
END $$;
--- a procedure that commits and leaves much notx
CALL work(2);
UPDATE stock SET n = n + 1;
CREATE INDEX CONCURRENTLY ix ON stock (n);
INSERT INTO seen SELECT 'w', n FROM w;
INSERT INTO seen SELECT 'k' || current_setting('app.k', true), 0;
DROP TABLE w;
--- quietly notx
DO $$ BEGIN CALL work(3); END $$;
VACUUM stock;
INSERT INTO seen SELECT 'w', n FROM w;
