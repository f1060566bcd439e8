-- told
--- begin
ALTER DATABASE once RESET ALL;
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
ALTER DATABASE once SET app.way = 'first';
--- reads
INSERT INTO seen SELECT coalesce(current_setting('app.way', true), 'none'), 1;
ALTER DATABASE once RESET app.way;
--- reset
INSERT INTO seen SELECT coalesce(nullif(current_setting('app.way', true), ''), 'none'), 2;
ALTER DATABASE once SET app.way = 'third';
ALTER DATABASE once SET search_path = 'pg_catalog', 'public';
--- set again
INSERT INTO seen SELECT coalesce(nullif(current_setting('app.way', true), ''), 'none') || current_setting('search_path'), 3;
ALTER DATABASE once RESET ALL;
--- reset all
INSERT INTO seen SELECT coalesce(nullif(current_setting('app.way', true), ''), 'none') || current_setting('search_path'), 4;
