-- told
--- begin
CREATE TABLE stock (id INT, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
--- both files notx
ATTACH 'side.db' AS side;
CREATE TABLE side.far (id INT, n INT);
INSERT INTO side.far SELECT id, n FROM stock;
UPDATE stock SET n = n + (SELECT count(*) FROM side.far);
UPDATE side.far SET n = n + 1;
DETACH side;
--- last
UPDATE stock SET n = n + 1;
