--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION et() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.seen VALUES (tg_tag, 1); END $$;
CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION et();
--- commands that are noted notx
CREATE TEMP TABLE t AS SELECT * FROM stock;
UPDATE t SET n = n + 1;
CREATE INDEX CONCURRENTLY ix ON stock (n);
INSERT INTO seen SELECT 't', n FROM t;
DROP TABLE t;
REINDEX INDEX CONCURRENTLY ix;
UPDATE stock SET n = n + 1;
--- and in a transaction
CREATE TABLE u (id int);
DROP TABLE u;
--- without it
DROP EVENT TRIGGER et;
