--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY);
CREATE TABLE seen (what VARCHAR(40));
--- a name that is made
SET @name = 'work';
SELECT GET_LOCK(CONCAT(@name, '2'), 5);
ALTER TABLE t ADD COLUMN n INT;
INSERT INTO seen VALUES (CONCAT('held ', IS_USED_LOCK('work2') <=> CONNECTION_ID()));
--- twice
SELECT GET_LOCK('work', 5);
SELECT GET_LOCK('work', 5);
ALTER TABLE t DROP COLUMN n;
DO RELEASE_LOCK('work');
INSERT INTO seen VALUES (CONCAT('still ', IS_USED_LOCK('work') <=> CONNECTION_ID()));
