--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what TEXT, n INT);
--- the schema itself notx
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'n INT)', 'n INT CHECK (n > 0))') WHERE name = 'stock';
PRAGMA writable_schema = OFF;
VACUUM;
UPDATE stock SET n = n + 1;
PRAGMA writable_schema = RESET;
INSERT INTO seen SELECT 'check', instr(sql, 'CHECK') > 0 FROM sqlite_schema WHERE name = 'stock';
