--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE VIEW sets AS SELECT set_config('app.v', '4', false) AS v;
CREATE TABLE given (id int, v text DEFAULT set_config('app.d', '6', false));
--- by a view notx
SELECT * FROM sets;
VACUUM stock;
UPDATE stock SET n = n + coalesce(nullif(current_setting('app.v', true), ''), '0')::int;
--- by a default notx
INSERT INTO given VALUES (1);
VACUUM stock;
UPDATE stock SET n = n + coalesce(nullif(current_setting('app.d', true), ''), '0')::int;
--- none is left
INSERT INTO seen SELECT 'v' || coalesce(current_setting('app.v', true), '') || 'd' || coalesce(current_setting('app.d', true), ''), 0;
