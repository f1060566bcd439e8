-- told
--- begin
CREATE TABLE stock (id INT NOT NULL, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
CREATE TABLE audit (id int, n int);
--- temporary notx
CREATE TEMP TABLE old AS SELECT id, n FROM stock;
CREATE TEMP TABLE map (id int, v int);
INSERT INTO map VALUES (1, 100), (2, 200), (3, 300);
UPDATE stock SET n = n * 2;
VACUUM;
INSERT INTO audit SELECT id, n FROM old;
UPDATE stock SET n = n + (SELECT v FROM map WHERE map.id = stock.id) WHERE id IN (SELECT id FROM map);
