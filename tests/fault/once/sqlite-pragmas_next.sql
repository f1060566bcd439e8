-- told
--- begin
CREATE TABLE parent (id INTEGER PRIMARY KEY);
CREATE TABLE child (id INTEGER PRIMARY KEY, parent INT REFERENCES parent (id) ON DELETE CASCADE);
INSERT INTO parent VALUES (1), (2);
INSERT INTO child VALUES (1, 1), (2, 2);
--- leaves them on notx
PRAGMA foreign_keys = ON;
PRAGMA recursive_triggers = ON;
PRAGMA ignore_check_constraints = ON;
INSERT INTO child VALUES (3, 2);
--- in which nothing cascades
DELETE FROM parent WHERE id = 2;
DELETE FROM child WHERE parent = 2;
--- user_version stays
PRAGMA user_version = 7;
INSERT INTO parent VALUES (3);
--- down
PRAGMA user_version = 0;
DELETE FROM parent WHERE id = 3;
