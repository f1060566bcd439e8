-- refused known right behind a SELECT
--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, n INT);
INSERT INTO t VALUES (1, 1), (2, 2), (3, 3);
CREATE TABLE o (w VARCHAR(20), n INT);
--- one between
SELECT id FROM t WHERE id > 1;
INSERT INTO o VALUES ('right behind', FOUND_ROWS());
SELECT SQL_CALC_FOUND_ROWS id FROM t LIMIT 1;
UPDATE t SET n = n + 1 WHERE id = 1;
INSERT INTO o VALUES ('between', FOUND_ROWS());
