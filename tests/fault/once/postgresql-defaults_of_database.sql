--- begin
ALTER ROLE test IN DATABASE once RESET ALL;
ALTER DATABASE once RESET ALL;
CREATE TABLE public.seen (what text);
CREATE SCHEMA side;
CREATE TABLE public.stock (n int);
CREATE TABLE side.stock (n int);
--- what later sessions begin with
DO $$ BEGIN
	EXECUTE format('ALTER DATABASE %I SET app.way = %L', current_database(), 'new');
END $$;
INSERT INTO seen VALUES ('first ' || coalesce(nullif(current_setting('app.way', true), ''), 'none'));
--- is what the next one begins with
INSERT INTO seen VALUES ('second ' || coalesce(nullif(current_setting('app.way', true), ''), 'none'));
ALTER DATABASE once SET search_path = side, public;
INSERT INTO stock VALUES (1);
--- and the next
INSERT INTO public.seen VALUES ('third ' || current_setting('app.way'));
INSERT INTO stock VALUES (2);
ALTER ROLE test IN DATABASE once SET app.way = 'of the role';
--- what is of the role goes over it
INSERT INTO public.seen VALUES ('fourth ' || current_setting('app.way'));
INSERT INTO stock VALUES (3);
