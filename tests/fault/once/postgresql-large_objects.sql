-- told
--- begin
CREATE TABLE stock (id int, n int);
--- bytes beside the tables notx
SELECT lo_from_bytea(4711, 'one');
SELECT lo_put(4711, 3, ' two');
CREATE INDEX CONCURRENTLY stock_id ON stock (id);
SELECT lo_put(4711, 7, convert_to(convert_from(lo_get(4711), 'UTF8') || '!', 'UTF8'));
INSERT INTO stock SELECT 1, length(lo_get(4711));
SELECT lo_create(4712);
SELECT lo_unlink(4711);
INSERT INTO stock VALUES (2, 2);
--- away
SELECT lo_unlink(4712);
