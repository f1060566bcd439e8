--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE TABLE item (id serial PRIMARY KEY, w text);
CREATE TABLE copy (id serial PRIMARY KEY, of int);
CREATE RULE also AS ON INSERT TO item DO ALSO INSERT INTO copy (of) VALUES (new.id);
CREATE FUNCTION last_one() RETURNS bigint LANGUAGE sql AS 'SELECT lastval()';
--- last numbers behind a rule notx
INSERT INTO item (w) VALUES ('a');
INSERT INTO seen SELECT 'copies', count(*) FROM copy;
VACUUM item;
INSERT INTO seen SELECT 'is last', count(*) FROM copy WHERE id = last_one();
INSERT INTO item (w) VALUES ('b');
CREATE INDEX CONCURRENTLY ix ON item (w);
INSERT INTO seen SELECT 'is last', count(*) FROM copy WHERE id = lastval();
--- away
DROP RULE also ON item;
DROP TABLE item, copy;
