--- begin
ALTER ROLE test RESET ALL;
ALTER ROLE test IN DATABASE once RESET ALL;
ALTER DATABASE once RESET ALL;
ALTER DATABASE once SET app.way = 'first';
CREATE SCHEMA side;
CREATE TABLE public.seen (what text);
CREATE TABLE public.stock (n int);
CREATE TABLE side.stock (n int);
CREATE FUNCTION public.back() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM set_config('app.way', NULL, false); END $$;
CREATE FUNCTION public.leads() RETURNS void LANGUAGE sql AS 'SELECT public.back()';
--- says
SET app.way = 'mine';
ALTER DATABASE once SET app.way = 'second';
ALTER DATABASE once SET work_mem = '5MB';
RESET app.way;
INSERT INTO public.seen VALUES ('one ' || current_setting('app.way') || current_setting('work_mem'));
--- resets
SET app.way = 'mine';
SET work_mem = '6MB';
RESET app.way;
SET work_mem TO DEFAULT;
INSERT INTO public.seen VALUES ('two ' || current_setting('app.way') || current_setting('work_mem'));
ALTER ROLE test IN DATABASE once SET search_path = side, public;
INSERT INTO stock VALUES (2);
--- resets all notx
SET search_path = public;
INSERT INTO stock VALUES (3);
VACUUM public.seen;
RESET ALL;
INSERT INTO stock VALUES (4);
ALTER DATABASE once RESET app.way;
VACUUM public.stock;
SELECT public.leads();
INSERT INTO public.seen VALUES ('three ' || current_setting('app.way'));
--- is gone
INSERT INTO public.seen VALUES ('four ' || coalesce(current_setting('app.way', true), 'none'));
SET app.way = 'x';
RESET app.way;
INSERT INTO public.seen VALUES ('five ' || coalesce(nullif(current_setting('app.way', true), ''), 'none'));
ALTER ROLE test IN DATABASE once RESET search_path;
ALTER DATABASE once RESET work_mem;
--- down
INSERT INTO public.seen VALUES ('back ' || current_setting('search_path'));
ALTER DATABASE once SET statement_timeout = '77s';
--- last
ALTER DATABASE once RESET ALL;
--- down
SET statement_timeout = '1h';
RESET statement_timeout;
INSERT INTO public.seen VALUES ('down ' || current_setting('statement_timeout'));
