-- Pairs of schemas for the MariaDB dialect: from each one to the other and back. Each begins with a line `-- pair: NAME`, the
-- current schema, a line `-- desired`, the desired one. A name that ends in `!same` says that both mean the same, `!refused`
-- that there is no way from one to the other.

-- pair: no default and DEFAULT NULL !same
CREATE TABLE t (id int, a varchar(20), b varchar(20) NULL, c int);
-- desired
CREATE TABLE t (id int, a varchar(20) DEFAULT NULL, b varchar(20) NULL DEFAULT NULL, c int DEFAULT NULL);

-- pair: a default comes and goes
CREATE TABLE t (id int, a varchar(20), b varchar(20) DEFAULT 'it''s', c int NOT NULL DEFAULT 0);
-- desired
CREATE TABLE t (id int, a varchar(20) DEFAULT 'a\\b', b varchar(20), c int NOT NULL);

-- pair: the texts NULL and CURRENT_TIMESTAMP as defaults
CREATE TABLE t (a varchar(20), b varchar(30), d datetime);
-- desired
CREATE TABLE t (a varchar(20) DEFAULT 'NULL', b varchar(30) DEFAULT 'CURRENT_TIMESTAMP', d datetime DEFAULT current_timestamp);

-- pair: other words for numbers !same
CREATE TABLE t (a bool, b boolean NOT NULL DEFAULT true, c integer, d int, e dec(8,2), f double precision, g real);
-- desired
CREATE TABLE t (a tinyint(1), b tinyint(1) NOT NULL DEFAULT 1, c int(11), d int4, e numeric(8,2), f double, g double);

-- pair: width, sign and zeros
CREATE TABLE t (a int, b int(11), c tinyint, d bigint unsigned, e int(8) unsigned zerofill);
-- desired
CREATE TABLE t (a int(11) unsigned zerofill, b int unsigned, c tinyint(1), d bigint, e int(6) unsigned zerofill);

-- pair: JSON and what it stands for !same
CREATE TABLE t (id int, doc json);
-- desired
CREATE TABLE t (id int, doc longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(doc)));

-- pair: a text becomes JSON and JSON a text
CREATE TABLE t (id int PRIMARY KEY, a longtext, b json NOT NULL, c text);
-- desired
CREATE TABLE t (id int PRIMARY KEY, a json, b longtext NOT NULL, c json DEFAULT '{}');

-- pair: JSON with a check of its own
CREATE TABLE product (id int PRIMARY KEY, attributes json);
-- desired
CREATE TABLE product (id int PRIMARY KEY, attributes json NOT NULL DEFAULT '{}' CHECK (json_length(attributes) < 100), extra json CHECK (json_valid(extra) AND json_type(extra) = 'OBJECT'));

-- pair: timestamps that the server fills
CREATE TABLE t (id int, a timestamp, b timestamp NULL, c datetime);
-- desired
CREATE TABLE t (id int, a timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(), b timestamp NULL DEFAULT current_timestamp, c datetime(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6));

-- pair: words for now !same
CREATE TABLE t (id int, a timestamp NOT NULL DEFAULT current_timestamp, b datetime DEFAULT now(), c timestamp NULL DEFAULT localtimestamp);
-- desired
CREATE TABLE t (id int, a timestamp NOT NULL DEFAULT current_timestamp(), b datetime DEFAULT CURRENT_TIMESTAMP, c timestamp NULL DEFAULT now());

-- pair: precision and ON UPDATE
CREATE TABLE t (id int, a timestamp(3) NOT NULL DEFAULT now(3), b datetime DEFAULT now() ON UPDATE now());
-- desired
CREATE TABLE t (id int, a timestamp(6) NOT NULL DEFAULT now(6), b datetime DEFAULT now());

-- pair: timestamp with the old default
CREATE TABLE t (id int, a timestamp NOT NULL DEFAULT '2001-01-01 00:00:00', b datetime NOT NULL DEFAULT '2020-02-02 02:02:02');
-- desired
CREATE TABLE t (id int, a timestamp NOT NULL DEFAULT '2002-01-01 00:00:00' ON UPDATE current_timestamp, b date NOT NULL DEFAULT '2020-02-02');

-- pair: collation of the table or of its columns !same
CREATE TABLE t (a varchar(10), b text) DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_unicode_ci;
-- desired
CREATE TABLE t (a varchar(10) COLLATE utf8mb4_unicode_ci, b text CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- pair: utf8 and utf8mb3 !same
CREATE TABLE t (a varchar(10) CHARACTER SET utf8) DEFAULT CHARSET utf8;
-- desired
CREATE TABLE t (a varchar(10) CHARACTER SET utf8mb3) DEFAULT CHARSET utf8mb3;

-- pair: another character set
CREATE TABLE t (id int PRIMARY KEY, a varchar(10), b text, c enum('x','y'), d char(3) CHARACTER SET ascii) DEFAULT CHARSET latin1;
-- desired
CREATE TABLE t (id int PRIMARY KEY, a varchar(10), b text, c enum('x','y'), d char(3) CHARACTER SET ascii) DEFAULT CHARSET utf8mb4;

-- pair: the default of a table alone
CREATE TABLE t (id int PRIMARY KEY, a varchar(10) CHARACTER SET latin1) DEFAULT CHARSET latin1;
-- desired
CREATE TABLE t (id int PRIMARY KEY, a varchar(10) CHARACTER SET latin1, b varchar(10)) DEFAULT CHARSET utf8mb4;

-- pair: another character set under a foreign key
CREATE TABLE country (code varchar(2) PRIMARY KEY, name varchar(80)) DEFAULT CHARSET latin1;
CREATE TABLE address (id int PRIMARY KEY, country varchar(2), FOREIGN KEY (country) REFERENCES country (code)) DEFAULT CHARSET latin1;
-- desired
CREATE TABLE country (code varchar(2) PRIMARY KEY, name varchar(80)) DEFAULT CHARSET utf8mb4;
CREATE TABLE address (id int PRIMARY KEY, country varchar(2), FOREIGN KEY (country) REFERENCES country (code)) DEFAULT CHARSET utf8mb4;

-- pair: collations of single columns
CREATE TABLE t (id int PRIMARY KEY, a varchar(40), b varchar(40) COLLATE utf8mb4_bin, UNIQUE (a), KEY (b));
-- desired
CREATE TABLE t (id int PRIMARY KEY, a varchar(40) COLLATE utf8mb4_bin, b varchar(40), UNIQUE (a), KEY (b));

-- pair: an index that the server made, declared !same
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, KEY f (p), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));

-- pair: an index of another name for a foreign key
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, KEY ix_t_p (p), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));

-- pair: a wider index for a foreign key
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, q int, KEY k (p), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, q int, UNIQUE k (p, q), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));

-- pair: a foreign key goes with its index, another leaves it
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, q int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id), CONSTRAINT g FOREIGN KEY (q) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, q int, KEY g (q));

-- pair: a foreign key gets another name
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, CONSTRAINT g FOREIGN KEY (p) REFERENCES p (id));

-- pair: what a foreign key does
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) ON DELETE SET NULL ON UPDATE CASCADE);

-- pair: RESTRICT and nothing !same
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) ON DELETE RESTRICT ON UPDATE RESTRICT);

-- pair: foreign keys without names
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p int, q int, FOREIGN KEY (p) REFERENCES p (id), FOREIGN KEY (q) REFERENCES q (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE q (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p int, q int, FOREIGN KEY (q) REFERENCES q (id));

-- pair: a value behind the others
CREATE TABLE t (id int, e enum('new','paid') NOT NULL DEFAULT 'new', s set('a','b'));
-- desired
CREATE TABLE t (id int, e enum('new','paid','shipped') NOT NULL DEFAULT 'new', s set('a','b','c'));

-- pair: values in another order, and fewer
CREATE TABLE t (id int, e enum('a','b','c') DEFAULT 'a', s set('x','y','z'));
-- desired
CREATE TABLE t (id int, e enum('c','a') DEFAULT 'c', s set('z','x'));

-- pair: values with quotes, commas, backslashes
CREATE TABLE t (id int, e enum('it''s','a,b') DEFAULT 'a,b');
-- desired
CREATE TABLE t (id int, e enum('it''s','a,b','back\\slash','(c)','ünïcode') DEFAULT 'it''s');

-- pair: varchar, enum and number
CREATE TABLE t (id int, status varchar(20) NOT NULL DEFAULT 'open', kind enum('1','2'), level tinyint);
-- desired
CREATE TABLE t (id int, status enum('open','closed') NOT NULL DEFAULT 'open', kind int, level enum('low','high'));

-- pair: VIRTUAL and STORED
CREATE TABLE t (id int, net decimal(10,2), gross decimal(12,2) AS (net * 1.2), tax decimal(12,2) AS (net * 0.2) STORED);
-- desired
CREATE TABLE t (id int, net decimal(10,2), gross decimal(12,2) AS (net * 1.2) STORED, tax decimal(12,2) AS (net * 0.2) VIRTUAL);

-- pair: the same expression in other words !same
CREATE TABLE t (id int, doc json, a varchar(10) AS (json_value(doc, '$.a')), b char(2) AS (substring(a, 1, 2)), c int AS (id+1));
-- desired
CREATE TABLE t (id int, doc json, a varchar(10) GENERATED ALWAYS AS (JSON_VALUE(`doc`,'$.a')) VIRTUAL, b char(2) AS (substr(a,1,2)), c int AS (`id` + 1));

-- pair: another expression
CREATE TABLE t (id int, doc json, email varchar(99) AS (json_value(doc, '$.email')) STORED, name varchar(99) AS (json_value(doc, '$.name')), KEY (email), KEY (name));
-- desired
CREATE TABLE t (id int, doc json, email varchar(99) AS (lower(json_value(doc, '$.contact.email'))) STORED, name varchar(99) AS (json_value(doc, '$."full name"')), KEY (email), KEY (name));

-- pair: a plain column becomes a generated one and back
CREATE TABLE t (id int, a int, b int, c int AS (a + 1));
-- desired
CREATE TABLE t (id int, a int, b int AS (a * 2), c int);

-- pair: a generated column on another one
CREATE TABLE t (id int, a int, b int AS (a + 1) STORED, c int AS (b * 2));
-- desired
CREATE TABLE t (id int, a bigint, b bigint AS (a + 2) STORED, c bigint AS (b * 3), d int AS (c + 1));

-- pair: columns in another order !same
CREATE TABLE t (id int, a int, b int, c int);
-- desired
CREATE TABLE t (id int, c int, b int, a int);

-- pair: new columns first, in the middle, last
CREATE TABLE t (b int, d int);
-- desired
CREATE TABLE t (a int, b int, c int, d int, e int);

-- pair: invisible columns
CREATE TABLE t (id int, a int, b int INVISIBLE DEFAULT 3);
-- desired
CREATE TABLE t (id int, a int INVISIBLE, b int DEFAULT 3, c int INVISIBLE NOT NULL DEFAULT 1);

-- pair: expressions as defaults
CREATE TABLE t (id char(36) DEFAULT 'x', a int DEFAULT 1, d date, e varchar(20) DEFAULT (concat('a', 'b')));
-- desired
CREATE TABLE t (id char(36) DEFAULT uuid(), a int DEFAULT (1 + 2), d date DEFAULT (curdate() + interval 1 year), e varchar(20) DEFAULT (concat('a', a)));

-- pair: the counter is nothing to compare !same
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 1;
-- desired
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 100;

-- pair: another primary key while one column counts
CREATE TABLE t (id int AUTO_INCREMENT, shop int NOT NULL, PRIMARY KEY (id));
-- desired
CREATE TABLE t (id int AUTO_INCREMENT, shop int NOT NULL, PRIMARY KEY (shop, id), KEY (id));

-- pair: columns of the primary key turned around
CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b));
-- desired
CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (b, a));

-- pair: AUTO_INCREMENT comes and goes
CREATE TABLE t (id int PRIMARY KEY, x int);
CREATE TABLE u (id int AUTO_INCREMENT PRIMARY KEY, x int);
-- desired
CREATE TABLE t (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, x int);
CREATE TABLE u (id int PRIMARY KEY, x int);

-- pair: AUTO_INCREMENT moves to another column
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, n int NOT NULL);
-- desired
CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL AUTO_INCREMENT, UNIQUE (n));

-- pair: a table without a key gets one that counts
CREATE TABLE t (name varchar(20));
-- desired
CREATE TABLE t (id int unsigned NOT NULL AUTO_INCREMENT, name varchar(20), PRIMARY KEY (id));

-- pair: system versioning
CREATE TABLE t (id int PRIMARY KEY, price decimal(9,2));
CREATE TABLE u (id int PRIMARY KEY, price decimal(9,2)) WITH SYSTEM VERSIONING;
-- desired
CREATE TABLE t (id int PRIMARY KEY, price decimal(9,2)) WITH SYSTEM VERSIONING;
CREATE TABLE u (id int PRIMARY KEY, price decimal(9,2));

-- pair: columns of a versioned table
CREATE TABLE t (id int PRIMARY KEY, price decimal(9,2), note text) WITH SYSTEM VERSIONING;
-- desired
CREATE TABLE t (id int PRIMARY KEY, price decimal(12,4) NOT NULL, note text WITHOUT SYSTEM VERSIONING, x int) WITH SYSTEM VERSIONING;

-- pair: named columns of the history
CREATE TABLE t (id int PRIMARY KEY, a int);
-- desired
CREATE TABLE t (id int PRIMARY KEY, a int, valid_from timestamp(6) GENERATED ALWAYS AS ROW START, valid_to timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (valid_from, valid_to)) WITH SYSTEM VERSIONING;

-- pair: a period of the application
CREATE TABLE booking (room int, starts date NOT NULL, ends date NOT NULL);
-- desired
CREATE TABLE booking (room int, starts date NOT NULL, ends date NOT NULL, PERIOD FOR stay (starts, ends), UNIQUE (room, stay WITHOUT OVERLAPS));

-- pair: partitions by range, one more
CREATE TABLE log (id int, at date) PARTITION BY RANGE (year(at)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN (2021));
-- desired
CREATE TABLE log (id int, at date) PARTITION BY RANGE (year(at)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN (2021), PARTITION p2 VALUES LESS THAN (2022));

-- pair: partitions by range, one fewer at the start and one more at the end
CREATE TABLE log (id int, at date) PARTITION BY RANGE COLUMNS (at) (PARTITION p0 VALUES LESS THAN ('2020-01-01'), PARTITION p1 VALUES LESS THAN ('2021-01-01'), PARTITION px VALUES LESS THAN (MAXVALUE));
-- desired
CREATE TABLE log (id int, at date) PARTITION BY RANGE COLUMNS (at) (PARTITION p1 VALUES LESS THAN ('2021-01-01'), PARTITION p2 VALUES LESS THAN ('2022-01-01'), PARTITION px VALUES LESS THAN (MAXVALUE));

-- pair: partitions by list, hash and key
CREATE TABLE a (id int, region int) PARTITION BY LIST (region) (PARTITION eu VALUES IN (1, 2), PARTITION us VALUES IN (3));
CREATE TABLE b (id int) PARTITION BY HASH (id) PARTITIONS 4;
CREATE TABLE c (id int PRIMARY KEY) PARTITION BY KEY () PARTITIONS 2;
-- desired
CREATE TABLE a (id int, region int) PARTITION BY LIST (region) (PARTITION eu VALUES IN (1, 2, 4), PARTITION us VALUES IN (3), PARTITION other VALUES IN (NULL, 9));
CREATE TABLE b (id int) PARTITION BY HASH (id) PARTITIONS 8;
CREATE TABLE c (id int PRIMARY KEY) PARTITION BY LINEAR KEY (id) PARTITIONS 3;

-- pair: partitions come and go
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (id int PRIMARY KEY, x int) PARTITION BY HASH (id) PARTITIONS 4;
-- desired
CREATE TABLE a (id int PRIMARY KEY, x int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (1000), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE b (id int PRIMARY KEY, x int);

-- pair: partitions of partitions, and another key
CREATE TABLE a (id int, at date, PRIMARY KEY (id));
-- desired
CREATE TABLE a (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (year(at)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (2020) COMMENT = 'old', PARTITION p1 VALUES LESS THAN MAXVALUE);

-- pair: partitions of a history
CREATE TABLE a (id int PRIMARY KEY) WITH SYSTEM VERSIONING;
-- desired
CREATE TABLE a (id int PRIMARY KEY) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION h HISTORY, PARTITION n CURRENT);

-- pair: another engine
CREATE TABLE a (id int PRIMARY KEY, b varchar(10)) ENGINE = InnoDB;
CREATE TABLE b (id int PRIMARY KEY, b varchar(10)) ENGINE = MyISAM;
CREATE TABLE c (id int) ENGINE = MEMORY;
-- desired
CREATE TABLE a (id int PRIMARY KEY, b varchar(10)) ENGINE = Aria;
CREATE TABLE b (id int PRIMARY KEY, b varchar(10)) ENGINE = InnoDB;
CREATE TABLE c (id int) ENGINE = InnoDB;

-- pair: options of tables
CREATE TABLE a (id int PRIMARY KEY, b text) ROW_FORMAT = DYNAMIC COMMENT = 'old';
CREATE TABLE b (id int PRIMARY KEY, b text) STATS_PERSISTENT = 1 KEY_BLOCK_SIZE = 8 ROW_FORMAT = COMPRESSED;
-- desired
CREATE TABLE a (id int PRIMARY KEY, b text) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 4 COMMENT = 'it''s new';
CREATE TABLE b (id int PRIMARY KEY, b text) COMMENT = 'only this' PAGE_COMPRESSED = 1;

-- pair: a full text index with other options
CREATE TABLE post (id int PRIMARY KEY, title varchar(200), body text, FULLTEXT KEY ft (title));
-- desired
CREATE TABLE post (id int PRIMARY KEY, title varchar(200), body text, FULLTEXT KEY ft (title, body) COMMENT 'search');

-- pair: keys: prefix, direction, order
CREATE TABLE t (id int PRIMARY KEY, a varchar(200), b text, c int, KEY ka (a(10)), KEY kb (b(20)), KEY kc (c, a));
-- desired
CREATE TABLE t (id int PRIMARY KEY, a varchar(200), b text, c int, KEY ka (a(30)), KEY kb (b(20), c), KEY kc (c DESC, a));

-- pair: keys: kinds
CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(40), c text, p point NOT NULL, KEY a (a), UNIQUE b (b), KEY c (c(10)));
-- desired
CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(40), c text, p point NOT NULL, UNIQUE a (a), KEY b (b), FULLTEXT c (c), SPATIAL p (p));

-- pair: keys: methods, comments, ignored
CREATE TABLE t (id int PRIMARY KEY, a int, b int, c int, KEY a (a) COMMENT 'one', KEY b (b) IGNORED, KEY c (c) USING BTREE);
-- desired
CREATE TABLE t (id int PRIMARY KEY, a int, b int, c int, KEY a (a) COMMENT 'it''s two', KEY b (b), KEY c (c) IGNORED);

-- pair: keys: hash on a memory table
CREATE TABLE t (id int, a int, KEY a (a)) ENGINE = MEMORY;
-- desired
CREATE TABLE t (id int, a int, KEY a (a) USING BTREE, PRIMARY KEY (id)) ENGINE = MEMORY;

-- pair: keys: without names, and their numbers
CREATE TABLE t (a int, b int, KEY (a), UNIQUE (a, b));
-- desired
CREATE TABLE t (a int, b int, KEY (a), UNIQUE (a, b), KEY (b), KEY (b, a));

-- pair: keys: unique on a long text
CREATE TABLE t (id int PRIMARY KEY, url text);
-- desired
CREATE TABLE t (id int PRIMARY KEY, url text, UNIQUE KEY url (url));

-- pair: keys: a primary key comes and goes
CREATE TABLE a (x int NOT NULL, y int);
CREATE TABLE b (x int PRIMARY KEY, y int);
-- desired
CREATE TABLE a (x int NOT NULL, y int, PRIMARY KEY (x));
CREATE TABLE b (x int NOT NULL, y int, UNIQUE KEY x (x));

-- pair: keys: renamed
CREATE TABLE t (a int, b int, KEY old_name (a), KEY stays (b));
-- desired
CREATE TABLE t (a int, b int,
-- whimbrel:renamed-from old_name
KEY new_name (a), KEY stays (b));

-- pair: keys: a column of a key goes
CREATE TABLE t (a int, b int, c int, KEY k (a, b), UNIQUE u (b, c));
-- desired
CREATE TABLE t (a int, c int, KEY k (a), UNIQUE u (c));

-- pair: keys: the column and its only key go
CREATE TABLE t (a int, b int, KEY b (b), FULLTEXT KEY f (t), t text);
-- desired
CREATE TABLE t (a int);

-- pair: checks: of a table
CREATE TABLE t (a int, b int, CONSTRAINT ab CHECK (a < b), CONSTRAINT pos CHECK (a > 0));
-- desired
CREATE TABLE t (a int, b int, CONSTRAINT ab CHECK (a <= b), CONSTRAINT neg CHECK (b < 0));

-- pair: checks: of a column
CREATE TABLE t (a int CHECK (a > 0), b int, c int CHECK (c IN (1, 2)));
-- desired
CREATE TABLE t (a int CHECK (a > 1), b int CHECK (b <> 0), c int);

-- pair: checks: without names
CREATE TABLE t (a int, b int, CHECK (a > 0), CHECK (b > 0));
-- desired
CREATE TABLE t (a int, b int, CHECK (b > 0));

-- pair: checks: on a column that goes
CREATE TABLE t (a int, b int, c int CHECK (c > 0), CONSTRAINT ab CHECK (a < b));
-- desired
CREATE TABLE t (a int, CONSTRAINT ab CHECK (a < 10));

-- pair: columns: comments
CREATE TABLE t (a int COMMENT 'one', b int, c int COMMENT 'it''s "quoted" \\ and `ticked`');
-- desired
CREATE TABLE t (a int COMMENT 'two', b int COMMENT 'with, comma (and) DEFAULT 3', c int);

-- pair: columns: types of all kinds
CREATE TABLE t (a tinyint, b smallint, c mediumint, d int, e bigint, f float, g double, h decimal(5,2), i bit(1), j char(5), k varchar(5), l tinytext, m text, n mediumtext, o blob, p binary(4), q varbinary(4), r date, s time, u datetime, v year, w inet6, x uuid);
-- desired
CREATE TABLE t (a smallint, b mediumint, c int, d bigint, e decimal(20), f double, g float, h decimal(9,4) unsigned, i bit(8), j char(9), k varchar(300), l text, m mediumtext, n longtext, o longblob, p binary(16), q varbinary(40), r datetime, s time(3), u datetime(6), v smallint, w varchar(40), x char(36));

-- pair: columns: spatial types
CREATE TABLE t (id int, a point, b geometry, c polygon);
-- desired
CREATE TABLE t (id int, a geometry, b point, c multipolygon NOT NULL, d linestring, e geometrycollection);

-- pair: columns: not null comes and goes
CREATE TABLE t (a int, b int NOT NULL, c varchar(9) NOT NULL DEFAULT '', d timestamp NULL);
-- desired
CREATE TABLE t (a int NOT NULL, b int, c varchar(9) DEFAULT '', d timestamp NOT NULL DEFAULT now());

-- pair: columns: binary, compressed
CREATE TABLE t (a varchar(20), b text, c varchar(20) BINARY, d char(3) BYTE);
-- desired
CREATE TABLE t (a varchar(20) BINARY, b text COMPRESSED, c varchar(20), d char(3));

-- pair: columns: renamed, with keys on them
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, mail varchar(99), parent int, UNIQUE (mail), CONSTRAINT f FOREIGN KEY (parent) REFERENCES p (id), CHECK (mail <> ''));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY,
-- whimbrel:renamed-from mail
email varchar(120),
-- whimbrel:renamed-from parent
parent_id int, UNIQUE mail (email), CONSTRAINT f FOREIGN KEY (parent_id) REFERENCES p (id), CHECK (email <> ''));

-- pair: columns: another case
CREATE TABLE t (id int, userName varchar(20));
-- desired
CREATE TABLE t (id int, username varchar(20));

-- pair: columns: names that are words or hard to write
CREATE TABLE `order` (`key` int, `a b` int, `x``y` int, `select` int);
-- desired
CREATE TABLE `order` (`key` bigint, `a b` bigint, `x``y` bigint, `from` int, `ünï` int, KEY `group` (`key`), CHECK (`a b` > `x``y`));

-- pair: tables: renamed, others refer to it
CREATE TABLE users (id int PRIMARY KEY, name varchar(20));
CREATE TABLE posts (id int PRIMARY KEY, author int, CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users (id));
-- desired
-- whimbrel:renamed-from users
CREATE TABLE accounts (id int PRIMARY KEY, name varchar(20));
CREATE TABLE posts (id int PRIMARY KEY, author int, CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES accounts (id));

-- pair: tables: in a circle
CREATE TABLE a (id int PRIMARY KEY);
-- desired
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, a int, CONSTRAINT ba FOREIGN KEY (a) REFERENCES a (id));
ALTER TABLE a ADD CONSTRAINT ab FOREIGN KEY (b) REFERENCES b (id);

-- pair: tables: one that refers to itself
CREATE TABLE x (id int);
-- desired
CREATE TABLE category (id int AUTO_INCREMENT PRIMARY KEY, parent_id int, name varchar(80) NOT NULL, CONSTRAINT fk_parent FOREIGN KEY (parent_id) REFERENCES category (id) ON DELETE CASCADE);

-- pair: tables: the type of a key that others refer to
CREATE TABLE customer (id int AUTO_INCREMENT PRIMARY KEY);
CREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, customer_id int NOT NULL, CONSTRAINT fk_c FOREIGN KEY (customer_id) REFERENCES customer (id));
CREATE TABLE item (id int PRIMARY KEY, order_id int, customer_id int, CONSTRAINT fk_o FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE, CONSTRAINT fk_i FOREIGN KEY (customer_id) REFERENCES customer (id));
-- desired
CREATE TABLE customer (id bigint unsigned AUTO_INCREMENT PRIMARY KEY);
CREATE TABLE orders (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, customer_id bigint unsigned NOT NULL, CONSTRAINT fk_c FOREIGN KEY (customer_id) REFERENCES customer (id));
CREATE TABLE item (id int PRIMARY KEY, order_id bigint unsigned, customer_id bigint unsigned, CONSTRAINT fk_o FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE, CONSTRAINT fk_i FOREIGN KEY (customer_id) REFERENCES customer (id));

-- pair: tables: a foreign key to a unique key
CREATE TABLE p (id int PRIMARY KEY, code varchar(10) NOT NULL, UNIQUE code (code));
CREATE TABLE c (id int PRIMARY KEY, code varchar(10), CONSTRAINT f FOREIGN KEY (code) REFERENCES p (code));
-- desired
CREATE TABLE p (id int PRIMARY KEY, code varchar(20) NOT NULL, other int, UNIQUE code (code, other));
CREATE TABLE c (id int PRIMARY KEY, code varchar(20), CONSTRAINT f FOREIGN KEY (code) REFERENCES p (code));

-- pair: tables: dropped with what refers to it
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE c (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
CREATE TABLE d (id int PRIMARY KEY, c int, CONSTRAINT g FOREIGN KEY (c) REFERENCES c (id));
-- desired
CREATE TABLE d (id int PRIMARY KEY, c int);

-- pair: tables: nothing of it is left
CREATE TABLE p (id int PRIMARY KEY);
CREATE VIEW v AS SELECT id FROM p;
CREATE TRIGGER r BEFORE INSERT ON p FOR EACH ROW SET NEW.id = 1;
CREATE SEQUENCE s;
-- desired

-- pair: views: with a new column
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
-- desired
CREATE TABLE t (a int, b int, c int);
CREATE VIEW v AS SELECT a, b, c FROM t WHERE c > 0;

-- pair: views: on views
CREATE TABLE t (a int, b int);
CREATE VIEW v1 AS SELECT a, b FROM t;
CREATE VIEW v2 AS SELECT a, b FROM v1;
CREATE VIEW v3 AS SELECT v1.a, v2.b FROM v1 JOIN v2 ON v1.a = v2.a;
-- desired
CREATE TABLE t (a int, b2 int);
CREATE VIEW v1 AS SELECT a, b2 FROM t;
CREATE VIEW v2 AS SELECT a, b2 AS b FROM v1;
CREATE VIEW v3 AS SELECT v1.a, v2.b FROM v1 JOIN v2 ON v1.a = v2.a UNION SELECT 1, 2;

-- pair: views: by name before what they need
CREATE TABLE z (a int);
-- desired
CREATE TABLE z (a int);
CREATE VIEW m AS SELECT a FROM z;
CREATE VIEW a AS SELECT a FROM m;

-- pair: views: SELECT * after a column came
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT * FROM t;
-- desired
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT * FROM t;

-- pair: views: algorithm, security, check option
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT a FROM t;
CREATE ALGORITHM = MERGE VIEW w AS SELECT a FROM t WITH CHECK OPTION;
-- desired
CREATE TABLE t (a int);
CREATE ALGORITHM = TEMPTABLE SQL SECURITY INVOKER VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT a FROM t WHERE a > 1 WITH LOCAL CHECK OPTION;

-- pair: views: a table becomes a view
CREATE TABLE a (id int);
CREATE TABLE b (id int);
-- desired
CREATE TABLE a (id int);
CREATE VIEW b AS SELECT id FROM a;

-- pair: views: with a function, a union, a CTE, a window
CREATE TABLE t (id int, g int, v int);
-- desired
CREATE TABLE t (id int, g int, v int);
CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC RETURN x * 2;
CREATE VIEW f AS SELECT twice(v) AS d FROM t;
CREATE VIEW u AS SELECT id FROM t WHERE g = 1 UNION ALL SELECT v FROM t;
CREATE VIEW c AS WITH s AS (SELECT g, sum(v) AS total FROM t GROUP BY g) SELECT * FROM s WHERE total > 10;
CREATE VIEW w AS SELECT id, row_number() OVER (PARTITION BY g ORDER BY v DESC) AS n FROM t;

-- pair: triggers
CREATE TABLE t (a int, b int);
CREATE TABLE log (msg varchar(99));
CREATE TRIGGER ai AFTER INSERT ON t FOR EACH ROW INSERT INTO log VALUES ('insert');
-- desired
CREATE TABLE t (a int, b int, c int);
CREATE TABLE log (msg varchar(99), at timestamp DEFAULT now());
CREATE TRIGGER ai AFTER INSERT ON t FOR EACH ROW INSERT INTO log (msg) VALUES (concat('insert ', NEW.a));
DELIMITER //
CREATE TRIGGER bu BEFORE UPDATE ON t FOR EACH ROW
BEGIN
	-- a comment; with a semicolon
	IF NEW.b < 0 THEN
		SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no; not this';
	END IF;
	SET NEW.c = NEW.a + NEW.b;
END//
DELIMITER ;

-- pair: triggers: their order
CREATE TABLE t (a int);
CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
CREATE TRIGGER two BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2;
-- desired
CREATE TABLE t (a int);
CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;
CREATE TRIGGER zero BEFORE INSERT ON t FOR EACH ROW PRECEDES one SET NEW.a = 0;
CREATE TRIGGER two BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2;

-- pair: triggers: on a column that goes
CREATE TABLE t (a int, b int);
CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.b;
-- desired
CREATE TABLE t (a int, c int);
CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.c;

-- pair: routines
CREATE TABLE t (a int);
CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x + 1;
CREATE PROCEDURE p(IN x int, OUT y int) SELECT count(*) INTO y FROM t WHERE a = x;
-- desired
CREATE TABLE t (a int);
CREATE FUNCTION f(x bigint) RETURNS bigint DETERMINISTIC COMMENT 'it''s changed' RETURN x + 2;
DELIMITER $$
CREATE PROCEDURE p(IN x int, OUT y int, INOUT z varchar(20))
READS SQL DATA SQL SECURITY INVOKER
BEGIN
	DECLARE done INT DEFAULT FALSE;
	DECLARE c CURSOR FOR SELECT a FROM t;
	DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;
	OPEN c;
	l: LOOP
		FETCH c INTO y;
		IF done THEN LEAVE l; END IF;
	END LOOP;
	CLOSE c;
END$$
CREATE PROCEDURE f() SELECT 1$$
DELIMITER ;

-- pair: routines: an aggregate
CREATE TABLE t (a int);
-- desired
CREATE TABLE t (a int);
DELIMITER //
CREATE AGGREGATE FUNCTION total(x int) RETURNS int
BEGIN
	DECLARE s int DEFAULT 0;
	DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN s;
	LOOP
		FETCH GROUP NEXT ROW;
		SET s = s + x;
	END LOOP;
END//
DELIMITER ;

-- pair: events
CREATE TABLE t (a int);
CREATE EVENT clean ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO DELETE FROM t;
-- desired
CREATE TABLE t (a int);
CREATE EVENT clean ON SCHEDULE EVERY 2 HOUR STARTS '2030-01-01 00:00:00' ENDS '2037-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'it''s slower' DO DELETE FROM t WHERE a = 1;
CREATE EVENT once ON SCHEDULE AT '2035-05-05 05:05:05' DO INSERT INTO t VALUES (1);

-- pair: sequences
CREATE SEQUENCE s1;
CREATE SEQUENCE s2 START WITH 10 INCREMENT BY 5;
CREATE TABLE t (id int);
-- desired
CREATE SEQUENCE s1 MAXVALUE 1000 CYCLE CACHE 10;
CREATE SEQUENCE s3 START WITH 100 MINVALUE 100 INCREMENT BY 10 NOCACHE;
CREATE TABLE t (id int, n bigint DEFAULT nextval(s3));

-- pair: shop: orders grow up
CREATE TABLE customers (id int unsigned NOT NULL AUTO_INCREMENT, email varchar(190) NOT NULL, name varchar(100), created timestamp NOT NULL DEFAULT current_timestamp(), PRIMARY KEY (id), UNIQUE KEY email (email)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE orders (id int unsigned NOT NULL AUTO_INCREMENT, customer_id int unsigned NOT NULL, total float, state varchar(20), PRIMARY KEY (id), KEY customer_id (customer_id), CONSTRAINT orders_ibfk_1 FOREIGN KEY (customer_id) REFERENCES customers (id)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
-- desired
CREATE TABLE customers (id int unsigned NOT NULL AUTO_INCREMENT, email varchar(254) NOT NULL, first_name varchar(100) NOT NULL DEFAULT '', last_name varchar(100) NOT NULL DEFAULT '', full_name varchar(201) AS (concat(first_name, ' ', last_name)) STORED, created timestamp NOT NULL DEFAULT current_timestamp(), updated timestamp NULL ON UPDATE current_timestamp(), PRIMARY KEY (id), UNIQUE KEY email (email), KEY by_name (last_name, first_name)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE products (id int unsigned NOT NULL AUTO_INCREMENT, sku char(12) NOT NULL, price decimal(10,2) NOT NULL CHECK (price >= 0), stock int NOT NULL DEFAULT 0, PRIMARY KEY (id), UNIQUE KEY sku (sku)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE orders (id int unsigned NOT NULL AUTO_INCREMENT, customer_id int unsigned NOT NULL, total decimal(12,2) NOT NULL DEFAULT 0.00, state enum('cart','paid','sent') NOT NULL DEFAULT 'cart', PRIMARY KEY (id), KEY by_state (state, customer_id), KEY customer_id (customer_id), CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE order_lines (order_id int unsigned NOT NULL, line smallint unsigned NOT NULL, product_id int unsigned NOT NULL, quantity int NOT NULL DEFAULT 1, PRIMARY KEY (order_id, line), CONSTRAINT line_order FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE, CONSTRAINT line_product FOREIGN KEY (product_id) REFERENCES products (id), CONSTRAINT some CHECK (quantity > 0)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE VIEW open_orders AS SELECT o.id, c.email, sum(l.quantity * p.price) AS worth FROM orders o JOIN customers c ON c.id = o.customer_id LEFT JOIN order_lines l ON l.order_id = o.id LEFT JOIN products p ON p.id = l.product_id WHERE o.state <> 'sent' GROUP BY o.id, c.email;

-- pair: shop: a table of prices gets a history and a currency
CREATE TABLE price (product_id int NOT NULL, amount decimal(10,2) NOT NULL, PRIMARY KEY (product_id));
-- desired
CREATE TABLE currency (code char(3) NOT NULL, name varchar(40) NOT NULL, PRIMARY KEY (code)) COMMENT = 'ISO 4217';
CREATE TABLE price (product_id int NOT NULL, currency char(3) NOT NULL DEFAULT 'EUR', amount decimal(12,4) NOT NULL, PRIMARY KEY (product_id, currency), CONSTRAINT price_currency FOREIGN KEY (currency) REFERENCES currency (code)) WITH SYSTEM VERSIONING;

-- pair: shop: a join table gets a key of its own
CREATE TABLE product (id int PRIMARY KEY);
CREATE TABLE tag (id int PRIMARY KEY);
CREATE TABLE product_tag (product_id int NOT NULL, tag_id int NOT NULL, PRIMARY KEY (product_id, tag_id), CONSTRAINT pt_p FOREIGN KEY (product_id) REFERENCES product (id), CONSTRAINT pt_t FOREIGN KEY (tag_id) REFERENCES tag (id));
-- desired
CREATE TABLE product (id int PRIMARY KEY);
CREATE TABLE tag (id int PRIMARY KEY);
CREATE TABLE product_tag (id bigint NOT NULL AUTO_INCREMENT, product_id int NOT NULL, tag_id int NOT NULL, PRIMARY KEY (id), UNIQUE KEY uq (product_id, tag_id), CONSTRAINT pt_p FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE, CONSTRAINT pt_t FOREIGN KEY (tag_id) REFERENCES tag (id) ON DELETE CASCADE);

-- pair: shop: stock by trigger, procedure and event
CREATE TABLE stock (sku varchar(20) PRIMARY KEY, n int NOT NULL);
CREATE TABLE movement (id int AUTO_INCREMENT PRIMARY KEY, sku varchar(20), d int);
-- desired
CREATE TABLE stock (sku varchar(20) PRIMARY KEY, n int NOT NULL CHECK (n >= 0));
CREATE TABLE movement (id int AUTO_INCREMENT PRIMARY KEY, sku varchar(20) NOT NULL, d int NOT NULL, at datetime NOT NULL DEFAULT now(), CONSTRAINT m_sku FOREIGN KEY (sku) REFERENCES stock (sku));
DELIMITER //
CREATE TRIGGER movement_ai AFTER INSERT ON movement FOR EACH ROW
BEGIN
	UPDATE stock SET n = n + NEW.d WHERE sku = NEW.sku;
END//
CREATE PROCEDURE move_stock(p_sku varchar(20), p_d int)
MODIFIES SQL DATA
BEGIN
	DECLARE EXIT HANDLER FOR SQLEXCEPTION
	BEGIN
		ROLLBACK;
		RESIGNAL;
	END;
	START TRANSACTION;
	INSERT INTO movement (sku, d) VALUES (p_sku, p_d);
	COMMIT;
END//
CREATE EVENT forget ON SCHEDULE EVERY 1 WEEK STARTS '2030-01-06 03:00:00' DO BEGIN DELETE FROM movement WHERE at < now() - INTERVAL 2 YEAR; END//
DELIMITER ;

-- pair: blog: posts, tags, comments
CREATE TABLE wp_posts (ID bigint(20) unsigned NOT NULL AUTO_INCREMENT, post_title text NOT NULL, post_status varchar(20) NOT NULL DEFAULT 'publish', post_name varchar(200) NOT NULL DEFAULT '', PRIMARY KEY (ID), KEY post_name (post_name(191)));
-- desired
CREATE TABLE wp_posts (ID bigint(20) unsigned NOT NULL AUTO_INCREMENT, post_author bigint(20) unsigned NOT NULL DEFAULT 0, post_title text NOT NULL, post_status varchar(20) NOT NULL DEFAULT 'draft', post_name varchar(200) NOT NULL DEFAULT '', post_date datetime NOT NULL DEFAULT '2000-01-01 00:00:00', PRIMARY KEY (ID), KEY post_name (post_name(100)), KEY type_status_date (post_status, post_date, ID), FULLTEXT KEY search (post_title));
CREATE TABLE wp_postmeta (meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT, post_id bigint(20) unsigned NOT NULL DEFAULT 0, meta_key varchar(255) DEFAULT NULL, meta_value longtext DEFAULT NULL, PRIMARY KEY (meta_id), KEY post_id (post_id), KEY meta_key (meta_key(191)));

-- pair: blog: a slug becomes the key
CREATE TABLE post (id int AUTO_INCREMENT PRIMARY KEY, slug varchar(100) NOT NULL, body mediumtext);
CREATE TABLE comment (id int AUTO_INCREMENT PRIMARY KEY, post_id int NOT NULL, body text, CONSTRAINT comment_post FOREIGN KEY (post_id) REFERENCES post (id));
-- desired
CREATE TABLE post (slug varchar(100) NOT NULL PRIMARY KEY, body mediumtext);
CREATE TABLE comment (id int AUTO_INCREMENT PRIMARY KEY, post_slug varchar(100) NOT NULL, body text, CONSTRAINT comment_post FOREIGN KEY (post_slug) REFERENCES post (slug));

-- pair: blog: comments as a tree, with a closure table
CREATE TABLE comments (id int PRIMARY KEY, body text);
-- desired
CREATE TABLE comments (id int PRIMARY KEY, parent int, body text, depth tinyint unsigned NOT NULL DEFAULT 0, CONSTRAINT up FOREIGN KEY (parent) REFERENCES comments (id) ON DELETE CASCADE);
CREATE TABLE comment_paths (ancestor int NOT NULL, descendant int NOT NULL, length smallint NOT NULL, PRIMARY KEY (ancestor, descendant), KEY (descendant), CONSTRAINT pa FOREIGN KEY (ancestor) REFERENCES comments (id), CONSTRAINT pd FOREIGN KEY (descendant) REFERENCES comments (id));

-- pair: erp: another tenant in every key
CREATE TABLE account (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, code varchar(10) NOT NULL, UNIQUE code (code));
CREATE TABLE entry (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, account_id int NOT NULL, amount decimal(15,2), KEY account_id (account_id), CONSTRAINT entry_account FOREIGN KEY (account_id) REFERENCES account (id));
-- desired
CREATE TABLE account (tenant int NOT NULL, id int NOT NULL AUTO_INCREMENT, code varchar(10) NOT NULL, PRIMARY KEY (tenant, id), KEY (id), UNIQUE code (tenant, code));
CREATE TABLE entry (tenant int NOT NULL, id int NOT NULL AUTO_INCREMENT, account_id int NOT NULL, amount decimal(15,2), PRIMARY KEY (tenant, id), KEY (id), CONSTRAINT entry_account FOREIGN KEY (tenant, account_id) REFERENCES account (tenant, id));

-- pair: erp: invoices with checks and generated columns
CREATE TABLE invoice (id int PRIMARY KEY, net decimal(12,2), vat decimal(5,2), issued date, due date);
-- desired
CREATE TABLE invoice (id int PRIMARY KEY, number varchar(20) AS (concat('R-', lpad(id, 6, '0'))) VIRTUAL, net decimal(12,2) NOT NULL DEFAULT 0, vat decimal(5,2) NOT NULL DEFAULT 19.00, gross decimal(14,2) AS (round(net * (1 + vat / 100), 2)) STORED, issued date NOT NULL, due date NOT NULL, yr smallint AS (year(issued)) STORED, CONSTRAINT due_later CHECK (due >= issued), CONSTRAINT vat_range CHECK (vat BETWEEN 0 AND 100), UNIQUE KEY number (number), KEY by_year (yr, gross));

-- pair: erp: employees, departments, a circle, renamed columns
CREATE TABLE department (id int PRIMARY KEY, name varchar(40));
CREATE TABLE employee (id int PRIMARY KEY, surname varchar(40), dept int, CONSTRAINT emp_dept FOREIGN KEY (dept) REFERENCES department (id));
-- desired
CREATE TABLE department (id int PRIMARY KEY, name varchar(40) NOT NULL, head_id int);
CREATE TABLE employee (id int PRIMARY KEY,
-- whimbrel:renamed-from surname
last_name varchar(60) NOT NULL, dept int, CONSTRAINT emp_dept FOREIGN KEY (dept) REFERENCES department (id));
ALTER TABLE department ADD CONSTRAINT dept_head FOREIGN KEY (head_id) REFERENCES employee (id) ON DELETE SET NULL;

-- pair: a foreign key goes, the server's index stays
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p int, KEY p (p));

-- pair: another index would do as well, the server's stays
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p int, q int, FOREIGN KEY (p) REFERENCES p (id), CONSTRAINT named FOREIGN KEY (q) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p int, q int, KEY p (p), KEY w (p, q), UNIQUE u (q, p), KEY named (q), FOREIGN KEY (p) REFERENCES p (id), CONSTRAINT named FOREIGN KEY (q) REFERENCES p (id));

-- pair: another index does instead of the server's
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p int, q int, FOREIGN KEY (p) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p int, q int, KEY w (p, q), FOREIGN KEY (p) REFERENCES p (id));

-- pair: two foreign keys on one column, one on two
CREATE TABLE p (id int PRIMARY KEY, k int, KEY (id, k));
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (a int, b int, FOREIGN KEY (a) REFERENCES p (id), FOREIGN KEY (a, b) REFERENCES p (id, k));
-- desired
CREATE TABLE p (id int PRIMARY KEY, k int, KEY (id, k));
CREATE TABLE r (id int PRIMARY KEY);
CREATE TABLE t (a int, b int, FOREIGN KEY (a) REFERENCES p (id), FOREIGN KEY (a) REFERENCES r (id));

-- pair: events: that begin when they are made !same
CREATE TABLE t (a int);
CREATE EVENT hourly ON SCHEDULE EVERY 1 HOUR DO DELETE FROM t;
CREATE EVENT daily ON SCHEDULE EVERY 1 DAY STARTS CURRENT_TIMESTAMP + INTERVAL 1 DAY DO DELETE FROM t;
-- desired
CREATE TABLE t (a int);
CREATE EVENT hourly ON SCHEDULE EVERY 1 HOUR STARTS '2026-01-02 03:04:05' DO DELETE FROM t;
CREATE EVENT daily ON SCHEDULE EVERY 1 DAY STARTS '2036-01-02 03:04:05' DO DELETE FROM t;

-- pair: events: another interval
CREATE TABLE t (a int);
CREATE EVENT e ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 12:00:00' DO DELETE FROM t;
-- desired
CREATE TABLE t (a int);
CREATE EVENT e ON SCHEDULE EVERY 2 WEEK STARTS '2030-01-01 12:30:00' ON COMPLETION PRESERVE DO CALL clean();
CREATE PROCEDURE clean() DELETE FROM t;

-- pair: triggers: written in another manner
CREATE TABLE t (a int);
create definer = current_user trigger `one` before insert on `t` for each row set new.a = 1;
-- desired
CREATE TABLE t (a int);
create definer = current_user trigger `one` before insert on `t` for each row set new.a = 2;
create trigger two after delete
	on t for each row
	begin end;

-- pair: tables: JSON, invisible, generated, partitions in one
CREATE TABLE event_log (id bigint NOT NULL AUTO_INCREMENT, doc json NOT NULL, at datetime NOT NULL, PRIMARY KEY (id));
-- desired
CREATE TABLE event_log (id bigint NOT NULL AUTO_INCREMENT, doc json NOT NULL CHECK (json_valid(doc)), at datetime(3) NOT NULL DEFAULT current_timestamp(3), kind varchar(40) AS (json_unquote(json_extract(doc, '$.kind'))) STORED INVISIBLE, PRIMARY KEY (id, at), KEY by_kind (kind, at)) PARTITION BY RANGE COLUMNS (at) (PARTITION p2030 VALUES LESS THAN ('2031-01-01'), PARTITION rest VALUES LESS THAN (MAXVALUE));

-- pair: tables: partitions with options of their own
CREATE TABLE m (id int NOT NULL, d date NOT NULL) ENGINE = InnoDB PARTITION BY RANGE (to_days(d)) (PARTITION a VALUES LESS THAN (738000), PARTITION b VALUES LESS THAN (739000));
-- desired
CREATE TABLE m (id int NOT NULL, d date NOT NULL, x int, KEY (x)) ENGINE = InnoDB PARTITION BY RANGE (to_days(d)) (PARTITION a VALUES LESS THAN (738000) COMMENT = 'cold', PARTITION b VALUES LESS THAN (739000), PARTITION c VALUES LESS THAN (740000));

-- pair: tables: renamed with its column, its key and what looks at it
CREATE TABLE usr (uid int PRIMARY KEY, mail varchar(100), KEY ix_mail (mail));
CREATE VIEW mails AS SELECT mail FROM usr;
-- desired
-- whimbrel:renamed-from usr
CREATE TABLE users (
-- whimbrel:renamed-from uid
id int PRIMARY KEY,
-- whimbrel:renamed-from mail
email varchar(100),
-- whimbrel:renamed-from ix_mail
KEY ix_email (email));
CREATE VIEW mails AS SELECT email FROM users;

-- pair: erp: temporal prices and rooms
CREATE TABLE rate (room int NOT NULL, amount decimal(8,2), d1 date NOT NULL, d2 date NOT NULL, PERIOD FOR valid (d1, d2), PRIMARY KEY (room, valid WITHOUT OVERLAPS));
-- desired
CREATE TABLE rate (room int NOT NULL, season char(4) NOT NULL DEFAULT 'high', amount decimal(10,2) NOT NULL, d1 date NOT NULL, d2 date NOT NULL, PERIOD FOR valid (d1, d2), PRIMARY KEY (room, season, valid WITHOUT OVERLAPS));

-- pair: more: triggers of a table that is renamed
CREATE TABLE usr (id int PRIMARY KEY, n int);
CREATE TRIGGER usr_bi BEFORE INSERT ON usr FOR EACH ROW SET NEW.n = 1;
-- desired
-- whimbrel:renamed-from usr
CREATE TABLE users (id int PRIMARY KEY, n int);
CREATE TRIGGER usr_bi BEFORE INSERT ON users FOR EACH ROW SET NEW.n = 2;

-- pair: more: table, view and sequence change what they are
CREATE TABLE a (id int);
CREATE VIEW b AS SELECT 1 AS x;
CREATE SEQUENCE c;
-- desired
CREATE VIEW a AS SELECT 1 AS y;
CREATE TABLE b (x int);
CREATE TABLE c (id int);
CREATE SEQUENCE d INCREMENT BY -1 MINVALUE -1000 MAXVALUE -1;

-- pair: more: a sequence that others use
CREATE SEQUENCE s START WITH 1 INCREMENT BY 1;
CREATE TABLE t (id bigint DEFAULT nextval(s) PRIMARY KEY, x int);
CREATE TABLE u (id bigint DEFAULT (nextval(s) + 1));
-- desired
CREATE SEQUENCE s START WITH 100 INCREMENT BY 10 CACHE 50;
CREATE SEQUENCE s2;
CREATE TABLE t (id bigint DEFAULT nextval(s) PRIMARY KEY, x int DEFAULT nextval(s2));
CREATE TABLE u (id bigint DEFAULT nextval(s2));

-- pair: more: renamed columns that a check, a generated column and a view read
CREATE TABLE t (id int PRIMARY KEY, net int, vat int, gross int AS (net + vat) STORED, KEY k (gross, net), CONSTRAINT c CHECK (net > vat));
CREATE VIEW v AS SELECT id, net, gross FROM t;
-- desired
CREATE TABLE t (id int PRIMARY KEY,
-- whimbrel:renamed-from net
amount int, vat int, gross int AS (amount + vat) STORED, KEY k (gross, amount), CONSTRAINT c CHECK (amount > vat));
CREATE VIEW v AS SELECT id, amount AS net, gross FROM t;

-- pair: more: a foreign key refers to another table
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE q (id bigint PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, ref int, CONSTRAINT f FOREIGN KEY (ref) REFERENCES p (id));
-- desired
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE q (id bigint PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, ref bigint, CONSTRAINT f FOREIGN KEY (ref) REFERENCES q (id) ON DELETE CASCADE);

-- pair: more: the primary key that others refer to becomes wider
CREATE TABLE p (id int NOT NULL, PRIMARY KEY (id));
CREATE TABLE t (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));
-- desired
CREATE TABLE p (id int NOT NULL, lang char(2) NOT NULL, PRIMARY KEY (id, lang));
CREATE TABLE t (id int PRIMARY KEY, p int, lang char(2), CONSTRAINT f FOREIGN KEY (p, lang) REFERENCES p (id, lang));

-- pair: more: tables swap their names
CREATE TABLE a (id int PRIMARY KEY, x int);
CREATE TABLE b (id int PRIMARY KEY, y varchar(9));
-- desired
CREATE TABLE a (id int PRIMARY KEY, y varchar(9));
CREATE TABLE b (id int PRIMARY KEY, x int);

-- pair: more: options of other engines
CREATE TABLE a (id int PRIMARY KEY) ENGINE = MyISAM CHECKSUM = 1 MIN_ROWS = 10 MAX_ROWS = 1000 AVG_ROW_LENGTH = 50;
CREATE TABLE b (id int PRIMARY KEY) ENGINE = Aria TRANSACTIONAL = 1;
CREATE TABLE c (id int PRIMARY KEY) ENGINE = MyISAM;
-- desired
CREATE TABLE a (id int PRIMARY KEY) ENGINE = MyISAM DELAY_KEY_WRITE = 1 MAX_ROWS = 5000 PACK_KEYS = 1;
CREATE TABLE b (id int PRIMARY KEY) ENGINE = Aria TRANSACTIONAL = 0 PAGE_CHECKSUM = 0;
CREATE TABLE c (id int NOT NULL) ENGINE = CSV;

-- pair: more: a merge of tables
CREATE TABLE m1 (id int) ENGINE = MyISAM;
CREATE TABLE m2 (id int) ENGINE = MyISAM;
CREATE TABLE m (id int) ENGINE = MERGE UNION = (m1);
-- desired
CREATE TABLE m1 (id int) ENGINE = MyISAM;
CREATE TABLE m2 (id int) ENGINE = MyISAM;
CREATE TABLE m (id int) ENGINE = MERGE UNION = (m1, m2) INSERT_METHOD = LAST;

-- pair: more: programs under another mode
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
CREATE TABLE t (a varchar(20));
CREATE FUNCTION f(x varchar(9)) RETURNS varchar(20) DETERMINISTIC RETURN x || 'a';
CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW."a" = 'b';
-- desired
SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
CREATE TABLE t (a varchar(20));
CREATE FUNCTION f(x varchar(9)) RETURNS varchar(20) DETERMINISTIC RETURN x || 'b';
CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW."a" = 'b' || 'c';
CREATE VIEW v AS SELECT "a" || 'x' AS y FROM t;

-- pair: more: packages
CREATE TABLE t (a int);
-- desired
CREATE TABLE t (a int);
SET sql_mode = ORACLE;
DELIMITER //
CREATE PACKAGE pk AS
  FUNCTION one RETURN INT;
  PROCEDURE two(x INT);
END//
CREATE PACKAGE BODY pk AS
  FUNCTION one RETURN INT AS BEGIN RETURN 1; END;
  PROCEDURE two(x INT) AS BEGIN INSERT INTO t VALUES (x); END;
END//
DELIMITER ;

-- pair: more: geometry with a system of reference
CREATE TABLE g (id int PRIMARY KEY, p point);
-- desired
CREATE TABLE g (id int PRIMARY KEY, p point REF_SYSTEM_ID = 4326 NOT NULL, SPATIAL KEY (p));

-- pair: more: a column that a default and a check read goes
CREATE TABLE t (id int PRIMARY KEY, a int, b int DEFAULT (a + 1), c int CHECK (c > a), CONSTRAINT d CHECK (a < 3 OR id > 1));
-- desired
CREATE TABLE t (id int PRIMARY KEY, b int DEFAULT (id + 1), c int CHECK (c > id), CONSTRAINT d CHECK (id > 1));

-- pair: more: views that read what the server has
CREATE TABLE t (a int);
-- desired
CREATE TABLE t (a int);
CREATE VIEW big AS SELECT table_name FROM information_schema.tables WHERE table_schema = 'x';
CREATE VIEW v (one, two) AS SELECT a, a + 1 FROM t WHERE a IN (SELECT max(a) FROM t) ORDER BY a LIMIT 10;
CREATE VIEW ex AS SELECT * FROM (SELECT a AS q FROM t) AS d WHERE EXISTS (SELECT 1 FROM v WHERE v.one = d.q);

-- pair: more: many changes of one table
CREATE TABLE t (id int NOT NULL AUTO_INCREMENT, a varchar(20), b int, c text, d date, PRIMARY KEY (id), UNIQUE a (a), KEY b (b), FULLTEXT c (c), CONSTRAINT pos CHECK (b > 0)) DEFAULT CHARSET latin1 COMMENT = 'x';
-- desired
CREATE TABLE t (uid binary(16) NOT NULL, id bigint NOT NULL AUTO_INCREMENT, a varchar(40) NOT NULL, b bigint unsigned, c mediumtext, e datetime NOT NULL DEFAULT now(), f int AS (b + 1) STORED, PRIMARY KEY (uid), UNIQUE id (id), KEY a (a, b DESC), FULLTEXT c2 (c), CONSTRAINT pos CHECK (b > 1)) ENGINE = InnoDB DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_unicode_ci ROW_FORMAT = COMPRESSED WITH SYSTEM VERSIONING;

-- pair: more: a table with its own history and partitions changes
CREATE TABLE t (id int PRIMARY KEY, a int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 1000 (PARTITION p0 HISTORY, PARTITION pn CURRENT);
-- desired
CREATE TABLE t (id int PRIMARY KEY, a bigint NOT NULL, b int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 MONTH (PARTITION p0 HISTORY, PARTITION p1 HISTORY, PARTITION pn CURRENT);

-- pair: more: another case of a table's name
CREATE TABLE Users (id int PRIMARY KEY);
-- desired
-- whimbrel:renamed-from Users
CREATE TABLE users (id int PRIMARY KEY, a int);

-- pair: more: the default of a text, bit and binary
CREATE TABLE t (a text DEFAULT 'x', b bit(3) DEFAULT b'101', c binary(3) DEFAULT 'abc', e blob DEFAULT 'q', f varchar(9) DEFAULT 'ü', g char(1) DEFAULT '\\', h varchar(9) DEFAULT '%');
-- desired
CREATE TABLE t (a text DEFAULT ('y'), b bit(3) DEFAULT b'111', c binary(3) DEFAULT 'ab\0', e blob DEFAULT 'r', f varchar(9) DEFAULT 'ß''', g char(1) DEFAULT '"', h varchar(9) DEFAULT '\n');

-- pair: more: a check, a generated column and keys read one that is calculated in another way
CREATE TABLE t (id int PRIMARY KEY, g bigint AS (id + 1) STORED, c int AS (g + 1) VIRTUAL, d int CHECK (d > g), CONSTRAINT ck CHECK (g > 0), KEY g (g));
-- desired
CREATE TABLE t (id int PRIMARY KEY, g bigint AS (id + 1) VIRTUAL, c int AS (g + 1) VIRTUAL, d int CHECK (d > g), CONSTRAINT ck CHECK (g > 0), KEY g (g));

-- pair: more: a column with a check becomes a generated one
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, g int, CONSTRAINT ck CHECK (g > 0 OR a > 0));
CREATE VIEW v AS SELECT g FROM t;
-- desired
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, g int AS (a * 2) STORED, CONSTRAINT ck CHECK (g > 0 OR a > 0));
CREATE VIEW v AS SELECT g FROM t;

-- pair: engines: what only Aria takes goes before it does
CREATE TABLE m (a INT, KEY (a)) ENGINE=Aria PAGE_CHECKSUM=1 TRANSACTIONAL=1;
CREATE TABLE n (a INT) ENGINE=MEMORY;
-- desired
CREATE TABLE m (a INT, KEY (a)) ENGINE=MEMORY;
CREATE TABLE n (a INT NOT NULL) ENGINE=Aria PAGE_CHECKSUM=1 TRANSACTIONAL=0;
-- rows
INSERT INTO m VALUES (1), (2);
-- ask
SELECT a FROM m ORDER BY a;

-- pair: defaults of bytes that are no text
CREATE TABLE t (id int PRIMARY KEY, b bit(3) DEFAULT b'101', v varbinary(4) DEFAULT 0x00ff, w binary(3) DEFAULT x'27ff41', x varbinary(5) DEFAULT 'a\\b');
-- desired
CREATE TABLE t (id int PRIMARY KEY, b bit(5) DEFAULT b'10001', v varbinary(6) DEFAULT 0xff5c0a00, w binary(3) DEFAULT x'ff27c3', x varbinary(5) DEFAULT x'c3a4', y varbinary(9) DEFAULT concat(x'fe', 'a'));
-- rows
INSERT INTO t (id) VALUES (1), (2);
-- ask
SELECT id, b + 0, hex(v), hex(w), hex(x) FROM t ORDER BY id;
