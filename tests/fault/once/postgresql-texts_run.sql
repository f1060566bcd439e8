--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION run(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE t; END $$;
--- a setting in a text that a routine runs notx
SELECT run('SET app.x = ''5''');
VACUUM stock;
UPDATE stock SET n = n + coalesce(nullif(current_setting('app.x', true), ''), '0')::int;
--- a temporary table notx
SELECT run('CREATE TEMP TABLE tmp AS SELECT id, n FROM stock');
UPDATE stock SET n = n + 1;
VACUUM stock;
INSERT INTO seen SELECT 'tmp', n FROM tmp;
--- a prepared statement notx
SELECT run('PREPARE p AS UPDATE stock SET n = n + 3');
VACUUM stock;
EXECUTE p;
--- a role notx
SELECT run('SET search_path = pg_catalog');
VACUUM public.stock;
INSERT INTO public.seen SELECT 'path ' || current_setting('search_path'), 0;
