-- told
--- begin
CREATE TABLE t (id int);
CREATE TABLE seen (what text);
--- hears notx
LISTEN work;
INSERT INTO seen SELECT 'one ' || string_agg(c, ',') FROM pg_listening_channels() c;
INSERT INTO t VALUES (1);
BEGIN;
LISTEN more;
INSERT INTO t VALUES (2);
COMMIT;
INSERT INTO seen SELECT 'two ' || string_agg(c, ',' ORDER BY c) FROM pg_listening_channels() c;
VACUUM t;
INSERT INTO seen SELECT 'three ' || string_agg(c, ',' ORDER BY c) FROM pg_listening_channels() c;
UNLISTEN work;
INSERT INTO seen SELECT 'four ' || string_agg(c, ',') FROM pg_listening_channels() c;
