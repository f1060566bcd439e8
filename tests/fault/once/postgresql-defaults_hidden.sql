--- begin
ALTER DATABASE once RESET ALL;
ALTER ROLE test IN DATABASE once RESET ALL;
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION later(v text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('ALTER ROLE test IN DATABASE once SET app.way = %L', v); END $$;
CREATE FUNCTION later_by_trigger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER DATABASE once SET app.other = 'by a trigger'; RETURN new; END $$;
CREATE TRIGGER later AFTER UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION later_by_trigger();
--- by a function
SELECT later('new');
INSERT INTO seen VALUES ('first ' || coalesce(nullif(current_setting('app.way', true), ''), 'none'), 1);
--- is there
INSERT INTO seen VALUES ('second ' || coalesce(nullif(current_setting('app.way', true), ''), 'none'), 2);
UPDATE stock SET n = n + 1;
--- by a trigger
INSERT INTO seen VALUES ('third ' || coalesce(nullif(current_setting('app.other', true), ''), 'none'), 3);
--- without a transaction notx
SELECT later('newer');
VACUUM stock;
INSERT INTO seen VALUES ('fourth ' || coalesce(nullif(current_setting('app.way', true), ''), 'none'), 4);
--- and then
INSERT INTO seen VALUES ('fifth ' || coalesce(nullif(current_setting('app.way', true), ''), 'none'), 5);
