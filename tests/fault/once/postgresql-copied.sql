-- told
--- begin
CREATE TABLE stock (id int, n int);
CREATE TABLE far (id int, n int);
--- data behind statements notx
COPY stock FROM stdin;
1	10
2	20
\.
CREATE INDEX CONCURRENTLY stock_id ON stock (id);
COPY stock (id, n) FROM stdin WITH (FORMAT csv);
3,30
4,40
\.
CREATE TEMP TABLE loaded (id int, n int);
COPY loaded FROM stdin;
5	50
6	60
\.
VACUUM stock;
INSERT INTO stock SELECT * FROM loaded;
BEGIN;
COPY far FROM stdin;
7	70
\.
COPY far FROM stdin;
8	80
\.
COMMIT;
INSERT INTO far SELECT id + 100, n FROM loaded;
--- and in a transaction
COPY far FROM stdin;
9	90
\.
UPDATE far SET n = n + 1;
COPY stock FROM stdin;
10	100
\.
