-- refused no rollback takes back
--- begin
CREATE TABLE told (n INT);
CREATE EXTENSION postgres_fdw;
CREATE SERVER here FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE far (n INT) SERVER here OPTIONS (table_name 'told');
CREATE FUNCTION tell(i INT) RETURNS VOID LANGUAGE plpgsql AS $$ BEGIN INSERT INTO far VALUES (i); END $$;
--- by a routine
SELECT tell(1);
