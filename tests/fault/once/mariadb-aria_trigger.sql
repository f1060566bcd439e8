--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
CREATE TABLE log_aria (what VARCHAR(20), id INT) ENGINE=Aria;
CREATE TRIGGER tr AFTER UPDATE ON stock FOR EACH ROW INSERT INTO log_aria VALUES ('upd', NEW.id);
--- change
UPDATE stock SET n = n + 1;
UPDATE stock SET n = n + 1 WHERE id = 2;
--- last
ALTER TABLE stock ADD COLUMN x INT;
