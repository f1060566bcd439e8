--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what VARCHAR(60), n BIGINT);
CREATE TABLE other (id INT);
DROP DATABASE IF EXISTS test_third;
--- other databases
CREATE DATABASE test_third CHARACTER SET latin1;
USE test_third;
CREATE TABLE far (id INT, w VARCHAR(10));
INSERT INTO far VALUES (1, 'x');
CREATE TABLE side.far AS SELECT * FROM far;
ALTER DATABASE CHARACTER SET utf8mb4;
CREATE TABLE near (w VARCHAR(10));
INSERT INTO test.seen SELECT character_set_name, 1 FROM information_schema.columns WHERE table_schema = 'test_third' AND column_name = 'w' ORDER BY 1;
CREATE PROCEDURE test_third.go() UPDATE test.stock SET n = n + 1;
CALL go();
USE side;
UPDATE far SET id = id + 1;
CALL test_third.go();
DROP DATABASE test_third;
INSERT INTO far VALUES (9, 'y');
--- at home
INSERT INTO seen VALUES (DATABASE(), 2);
