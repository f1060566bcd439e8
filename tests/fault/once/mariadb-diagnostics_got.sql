-- refused GET DIAGNOSTICS tells of the statement before
--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY);
INSERT INTO t VALUES (1);
--- got
INSERT IGNORE INTO t VALUES (1);
GET DIAGNOSTICS @many = NUMBER;
