--- begin
CREATE TABLE parent (id serial PRIMARY KEY, name text);
CREATE TABLE child (pid int, what text);
--- settings notx
SELECT set_config('app.factor', '3', false);
INSERT INTO parent (name) VALUES ('a');
CREATE INDEX CONCURRENTLY ix_child ON child (pid);
INSERT INTO child VALUES (coalesce(nullif(current_setting('app.factor', true), ''), '1')::int, 'factor');
SET app.factor = '4';
SELECT set_config('app.factor', '5', false);
VACUUM child;
INSERT INTO child VALUES (current_setting('app.factor')::int, 'again');
--- the last id notx
INSERT INTO parent (name) VALUES ('b');
VACUUM child;
INSERT INTO child SELECT 1, 'of ' || name FROM parent WHERE id = currval('parent_id_seq');
INSERT INTO child SELECT 2, 'of ' || name FROM parent WHERE id = lastval();
--- a value that is looked up notx
SELECT set_config('app.count', (SELECT count(*)::text FROM child), false);
INSERT INTO child VALUES (0, 'one more');
CREATE INDEX CONCURRENTLY ix_child_2 ON child (what);
INSERT INTO child VALUES (current_setting('app.count')::int, 'count');
--- away
DROP TABLE parent;
