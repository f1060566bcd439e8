--- begin
ALTER DATABASE once RESET ALL;
CREATE TABLE seen (what text);
CREATE TABLE stock (n int);
INSERT INTO stock VALUES (1);
--- makes settings
SET app.one = '1';
SELECT set_config('app.two', '2', true);
INSERT INTO seen VALUES ('one ' || current_setting('app.one') || current_setting('app.two'));
--- which the next has not
INSERT INTO seen VALUES ('two ' || coalesce(current_setting('app.one', true), 'none') || coalesce(current_setting('app.two', true), 'none'));
DO $$ BEGIN SET LOCAL app.three = '3'; END $$;
--- set in a program notx
DO $$ BEGIN SET app.one = '1'; SET work_mem = '5MB'; END $$;
VACUUM stock;
INSERT INTO seen VALUES ('one ' || current_setting('app.one') || current_setting('work_mem'));
DO $$ DECLARE i int := 2; BEGIN IF i > 1 THEN SET SESSION app.one TO 'two'; END IF; UPDATE stock SET n = n + 1; END $$;
VACUUM stock;
INSERT INTO seen VALUES ('two ' || current_setting('app.one'));
--- and not
INSERT INTO seen VALUES ('three ' || coalesce(current_setting('app.one', true), 'none') || current_setting('work_mem'));
--- nor the one behind notx
INSERT INTO seen VALUES ('three ' || coalesce(current_setting('app.three', true), 'none'));
SET app.four = '4';
VACUUM stock;
INSERT INTO seen VALUES ('four ' || current_setting('app.four'));
--- down
INSERT INTO seen VALUES ('down ' || coalesce(current_setting('app.five', true), 'none'));
--- nor the last
INSERT INTO seen VALUES ('five ' || coalesce(current_setting('app.four', true), 'none'));
--- down
SET app.five = '5';
