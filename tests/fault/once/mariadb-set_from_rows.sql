--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 100), (2, 200);
CREATE TABLE seen (what VARCHAR(90), n INT);
--- a setting from rows, by a variable of the user's
SET @size = (SELECT MAX(n) FROM stock);
SET max_sort_length = @size;
UPDATE stock SET n = n * 2;
ALTER TABLE seen ADD COLUMN m INT;
INSERT INTO seen (what, n) VALUES ('length', @@max_sort_length);
UPDATE stock SET n = n + 1;
ALTER TABLE seen ADD COLUMN o INT;
INSERT INTO seen (what, n) VALUES ('length', @@max_sort_length), ('variable', @size);
