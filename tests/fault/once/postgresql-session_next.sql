-- told
--- begin
CREATE TABLE stock (id int, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text);
CREATE SCHEMA side;
CREATE TABLE side.stock (id int, n int);
--- leaves all kinds
CREATE TEMP TABLE stock (id int, n int);
SET search_path = side, public;
SET app.factor = '9';
PREPARE p AS SELECT 1;
DECLARE c CURSOR WITH HOLD FOR SELECT 1;
LISTEN x;
INSERT INTO public.stock VALUES (3, 20);
--- and notx
CREATE TEMP TABLE other (id int);
SET search_path = side, public;
SELECT set_config('app.other', '9', false);
INSERT INTO side.stock VALUES (1, 1);
--- as fresh as the first
UPDATE stock SET n = n + 1;
INSERT INTO seen VALUES (coalesce(nullif(current_setting('app.factor', true), ''), 'none') || coalesce(nullif(current_setting('app.other', true), ''), 'none'));
CREATE TEMP TABLE other AS SELECT 1 AS id;
PREPARE p AS SELECT 2;
