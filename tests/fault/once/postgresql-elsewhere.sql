--- begin
CREATE EXTENSION dblink;
CREATE TABLE told (n INT);
CREATE TABLE noted (n INT);
CREATE FUNCTION way() RETURNS TEXT LANGUAGE sql AS
$$ SELECT 'host=127.0.0.1 port=' || current_setting('port') || ' dbname=' || current_database() || ' user=' || session_user $$;
--- what another session commits notx
INSERT INTO noted VALUES (1);
SELECT dblink_exec(way(), 'INSERT INTO told VALUES (1)');
SELECT * FROM dblink(way(), 'INSERT INTO told VALUES (3) RETURNING n') AS t (n int);
INSERT INTO noted SELECT count(*) FROM told;
DO $$ BEGIN PERFORM dblink_exec(way(), 'INSERT INTO told VALUES (2)'); END $$;
INSERT INTO noted SELECT count(*) FROM told;
