--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY);
CREATE TABLE seen (what VARCHAR(40));
--- held to the end
SELECT GET_LOCK('work', 5);
ALTER TABLE t ADD COLUMN n INT;
INSERT INTO seen VALUES (CONCAT('held ', IS_USED_LOCK('work') <=> CONNECTION_ID()));
--- not held any more
INSERT INTO seen VALUES (CONCAT('next ', COALESCE(IS_USED_LOCK('work'), 'free')));
SELECT GET_LOCK('WORK', 5), GET_LOCK('it''s', 5);
ALTER TABLE t ADD COLUMN m INT;
DO RELEASE_LOCK('work');
ALTER TABLE t DROP COLUMN n;
INSERT INTO seen VALUES (CONCAT('work ', COALESCE(IS_USED_LOCK('work'), 'free'), ', other ', IS_USED_LOCK('it''s') <=> CONNECTION_ID()));
