-- pair: columns and tables that are named like functions which reach out
CREATE TABLE servers (id int PRIMARY KEY, name text);
INSERT INTO servers VALUES (1, 'a'), (2, 'b');
-- desired
CREATE TABLE servers (id int PRIMARY KEY, name text, dblink_conninfo text);
CREATE TABLE pg_notify_outbox (id bigint PRIMARY KEY, payload text);
CREATE VIEW remote AS SELECT id, dblink_conninfo FROM servers;
-- pair: a table named like such a function, and what is only stored
CREATE TABLE dblink (id int PRIMARY KEY, lo_import text DEFAULT 'dblink(1)');
INSERT INTO dblink (id) VALUES (1);
-- desired
CREATE TABLE dblink (id int PRIMARY KEY, lo_import text DEFAULT 'dblink(1)', pg_reload_conf text);
CREATE INDEX ON dblink (lo_import);
CREATE FUNCTION reload() RETURNS boolean LANGUAGE sql AS 'SELECT pg_reload_conf()';
CREATE VIEW ends AS SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE false;
CREATE TABLE exported (id int DEFAULT lo_import('/nowhere'), CONSTRAINT pg_promote CHECK (id > 0));
COMMENT ON TABLE exported IS 'CREATE ROLE x; SELECT dblink_exec(''x'')';
-- pair: a trigger that notifies, and rows that fire it
CREATE TABLE jobs (id int PRIMARY KEY);
-- desired
CREATE TABLE jobs (id int PRIMARY KEY, note text);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_notify('jobs', NEW.id::text);
	RETURN NEW;
END $$;
CREATE TRIGGER told AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION tell();
INSERT INTO jobs VALUES (1, 'x');
NOTIFY jobs;
-- pair: a block makes a role and a table!refused
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_visitor') THEN CREATE ROLE app_visitor; END IF;
	CREATE TABLE audit (id int PRIMARY KEY, note text);
END $$;
-- desired
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_visitor') THEN CREATE ROLE app_visitor; END IF;
	CREATE TABLE audit (id int PRIMARY KEY, note text);
END $$;
CREATE TABLE c (id int);
-- pair: a block makes a role alone
DO $$ BEGIN
	CREATE ROLE app_reader;
EXCEPTION WHEN duplicate_object THEN RAISE NOTICE 'create role: it is there';
END $$;
CREATE TABLE audit (id int PRIMARY KEY);
GRANT SELECT ON audit TO app_reader;
-- desired
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_reader') THEN
		EXECUTE format('CREATE ROLE %I', 'app_reader');
	END IF;
END $$;
CREATE TABLE audit (id int PRIMARY KEY, note text);
GRANT SELECT ON audit TO app_reader;
