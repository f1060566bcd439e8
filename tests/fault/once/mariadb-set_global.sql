--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY);
--- twice would be seen
SET GLOBAL max_connections = @@GLOBAL.max_connections + 10;
INSERT INTO stock VALUES (1);
--- and again
ALTER TABLE stock ADD COLUMN x INT;
SET GLOBAL max_connections = @@GLOBAL.max_connections + 1;
ALTER TABLE stock ADD COLUMN y INT;
