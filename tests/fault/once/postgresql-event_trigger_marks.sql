--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN SET app.mark = 'made'; END $$;
CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE INDEX', 'DROP INDEX') EXECUTE FUNCTION et();
--- by SET notx
INSERT INTO seen VALUES ('a' || coalesce(current_setting('app.mark', true), ''), 1);
CREATE INDEX CONCURRENTLY ix ON stock (n);
INSERT INTO seen VALUES ('b' || coalesce(current_setting('app.mark', true), ''), 2);
RESET app.mark;
DROP INDEX CONCURRENTLY ix;
UPDATE stock SET n = n + length(coalesce(current_setting('app.mark', true), ''));
DROP EVENT TRIGGER et;
--- fresh
INSERT INTO seen VALUES ('fresh' || coalesce(current_setting('app.mark', true), ''), 0);
