--- begin
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
INSERT INTO stock VALUES (1, 1), (2, 10);
CREATE TABLE seen (what text, n bigint);
CREATE TABLE v (id int, d date, i interval, f float8, b bytea, t timestamptz, m text);
CREATE FUNCTION shows() RETURNS text LANGUAGE sql STABLE AS $$ SELECT string_agg(concat_ws(' ', d, i, b, t), ';' ORDER BY id) FROM v $$;
--- how values are written notx
SET DateStyle = 'German, DMY';
INSERT INTO v VALUES (1, '03.02.2020', '1 day 02:03:04', 0.1, 'ab', '03.02.2020 12:00:00+00', 'x');
SET IntervalStyle = 'iso_8601';
SET bytea_output = 'escape';
SET TIME ZONE 'Asia/Tokyo';
SET extra_float_digits = -10;
CREATE INDEX CONCURRENTLY ix ON v (d);
INSERT INTO v VALUES (2, '05.04.2021', 'P1DT3H', 0.1 + 0.2, 'cd', '05.04.2021 12:00:00', 'y');
INSERT INTO seen SELECT shows(), 1;
VACUUM v;
INSERT INTO seen SELECT shows(), 2;
SET standard_conforming_strings = off;
SET escape_string_warning = off;
INSERT INTO seen VALUES ('a\\b\'c', 3);
VACUUM v;
INSERT INTO seen VALUES ('d\\e\'f', 4);
--- as usual
INSERT INTO seen SELECT shows() || 'a\b', 7;
--- down notx
SET search_path = '';
SET TIME ZONE INTERVAL '+05:30' HOUR TO MINUTE;
DELETE FROM public.seen WHERE n = 7;
VACUUM public.v;

