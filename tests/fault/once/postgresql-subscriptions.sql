-- told
--- begin
CREATE TABLE t (n INT);
--- to more and less notx
CREATE SUBSCRIPTION once_sub CONNECTION 'host=nowhere dbname=x' PUBLICATION a WITH (connect = false);
ALTER SUBSCRIPTION once_sub ADD PUBLICATION b WITH (refresh = false);
ALTER SUBSCRIPTION once_sub DROP PUBLICATION a WITH (refresh = false);
INSERT INTO t SELECT cardinality(subpublications) FROM pg_subscription WHERE subname = 'once_sub';
ALTER SUBSCRIPTION once_sub SET (slot_name = NONE);
DROP SUBSCRIPTION once_sub;
