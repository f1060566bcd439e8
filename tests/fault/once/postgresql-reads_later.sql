--- begin
CREATE TABLE seen (w text, n int);
--- later sessions only read notx
ALTER DATABASE once SET default_transaction_read_only = on;
VACUUM seen;
INSERT INTO seen VALUES ('a', 1);
VACUUM seen;
ALTER DATABASE once RESET default_transaction_read_only;
INSERT INTO seen VALUES ('b', 1);
