-- told
--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
--- copied and swapped
CREATE TABLE fresh AS SELECT id, n * 2 AS n FROM stock;
ALTER TABLE fresh ADD PRIMARY KEY (id), ADD COLUMN z INT DEFAULT 7;
UPDATE stock SET n = n + 1;
INSERT INTO fresh SELECT id + 10, n, 0 FROM stock;
RENAME TABLE stock TO gone, fresh TO stock;
DROP TABLE gone;
UPDATE stock SET n = n + 1;
