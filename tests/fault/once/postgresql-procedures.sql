--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE PROCEDURE steps(k int) LANGUAGE plpgsql AS $$ BEGIN
 FOR i IN 1..k LOOP UPDATE stock SET n = n + 1 WHERE id = 1; COMMIT; END LOOP; UPDATE stock SET n = n + 1 WHERE id = 2; END $$;
CREATE PROCEDURE plain(INOUT k int) LANGUAGE plpgsql AS $$ BEGIN UPDATE stock SET n = n + k; k := k + 1; END $$;
--- procedures notx
CALL plain(1);
CALL steps(3);
UPDATE stock SET n = n * 2;
DO LANGUAGE plpgsql $$ BEGIN UPDATE stock SET n = n + 1; ROLLBACK; UPDATE stock SET n = n + 2; COMMIT; END $$;
BEGIN;
CALL plain(10);
DO $$ BEGIN PERFORM 1; END $$;
COMMIT;
CREATE INDEX CONCURRENTLY ix ON stock (n);
CALL plain(100);
--- down notx
DROP INDEX CONCURRENTLY ix;
CALL plain(-100);
CALL steps(2);
UPDATE stock SET n = 1 WHERE id = 1;
UPDATE stock SET n = 10 WHERE id = 2;
