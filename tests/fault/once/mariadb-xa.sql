-- refused XA
--- begin
CREATE TABLE stock (id INT NOT NULL PRIMARY KEY);
--- two phases
XA START 'x';
INSERT INTO stock VALUES (1);
XA END 'x';
XA COMMIT 'x' ONE PHASE;
