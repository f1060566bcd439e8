-- refused PREPARE TRANSACTION
--- begin
CREATE TABLE stock (id int);
--- two phases notx
BEGIN;
INSERT INTO stock VALUES (1);
PREPARE TRANSACTION 'x';
