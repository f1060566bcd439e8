-- refused completion_type would begin another transaction
--- begin
CREATE TABLE t (id INT);
--- a text chains
EXECUTE IMMEDIATE 'SET @@SESSION.completion_type = 1';
INSERT INTO t VALUES (1);
