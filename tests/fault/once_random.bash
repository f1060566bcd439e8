#!/bin/bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2034
# once_random.bash DIALECT COUNT SEED FOLDER: writes cases of ordinary migration statements into FOLDER, in the form that
# once.bash reads. A project is two or three revisions of one to three parts each; a part is statements that belong together.
# @ is a number of its own in each part.
set -eu
dialect=$1 count=$2 RANDOM=$3 folder=$4

begin='CREATE TABLE stock (id INT NOT NULL PRIMARY KEY, n INT NOT NULL);
CREATE TABLE seen (what VARCHAR(40), n INT);
CREATE TABLE other (id INT);
INSERT INTO stock VALUES (1, 1), (2, 10), (3, 20);'

common=(
	'UPDATE stock SET n = n + @;'
	'INSERT INTO seen VALUES ('\''p@'\'', (SELECT MAX(n) FROM stock));'
	'INSERT INTO stock (id, n) SELECT id + 100 * @, n FROM stock WHERE id < 3;
DELETE FROM stock WHERE id = 100 * @ + 1;'
	'CREATE TABLE t@ AS SELECT id, n FROM stock;
UPDATE t@ SET n = n * 2;
UPDATE stock SET n = n + (SELECT COUNT(*) FROM t@);'
	'ALTER TABLE stock ADD COLUMN c@ INT;
UPDATE stock SET c@ = n;'
	'CREATE TEMPORARY TABLE tmp@ AS SELECT id, n FROM stock;
UPDATE stock SET n = n + 1;
INSERT INTO seen SELECT '\''t@'\'', n FROM tmp@;'
	'CREATE TEMPORARY TABLE map@ (id INT, v INT);
INSERT INTO map@ VALUES (1, 5), (2, 7);
UPDATE stock SET n = n + 3;
INSERT INTO seen SELECT '\''m@'\'', v FROM map@;
DROP TABLE map@;'
	'CREATE VIEW v@ AS SELECT id, n FROM stock;
INSERT INTO seen SELECT '\''v@'\'', SUM(n) FROM v@;'
	'BEGIN;
UPDATE stock SET n = n + 10;
INSERT INTO seen VALUES ('\''b@'\'', 1);
COMMIT;'
	'BEGIN;
UPDATE stock SET n = 0;
ROLLBACK;'
)
mariadb=(
	'CREATE INDEX i@ ON stock (n);
ALTER TABLE stock MODIFY n INT NOT NULL, ADD INDEX j@ (n, id);'
	'CREATE SEQUENCE s@ START 5;
INSERT INTO seen VALUES ('\''s@'\'', NEXTVAL(s@));
INSERT INTO seen VALUES ('\''s@'\'', NEXTVAL(s@));'
	'SET @v@ = @;
ALTER TABLE other ADD COLUMN x@ INT;
UPDATE other SET x@ = @v@;'
	'CREATE TABLE auto@ (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT);
INSERT INTO auto@ (n) SELECT n FROM stock WHERE id < 3;
INSERT INTO seen VALUES ('\''a@'\'', LAST_INSERT_ID());'
	'DELIMITER //
CREATE PROCEDURE pr@() BEGIN UPDATE stock SET n = n + 1; INSERT INTO seen VALUES ('\''pr@'\'', 1); END//
DELIMITER ;
CALL pr@();'
	'PREPARE p@ FROM '\''UPDATE stock SET n = n + 2'\'';
ALTER TABLE other ADD COLUMN y@ INT;
EXECUTE p@;'
	'LOCK TABLES stock WRITE;
UPDATE stock SET n = n + 2;
UNLOCK TABLES;'
	'CREATE TABLE plain@ (n INT) ENGINE=Aria;
INSERT INTO plain@ SELECT n FROM stock;'
	'CREATE TABLE part@ (id INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10));
ALTER TABLE part@ ADD PARTITION (PARTITION p1 VALUES LESS THAN (20));
INSERT INTO part@ VALUES (1), (11);'
	'UPDATE stock SET n = n + 1 WHERE id = 1;
INSERT INTO seen VALUES ('\''r@'\'', ROW_COUNT());'
	'DELIMITER //
CREATE PROCEDURE ps@() BEGIN SET div_precision_increment = 7; END//
DELIMITER ;
CALL ps@();
ALTER TABLE other ADD COLUMN w@ INT;
INSERT INTO seen VALUES (CONCAT('\''d'\'', 1 / 3), @);'
	'CREATE TEMPORARY TABLE old@ AS SELECT id, n FROM stock;
ALTER TABLE old@ RENAME TO new@;
UPDATE stock SET n = n + 1;
ALTER TABLE other ADD COLUMN z@ INT;
INSERT INTO seen SELECT '\''n@'\'', n FROM new@;'
	'INSERT INTO stock VALUES (1000 + @, @) RETURNING id;
SELECT MAX(id) INTO @v@ FROM stock;
ALTER TABLE other ADD COLUMN q@ INT;
INSERT INTO seen VALUES ('\''rt@'\'', @v@);'
	'SET sql_mode = '\''PIPES_AS_CONCAT'\'';
SET time_zone = '\''+02:00'\'';
ALTER TABLE other ADD COLUMN o@ TIMESTAMP NULL;
INSERT INTO seen VALUES ('\''o'\'' || UNIX_TIMESTAMP('\''2020-01-01'\''), @);'
	'DELIMITER //
CREATE PROCEDURE sig@() BEGIN
	DECLARE CONTINUE HANDLER FOR SQLSTATE '\''45000'\'' INSERT INTO seen VALUES ('\''sig@'\'', 1);
	UPDATE stock SET n = n + 1;
	SIGNAL SQLSTATE '\''45000'\'';
END//
DELIMITER ;
START TRANSACTION;
CALL sig@();
SAVEPOINT sp@;
UPDATE stock SET n = 0;
ROLLBACK TO sp@;
COMMIT;'
	'SET GLOBAL max_connections = 140 + @;
INSERT INTO seen VALUES ('\''g@'\'', @);
ALTER TABLE other ADD COLUMN g@ INT;'
	'DO GET_LOCK('\''lock@'\'', 1);
ALTER TABLE other ADD COLUMN l@ INT;
INSERT INTO seen VALUES ('\''l@'\'', IS_USED_LOCK('\''lock@'\'') = CONNECTION_ID());
DO RELEASE_LOCK('\''lock@'\'');'
	'USE side;
CREATE TABLE far@ (id INT);
INSERT INTO far@ VALUES (1);
USE test;'
)
postgresql=(
	'CREATE INDEX CONCURRENTLY i@ ON stock (n);
REINDEX INDEX CONCURRENTLY i@;'
	'CREATE SEQUENCE s@ START 5;
INSERT INTO seen SELECT '\''s@'\'', 1 WHERE nextval('\''s@'\'') > 0;
DROP SEQUENCE s@;'
	'CREATE TYPE e@ AS ENUM ('\''a'\'');
ALTER TYPE e@ ADD VALUE '\''b'\'';
CREATE TABLE te@ (e e@);
INSERT INTO te@ VALUES ('\''b'\'');'
	'SET app.v = '\''@'\'';
VACUUM seen;
INSERT INTO seen VALUES ('\''set@'\'', current_setting('\''app.v'\'')::int);'
	'CREATE TABLE part@ (id int) PARTITION BY RANGE (id);
CREATE TABLE part@a PARTITION OF part@ FOR VALUES FROM (0) TO (10);
INSERT INTO part@ VALUES (1);
ALTER TABLE part@ DETACH PARTITION part@a CONCURRENTLY;'
	'CREATE PROCEDURE pr@() LANGUAGE plpgsql AS $$ BEGIN UPDATE stock SET n = n + 1; END $$;
CALL pr@();'
	'PREPARE p@ AS UPDATE stock SET n = n + 2;
VACUUM stock;
EXECUTE p@;'
	'CREATE FUNCTION cf@() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('\''app.h@'\'', '\''@'\'', false); END $$;
SELECT cf@();
VACUUM seen;
INSERT INTO seen VALUES ('\''h@'\'', current_setting('\''app.h@'\'')::int);'
	'DO $$ BEGIN CREATE TEMP TABLE do@ AS SELECT id, n FROM stock; END $$;
UPDATE stock SET n = n + 1;
VACUUM stock;
INSERT INTO seen SELECT '\''do@'\'', n FROM do@;'
	'CREATE TABLE hash@ (id int) PARTITION BY HASH (id);
CREATE INDEX ih@ ON hash@ (id);
REINDEX INDEX ih@;'
	'CREATE TABLE ident@ (id int GENERATED ALWAYS AS IDENTITY, n int);
INSERT INTO ident@ (n) SELECT n FROM stock;
INSERT INTO seen SELECT '\''id@'\'', max(id) FROM ident@;
VACUUM ident@;'
	'COPY seen FROM stdin;
cp@	@
\.
VACUUM seen;
UPDATE stock SET n = n + (SELECT count(*) FROM seen WHERE what = '\''cp@'\'');'
	'BEGIN;
UPDATE stock SET n = n + 5;
SAVEPOINT sp@;
DELETE FROM stock;
ROLLBACK TO sp@;
DECLARE cu@ CURSOR FOR SELECT id FROM stock ORDER BY id;
FETCH 1 FROM cu@;
UPDATE stock SET n = n + 1 WHERE id = 1;
COMMIT;'
	'SELECT pg_advisory_lock(900 + @);
VACUUM stock;
SELECT pg_advisory_unlock(900 + @);
LISTEN ch@;
UPDATE stock SET n = n + 1;'
	'SET search_path = public, pg_catalog;
SET TIME ZONE '\''Asia/Kolkata'\'';
CREATE INDEX CONCURRENTLY z@ ON stock (n, id);
INSERT INTO seen VALUES (current_setting('\''timezone'\'') || '\''@'\'', 1);'
	'SELECT id, n INTO TEMP into@ FROM stock;
CREATE INDEX CONCURRENTLY k@ ON seen (n);
INSERT INTO seen SELECT '\''i@'\'', n FROM into@;'
)
sqlite=(
	'CREATE INDEX i@ ON stock (n);
REINDEX i@;'
	'VACUUM;
UPDATE stock SET n = n + 1;'
	'ATTACH '\''side.db'\'' AS side@;
CREATE TABLE side@.far@ (id INT);
INSERT INTO side@.far@ SELECT id FROM stock;
UPDATE stock SET n = n + (SELECT COUNT(*) FROM side@.far@);
DETACH side@;'
	'PRAGMA user_version = @;
UPDATE stock SET n = n + 1;'
	'CREATE TRIGGER tr@ AFTER INSERT ON seen BEGIN UPDATE stock SET n = n + 1; END;
INSERT INTO seen VALUES ('\''tr@'\'', 1);
DROP TRIGGER tr@;'
	'CREATE VIRTUAL TABLE ft@ USING fts5(body);
INSERT INTO ft@ VALUES ('\''red @'\''), ('\''blue'\'');
VACUUM;
INSERT INTO seen SELECT '\''f@'\'', count(*) FROM ft@ WHERE ft@ MATCH '\''red'\'';'
	'CREATE TEMP TABLE ta@ AS SELECT id, n FROM stock;
ALTER TABLE ta@ RENAME TO tb@;
UPDATE stock SET n = n + 1;
REINDEX;
INSERT INTO seen SELECT '\''b@'\'', n FROM tb@;'
	'SAVEPOINT sp@;
UPDATE stock SET n = n + 1;
SAVEPOINT in@;
DELETE FROM stock;
ROLLBACK TO in@;
RELEASE sp@;'
	'CREATE TEMP TABLE wr@ (k TEXT PRIMARY KEY, v INT) WITHOUT ROWID;
CREATE TEMP TRIGGER tt@ AFTER UPDATE ON main.stock BEGIN INSERT OR IGNORE INTO wr@ VALUES ('\''k'\'' || NEW.id, NEW.n); END;
UPDATE stock SET n = n + 1;
REINDEX;
INSERT INTO seen SELECT '\''w@'\'' || k, v FROM wr@;'
	'INSERT INTO stock (id, n) SELECT max(id) + 1, @ FROM stock RETURNING id;
INSERT INTO seen VALUES ('\''r@'\'', changes());
INSERT INTO seen VALUES ('\''l@'\'', last_insert_rowid());'
	'PRAGMA journal_mode = TRUNCATE;
UPDATE stock SET n = n * 2;'
)

declare -n own=$dialect
parts=("${common[@]}" "${own[@]}" "${own[@]}")
mkdir -p "$folder"
for ((i = 1; i <= count; i++)); do
	number=0
	{
		printf -- '--- begin\n%s\n' "$begin"
		for ((r = RANDOM % 2 + 2; r > 0; r--)); do
			printf -- '--- revision%s\n' "$([ "$dialect" = mariadb ] || echo ' notx')"
			for ((p = RANDOM % 3 + 1; p > 0; p--)); do
				number=$((number + 1))
				part=${parts[RANDOM % ${#parts[@]}]}
				# users' variables of MariaDB begin with the sign
				part=${part//@v@/%v$number}
				part=${part//@/$number}
				printf '%s\n' "${part//%/@}"
			done
		done
	} >"$folder/$dialect-random_$3_$i.sql"
done
