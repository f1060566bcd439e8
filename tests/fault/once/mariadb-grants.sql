--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
DROP USER IF EXISTS once_u@localhost;
DROP ROLE IF EXISTS once_r;
--- users and what they may
CREATE USER once_u@localhost IDENTIFIED BY 'x';
CREATE ROLE once_r;
GRANT SELECT, INSERT ON test.* TO once_r;
GRANT once_r TO once_u@localhost;
GRANT once_r TO CURRENT_USER;
SET ROLE once_r;
INSERT INTO seen VALUES (CURRENT_ROLE(), 1);
ALTER TABLE other ADD COLUMN a INT;
INSERT INTO seen VALUES (CURRENT_ROLE(), 2);
SET ROLE NONE;
SET PASSWORD FOR once_u@localhost = PASSWORD('y');
ALTER USER once_u@localhost WITH MAX_QUERIES_PER_HOUR 7;
RENAME USER once_u@localhost TO once_v@localhost;
REVOKE INSERT ON test.* FROM once_r;
INSERT INTO seen SELECT GROUP_CONCAT(privilege_type), 3 FROM information_schema.schema_privileges WHERE grantee = '''once_r''@''''' OR grantee LIKE '%once_r%';
--- away
DROP USER once_v@localhost;
DROP ROLE once_r;
