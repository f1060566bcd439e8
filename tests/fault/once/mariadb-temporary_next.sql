--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
--- hides a table
CREATE TEMPORARY TABLE stock (id INT, n INT);
INSERT INTO stock VALUES (1, 1000);
UPDATE stock SET n = n + 1;
--- the table again
UPDATE stock SET n = n + 3;
ALTER TABLE stock ADD COLUMN y INT;
UPDATE stock SET y = n + 4;
--- the same name twice, one
CREATE TEMPORARY TABLE t1 (id INT);
INSERT INTO t1 VALUES (1);
INSERT INTO stock SELECT 100 + id, 0, 0 FROM t1;
--- the same name twice, two
CREATE TEMPORARY TABLE t1 (id INT);
INSERT INTO t1 VALUES (2);
INSERT INTO stock SELECT 100 + id, 0, 0 FROM t1;
