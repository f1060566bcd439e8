--- begin
CREATE TABLE t (id int);
INSERT INTO t VALUES (1), (2), (3);
CREATE TABLE seen (what text);
CREATE FUNCTION take(c refcursor) RETURNS int LANGUAGE plpgsql AS $$ DECLARE i int; BEGIN FETCH c INTO i; RETURN i; END $$;
--- held notx
BEGIN;
DECLARE c CURSOR WITH HOLD FOR SELECT id FROM t ORDER BY id;
COMMIT;
FETCH c;
VACUUM t;
INSERT INTO seen VALUES ('took ' || take('c'));
CLOSE c;
INSERT INTO seen VALUES ('closed');
--- seeds notx
SELECT setseed(0.5);
VACUUM t;
INSERT INTO seen SELECT 'random ' || (random() * 1000000)::int;
