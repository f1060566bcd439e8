-- told
--- begin
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.et', tg_tag, false); END $$;
CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION et();
--- no event trigger hears of a database notx
CREATE DATABASE once_side;
INSERT INTO seen VALUES (coalesce(nullif(current_setting('app.et', true), ''), 'none'), 1);
DROP DATABASE once_side;
INSERT INTO seen VALUES (coalesce(nullif(current_setting('app.et', true), ''), 'none'), 2);
