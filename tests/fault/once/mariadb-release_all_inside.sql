-- refused let_go calls RELEASE_ALL_LOCKS()
--- begin
CREATE TABLE t (what VARCHAR(80));
DELIMITER //
CREATE PROCEDURE let_go() BEGIN DO RELEASE_ALL_LOCKS(); END//
CREATE PROCEDURE work() BEGIN CALL let_go(); END//
DELIMITER ;
--- lets go
INSERT INTO t VALUES ('before');
CALL work();
