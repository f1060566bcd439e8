--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- texts of all kinds notx
INSERT INTO seen VALUES ('äöü €', 1), ('a' || char(10) || 'b', 2), ('it''s', 3), (x'00ff', 4);
CREATE TEMP TABLE t AS SELECT * FROM seen;
VACUUM;
INSERT INTO seen SELECT what, n + 10 FROM t;
/* a comment; with a semicolon */ UPDATE stock SET n = n + 1; -- and one behind
;
REINDEX;
CREATE TRIGGER tr AFTER DELETE ON seen BEGIN
	UPDATE stock SET n = n + 1; -- inner;
	INSERT INTO stock (n) SELECT CASE WHEN old.n > 1 THEN 5 ELSE 6 END;
END;
DELETE FROM seen WHERE n = 11;
VACUUM;
DELETE FROM seen WHERE n = 12;
