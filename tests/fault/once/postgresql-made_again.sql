--- begin
CREATE TABLE seen (what text);
CREATE TABLE t (id int);
DROP ROLE IF EXISTS once_owner;
CREATE ROLE once_owner;
--- a role that goes notx
SET ROLE once_owner;
RESET ROLE;
DROP ROLE once_owner;
VACUUM t;
INSERT INTO seen VALUES ('role gone');
--- prepared and its table dropped notx
CREATE TABLE other (id int);
PREPARE p AS SELECT * FROM other;
DEALLOCATE p;
DROP TABLE other;
VACUUM t;
INSERT INTO seen VALUES ('table gone');
