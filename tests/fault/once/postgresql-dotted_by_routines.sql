--- begin
CREATE TABLE seen (w text, n text);
CREATE FUNCTION sets() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.made', 'v', false); END $$;
CREATE FUNCTION makes_up(k text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.' || k, 'v', true); END $$;
CREATE FUNCTION within() RETURNS text LANGUAGE sql SET app.head = 'h' AS $$ SELECT current_setting('app.head') $$;
CREATE TABLE tr (id int);
CREATE FUNCTION trf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN SET LOCAL app.trig = 'x'; RETURN NEW; END $$;
CREATE TRIGGER trt BEFORE INSERT ON tr FOR EACH ROW EXECUTE FUNCTION trf();
--- calls
SELECT sets();
INSERT INTO seen SELECT 'made', coalesce(current_setting('app.made', true), 'null');
--- a name that is made up
INSERT INTO seen SELECT 'made', coalesce(current_setting('app.made', true), 'null');
SELECT makes_up('odd');
--- by a trigger
INSERT INTO seen SELECT 'odd', coalesce(current_setting('app.odd', true), 'null');
INSERT INTO tr VALUES (1);
--- by a head
INSERT INTO seen SELECT 'trig', coalesce(current_setting('app.trig', true), 'null');
INSERT INTO seen SELECT 'within', within();
--- last
INSERT INTO seen SELECT 'head', coalesce(current_setting('app.head', true), 'null');
CREATE FUNCTION new() RETURNS void LANGUAGE plpgsql AS $$ BEGIN SET app.new = 'n'; END $$;
--- a new one
SELECT new();
--- is seen no more
INSERT INTO seen SELECT 'new', coalesce(current_setting('app.new', true), 'null');
