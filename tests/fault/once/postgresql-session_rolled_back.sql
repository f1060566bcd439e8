--- begin
CREATE TABLE seen (what text);
CREATE TABLE t (id int);
--- rolled back notx
BEGIN;
SET app.factor = '7';
ROLLBACK;
VACUUM t;
INSERT INTO seen VALUES (coalesce(nullif(current_setting('app.factor', true), ''), 'none'));
--- to a savepoint notx
BEGIN;
SET app.factor = '1';
SAVEPOINT a;
SET app.factor = '2';
ROLLBACK TO SAVEPOINT a;
COMMIT;
VACUUM t;
INSERT INTO seen VALUES (coalesce(nullif(current_setting('app.factor', true), ''), 'none'));
--- local notx
BEGIN;
SET LOCAL app.factor = '8';
INSERT INTO seen VALUES ('inside ' || current_setting('app.factor'));
COMMIT;
VACUUM t;
INSERT INTO seen VALUES (coalesce(nullif(current_setting('app.factor', true), ''), 'none'));
