-- More pairs for the SQLite dialect: what stands around a table that changes.

-- pair: a view on a table that is not there
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE VIEW broken AS SELECT * FROM missing;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW broken AS SELECT * FROM missing;

-- pair: a view names a column that goes
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE VIEW v AS SELECT a, b FROM t;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW v AS SELECT a, b FROM t;

-- pair: a column is renamed while a broken view is there
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW broken AS SELECT * FROM missing;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY,
	-- whimbrel:renamed-from a
	b TEXT);
CREATE VIEW broken AS SELECT * FROM missing;

-- pair: a renamed column in a check, an index, a generated column and a trigger of another table
CREATE TABLE acc (id INTEGER PRIMARY KEY, bal INTEGER NOT NULL CHECK (bal >= 0), twice INTEGER AS (bal * 2), UNIQUE (bal, id));
CREATE INDEX acc_bal ON acc (bal DESC) WHERE bal > 10;
CREATE INDEX acc_expr ON acc (abs(bal));
CREATE TABLE other (x INTEGER);
CREATE TRIGGER other_ai AFTER INSERT ON other BEGIN
	UPDATE acc SET bal = bal + new.x WHERE id = 1;
	INSERT INTO acc (bal) SELECT bal FROM acc a WHERE a.bal > 5;
END;
INSERT INTO acc (bal) VALUES (11);
-- desired
CREATE TABLE acc (
	id INTEGER PRIMARY KEY,
	-- whimbrel:renamed-from bal
	balance INTEGER NOT NULL CHECK (balance >= 0),
	twice INTEGER AS (balance * 2),
	UNIQUE (balance, id));
CREATE INDEX acc_bal ON acc (balance DESC) WHERE balance > 10;
CREATE INDEX acc_expr ON acc (abs(balance));
CREATE TABLE other (x INTEGER);
CREATE TRIGGER other_ai AFTER INSERT ON other BEGIN
	UPDATE acc SET balance = balance + new.x WHERE id = 1;
	INSERT INTO acc (balance) SELECT balance FROM acc a WHERE a.balance > 5;
END;

-- pair: a renamed table is rebuilt at once, with a key of its own
CREATE TABLE category (id INTEGER PRIMARY KEY AUTOINCREMENT, parent_id INTEGER REFERENCES category (id), title TEXT);
CREATE TABLE item (id INTEGER PRIMARY KEY, category_id INTEGER REFERENCES category (id) ON DELETE SET NULL);
CREATE VIEW roots AS SELECT title FROM category WHERE parent_id IS NULL;
INSERT INTO category (parent_id, title) VALUES (NULL, 'a'), (1, 'b');
-- desired
-- whimbrel:renamed-from category
CREATE TABLE categories (id INTEGER PRIMARY KEY AUTOINCREMENT, parent_id INTEGER REFERENCES categories (id) ON DELETE CASCADE, title TEXT NOT NULL);
CREATE TABLE item (id INTEGER PRIMARY KEY, category_id INTEGER REFERENCES categories (id) ON DELETE SET NULL);
CREATE VIEW roots AS SELECT title FROM categories WHERE parent_id IS NULL;

-- pair: two tables are renamed, one takes the other's old name
CREATE TABLE a (x INTEGER);
CREATE TABLE b (y TEXT);
-- desired
-- whimbrel:renamed-from b
CREATE TABLE c (y TEXT);
-- whimbrel:renamed-from a
CREATE TABLE d (x INTEGER);

-- pair: a renamed column with a name in quotes
CREATE TABLE "my table" ("old name" TEXT, k INTEGER);
CREATE INDEX mi ON "my table" ("old name");
-- desired
CREATE TABLE "my table" (
	-- whimbrel:renamed-from "old name"
	"new name" TEXT,
	k INTEGER);
CREATE INDEX mi ON "my table" ("new name");

-- pair: a hint that is no longer due
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
-- desired
-- whimbrel:renamed-from users
CREATE TABLE people (
	id INTEGER PRIMARY KEY,
	-- whimbrel:renamed-from nick
	name TEXT,
	age INTEGER
);

-- pair: rows that conflict clauses would pass over
CREATE TABLE t (a INTEGER, b TEXT);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
-- desired
CREATE TABLE t (a INTEGER UNIQUE ON CONFLICT IGNORE, b TEXT NOT NULL ON CONFLICT IGNORE);

-- pair: hidden names of the rowid are columns
CREATE TABLE t (rowid TEXT, oid TEXT, _rowid_ TEXT, x);
INSERT INTO t VALUES ('a', 'b', 'c', 1);
-- desired
CREATE TABLE t (rowid TEXT NOT NULL, oid TEXT, _rowid_ TEXT, x);

-- pair: a table with a column called like itself
CREATE TABLE name (name TEXT, CHECK (name.name <> ''));
CREATE INDEX name_name ON name (name);
-- desired
CREATE TABLE name (name TEXT NOT NULL, CHECK (name.name <> ''));
CREATE INDEX name_name ON name (name);

-- pair: checks that name their table
CREATE TABLE t (a INTEGER, b INTEGER, CHECK (t.a < t.b));
-- desired
CREATE TABLE t (a INTEGER, b INTEGER NOT NULL, CHECK (t.a < t.b));

-- pair: every kind of name for a constraint
CREATE TABLE t (a INTEGER CONSTRAINT pk PRIMARY KEY, b TEXT CONSTRAINT nn NOT NULL CONSTRAINT uq UNIQUE CONSTRAINT ck CHECK (b <> '') CONSTRAINT df DEFAULT 'x' CONSTRAINT co COLLATE NOCASE);
-- desired
CREATE TABLE t (a INTEGER CONSTRAINT pk PRIMARY KEY, b TEXT CONSTRAINT nn NOT NULL CONSTRAINT uq2 UNIQUE CONSTRAINT ck CHECK (b <> '' AND b <> ' ') CONSTRAINT df DEFAULT 'y' CONSTRAINT co COLLATE RTRIM);

-- pair: constraints without commas
CREATE TABLE t (a INTEGER, b INTEGER, UNIQUE (a) CHECK (b > 0) CONSTRAINT named CHECK (a > 0));
-- desired
CREATE TABLE t (a INTEGER, b INTEGER, UNIQUE (a) CHECK (b > 1) CONSTRAINT named CHECK (a > 0));

-- pair: several constraints of one column in an odd order !same
CREATE TABLE t (a INTEGER NOT NULL DEFAULT 3 CHECK (a > 0) UNIQUE);
-- desired
CREATE TABLE t (a INTEGER UNIQUE CHECK (a > 0) DEFAULT 3 NOT NULL);

-- pair: two constraints of one name
CREATE TABLE t (a INTEGER, CONSTRAINT c CHECK (a > 0), CONSTRAINT c CHECK (a < 9));
-- desired
CREATE TABLE t (a INTEGER, CONSTRAINT c CHECK (a > 0), CONSTRAINT c CHECK (a < 10));

-- pair: a foreign key twice means no more than once !same
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER REFERENCES p (id) REFERENCES p (id));
-- desired
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER REFERENCES p (id));

-- pair: strings that look like SQL
CREATE TABLE t (a TEXT DEFAULT 'x'', b TEXT); --', b TEXT DEFAULT '/* no */', CHECK (a <> '); DROP TABLE t; --'));
-- desired
CREATE TABLE t (a TEXT DEFAULT 'x'', c TEXT); --', b TEXT DEFAULT '/* yes */' NOT NULL, CHECK (a <> '); DROP TABLE u; --'));

-- pair: a default with parentheses and calls
CREATE TABLE t (a TEXT DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)))), b TEXT);
INSERT INTO t (b) VALUES ('x');
-- desired
CREATE TABLE t (a TEXT NOT NULL DEFAULT (lower(hex(randomblob(16)))), b TEXT, c REAL DEFAULT (julianday('now')));

-- pair: parentheses around a default !same
CREATE TABLE t (a INTEGER DEFAULT (1), b TEXT DEFAULT ('x'), c DEFAULT ((-1)), d DEFAULT (CURRENT_TIMESTAMP));
-- desired
CREATE TABLE t (a INTEGER DEFAULT 1, b TEXT DEFAULT 'x', c DEFAULT -1, d DEFAULT CURRENT_TIMESTAMP);

-- pair: boolean words as defaults
CREATE TABLE t (a BOOLEAN DEFAULT FALSE, b BOOLEAN NOT NULL DEFAULT 0);
-- desired
CREATE TABLE t (a BOOLEAN DEFAULT TRUE, b BOOLEAN NOT NULL DEFAULT 1, c BOOLEAN NOT NULL DEFAULT FALSE);

-- pair: collations in keys and indexes
CREATE TABLE t (a TEXT, b TEXT, UNIQUE (a COLLATE NOCASE, b));
CREATE INDEX i ON t (b COLLATE RTRIM);
-- desired
CREATE TABLE t (a TEXT, b TEXT, UNIQUE (a, b COLLATE NOCASE));
CREATE INDEX i ON t (b COLLATE NOCASE);

-- pair: BINARY is what a collation is anyway !same
CREATE TABLE t (a TEXT COLLATE BINARY, b TEXT COLLATE "binary");
-- desired
CREATE TABLE t (a TEXT, b TEXT);

-- pair: a generated column that leans on another, in front of it
CREATE TABLE t (c INTEGER AS (b + 1), b INTEGER AS (a + 1) STORED, a INTEGER);
INSERT INTO t (a) VALUES (1);
-- desired
CREATE TABLE t (c INTEGER AS (b + 2), b INTEGER AS (a + 2) STORED, a INTEGER NOT NULL);

-- pair: a generated column with NOT NULL, CHECK, UNIQUE and COLLATE
CREATE TABLE t (a TEXT);
-- desired
CREATE TABLE t (a TEXT, b TEXT COLLATE NOCASE NOT NULL GENERATED ALWAYS AS (coalesce(a, '')) VIRTUAL CHECK (length(b) < 9), c TEXT AS (a) STORED UNIQUE REFERENCES t (a));

-- pair: a generated column in a foreign key and an index
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER, b INTEGER AS (a / 10) REFERENCES p (id));
CREATE INDEX ti ON t (b) WHERE b > 0;
-- desired
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a BIGINT, b INTEGER AS (a / 100) REFERENCES p (id));
CREATE INDEX ti ON t (b) WHERE b > 0;

-- pair: a column keeps its name and loses its generation
CREATE TABLE t (a INTEGER, b INTEGER AS (a * 2) STORED);
INSERT INTO t VALUES (4);
-- desired
CREATE TABLE t (a INTEGER, b INTEGER);

-- pair: a self-referring table comes, with a tree of views
-- desired
CREATE TABLE node (id INTEGER PRIMARY KEY, up INTEGER REFERENCES node ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, name TEXT);
CREATE VIEW path AS WITH RECURSIVE p (id, name) AS (SELECT id, name FROM node WHERE up IS NULL UNION ALL SELECT n.id, p.name || '/' || n.name FROM node n JOIN p ON n.up = p.id) SELECT * FROM p;
CREATE VIEW leaf AS SELECT * FROM path WHERE id NOT IN (SELECT up FROM node WHERE up IS NOT NULL);

-- pair: a view with a window and a comment
CREATE TABLE sale (id INTEGER PRIMARY KEY, shop TEXT, amount REAL);
CREATE VIEW running AS SELECT shop, sum(amount) OVER (PARTITION BY shop ORDER BY id) AS total FROM sale; -- a total
-- desired
CREATE TABLE sale (id INTEGER PRIMARY KEY, shop TEXT NOT NULL, amount NUMERIC);
CREATE VIEW running AS SELECT shop, /* for each */ sum(amount) OVER (PARTITION BY shop ORDER BY id DESC) AS total FROM sale;

-- pair: a view and a table change places
CREATE TABLE t (a);
CREATE VIEW v AS SELECT a FROM t;
-- desired
CREATE TABLE v (a);
CREATE VIEW t AS SELECT a FROM v;

-- pair: an index takes the name of another
CREATE TABLE t (a, b);
CREATE INDEX x ON t (a);
CREATE INDEX y ON t (b);
-- desired
CREATE TABLE t (a, b);
CREATE INDEX y ON t (a);
CREATE INDEX x ON t (b);

-- pair: an index moves to a table that is rebuilt
CREATE TABLE t (a TEXT);
CREATE TABLE u (a TEXT);
CREATE INDEX i ON t (a);
CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;
-- desired
CREATE TABLE t (a INTEGER);
CREATE TABLE u (a INTEGER);
CREATE INDEX i ON u (a);
CREATE TRIGGER r AFTER INSERT ON u BEGIN SELECT 1; END;

-- pair: a table takes the name of an index
CREATE TABLE t (a);
CREATE INDEX u ON t (a);
-- desired
CREATE TABLE t (a);
CREATE TABLE u (a);

-- pair: triggers of every kind
CREATE TABLE t (id INTEGER PRIMARY KEY, a, b);
CREATE TRIGGER bi BEFORE INSERT ON t BEGIN SELECT RAISE(FAIL, 'no; END') WHERE new.a = 1; END;
CREATE TRIGGER bu BEFORE UPDATE OF a, b ON t FOR EACH ROW WHEN new.a > old.a BEGIN SELECT 1; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a, b);
CREATE TRIGGER bi BEFORE INSERT ON t BEGIN SELECT RAISE(ROLLBACK, 'no; END') WHERE new.a = 1; END;
CREATE TRIGGER bu BEFORE UPDATE OF a ON t FOR EACH ROW WHEN new.a > old.a BEGIN SELECT 1; SELECT 2; END;
CREATE TRIGGER ad AFTER DELETE ON t BEGIN
	INSERT INTO t (a) VALUES (old.a) ON CONFLICT DO NOTHING;
	UPDATE t SET a = CASE WHEN a = 1 THEN 'END;' ELSE "b" END;
END;

-- pair: triggers that write to one another's tables, both rebuilt
CREATE TABLE a (x INTEGER);
CREATE TABLE b (x INTEGER);
CREATE TRIGGER ab AFTER INSERT ON a BEGIN INSERT INTO b VALUES (new.x); END;
CREATE TRIGGER ba AFTER DELETE ON b BEGIN DELETE FROM a WHERE x = old.x; END;
INSERT INTO a VALUES (1);
-- desired
CREATE TABLE a (x INTEGER NOT NULL);
CREATE TABLE b (x INTEGER NOT NULL);
CREATE TRIGGER ab AFTER INSERT ON a BEGIN INSERT INTO b VALUES (new.x); END;
CREATE TRIGGER ba AFTER DELETE ON b BEGIN DELETE FROM a WHERE x = old.x; END;

-- pair: a full-text table for a renamed column
CREATE VIRTUAL TABLE f USING fts5(a, b);
INSERT INTO f VALUES ('x', 'y');
-- desired
CREATE VIRTUAL TABLE f USING fts5(a, c);

-- pair: a virtual table's name with quotes, and its options
CREATE VIRTUAL TABLE "search index" USING fts5("title text", body, content='', tokenize="unicode61 remove_diacritics 2");
-- desired
CREATE VIRTUAL TABLE "search index" USING fts5("title text", body, content='', tokenize="unicode61 remove_diacritics 0");

-- pair: the vocabulary of a full-text table
CREATE VIRTUAL TABLE f USING fts5(a);
-- desired
CREATE VIRTUAL TABLE f USING fts5(a);
CREATE VIRTUAL TABLE f_words USING fts5vocab('f', 'row');
CREATE VIEW words AS SELECT term, cnt FROM f_words ORDER BY cnt DESC;

-- pair: a table called like a full-text shadow
CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);
CREATE TABLE notes_data (id INTEGER PRIMARY KEY, blob BLOB);
-- desired
CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE notes_data (id INTEGER PRIMARY KEY, blob BLOB, size INTEGER);

-- pair: names that begin like whimbrel's and SQLite's
CREATE TABLE whimbrel_birds (id INTEGER PRIMARY KEY, seen TEXT);
CREATE TABLE sqlitefan (a);
-- desired
CREATE TABLE whimbrel_birds (id INTEGER PRIMARY KEY, seen TEXT NOT NULL DEFAULT CURRENT_DATE);
CREATE TABLE sqlitefan (a INTEGER);

-- pair: a long name
CREATE TABLE a_table_with_a_name_that_is_far_longer_than_any_other_database_would_take_and_yet_is_fine_here (a_column_with_a_name_that_is_far_longer_than_any_other_database_would_take TEXT);
-- desired
CREATE TABLE a_table_with_a_name_that_is_far_longer_than_any_other_database_would_take_and_yet_is_fine_here (a_column_with_a_name_that_is_far_longer_than_any_other_database_would_take TEXT NOT NULL);

-- pair: a table with blanks and a percent sign in its name
CREATE TABLE "100% sure" ("a%s" TEXT, "b;c" TEXT);
CREATE INDEX "i%d" ON "100% sure" ("a%s");
-- desired
CREATE TABLE "100% sure" ("a%s" TEXT NOT NULL DEFAULT '%s%n', "b;c" TEXT);
CREATE INDEX "i%d" ON "100% sure" ("a%s", "b;c");

-- pair: the empty name of a type and a number as name
CREATE TABLE "1" ("2" "", "3" INTEGER);
-- desired
CREATE TABLE "1" ("2" "", "3" INTEGER NOT NULL, "" TEXT);

-- pair: pragmas and a transaction around the desired schema
CREATE TABLE t (a);
-- desired
PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE t (a, b);
INSERT INTO t VALUES (1, 2);
COMMIT;

-- pair: the same as ALTER TABLE would say it
CREATE TABLE t (a);
CREATE TABLE old (x);
-- desired
CREATE TABLE t (a);
ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x';
CREATE TABLE old (x, y);
ALTER TABLE old RENAME TO new;
ALTER TABLE new DROP COLUMN y;

-- pair: a mail program's second version
CREATE TABLE mailbox (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, uidvalidity INTEGER);
CREATE TABLE message (id INTEGER PRIMARY KEY AUTOINCREMENT, mailbox_id INTEGER NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE, uid INTEGER NOT NULL, subject TEXT, sender TEXT, date TEXT, raw BLOB, UNIQUE (mailbox_id, uid));
CREATE TABLE attachment (message_id INTEGER REFERENCES message (id), name TEXT, data BLOB);
CREATE INDEX message_date ON message (date);
CREATE TRIGGER message_ad AFTER DELETE ON message BEGIN DELETE FROM attachment WHERE message_id = old.id; END;
INSERT INTO mailbox (name) VALUES ('INBOX'), ('Sent');
INSERT INTO message (mailbox_id, uid, subject, date) VALUES (1, 7, 'hello', '2024-01-01'), (1, 8, NULL, NULL);
INSERT INTO attachment VALUES (1, 'x.png', x'89504e47');
-- desired
CREATE TABLE mailbox (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE, uidvalidity INTEGER NOT NULL DEFAULT 0, parent_id INTEGER REFERENCES mailbox (id));
CREATE TABLE message (id INTEGER PRIMARY KEY AUTOINCREMENT, mailbox_id INTEGER NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE, uid INTEGER NOT NULL, subject TEXT NOT NULL DEFAULT '', sender TEXT, date INTEGER, raw BLOB, size INTEGER AS (length(raw)) VIRTUAL, UNIQUE (mailbox_id, uid));
CREATE TABLE attachment (message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE, name TEXT, mime TEXT DEFAULT 'application/octet-stream', data BLOB);
CREATE TABLE label (message_id INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE, label TEXT NOT NULL, PRIMARY KEY (message_id, label)) WITHOUT ROWID;
CREATE INDEX message_date ON message (mailbox_id, date DESC);
CREATE VIRTUAL TABLE message_fts USING fts5(subject, sender, content='message', content_rowid='id');
CREATE TRIGGER message_ai AFTER INSERT ON message BEGIN INSERT INTO message_fts (rowid, subject, sender) VALUES (new.id, new.subject, new.sender); END;

-- pair: a shop of an ORM, every table with a change
CREATE TABLE auth_user (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, password varchar(128) NOT NULL, username varchar(150) NOT NULL UNIQUE, is_active bool NOT NULL, date_joined datetime NOT NULL);
CREATE TABLE "shop_product" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(200) NOT NULL, "price" decimal NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "owner_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "stock" integer unsigned NOT NULL CHECK ("stock" >= 0));
CREATE INDEX "shop_product_owner_id_5fa1f6c7" ON "shop_product" ("owner_id");
CREATE TABLE "shop_cart_products" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "product_id" bigint NOT NULL REFERENCES "shop_product" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO auth_user VALUES (1, 'x', 'a', 1, '2024-01-01');
INSERT INTO shop_product VALUES (1, 't', 9.99, '{}', 1, 3);
-- desired
CREATE TABLE auth_user (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, password varchar(128) NOT NULL, last_login datetime NULL, username varchar(150) NOT NULL UNIQUE, is_active bool NOT NULL, date_joined datetime NOT NULL);
CREATE TABLE "shop_product" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(255) NOT NULL, "slug" varchar(50) NULL UNIQUE, "price" decimal NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "owner_id" bigint NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "stock" integer unsigned NOT NULL CHECK ("stock" >= 0), CONSTRAINT "price_positive" CHECK ("price" > 0));
CREATE INDEX "shop_product_owner_id_5fa1f6c7" ON "shop_product" ("owner_id");
CREATE UNIQUE INDEX "shop_product_title_owner" ON "shop_product" ("title", "owner_id") WHERE "stock" > 0;
CREATE TABLE "shop_cart_products" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "product_id" bigint NOT NULL REFERENCES "shop_product" ("id") DEFERRABLE INITIALLY DEFERRED, "quantity" smallint unsigned NOT NULL DEFAULT 1 CHECK ("quantity" >= 0), UNIQUE ("product_id"));

-- pair: double-quoted strings in checks
CREATE TABLE t (state TEXT CHECK (state IN ("open", "closed")), kind TEXT);
-- desired
CREATE TABLE t (state TEXT CHECK (state IN ("open", "closed", "kind")), kind TEXT);

-- pair: a whole table in one line with tabs
CREATE TABLE	t(a	INTEGER	PRIMARY	KEY,b	TEXT	NOT	NULL,c,d);
-- desired
CREATE TABLE	t(a	INTEGER	PRIMARY	KEY,b	TEXT	NOT	NULL,d,e	REAL	DEFAULT	1);

-- pair: blank lines and carriage returns !same
CREATE TABLE t (a INTEGER,

	b TEXT);
-- desired
CREATE TABLE t (a INTEGER, b TEXT);

-- pair: many columns come and go
CREATE TABLE t (a INTEGER, b TEXT, c REAL, d BLOB, e NUMERIC, f, g TEXT, h TEXT);
INSERT INTO t VALUES (1, 'b', 2.5, x'00', 3, 4, 'g', 'h');
-- desired
CREATE TABLE t (h TEXT, i TEXT DEFAULT 'i', a INTEGER, j, c REAL, k INTEGER NOT NULL DEFAULT 7, g TEXT);

-- pair: no column stays
CREATE TABLE t (a INTEGER, b TEXT);
-- desired
CREATE TABLE t (c INTEGER, d TEXT);

-- pair: the last column but one generated goes
CREATE TABLE t (a INTEGER, b INTEGER AS (1) VIRTUAL);
-- desired
CREATE TABLE t (c INTEGER, b INTEGER AS (1) VIRTUAL);

-- pair: an index on a column that is dropped and one that comes
CREATE TABLE t (a TEXT, b TEXT);
CREATE INDEX i ON t (b);
-- desired
CREATE TABLE t (a TEXT, c TEXT);
CREATE INDEX i ON t (c);

-- pair: an expression index and a partial one keep a column from going
CREATE TABLE t (a TEXT, b TEXT, c TEXT);
CREATE INDEX i ON t (lower(b));
CREATE INDEX j ON t (a) WHERE c IS NOT NULL;
-- desired
CREATE TABLE t (a TEXT);
CREATE INDEX i ON t (lower(a));
CREATE INDEX j ON t (a);

-- pair: the parent's key changes under a foreign key
CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
CREATE TABLE c (p TEXT REFERENCES p (code));
INSERT INTO p VALUES (1, 'x');
INSERT INTO c VALUES ('x');
-- desired
CREATE TABLE p (id INTEGER, code TEXT NOT NULL PRIMARY KEY);
CREATE TABLE c (p TEXT REFERENCES p (code));

-- pair: a parent comes between
CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT, country TEXT);
INSERT INTO city VALUES (1, 'Oslo', 'Norway');
-- desired
CREATE TABLE country (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT, country TEXT, country_id INTEGER REFERENCES country);

-- pair: two tables that are written anew change their indexes' and triggers' names with one another
CREATE TABLE t (a TEXT);
CREATE TABLE u (a TEXT);
CREATE INDEX i ON t (a);
CREATE INDEX j ON u (a);
CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM u; END;
-- desired
CREATE TABLE t (a INTEGER);
CREATE TABLE u (a INTEGER);
CREATE INDEX j ON t (a);
CREATE INDEX i ON u (a);
CREATE TRIGGER r AFTER INSERT ON u BEGIN DELETE FROM t; END;

-- pair: a trigger with a name in another letter case is rebuilt with its table
CREATE TABLE T (A TEXT, b INTEGER);
CREATE TRIGGER Tr AFTER INSERT ON t BEGIN UPDATE T SET B = 1 WHERE A = NEW.a; END;
CREATE INDEX IX ON T (a);
-- desired
CREATE TABLE t (a TEXT NOT NULL, b INTEGER);
CREATE TRIGGER tr AFTER INSERT ON T BEGIN UPDATE t SET b = 1 WHERE a = new.a; END;
CREATE INDEX ix ON t (A);

-- pair: rename of a table, and a trigger on another that writes to it
CREATE TABLE a (x INTEGER);
CREATE TABLE b (x INTEGER);
CREATE TRIGGER r AFTER INSERT ON b BEGIN INSERT INTO a VALUES (new.x); SELECT count(*) FROM a AS q JOIN a ON 1; END;
-- desired
-- whimbrel:renamed-from a
CREATE TABLE aa (x INTEGER, y TEXT);
CREATE TABLE b (x INTEGER);
CREATE TRIGGER r AFTER INSERT ON b BEGIN INSERT INTO aa VALUES (new.x, 'x'); SELECT count(*) FROM aa AS q JOIN aa ON 1; END;

-- pair: rename of a column that a view on a view shows
CREATE TABLE t (id INTEGER PRIMARY KEY, nm TEXT);
CREATE VIEW v AS SELECT id, nm FROM t;
CREATE VIEW w AS SELECT nm FROM v;
-- desired
CREATE TABLE t (
	id INTEGER PRIMARY KEY,
	-- whimbrel:renamed-from nm
	name TEXT
);
CREATE VIEW v AS SELECT id, name FROM t;
CREATE VIEW w AS SELECT name FROM v;

-- pair: rename of a column under SELECT *
CREATE TABLE t (id INTEGER PRIMARY KEY, nm TEXT);
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW w AS SELECT nm FROM v;
-- desired
CREATE TABLE t (
	id INTEGER PRIMARY KEY,
	-- whimbrel:renamed-from nm
	name TEXT
);
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW w AS SELECT name FROM v;

-- pair: fts5 external content and the content table is renamed
CREATE TABLE d (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE f USING fts5(body, content='d', content_rowid='id');
-- desired
-- whimbrel:renamed-from d
CREATE TABLE docs (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE f USING fts5(body, content='docs', content_rowid='id');

-- pair: a virtual table is renamed
CREATE VIRTUAL TABLE f USING fts5(body);
-- desired
-- whimbrel:renamed-from f
CREATE VIRTUAL TABLE g USING fts5(body);

-- pair: table options with odd blanks
CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT   ROWID ,STRICT;
-- desired
CREATE TABLE t (a TEXT PRIMARY KEY, b INT)STRICT,WITHOUT/**/ROWID;

-- pair: a column named like a type or keyword
CREATE TABLE t (text TEXT, integer INTEGER, date DATE, "primary" TEXT, "check" INTEGER, "constraint" TEXT, "unique", "references" TEXT, "default" DEFAULT 1);
-- desired
CREATE TABLE t (text TEXT NOT NULL, integer INTEGER, date DATE, "primary" TEXT, "check" INTEGER CHECK ("check" > 0), "constraint" TEXT, "foreign" TEXT, "default" DEFAULT 2);

-- pair: a default that is a word
CREATE TABLE t (a TEXT DEFAULT pending, b TEXT DEFAULT [x y]);
-- desired
CREATE TABLE t (a TEXT DEFAULT done, b TEXT DEFAULT 'x y');

-- pair: NOT NULL comes where a word is the default
CREATE TABLE t (a TEXT DEFAULT pending, b TEXT);
INSERT INTO t VALUES (NULL, 'pending');
-- desired
CREATE TABLE t (a TEXT NOT NULL DEFAULT pending, b TEXT);

-- pair: collation with a generated column and index collate
CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT GENERATED ALWAYS AS (upper(a)) VIRTUAL COLLATE RTRIM);
CREATE UNIQUE INDEX i ON t (b);
-- desired
CREATE TABLE t (a TEXT COLLATE RTRIM, b TEXT GENERATED ALWAYS AS (upper(a)) STORED COLLATE NOCASE);
CREATE UNIQUE INDEX i ON t (b COLLATE BINARY);

-- pair: a partial unique index over JSON and a check with a subexpression
CREATE TABLE e (id TEXT PRIMARY KEY NOT NULL, payload TEXT NOT NULL CHECK (json_valid(payload)), at INTEGER NOT NULL DEFAULT (unixepoch()));
-- desired
CREATE TABLE e (id TEXT PRIMARY KEY NOT NULL, payload TEXT NOT NULL CHECK (json_valid(payload) AND json_type(payload) = 'object'), at INTEGER NOT NULL DEFAULT (unixepoch()), kind TEXT NOT NULL GENERATED ALWAYS AS (payload ->> '$.kind') VIRTUAL) STRICT;
CREATE UNIQUE INDEX e_kind ON e (kind, at) WHERE payload ->> '$.unique' = 1;

-- pair: a view with a column list and UNION, whose table goes
CREATE TABLE a (x INTEGER);
CREATE TABLE b (x INTEGER);
CREATE VIEW v (n) AS SELECT x FROM a UNION SELECT x FROM b;
-- desired
CREATE TABLE a (x INTEGER);
CREATE VIEW v (n) AS SELECT x FROM a;

-- pair: semicolons and END in a trigger of a rebuilt table
CREATE TABLE t (a TEXT);
CREATE TRIGGER r AFTER UPDATE ON t WHEN new.a = 'BEGIN' BEGIN
	-- a comment; END;
	INSERT INTO t VALUES ('END;'); /* END; */
	SELECT CASE new.a WHEN 'x' THEN 1 ELSE 2 END;
END;
-- desired
CREATE TABLE t (a TEXT NOT NULL);
CREATE TRIGGER r AFTER UPDATE ON t WHEN new.a = 'BEGIN' BEGIN
	-- a comment; END;
	INSERT INTO t VALUES ('END;'); /* END; */
	SELECT CASE new.a WHEN 'x' THEN 1 ELSE 2 END;
END;

-- pair: two foreign keys on one column and a composite unique target
CREATE TABLE p (a INTEGER, b INTEGER, UNIQUE (a, b));
CREATE TABLE q (id INTEGER PRIMARY KEY);
CREATE TABLE c (a INTEGER REFERENCES q, b INTEGER, FOREIGN KEY (a, b) REFERENCES p (a, b));
-- desired
CREATE TABLE p (a INTEGER, b INTEGER, UNIQUE (b, a));
CREATE TABLE q (id INTEGER PRIMARY KEY);
CREATE TABLE c (a INTEGER REFERENCES q ON DELETE CASCADE, b INTEGER, FOREIGN KEY (b, a) REFERENCES p (b, a) ON UPDATE CASCADE);

-- pair: a table named like our own aside table !refused
CREATE TABLE t (a TEXT);
CREATE TABLE whimbrel_old_t (a TEXT);
-- desired
CREATE TABLE t (a INTEGER);
CREATE TABLE whimbrel_old_t (a TEXT);

-- pair: a table is renamed while a broken view is there, and others point to it
CREATE TABLE p (id INTEGER PRIMARY KEY, up INTEGER REFERENCES p (id), a TEXT);
CREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE, q INTEGER);
CREATE INDEX p_a ON p (a);
CREATE VIEW broken AS SELECT * FROM missing;
CREATE VIEW v AS SELECT a FROM p;
CREATE TRIGGER r AFTER INSERT ON c BEGIN UPDATE p SET a = 1 WHERE id = new.p; END;
CREATE TRIGGER s AFTER INSERT ON p BEGIN SELECT new.a; END;
INSERT INTO p VALUES (1, NULL, 'x');
INSERT INTO c VALUES (1, 2);
-- desired
-- whimbrel:renamed-from p
CREATE TABLE parent (id INTEGER PRIMARY KEY, up INTEGER REFERENCES parent (id), a TEXT);
CREATE TABLE c (p INTEGER REFERENCES parent (id) ON DELETE CASCADE, q INTEGER);
CREATE INDEX p_a ON parent (a);
CREATE VIEW broken AS SELECT * FROM missing;
CREATE VIEW v AS SELECT a FROM parent;
CREATE TRIGGER r AFTER INSERT ON c BEGIN UPDATE parent SET a = 1 WHERE id = new.p; END;
CREATE TRIGGER s AFTER INSERT ON parent BEGIN SELECT new.a; END;

-- pair: fts5 with content, triggers that feed it, all change
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE doc_fts USING fts5(title, body, content='doc', content_rowid='id');
CREATE TRIGGER doc_ai AFTER INSERT ON doc BEGIN INSERT INTO doc_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END;
CREATE TRIGGER doc_ad AFTER DELETE ON doc BEGIN INSERT INTO doc_fts(doc_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END;
INSERT INTO doc (title, body) VALUES ('a', 'hello world'), ('b', 'good bye');
-- desired
CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '', body TEXT, lang TEXT CHECK (lang IN ('de', 'en')));
CREATE VIRTUAL TABLE doc_fts USING fts5(title, body, lang UNINDEXED, content='doc', content_rowid='id', tokenize='porter unicode61');
CREATE TRIGGER doc_ai AFTER INSERT ON doc BEGIN INSERT INTO doc_fts(rowid, title, body, lang) VALUES (new.id, new.title, new.body, new.lang); END;
CREATE TRIGGER doc_ad AFTER DELETE ON doc BEGIN INSERT INTO doc_fts(doc_fts, rowid, title, body, lang) VALUES ('delete', old.id, old.title, old.body, old.lang); END;
CREATE TRIGGER doc_au AFTER UPDATE OF title, body ON doc WHEN new.title IS NOT old.title BEGIN INSERT INTO doc_fts(doc_fts, rowid, title, body, lang) VALUES ('delete', old.id, old.title, old.body, old.lang); INSERT INTO doc_fts(rowid, title, body, lang) VALUES (new.id, new.title, new.body, new.lang); END;

-- pair: a renamed table with view, trigger, fk, index, generated, and the old name is a view now
CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, first TEXT, last TEXT, full TEXT AS (first || ' ' || last));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INT NOT NULL REFERENCES customers(id) ON DELETE CASCADE, total REAL);
CREATE INDEX ix_full ON customers (full); CREATE TRIGGER ct AFTER UPDATE ON customers BEGIN UPDATE orders SET total = total WHERE customer_id = new.id; END;
CREATE VIEW cv AS SELECT c.full, o.total FROM customers c JOIN orders o ON o.customer_id = c.id;
INSERT INTO customers (first, last) VALUES ('a', 'b'), ('c', 'd'); INSERT INTO orders VALUES (1, 2, 5), (2, 1, 7);
-- desired
-- whimbrel:renamed-from customers
CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT,
-- whimbrel:renamed-from first
given TEXT NOT NULL,
last TEXT, full TEXT AS (given || ' ' || last), email TEXT UNIQUE);
CREATE TABLE orders (id INTEGER PRIMARY KEY,
-- whimbrel:renamed-from customer_id
person_id INT NOT NULL REFERENCES people(id) ON DELETE CASCADE, total NUMERIC);
CREATE INDEX ix_full ON people (full); CREATE TRIGGER ct AFTER UPDATE ON people BEGIN UPDATE orders SET total = total WHERE person_id = new.id; END;
CREATE VIEW cv AS SELECT c.full, o.total FROM people c JOIN orders o ON o.person_id = c.id;
CREATE VIEW customers AS SELECT id, given AS first, last FROM people;

-- pair: a column is renamed and another takes its name
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, x INT); CREATE INDEX n ON t (name); CREATE VIEW v AS SELECT name FROM t; INSERT INTO t VALUES (1, 'old', 2);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY,
-- whimbrel:renamed-from name
full_name TEXT, x INT,
name INT DEFAULT 5); CREATE INDEX n ON t (full_name); CREATE INDEX nn ON t (name); CREATE VIEW v AS SELECT full_name AS name FROM t;

-- pair: a table is renamed and a new one takes its name
CREATE TABLE account (id INTEGER PRIMARY KEY, n TEXT); CREATE TABLE tx (id INTEGER PRIMARY KEY, a INT REFERENCES account); CREATE VIEW v AS SELECT n FROM account; CREATE INDEX an ON account (n); INSERT INTO account VALUES (2, 'x'); INSERT INTO tx VALUES (1, 2);
-- desired
-- whimbrel:renamed-from account
CREATE TABLE wallet (id INTEGER PRIMARY KEY, n TEXT NOT NULL);
CREATE TABLE account (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT, w INT REFERENCES wallet); CREATE TABLE tx (id INTEGER PRIMARY KEY, a INT REFERENCES wallet); CREATE VIEW v AS SELECT n, email FROM wallet JOIN account ON w = wallet.id; CREATE INDEX an ON account (email);

-- pair: rename of columns in a table with all kinds of users
CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE); CREATE TABLE t (id INTEGER PRIMARY KEY, pcode TEXT REFERENCES p(code), a INT CHECK (a > 0), g INT AS (a * 2), CHECK (a < 100 AND pcode <> ''));
CREATE INDEX ia ON t (a, g) WHERE a > 5; CREATE INDEX ix ON t (abs(a)); CREATE TRIGGER tt AFTER UPDATE OF a ON t WHEN new.a > old.a BEGIN UPDATE p SET code = code WHERE code = new.pcode; END; CREATE VIEW v AS SELECT t.a, p.code FROM t JOIN p ON p.code = t.pcode; CREATE VIEW w AS SELECT a FROM v WHERE code > '';
INSERT INTO p VALUES (1, 'x'); INSERT INTO t (pcode, a) VALUES ('x', 5);
-- desired
CREATE TABLE p (id INTEGER PRIMARY KEY,
-- whimbrel:renamed-from code
key TEXT UNIQUE NOT NULL); CREATE TABLE t (id INTEGER PRIMARY KEY,
-- whimbrel:renamed-from pcode
pkey TEXT REFERENCES p(key),
-- whimbrel:renamed-from a
amount INT CHECK (amount > 0), g INT AS (amount * 2), CHECK (amount < 100 AND pkey <> ''));
CREATE INDEX ia ON t (amount, g) WHERE amount > 5; CREATE INDEX ix ON t (abs(amount)); CREATE TRIGGER tt AFTER UPDATE OF amount ON t WHEN new.amount > old.amount BEGIN UPDATE p SET key = key WHERE key = new.pkey; END; CREATE VIEW v AS SELECT t.amount AS a, p.key AS code FROM t JOIN p ON p.key = t.pkey; CREATE VIEW w AS SELECT a FROM v WHERE code > '';

-- pair: names with dots, equals signs and quotes get others
CREATE TABLE "a.b" ("c.d" INTEGER PRIMARY KEY, "e=f" TEXT, plain INT);
CREATE TABLE "q""r" (x INT);
-- desired
-- whimbrel:renamed-from "a.b"
CREATE TABLE "a=c" (
-- whimbrel:renamed-from "c.d"
"c""d" INTEGER PRIMARY KEY,
-- whimbrel:renamed-from "e=f"
ef TEXT, plain INT);
-- whimbrel:renamed-from "q""r"
CREATE TABLE qr (
-- whimbrel:renamed-from x
"x.y" INT);
-- rows
INSERT INTO "a.b" VALUES (1, 'one', 2); INSERT INTO "q""r" VALUES (5);
