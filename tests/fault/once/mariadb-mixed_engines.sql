--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
CREATE TABLE mem (id INT, n INT) ENGINE=MEMORY;
CREATE TABLE my (id INT, n INT) ENGINE=MyISAM;
INSERT INTO mem VALUES (1, 1), (2, 2);
INSERT INTO my VALUES (1, 1), (2, 2);
CREATE VIEW two AS SELECT stock.id, stock.n, my.n AS m FROM stock JOIN my ON my.id = stock.id;
CREATE TRIGGER to_mem AFTER DELETE ON stock FOR EACH ROW INSERT INTO mem VALUES (OLD.id, OLD.n);
--- several tables at once
UPDATE stock JOIN my ON my.id = stock.id SET stock.n = stock.n + 1, my.n = my.n + 1;
UPDATE two SET m = m + 5;
UPDATE stock SET n = n + 1;
DELETE stock, my FROM stock JOIN my ON my.id = stock.id WHERE stock.id = 2;
INSERT INTO stock VALUES (2, 20);
INSERT INTO mem SELECT id, n FROM stock;
UPDATE stock SET n = n + (SELECT COUNT(*) FROM mem);
ALTER TABLE my ENGINE = InnoDB;
UPDATE my SET n = n + 1;
ALTER TABLE mem ENGINE = Aria, ADD COLUMN z INT;
UPDATE mem SET z = 1;
REPLACE INTO my VALUES (1, 5);
TRUNCATE TABLE mem;
INSERT INTO mem VALUES (9, 9, 9);
