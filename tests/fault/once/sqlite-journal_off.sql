-- refused without a journal on the disk
--- begin
CREATE TABLE stock (id INT, n INT);
--- off notx
PRAGMA main.journal_mode = "off";
INSERT INTO stock VALUES (1, 1);
