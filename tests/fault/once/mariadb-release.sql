-- refused RELEASE ends the connection
--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY);
--- ends the connection
START TRANSACTION;
INSERT INTO stock VALUES (1);
COMMIT RELEASE;
