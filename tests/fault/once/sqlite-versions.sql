-- told
--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1);
CREATE TABLE seen (what TEXT, n INT);
--- numbers in the header notx
PRAGMA user_version = 7;
INSERT INTO seen SELECT 'version', user_version FROM pragma_user_version;
PRAGMA application_id = 77;
UPDATE stock SET n = n + 1;
PRAGMA auto_vacuum = FULL;
VACUUM;
INSERT INTO seen SELECT 'vacuum', auto_vacuum FROM pragma_auto_vacuum;
PRAGMA page_size = 8192;
VACUUM;
INSERT INTO seen SELECT 'page', page_size FROM pragma_page_size;
BEGIN;
PRAGMA user_version = 8;
UPDATE stock SET n = n * 3;
ROLLBACK;
INSERT INTO seen SELECT 'version again', user_version FROM pragma_user_version;
--- and in a transaction
PRAGMA user_version = 9;
UPDATE stock SET n = n + 1;
INSERT INTO seen SELECT 'last', user_version FROM pragma_user_version;
--- down
PRAGMA user_version = 7;
UPDATE stock SET n = n - 1;
DELETE FROM seen WHERE what = 'last';
