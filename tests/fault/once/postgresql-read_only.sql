--- begin
CREATE TABLE seen (what text);
CREATE TABLE t (id int);
--- reads notx
BEGIN READ ONLY;
SELECT count(*) FROM t;
COMMIT;
INSERT INTO seen VALUES ('read');
START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY, DEFERRABLE;
SELECT count(*) FROM seen;
ROLLBACK;
VACUUM t;
BEGIN;
SET TRANSACTION READ ONLY;
SELECT count(*) FROM seen;
END;
INSERT INTO seen VALUES ('again');
--- reads by default notx
SET default_transaction_read_only = on;
SELECT count(*) FROM seen;
SET default_transaction_read_only = off;
INSERT INTO seen VALUES ('off');
