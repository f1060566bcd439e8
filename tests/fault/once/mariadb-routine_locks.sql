--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY);
CREATE TABLE seen (what VARCHAR(40));
DELIMITER //
CREATE PROCEDURE take() BEGIN DO GET_LOCK('work', 5); END//
CREATE PROCEDURE take_by() BEGIN CALL take(); END//
CREATE FUNCTION take_it() RETURNS INT NOT DETERMINISTIC RETURN GET_LOCK('it', 5)//
CREATE PROCEDURE take_named(IN name VARCHAR(40)) BEGIN DO GET_LOCK(name, 5); END//
CREATE TRIGGER on_seen BEFORE INSERT ON seen FOR EACH ROW SET NEW.what = CONCAT(NEW.what, GET_LOCK('seen', 5))//
DELIMITER ;
--- under names that are written
CALL take_by();
DO take_it();
ALTER TABLE t ADD COLUMN n INT;
INSERT INTO seen VALUES (CONCAT('held ', IS_USED_LOCK('work') <=> CONNECTION_ID(), IS_USED_LOCK('it') <=> CONNECTION_ID(), ' '));
ALTER TABLE t ADD COLUMN m INT;
UPDATE seen SET what = CONCAT(what, ' by the trigger ', IS_USED_LOCK('seen') <=> CONNECTION_ID());
--- not held any more, and under a name that is made
DELETE FROM seen WHERE COALESCE(IS_USED_LOCK('work'), IS_USED_LOCK('it'), IS_USED_LOCK('seen')) IS NOT NULL;
CALL take_named('other');
ALTER TABLE t DROP COLUMN n;
UPDATE seen SET what = CONCAT(what, ' other ', IS_USED_LOCK('other') <=> CONNECTION_ID());
