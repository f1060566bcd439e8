-- told
--- begin
CREATE TABLE seen (what text);
CREATE SCHEMA side;
CREATE TABLE side.seen (what text);
--- local to a transaction of its own notx
SET app.x = 'session';
BEGIN;
SET LOCAL app.x = 'local';
SET LOCAL search_path = side;
INSERT INTO seen VALUES (current_setting('app.x'));
SAVEPOINT a;
SET LOCAL app.x = 'inner';
INSERT INTO seen VALUES (current_setting('app.x'));
ROLLBACK TO a;
INSERT INTO seen VALUES (current_setting('app.x') || ' again');
COMMIT;
INSERT INTO seen VALUES (current_setting('app.x'));
BEGIN;
SET app.x = 'rolled back';
SELECT set_config('app.x', 'local', true);
ROLLBACK;
VACUUM seen;
INSERT INTO seen VALUES (current_setting('app.x') || ' to the end');
--- local to the step
SET LOCAL app.x = 'step';
INSERT INTO seen VALUES (current_setting('app.x'));
SAVEPOINT left_open;
SET LOCAL search_path = side;
INSERT INTO seen VALUES (current_setting('app.x') || ' in side');
--- and gone
INSERT INTO seen VALUES (coalesce(nullif(current_setting('app.x', true), ''), 'none'));
