--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE taken (id INT, n INT);
--- dropped, with a table of its name behind it notx
CREATE TEMP TABLE taken AS SELECT id, n FROM stock;
UPDATE stock SET n = n + 1;
VACUUM;
INSERT INTO main.taken SELECT id, n FROM temp.taken;
DROP TABLE temp.taken;
INSERT INTO taken VALUES (9, 9);
--- a view notx
CREATE TEMP VIEW seen AS SELECT id, n * 2 AS n FROM stock;
UPDATE stock SET n = n + 1;
INSERT INTO taken SELECT id, n FROM seen;
--- not needed behind notx
CREATE TEMP TABLE scratch (id INT);
INSERT INTO scratch VALUES (1);
INSERT INTO taken SELECT id, 0 FROM scratch;
VACUUM;
UPDATE stock SET n = n + 1;
