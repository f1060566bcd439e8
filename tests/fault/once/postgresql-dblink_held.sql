--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE EXTENSION dblink;
CREATE FUNCTION way() RETURNS text LANGUAGE sql AS $$ SELECT 'host=127.0.0.1 port=' || current_setting('port') || ' dbname=' || current_database() || ' user=' || session_user $$;
--- a connection that is held notx
SELECT dblink_connect('c', way());
INSERT INTO seen SELECT 'c', x FROM dblink('c', 'SELECT max(n) FROM stock') AS t (x int);
CREATE INDEX CONCURRENTLY ix ON stock (n);
INSERT INTO seen SELECT 'c', x FROM dblink('c', 'SELECT max(n) FROM stock') AS t (x int);
SELECT dblink_disconnect('c');
UPDATE stock SET n = n + 1;
--- left open
SELECT dblink_connect('d', way());
UPDATE stock SET n = n + 1;
--- and again
SELECT dblink_connect('d', way());
UPDATE stock SET n = n + 1;
