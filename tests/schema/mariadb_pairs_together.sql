-- More pairs for the MariaDB dialect: several changes at once, where their order matters.

-- pair: atlas: generated columns with indexes of all kinds
CREATE TABLE items (id int PRIMARY KEY, price decimal(10,2) NOT NULL, qty int NOT NULL, total decimal(12,2) AS (price * qty) VIRTUAL, doc json, sku varchar(40) AS (json_value(doc, '$.sku')) PERSISTENT, KEY total (total), UNIQUE KEY sku (sku));
CREATE TABLE lines_ (id int PRIMARY KEY, item_id int, CONSTRAINT li FOREIGN KEY (item_id) REFERENCES items (id));
-- desired
CREATE TABLE items (id int PRIMARY KEY, price decimal(12,4) NOT NULL, qty int unsigned NOT NULL, total decimal(14,4) AS (price * qty) PERSISTENT, doc json, sku varchar(60) AS (json_value(doc, '$.sku')) VIRTUAL, sku_up varchar(60) AS (upper(sku)) VIRTUAL, KEY total (total, qty), KEY sku (sku), KEY up (sku_up(20) DESC));
CREATE TABLE lines_ (id int PRIMARY KEY, item_id int NOT NULL, qty int DEFAULT 1 CHECK (qty > 0), CONSTRAINT li FOREIGN KEY (item_id) REFERENCES items (id) ON DELETE CASCADE);

-- pair: a view and a table swap, others look at them
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE VIEW w AS SELECT v.* FROM v JOIN t USING (id);
-- desired
CREATE TABLE v (id int PRIMARY KEY, a int);
CREATE VIEW t AS SELECT id, a FROM v;
CREATE VIEW w AS SELECT v.id, t.a FROM v JOIN t USING (id);

-- pair: engines: InnoDB, MyISAM, Aria, MEMORY, with their options
CREATE TABLE a (id int PRIMARY KEY, t text) ENGINE=MyISAM DELAY_KEY_WRITE=1 CHECKSUM=1;
CREATE TABLE b (id int PRIMARY KEY, v varchar(20), KEY v (v)) ENGINE=MEMORY MAX_ROWS=1000;
CREATE TABLE c (id int PRIMARY KEY, t text) ENGINE=Aria TRANSACTIONAL=1 PAGE_CHECKSUM=1;
CREATE TABLE d (id int PRIMARY KEY, t text) ENGINE=InnoDB PAGE_COMPRESSED=1 STATS_PERSISTENT=1;
CREATE TABLE e (a int NOT NULL, b int NOT NULL AUTO_INCREMENT, PRIMARY KEY (a, b)) ENGINE=MyISAM;
-- desired
CREATE TABLE a (id int PRIMARY KEY, t text, FULLTEXT KEY t (t)) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;
CREATE TABLE b (id int PRIMARY KEY, v varchar(20), KEY v (v) USING BTREE) ENGINE=MEMORY;
CREATE TABLE c (id int PRIMARY KEY, t text) ENGINE=InnoDB PAGE_COMPRESSED=1 PAGE_COMPRESSION_LEVEL=5;
CREATE TABLE d (id int PRIMARY KEY, t text) ENGINE=Aria TRANSACTIONAL=0 ROW_FORMAT=PAGE;
CREATE TABLE e (a int NOT NULL, b int NOT NULL AUTO_INCREMENT, c int, PRIMARY KEY (a), KEY b (b)) ENGINE=InnoDB STATS_SAMPLE_PAGES=20 STATS_AUTO_RECALC=0;

-- pair: foreign keys swap their names
CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE c (x int, y int, CONSTRAINT one FOREIGN KEY (x) REFERENCES p (id), CONSTRAINT two FOREIGN KEY (y) REFERENCES q (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE c (x int, y int, CONSTRAINT two FOREIGN KEY (x) REFERENCES p (id), CONSTRAINT one FOREIGN KEY (y) REFERENCES q (id));

-- pair: MyISAM table gets a foreign key, by way of the engine
CREATE TABLE p (id int PRIMARY KEY) ENGINE=MyISAM; CREATE TABLE c (id int PRIMARY KEY, p int, KEY p (p)) ENGINE=MyISAM;
-- desired
CREATE TABLE p (id int PRIMARY KEY) ENGINE=InnoDB; CREATE TABLE c (id int PRIMARY KEY, p int, KEY p (p), CONSTRAINT cp FOREIGN KEY (p) REFERENCES p (id)) ENGINE=InnoDB;

-- pair: the columns of a period change their type and name
CREATE TABLE b (room int NOT NULL, a date, z date, PERIOD FOR stay (a, z), UNIQUE KEY ra (room, stay WITHOUT OVERLAPS));
-- desired
CREATE TABLE b (room int NOT NULL,
-- whimbrel:renamed-from a
arrival datetime,
-- whimbrel:renamed-from z
departure datetime, PERIOD FOR stay (arrival, departure), UNIQUE KEY ra (room, stay WITHOUT OVERLAPS));

-- pair: versioned table: key, period columns, partition, column without versioning change together !refused
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a int, b varchar(20) WITHOUT SYSTEM VERSIONING, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e), KEY a (a)) WITH SYSTEM VERSIONING;
-- desired
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a bigint NOT NULL, b varchar(40), c int WITHOUT SYSTEM VERSIONING, s timestamp(6) GENERATED ALWAYS AS ROW START INVISIBLE, e timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME (s, e), UNIQUE KEY a (a), KEY c (c)) WITH SYSTEM VERSIONING;

-- pair: named row columns get other names without a hint
CREATE TABLE t (id int PRIMARY KEY, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;
-- desired
CREATE TABLE t (id int PRIMARY KEY, valid_from timestamp(6) GENERATED ALWAYS AS ROW START, valid_to timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (valid_from, valid_to)) WITH SYSTEM VERSIONING;

-- pair: a column that is a key, fk, generated source and partition is dropped with all
CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int, k int, g int AS (k + 1) STORED, h int AS (g + 1) VIRTUAL, v int DEFAULT (k), KEY k (k), KEY kg (k, g), CONSTRAINT f FOREIGN KEY (k) REFERENCES p (id), CONSTRAINT c CHECK (k > id)); CREATE VIEW w AS SELECT k, h FROM t; CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW SET NEW.v = NEW.k;
-- desired
CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (id int, v int, KEY kg (v)); CREATE VIEW w AS SELECT v FROM t; CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW SET NEW.v = 1;

-- pair: packages drop and a mode with blanks, quotes in names
SET sql_mode = 'ORACLE';
DELIMITER //
CREATE PACKAGE "my pk" AS PROCEDURE p1; END//
CREATE PACKAGE BODY "my pk" AS PROCEDURE p1 AS BEGIN NULL; END; END//
CREATE FUNCTION f(a NUMBER) RETURN NUMBER AS BEGIN RETURN a; END//
DELIMITER ;
-- desired
SET sql_mode = 'ORACLE';
DELIMITER //
CREATE PACKAGE "my pk" AS PROCEDURE p1; END//
CREATE FUNCTION f(a NUMBER, b NUMBER) RETURN NUMBER AS c NUMBER := 1; BEGIN IF a > b THEN RETURN a; ELSIF a = b THEN RETURN c; ELSE RETURN b; END IF; END//
CREATE PROCEDURE g(x OUT INT) AS BEGIN x := 1; FOR i IN 1 .. 3 LOOP x := x + i; END LOOP; END//
DELIMITER ;

-- pair: keys with a column that changes its type to one that takes no such key
CREATE TABLE t (id int PRIMARY KEY, a varchar(50), b varchar(50), c int, KEY a (a), UNIQUE KEY ab (a, b), KEY c (c), FULLTEXT KEY f (b));
-- desired
CREATE TABLE t (id int PRIMARY KEY, a json, b int, c longtext, KEY a (a(20)), UNIQUE KEY ab (b, a(10)), KEY c (c(30)), KEY f (b));

-- pair: the columns of a history that has none get names !refused
CREATE TABLE u (id int PRIMARY KEY) WITH SYSTEM VERSIONING;
-- desired
CREATE TABLE u (id int PRIMARY KEY, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;

-- pair: a table is renamed and a new one takes its name
CREATE TABLE account (id int PRIMARY KEY, n varchar(20), KEY n (n)); CREATE TABLE tx (id int PRIMARY KEY, a int, CONSTRAINT ta FOREIGN KEY (a) REFERENCES account (id)); CREATE VIEW v AS SELECT n FROM account; CREATE TRIGGER tr BEFORE INSERT ON account FOR EACH ROW SET NEW.n = 'x';
-- desired
-- whimbrel:renamed-from account
CREATE TABLE wallet (id int PRIMARY KEY, n varchar(30) NOT NULL, KEY n (n));
CREATE TABLE account (id int AUTO_INCREMENT PRIMARY KEY, email varchar(99), w int, KEY n (email), CONSTRAINT aw FOREIGN KEY (w) REFERENCES wallet (id)); CREATE TABLE tx (id int PRIMARY KEY, a int, CONSTRAINT ta FOREIGN KEY (a) REFERENCES wallet (id)); CREATE VIEW v AS SELECT n, email FROM wallet JOIN account ON w = wallet.id; CREATE TRIGGER tr BEFORE INSERT ON account FOR EACH ROW SET NEW.email = 'x';

-- pair: a column is renamed and a new one takes its name
CREATE TABLE t (id int PRIMARY KEY, name varchar(20), x int, KEY n (name), CONSTRAINT c CHECK (name <> '')); CREATE VIEW v AS SELECT name FROM t;
-- desired
CREATE TABLE t (id int PRIMARY KEY,
-- whimbrel:renamed-from name
full_name varchar(60) NOT NULL, x int,
name int DEFAULT 5, KEY n (name), CONSTRAINT c CHECK (full_name <> '')); CREATE VIEW v AS SELECT full_name AS name FROM t;

-- pair: a table, an index and a constraint of one name, and all of them change
CREATE TABLE x (x int PRIMARY KEY, KEY x (x)) ENGINE=MyISAM; CREATE TABLE y (x int, y int, KEY x (x), KEY y (y), CONSTRAINT x CHECK (x > 0)); CREATE TRIGGER x BEFORE INSERT ON y FOR EACH ROW SET NEW.x = 1;
-- desired
CREATE TABLE x (x bigint PRIMARY KEY, KEY x (x DESC)) ENGINE=InnoDB; CREATE TABLE y (x bigint, y int, KEY x (y), KEY y (x), CONSTRAINT x FOREIGN KEY (x) REFERENCES x (x), CONSTRAINT y CHECK (x > 1)); CREATE TRIGGER y BEFORE INSERT ON y FOR EACH ROW SET NEW.x = 1; CREATE PROCEDURE x() SELECT 1; CREATE EVENT x ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO CALL x();

-- pair: a comment in a program, which the client leaves out !same
CREATE TABLE t (a INT);
DELIMITER //
CREATE PROCEDURE p()
BEGIN
  -- what the client does not send
  INSERT INTO t VALUES (1);
END //
DELIMITER ;
-- desired
CREATE TABLE t (a INT);
DELIMITER //
CREATE PROCEDURE p()
BEGIN
  /* others do */
  INSERT INTO t   VALUES (1);
END //
DELIMITER ;

-- pair: foreign keys to tables that are not there
SET foreign_key_checks = 0;
CREATE TABLE child (id int PRIMARY KEY, p int, q int, CONSTRAINT cp FOREIGN KEY (p) REFERENCES gone (id) ON DELETE CASCADE);
CREATE TABLE other (id int PRIMARY KEY, p int, CONSTRAINT op FOREIGN KEY (p) REFERENCES gone (id));
CREATE TABLE later (id int PRIMARY KEY, p int) WITH SYSTEM VERSIONING;
-- desired
SET foreign_key_checks = 0;
CREATE TABLE child (id bigint PRIMARY KEY, p int, q int NOT NULL, CONSTRAINT cp FOREIGN KEY (p) REFERENCES gone (id), CONSTRAINT cq FOREIGN KEY (q) REFERENCES gone (id));
CREATE TABLE other (id int PRIMARY KEY, p int);
CREATE TABLE later (id int PRIMARY KEY, p int, CONSTRAINT lp FOREIGN KEY (p) REFERENCES gone (id)) WITH SYSTEM VERSIONING;

-- pair: no column that is seen stays so
CREATE TABLE t (id int NOT NULL AUTO_INCREMENT INVISIBLE PRIMARY KEY, a int INVISIBLE DEFAULT 3, b int);
CREATE TABLE u (a int, b int INVISIBLE DEFAULT 1);
-- desired
CREATE TABLE t (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, a int DEFAULT 3, b int INVISIBLE, KEY k (b) IGNORED);
CREATE TABLE u (b int DEFAULT 1);
-- rows
INSERT INTO t (b) VALUES (7), (8);
-- ask
SELECT id, a, b FROM t ORDER BY id;

-- pair: rows that have no value get the default when NOT NULL comes
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a int NOT NULL, b varchar(5), c int, d datetime, UNIQUE KEY ua (a), KEY kb (b(3)));
CREATE TABLE u (id int PRIMARY KEY, a varchar(10), at timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp());
CREATE TABLE v (id int PRIMARY KEY, a varchar(10), b int, u char(36), KEY a (a)) ENGINE = MyISAM;
CREATE TABLE w (id int PRIMARY KEY, a int, b int, c text, g int AS (a + 1) STORED, KEY c (c(5)));
-- desired
CREATE TABLE t (id int NOT NULL, a int NOT NULL AUTO_INCREMENT, b varchar(5) NOT NULL DEFAULT '', c varchar(9) NOT NULL DEFAULT '7', d datetime NOT NULL DEFAULT current_timestamp(), PRIMARY KEY (id), UNIQUE KEY ua2 (a), KEY kb2 (b(3) DESC, id));
CREATE TABLE u (id int PRIMARY KEY, a varchar(10) NOT NULL DEFAULT 'x', at timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp());
CREATE TABLE v (id int PRIMARY KEY, a text NOT NULL DEFAULT (concat('n', n)), b bigint NOT NULL DEFAULT (n + 1), n int NOT NULL DEFAULT 8, u uuid NOT NULL DEFAULT uuid(), KEY a (a(5)));
CREATE TABLE w (id int PRIMARY KEY, a bigint NOT NULL DEFAULT 1, b int NOT NULL DEFAULT (a + 4), c varchar(20) NOT NULL DEFAULT '', g bigint AS (a + 2) STORED, KEY c (c, b));
-- rows
INSERT INTO t (a, b) VALUES (5, 'x'), (7, NULL);
INSERT INTO u VALUES (1, NULL, '2020-01-01 00:00:00'), (2, 'y', '2020-01-01 00:00:00');
INSERT INTO v VALUES (1, NULL, NULL, NULL), (2, 'y', 5, uuid());
INSERT INTO w (id, a, b, c) VALUES (1, NULL, NULL, NULL), (2, 2, 5, 'c');
-- ask
SELECT id, a FROM t ORDER BY id;
SELECT id, at FROM u ORDER BY id;

-- pair: rows of a partition that the way back does not have
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (0), PARTITION p1 VALUES LESS THAN (10));
-- desired
CREATE TABLE t (a bigint NOT NULL DEFAULT 5, b int) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (0), PARTITION p1 VALUES LESS THAN (10), PARTITION p2 VALUES LESS THAN (20));
-- rows
INSERT INTO t VALUES (NULL, 1), (3, 2);
-- ask
SELECT b FROM t ORDER BY b;
