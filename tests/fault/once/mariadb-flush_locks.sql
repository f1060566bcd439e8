-- refused FLUSH that locks
--- begin
CREATE TABLE stock (id INT);
--- locked by FLUSH
FLUSH TABLES stock WITH READ LOCK;
UNLOCK TABLES;
