--- begin
CREATE TABLE stock (id INTEGER PRIMARY KEY, n INT);
INSERT INTO stock VALUES (1, 1);
--- savepoints without a transaction notx
SAVEPOINT a;
UPDATE stock SET n = n + 1;
SAVEPOINT b;
UPDATE stock SET n = n + 100;
ROLLBACK TO b;
RELEASE a;
SAVEPOINT c;
UPDATE stock SET n = n + 1000;
ROLLBACK TO c;
RELEASE c;
BEGIN EXCLUSIVE;
UPDATE stock SET n = n * 2;
SAVEPOINT d;
UPDATE stock SET n = n * 7;
ROLLBACK TO d;
END;
BEGIN IMMEDIATE;
UPDATE stock SET n = 0;
ROLLBACK;
UPDATE stock SET n = n + 10;
--- one that stays open in a transaction
SAVEPOINT e;
UPDATE stock SET n = n + 5;
--- goes on
UPDATE stock SET n = n + 1;
