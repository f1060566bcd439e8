--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- headers of both files notx
PRAGMA page_size = 1024;
VACUUM;
ATTACH 'side.db' AS side;
PRAGMA side.page_size = 8192;
CREATE TABLE side.far (id INT);
PRAGMA side.application_id = 9;
INSERT INTO seen SELECT 'page', page_size FROM pragma_page_size;
VACUUM side;
INSERT INTO side.far VALUES (1);
PRAGMA side.user_version = 3;
PRAGMA user_version = 4;
UPDATE stock SET n = n + (SELECT count(*) FROM side.far);
DROP TABLE side.far;
UPDATE stock SET n = n + 1;
--- down notx
PRAGMA user_version = 0;
UPDATE stock SET n = n - 2;
DELETE FROM seen;
