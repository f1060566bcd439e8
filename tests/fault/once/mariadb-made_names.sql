--- begin
CREATE TABLE t (id INT NOT NULL PRIMARY KEY);
CREATE TABLE seen (what VARCHAR(40));
--- texts
PREPARE p FROM 'SELECT GET_LOCK(''prepared'', 5)';
EXECUTE p;
ALTER TABLE t ADD COLUMN n INT;
INSERT INTO seen VALUES (CONCAT('held ', IS_USED_LOCK('prepared') <=> CONNECTION_ID()));
--- left
DO GET_LOCK(CONCAT('a', 'b'), 1);
--- after
INSERT INTO seen VALUES (CONCAT('ab ', COALESCE(IS_USED_LOCK('ab'), 'free')));
