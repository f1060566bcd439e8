--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
CREATE TABLE words (w TEXT);
INSERT INTO words VALUES ('Abc'), ('aBC');
--- many modes notx
PRAGMA case_sensitive_like = ON;
INSERT INTO seen SELECT 'like', count(*) FROM words WHERE w LIKE 'a%';
PRAGMA reverse_unordered_selects = ON;
PRAGMA cache_size = -500;
PRAGMA secure_delete = ON;
PRAGMA synchronous = EXTRA;
PRAGMA ignore_check_constraints = ON;
PRAGMA automatic_index = OFF;
PRAGMA count_changes = OFF;
VACUUM;
INSERT INTO seen SELECT 'like', count(*) FROM words WHERE w LIKE 'a%';
INSERT INTO seen SELECT 'cache', cache_size FROM pragma_cache_size;
INSERT INTO seen SELECT 'sync', synchronous FROM pragma_synchronous;
CREATE TABLE c (n INT CHECK (n > 5));
INSERT INTO c VALUES (1);
REINDEX;
INSERT INTO c VALUES (2);
INSERT INTO seen SELECT 'first', id FROM stock LIMIT 1;
PRAGMA query_only = ON;
SELECT count(*) FROM stock;
PRAGMA query_only = OFF;
UPDATE stock SET n = n + 1;
--- as usual
INSERT INTO seen SELECT 'like', count(*) FROM words WHERE w LIKE 'a%';
INSERT INTO seen SELECT 'first', id FROM stock LIMIT 1;
