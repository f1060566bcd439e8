--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
	IF tg_tag = 'CREATE INDEX' THEN PERFORM set_config('app.et', (coalesce(nullif(current_setting('app.et', true), ''), '0')::int + 1)::text, false); END IF;
END $$;
CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION et();
--- set by an event trigger notx
CREATE INDEX CONCURRENTLY ix ON stock (n);
INSERT INTO seen VALUES ('et', current_setting('app.et', true)::int);
CREATE INDEX iy ON stock (n, id);
VACUUM stock;
INSERT INTO seen VALUES ('et', current_setting('app.et', true)::int);
CREATE UNIQUE INDEX CONCURRENTLY iz ON stock (id, n);
UPDATE stock SET n = n + coalesce(nullif(current_setting('app.et', true), '')::int, 0);
DROP INDEX CONCURRENTLY iz;
UPDATE stock SET n = n + coalesce(nullif(current_setting('app.et', true), '')::int, 0);
--- fresh
INSERT INTO seen VALUES ('fresh' || coalesce(current_setting('app.et', true), ''), 0);
