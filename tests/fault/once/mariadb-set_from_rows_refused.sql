-- refused would be another one when the step is taken up
--- begin
CREATE TABLE stock (id INT PRIMARY KEY, n INT);
--- a setting from rows
SET max_sort_length = (SELECT MAX(n) FROM stock);
UPDATE stock SET n = n * 2;
