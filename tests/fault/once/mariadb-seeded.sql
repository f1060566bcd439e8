-- refused RAND(seed)
--- begin
CREATE TABLE item (n DOUBLE);
--- numbers that go on
SET SESSION max_sort_length = 100, rand_seed1 = 5, rand_seed2 = 7;
INSERT INTO item VALUES (RAND());
