-- told
--- begin
ALTER DATABASE once RESET ALL;
CREATE TABLE seen (what text);
CREATE SCHEMA side;
CREATE TABLE public.stock (n int);
CREATE TABLE side.stock (n int);
ALTER DATABASE once SET app.was = 'old';
--- what only later sessions begin with notx
ALTER DATABASE once SET search_path = side, public;
INSERT INTO stock VALUES (1);
ALTER DATABASE once SET app.was = 'new';
VACUUM stock;
INSERT INTO public.seen VALUES (current_setting('app.was'));
INSERT INTO stock VALUES (2);
ALTER DATABASE once RESET app.was;
VACUUM stock;
INSERT INTO public.seen VALUES (current_setting('app.was'));
--- later
INSERT INTO stock VALUES (3);
INSERT INTO public.seen VALUES (coalesce(nullif(current_setting('app.was', true), ''), 'none'));
