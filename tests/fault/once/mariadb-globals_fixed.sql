--- begin
CREATE TABLE seen (what VARCHAR(40), n INT);
CREATE TABLE o (id INT);
--- packet
SET GLOBAL max_allowed_packet = 33554432;
SET GLOBAL net_buffer_length = 32768;
INSERT INTO seen VALUES ('one', 1);
ALTER TABLE o ADD COLUMN a INT;
INSERT INTO seen VALUES ('two', 1);
--- next
INSERT INTO seen VALUES ('three', 1);
--- and back
SET GLOBAL max_allowed_packet = DEFAULT;
SET GLOBAL net_buffer_length = DEFAULT;
