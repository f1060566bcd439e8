-- told
--- begin
CREATE TABLE stock (id INT, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- hides a table
CREATE TEMP TABLE stock (id INT, n INT);
INSERT INTO temp.stock VALUES (1, 1000);
CREATE TEMP VIEW v AS SELECT 1;
CREATE TEMP TRIGGER tr AFTER UPDATE ON main.stock BEGIN SELECT RAISE(ABORT, "still there"); END;
--- the table again
UPDATE stock SET n = n + 5;
--- the same name, one
CREATE TEMP TABLE t AS SELECT 1 AS id;
INSERT INTO stock SELECT id, 0 FROM t;
--- the same name, two
CREATE TEMP TABLE t AS SELECT 2 AS id;
INSERT INTO stock SELECT id, 0 FROM t;
