--- begin
CREATE TABLE stock (id int, n int);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE PROCEDURE bump(by int) LANGUAGE plpgsql AS $$ BEGIN
	UPDATE stock SET n = n + by WHERE id = 1;
	COMMIT;
	UPDATE stock SET n = n + by WHERE id = 2;
	COMMIT;
END $$;
CREATE TABLE notes (commit text, "call" int);
--- programs that end transactions notx
DO $$ BEGIN CALL bump(1); CALL bump(2); END $$;
UPDATE stock SET n = n * 2;
DO $a$ BEGIN
	IF true THEN DO $b$ BEGIN UPDATE stock SET n = n + 5; COMMIT; END $b$; END IF;
END $a$;
CALL bump(3);
--- and some that only say so notx
DO $$ DECLARE commit text := 'COMMIT;'; BEGIN INSERT INTO notes VALUES (commit, 1); END $$;
DO $$ BEGIN /* COMMIT; */ UPDATE notes SET "call" = "call" + 1; END $$;
VACUUM notes;
DO 'BEGIN EXECUTE ''UPDATE notes SET commit = commit || $q$ROLLBACK;$q$''; END';
UPDATE notes SET "call" = "call" * 3;
