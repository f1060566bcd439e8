--- begin
CREATE EXTENSION dblink;
CREATE EXTENSION postgres_fdw;
CREATE TABLE told (n INT);
CREATE TABLE noted (n INT);
CREATE FUNCTION way() RETURNS TEXT LANGUAGE sql AS
$$ SELECT 'host=127.0.0.1 port=' || current_setting('port') || ' dbname=' || current_database() || ' user=' || session_user $$;
CREATE FUNCTION tells() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN PERFORM dblink_exec(way(), 'INSERT INTO told VALUES (1)'); RETURN NEW; END $$;
CREATE TABLE heard (n INT);
CREATE TRIGGER tells BEFORE INSERT ON heard FOR EACH ROW EXECUTE FUNCTION tells();
DO $$ BEGIN
	EXECUTE format('CREATE SERVER here FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host ''127.0.0.1'', port %L, dbname %L)', current_setting('port'), current_database());
	EXECUTE format('CREATE USER MAPPING FOR public SERVER here OPTIONS (user %L)', session_user);
END $$;
CREATE FOREIGN TABLE far (n INT) SERVER here OPTIONS (table_name 'told');
CREATE VIEW seen AS SELECT n FROM far;
--- what another session commits notx
INSERT INTO heard VALUES (1);
INSERT INTO noted SELECT count(*) FROM told;
DO $$ BEGIN PERFORM dblink_exec(way(), 'INSERT INTO told VALUES (2)'); END $$;
INSERT INTO seen VALUES (3);
INSERT INTO noted SELECT count(*) FROM far;
--- what reads alone
INSERT INTO noted SELECT sum(n) FROM far;
