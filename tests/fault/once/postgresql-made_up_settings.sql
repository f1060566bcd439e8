--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION put(k text, v int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.' || k, v::text, false); END $$;
CREATE FUNCTION put_by(k text, v int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('SET %I.%I = %L', 'app', k, v); END $$;
--- a name that is made notx
SELECT put('a', 7);
CREATE INDEX CONCURRENTLY ix ON stock (n);
UPDATE stock SET n = n + coalesce(nullif(current_setting('app.a', true), ''), '0')::int;
SELECT put('a', 8);
UPDATE stock SET n = n + coalesce(nullif(current_setting('app.a', true), ''), '0')::int;
--- by a text that is made notx
SELECT put_by('b', 9);
VACUUM stock;
UPDATE stock SET n = n + coalesce(nullif(current_setting('app.b', true), ''), '0')::int;
--- none is left
INSERT INTO seen SELECT coalesce(nullif(current_setting('app.a', true), ''), 'none') || coalesce(nullif(current_setting('app.b', true), ''), 'none'), 0;
