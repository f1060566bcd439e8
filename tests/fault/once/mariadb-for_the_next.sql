-- refused insert_id, last_insert_id and the seeds
--- begin
CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, n DOUBLE);
CREATE TABLE other (id INT);
--- what only the next statement uses
SET @@insert_id = 50;
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO item (n) VALUES (1);
