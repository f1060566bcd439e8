--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
DROP ROLE IF EXISTS once_d;
CREATE ROLE once_d;
ALTER ROLE test RESET ALL;
ALTER ROLE test IN DATABASE once RESET ALL;
--- what later sessions begin with, in odd ways notx
DO $$ BEGIN EXECUTE 'ALTER ROLE ' || current_user || ' SET app.later = ''x'''; END $$;
INSERT INTO seen VALUES ('now ' || coalesce(nullif(current_setting('app.later', true), ''), 'none'), 1);
ALTER ROLE CURRENT_USER SET work_mem = '5MB';
VACUUM stock;
INSERT INTO seen VALUES (current_setting('work_mem'), 1);
ALTER USER test SET app.later = 'y';
BEGIN;
ALTER ROLE test IN DATABASE once SET app.every = 'mine';
COMMIT;
--- later
INSERT INTO seen VALUES ('later ' || coalesce(nullif(current_setting('app.later', true), ''), 'none') || current_setting('work_mem') || current_setting('app.every', true), 2);
ALTER ROLE test RESET ALL;
ALTER ROLE test IN DATABASE once RESET ALL;
--- latest
INSERT INTO seen VALUES ('latest ' || coalesce(nullif(current_setting('app.later', true), ''), 'none') || current_setting('work_mem') || coalesce(nullif(current_setting('app.every', true), ''), 'none'), 3);
--- without one
DROP ROLE once_d;
