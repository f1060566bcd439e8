-- Migration: step 3
-- Revision: r03
-- Revises: r02

-- migrate:up
DELIMITER //
CREATE PROCEDURE bump(IN by_ INT) BEGIN UPDATE acc SET n = n + by_; INSERT INTO lg (x, s) VALUES (by_, 'bump'); END //
CREATE FUNCTION twice(a INT) RETURNS INT DETERMINISTIC RETURN a * 2 //
CREATE TRIGGER tr AFTER INSERT ON lg FOR EACH ROW BEGIN UPDATE acc SET n = n + 1 WHERE id = 1; END //
DELIMITER ;
CALL bump(5);
INSERT INTO lg (x, s) VALUES (twice(4), 'fn');
CALL bump(7);
CREATE VIEW v AS SELECT id, n FROM acc;

-- migrate:down
DROP VIEW v;
DROP TRIGGER tr;
DROP FUNCTION twice;
DROP PROCEDURE bump;
