--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE FUNCTION configure(v int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.add', v::text, false); END $$;
CREATE FUNCTION addend() RETURNS int LANGUAGE sql AS $$ SELECT coalesce(nullif(current_setting('app.add', true), ''), '0')::int $$;
--- hidden notx
SELECT configure(7);
CREATE INDEX CONCURRENTLY ix ON stock (n);
UPDATE stock SET n = n + addend();
VACUUM stock;
INSERT INTO seen VALUES ('addend', addend());
--- gone
INSERT INTO seen VALUES ('addend', addend());
--- for the transaction alone notx
CREATE FUNCTION say(v text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.said', v, true); END $$;
SET app.said = 'mine';
SELECT say('short');
VACUUM stock;
INSERT INTO seen VALUES (current_setting('app.said'), 0);
--- where names are looked for notx
CREATE FUNCTION go() RETURNS void LANGUAGE plpgsql AS $$ BEGIN SET search_path = side, public; END $$;
CREATE SCHEMA side;
CREATE TABLE side.stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO side.stock VALUES (1, 1000);
SET search_path = public, side;
UPDATE stock SET n = n + 1;
SELECT go();
UPDATE stock SET n = n + 2;
CREATE INDEX CONCURRENTLY ON stock (n);
UPDATE stock SET n = n + 4;
VACUUM stock;
UPDATE stock SET n = n + 8;
--- and where not
UPDATE stock SET n = n + 16;
