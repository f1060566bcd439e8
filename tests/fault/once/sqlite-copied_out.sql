--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- another file is made and changed notx
VACUUM INTO 'out.db';
UPDATE stock SET n = n + 1;
ATTACH 'out.db' AS copy;
UPDATE copy.stock SET n = n * 10;
CREATE TABLE main.back AS SELECT * FROM copy.stock;
INSERT INTO stock SELECT id + 10, n FROM copy.stock;
BEGIN;
UPDATE copy.stock SET n = n + 1;
UPDATE back SET n = n + (SELECT sum(n) FROM copy.stock);
COMMIT;
CREATE TABLE copy.more AS SELECT * FROM main.back;
DETACH copy;
UPDATE stock SET n = n + 1;
ATTACH 'out.db' AS copy;
INSERT INTO back SELECT id + 100, n FROM copy.more;
--- without it
UPDATE back SET n = n + 1;
