--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY);
--- several at once
SET SESSION sort_buffer_size = 300000, GLOBAL max_connections = @@GLOBAL.max_connections + 7;
ALTER TABLE stock ADD COLUMN x INT;
