-- told
--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, f FLOAT, d DOUBLE);
INSERT INTO stock VALUES (1, 1.23456789, 1.23456789), (2, 0.1, 0.1), (3, 16777217, 1e300);
CREATE TABLE audit (id INT, d DOUBLE, y INT, ts VARCHAR(40), g VARCHAR(60));
--- floats and times
SET time_zone = '+05:00';
CREATE TEMPORARY TABLE m (id INT, f FLOAT, ts TIMESTAMP(3) NULL, h INT INVISIBLE DEFAULT 7, u TIME(2), b BIT(9), e ENUM('x', 'y'), p POINT);
INSERT INTO m (id, f, ts, h, u, b, e, p) SELECT id, f, '2020-01-01 12:00:00.125', 9, '10:11:12.34', 259, 'y', POINT(1, 2) FROM stock;
ALTER TABLE audit ADD COLUMN q INT DEFAULT 1;
INSERT INTO audit (id, d, y, ts, g) SELECT id, f * 1000000, h, UNIX_TIMESTAMP(ts), CONCAT(u, '/', b + 0, '/', e, '/', ST_AsText(p)) FROM m;
--- generated
CREATE TEMPORARY TABLE g (id INT, n INT, twice INT AS (n * 2) STORED, thrice INT AS (n * 3) VIRTUAL);
INSERT INTO g (id, n) VALUES (1, 2), (2, 3);
ALTER TABLE audit ADD COLUMN z INT DEFAULT 1;
INSERT INTO audit (id, y) SELECT id, twice + thrice FROM g;
--- quotes
SET sql_mode = 'ANSI_QUOTES';
PREPARE p FROM 'INSERT INTO audit ("id", "y") VALUES (99, 98)';
ALTER TABLE audit ADD COLUMN zz INT DEFAULT 1;
EXECUTE p;
