-- told
--- begin
CREATE TABLE rate (n int);
INSERT INTO rate VALUES (7);
CREATE TABLE sale (id int, n int);
CREATE FUNCTION price() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	new.n := coalesce(nullif(current_setting('app.' || 'rate', true), ''), '1')::int * new.id;
	RETURN new;
END $$;
CREATE TRIGGER price BEFORE INSERT ON sale FOR EACH ROW EXECUTE FUNCTION price();
--- a value that only a trigger reads notx
SELECT set_config('app.rate', (SELECT n::text FROM rate), false);
UPDATE rate SET n = 100;
INSERT INTO sale VALUES (1);
CREATE INDEX CONCURRENTLY sale_id ON sale (id);
INSERT INTO sale VALUES (2);
VACUUM sale;
INSERT INTO sale VALUES (3);
--- by itself again
INSERT INTO sale VALUES (4);
--- and within a program notx
DO $$ BEGIN PERFORM set_config('app.rate', (SELECT n::text FROM rate), false); END $$;
UPDATE rate SET n = 1000;
VACUUM rate;
INSERT INTO sale VALUES (5);
