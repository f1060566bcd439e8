-- Pairs of schemas for the SQLite dialect: from each one to the other and back. Each begins with a line `-- pair: NAME`, the
-- current schema, a line `-- desired`, the desired one. A name that ends in `!same` says that both mean the same, `!refused`
-- that there is no way from one to the other, `!one-way` that the way back cannot give everything back.

-- pair: a type changes in a shop with everything around it
CREATE TABLE customers (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	email TEXT NOT NULL COLLATE NOCASE,
	name TEXT,
	balance INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE orders (
	id INTEGER PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE,
	total REAL,
	placed_at TEXT DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX customers_email ON customers (lower(email));
CREATE INDEX customers_rich ON customers (balance DESC) WHERE balance > 1000;
CREATE VIEW customer_totals AS SELECT c.id, c.name, sum(o.total) AS total FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id;
CREATE TRIGGER customers_bi AFTER INSERT ON customers BEGIN
	UPDATE customers SET balance = 0 WHERE id = new.id AND balance IS NULL;
END;
INSERT INTO customers (email, name) VALUES ('a@example.org', 'A'), ('b@example.org', 'B');
INSERT INTO orders (customer_id, total) VALUES (1, 9.5), (2, 3);
-- desired
CREATE TABLE customers (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	email TEXT NOT NULL COLLATE NOCASE,
	name TEXT,
	balance NUMERIC NOT NULL DEFAULT 0
);
CREATE TABLE orders (
	id INTEGER PRIMARY KEY,
	customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE,
	total REAL,
	placed_at TEXT DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX customers_email ON customers (lower(email));
CREATE INDEX customers_rich ON customers (balance DESC) WHERE balance > 1000;
CREATE VIEW customer_totals AS SELECT c.id, c.name, sum(o.total) AS total FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id;
CREATE TRIGGER customers_bi AFTER INSERT ON customers BEGIN
	UPDATE customers SET balance = 0 WHERE id = new.id AND balance IS NULL;
END;

-- pair: STRICT comes
CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT, stars INTEGER DEFAULT 0);
-- desired
CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT, stars INTEGER DEFAULT 0) STRICT;

-- pair: WITHOUT ROWID comes, with a key of two columns
CREATE TABLE tags (note_id INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (note_id, tag));
INSERT INTO tags VALUES (1, 'a'), (1, 'b');
-- desired
CREATE TABLE tags (note_id INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (note_id, tag)) WITHOUT ROWID;

-- pair: AUTOINCREMENT comes
CREATE TABLE messages (id INTEGER PRIMARY KEY, subject TEXT);
INSERT INTO messages VALUES (3, 'hello'), (9, 'there');
-- desired
CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT);

-- pair: a generated column is stored
CREATE TABLE items (price REAL, quantity INTEGER, total REAL AS (price * quantity));
INSERT INTO items (price, quantity) VALUES (1.5, 2);
-- desired
CREATE TABLE items (price REAL, quantity INTEGER, total REAL AS (price * quantity) STORED);

-- pair: the expression of a generated column
CREATE TABLE people (first TEXT, last TEXT, full TEXT GENERATED ALWAYS AS (first || ' ' || last) VIRTUAL);
CREATE INDEX people_full ON people (full);
-- desired
CREATE TABLE people (first TEXT, last TEXT, full TEXT GENERATED ALWAYS AS (last || ', ' || first) VIRTUAL);
CREATE INDEX people_full ON people (full);

-- pair: an unnamed check goes
CREATE TABLE t (a INTEGER CHECK (a > 0), b INTEGER, CHECK (b > a));
-- desired
CREATE TABLE t (a INTEGER CHECK (a > 0), b INTEGER);

-- pair: an unnamed unique goes
CREATE TABLE t (a INTEGER, b INTEGER, UNIQUE (a, b), UNIQUE (b));
-- desired
CREATE TABLE t (a INTEGER, b INTEGER, UNIQUE (b));

-- pair: columns in another order !same
CREATE TABLE t (a INTEGER, b TEXT NOT NULL DEFAULT '', c REAL);
-- desired
CREATE TABLE t (c REAL, a INTEGER, b TEXT NOT NULL DEFAULT '');

-- pair: a parent is rebuilt, children have it in a circle
CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b ON DELETE SET NULL, x TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a ON DELETE CASCADE, y TEXT);
INSERT INTO a VALUES (1, 1, 'x');
INSERT INTO b VALUES (1, 1, 'y');
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY, b_id INTEGER REFERENCES b ON DELETE SET NULL, x TEXT NOT NULL DEFAULT '');
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a ON DELETE CASCADE, y TEXT NOT NULL DEFAULT '');

-- pair: a full-text index over a table that is rebuilt
CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE VIRTUAL TABLE articles_fts USING fts5(title, body, content='articles', content_rowid='id');
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
	INSERT INTO articles_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
	INSERT INTO articles_fts (articles_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;
INSERT INTO articles (title, body) VALUES ('one', 'first text'), ('two', 'second text');
-- desired
CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT);
CREATE VIRTUAL TABLE articles_fts USING fts5(title, body, content='articles', content_rowid='id');
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
	INSERT INTO articles_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
	INSERT INTO articles_fts (articles_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;

-- pair: collation of a column, with indexes that inherit it
CREATE TABLE users (id INTEGER PRIMARY KEY, login TEXT UNIQUE, name TEXT);
CREATE INDEX users_name ON users (name);
-- desired
CREATE TABLE users (id INTEGER PRIMARY KEY, login TEXT COLLATE NOCASE UNIQUE, name TEXT COLLATE RTRIM);
CREATE INDEX users_name ON users (name);

-- pair: datetime and CURRENT_TIMESTAMP
CREATE TABLE t (a TEXT DEFAULT (datetime('now')));
-- desired
CREATE TABLE t (a TEXT DEFAULT CURRENT_TIMESTAMP);

-- pair: a default in double quotes !same
CREATE TABLE t (a TEXT DEFAULT "abc");
-- desired
CREATE TABLE t (a TEXT DEFAULT 'abc');

-- pair: type synonyms are different texts
CREATE TABLE t (a VARCHAR(20), b INT, c DOUBLE PRECISION);
-- desired
CREATE TABLE t (a TEXT, b INTEGER, c REAL);

-- pair: a column is renamed, with views and triggers
CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT NOT NULL);
CREATE INDEX users_mail ON users (mail);
CREATE VIEW mails AS SELECT id, mail FROM users WHERE mail LIKE '%@%';
CREATE TABLE log (what TEXT);
CREATE TRIGGER users_log AFTER UPDATE OF mail ON users BEGIN
	INSERT INTO log VALUES (old.mail || ' -> ' || new.mail);
END;
INSERT INTO users VALUES (1, 'a@b');
-- desired
CREATE TABLE users (
	id INTEGER PRIMARY KEY,
	-- whimbrel:renamed-from mail
	email TEXT NOT NULL
);
CREATE INDEX users_mail ON users (email);
CREATE VIEW mails AS SELECT id, email FROM users WHERE email LIKE '%@%';
CREATE TABLE log (what TEXT);
CREATE TRIGGER users_log AFTER UPDATE OF email ON users BEGIN
	INSERT INTO log VALUES (old.email || ' -> ' || new.email);
END;

-- pair: a table is renamed, with foreign keys, indexes and views
CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE post (id INTEGER PRIMARY KEY, author INTEGER REFERENCES user (id), title TEXT);
CREATE INDEX user_name ON user (name);
CREATE VIEW authors AS SELECT u.name, p.title FROM user u JOIN post p ON p.author = u.id;
-- desired
-- whimbrel:renamed-from user
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE post (id INTEGER PRIMARY KEY, author INTEGER REFERENCES people (id), title TEXT);
CREATE INDEX user_name ON people (name);
CREATE VIEW authors AS SELECT u.name, p.title FROM people u JOIN post p ON p.author = u.id;

-- pair: a table and its column are renamed and one is added
CREATE TABLE todo (id INTEGER PRIMARY KEY, txt TEXT);
INSERT INTO todo VALUES (1, 'buy milk');
-- desired
-- whimbrel:renamed-from todo
CREATE TABLE tasks (
	id INTEGER PRIMARY KEY,
	-- whimbrel:renamed-from txt
	title TEXT,
	done INTEGER NOT NULL DEFAULT 0
);

-- pair: a column is renamed and retyped at once
CREATE TABLE p (id INTEGER PRIMARY KEY, amount TEXT);
INSERT INTO p VALUES (1, '17');
-- desired
CREATE TABLE p (
	id INTEGER PRIMARY KEY,
	-- whimbrel:renamed-from amount
	cents INTEGER NOT NULL DEFAULT 0
);

-- pair: a renamed key that others point to
CREATE TABLE a (uid TEXT PRIMARY KEY, x);
CREATE TABLE b (a TEXT REFERENCES a (uid), CHECK (a <> ''));
CREATE INDEX bi ON b (a);
-- desired
CREATE TABLE a (
	-- whimbrel:renamed-from uid
	uuid TEXT PRIMARY KEY, x);
CREATE TABLE b (a TEXT REFERENCES a (uuid), CHECK (a <> ''));
CREATE INDEX bi ON b (a);

-- pair: two columns swap their names
CREATE TABLE t (a INTEGER, b TEXT);
INSERT INTO t VALUES (1, 'x');
-- desired
CREATE TABLE t (a TEXT, b INTEGER);

-- pair: a table comes
CREATE TABLE a (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER NOT NULL REFERENCES a (id));

-- pair: everything goes
CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b);
CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);
CREATE VIEW v AS SELECT * FROM a JOIN b USING (id);
CREATE VIEW w AS SELECT * FROM v;
CREATE TRIGGER v_ii INSTEAD OF INSERT ON v BEGIN INSERT INTO a (id) VALUES (new.id); END;
-- desired

-- pair: from nothing to a mail program
-- desired
CREATE TABLE accounts (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, created INTEGER DEFAULT (strftime('%s', 'now')));
CREATE TABLE folders (id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES accounts ON DELETE CASCADE, parent INTEGER REFERENCES folders, name TEXT NOT NULL, UNIQUE (account, parent, name));
CREATE TABLE mails (uid INTEGER, folder INTEGER NOT NULL REFERENCES folders, subject TEXT, seen BOOLEAN NOT NULL DEFAULT FALSE, flags BLOB DEFAULT x'00', PRIMARY KEY (folder, uid)) WITHOUT ROWID;
CREATE INDEX mails_unseen ON mails (folder) WHERE NOT seen;
CREATE VIRTUAL TABLE mail_search USING fts5 (subject, body, tokenize = 'porter unicode61');
CREATE VIEW unseen AS SELECT f.name, count(*) AS n FROM mails m JOIN folders f ON f.id = m.folder WHERE NOT m.seen GROUP BY f.id;
CREATE TRIGGER mails_ad AFTER DELETE ON mails WHEN old.seen = 0 BEGIN
	SELECT RAISE(ABORT, 'not read; really?');
END;

-- pair: a plain column comes
CREATE TABLE notes (
	id INTEGER PRIMARY KEY,
	body TEXT
);
INSERT INTO notes (body) VALUES ('x');
-- desired
CREATE TABLE notes (
	id INTEGER PRIMARY KEY,
	body TEXT,
	colour TEXT
);

-- pair: several columns come
CREATE TABLE users (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL
);
-- desired
CREATE TABLE users (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,
	email TEXT,
	is_admin BOOLEAN NOT NULL DEFAULT 0,
	score REAL DEFAULT -1.5,
	avatar BLOB
);

-- pair: a column comes in the middle
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, bio TEXT);
-- desired
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, name TEXT NOT NULL, bio TEXT);

-- pair: a column comes with a reference
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id) ON DELETE SET NULL);

-- pair: a column comes with a reference to a new table
CREATE TABLE b (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id) ON DELETE SET NULL);
CREATE TABLE a (id INTEGER PRIMARY KEY);

-- pair: a column comes with a named check
CREATE TABLE t (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT NOT NULL DEFAULT 'new' CONSTRAINT known_state CHECK (state IN ('new', 'old')));

-- pair: a column comes with a table check over it
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, CHECK (a < b));

-- pair: a unique column comes
CREATE TABLE t (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, slug TEXT UNIQUE);

-- pair: a column comes with a default that changes
CREATE TABLE t (id INTEGER PRIMARY KEY);
INSERT INTO t VALUES (1);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')));

-- pair: a column comes with a blob default
CREATE TABLE t (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB DEFAULT x'0a0B', c BLOB DEFAULT X'FF');

-- pair: a column comes with a number as default
CREATE TABLE t (id INTEGER PRIMARY KEY);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a DEFAULT +5, b DEFAULT -5, c DEFAULT 0x1F, d DEFAULT 1e-3, e DEFAULT .5);

-- pair: a column without a type comes
CREATE TABLE t (a);
-- desired
CREATE TABLE t (a, b, c);

-- pair: a column goes
CREATE TABLE t (
	id INTEGER PRIMARY KEY,
	keep TEXT,
	gone TEXT
);
-- desired
CREATE TABLE t (
	id INTEGER PRIMARY KEY,
	keep TEXT
);

-- pair: a column with an index goes
CREATE TABLE t (id INTEGER PRIMARY KEY, keep TEXT, gone TEXT);
CREATE INDEX t_gone ON t (gone);
CREATE INDEX t_both ON t (keep, gone);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, keep TEXT);
CREATE INDEX t_both ON t (keep);

-- pair: a column with a reference goes
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id), x TEXT);
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT);

-- pair: a column in a view of all columns goes
CREATE TABLE t (id INTEGER PRIMARY KEY, keep TEXT, gone TEXT);
CREATE VIEW v AS SELECT * FROM t;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, keep TEXT);
CREATE VIEW v AS SELECT * FROM t;

-- pair: a column that a trigger used goes
CREATE TABLE t (id INTEGER PRIMARY KEY, keep TEXT, gone TEXT);
CREATE TRIGGER r AFTER UPDATE ON t BEGIN UPDATE t SET keep = new.gone WHERE id = new.id; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, keep TEXT);
CREATE TRIGGER r AFTER UPDATE ON t BEGIN UPDATE t SET keep = 'x' WHERE id = new.id; END;

-- pair: a generated column and what it was made of go
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT AS (lower(a)) VIRTUAL, c TEXT AS (b || 'x') STORED);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY);

-- pair: generated columns come
CREATE TABLE t (id INTEGER PRIMARY KEY, data TEXT);
INSERT INTO t VALUES (1, '{"name": "n", "age": 3}');
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, data TEXT, name TEXT AS (json_extract(data, '$.name')) VIRTUAL, age INTEGER AS (data ->> '$.age') STORED);
CREATE INDEX t_name ON t (name);

-- pair: a plain column becomes a generated one
CREATE TABLE t (a INTEGER, b INTEGER);
INSERT INTO t VALUES (1, 7);
-- desired
CREATE TABLE t (a INTEGER, b INTEGER AS (a + 1));

-- pair: NOT NULL comes and goes
CREATE TABLE t (a TEXT NOT NULL, b TEXT, c TEXT DEFAULT 'c');
INSERT INTO t VALUES ('a', 'b', NULL);
-- desired
CREATE TABLE t (a TEXT, b TEXT NOT NULL, c TEXT NOT NULL DEFAULT 'c');

-- pair: defaults change
CREATE TABLE t (a TEXT DEFAULT 'x', b INTEGER DEFAULT 1, c TEXT, d REAL DEFAULT 0.5);
-- desired
CREATE TABLE t (a TEXT DEFAULT 'y', b INTEGER, c TEXT DEFAULT 'it''s', d REAL DEFAULT (1.0 / 3));

-- pair: defaults of NULL and none differ
CREATE TABLE t (a TEXT DEFAULT NULL);
-- desired
CREATE TABLE t (a TEXT);

-- pair: NULL as a word of its own !same
CREATE TABLE t (a TEXT NULL, b INTEGER);
-- desired
CREATE TABLE t (a TEXT, b INTEGER NULL);

-- pair: a string and a number as default
CREATE TABLE t (a DEFAULT 1);
-- desired
CREATE TABLE t (a DEFAULT '1');

-- pair: the case of a string
CREATE TABLE t (a TEXT DEFAULT 'Ab', CHECK (a IN ('X', 'y')));
-- desired
CREATE TABLE t (a TEXT DEFAULT 'ab', CHECK (a IN ('x', 'y')));

-- pair: a check becomes stricter under the same name
CREATE TABLE t (age INTEGER, CONSTRAINT age_ok CHECK (age BETWEEN 0 AND 120));
-- desired
CREATE TABLE t (age INTEGER, CONSTRAINT age_ok CHECK (age BETWEEN 0 AND 130));

-- pair: a check gets a name
CREATE TABLE t (age INTEGER CHECK (age > 0));
-- desired
CREATE TABLE t (age INTEGER CONSTRAINT positive CHECK (age > 0));

-- pair: the same check twice !same
CREATE TABLE t (age INTEGER CHECK (age > 0), CHECK (age > 0));
-- desired
CREATE TABLE t (age INTEGER CHECK (age > 0));

-- pair: a check with every kind of operator !same
CREATE TABLE t (a, b, CHECK (a NOT NULL AND b IS NOT NULL OR a GLOB '*x' AND (b->>'$.x') <> 1 AND a << 2 = b));
-- desired
CREATE TABLE t (a, b, CHECK (a NOT NULL AND b IS NOT NULL
	OR a GLOB '*x' AND (b ->> '$.x')<>1 AND a<<2=b));

-- pair: the primary key comes
CREATE TABLE t (id INTEGER, name TEXT);
INSERT INTO t VALUES (1, 'a'), (2, 'b');
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);

-- pair: the primary key is another column
CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
-- desired
CREATE TABLE t (id INTEGER, name TEXT PRIMARY KEY NOT NULL);

-- pair: the primary key gets a second column and a name
CREATE TABLE t (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a));
-- desired
CREATE TABLE t (a INTEGER NOT NULL, b INTEGER NOT NULL, CONSTRAINT t_pk PRIMARY KEY (a, b));

-- pair: the order of a key's columns
CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
-- desired
CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (b, a));

-- pair: INT is no INTEGER as a key
CREATE TABLE t (id INT PRIMARY KEY, x TEXT);
INSERT INTO t VALUES (4, 'x');
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);

-- pair: a descending key is no rowid
CREATE TABLE t (id INTEGER PRIMARY KEY DESC, x TEXT);
INSERT INTO t VALUES (4, 'x');
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);

-- pair: a key with collation and direction in its list
CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a COLLATE NOCASE DESC, b));
-- desired
CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a, b));

-- pair: AUTOINCREMENT in the list of a key !same
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x);
-- desired
CREATE TABLE t (id INTEGER, x, PRIMARY KEY (id AUTOINCREMENT));

-- pair: AUTOINCREMENT goes
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, x);
INSERT INTO t VALUES (100, 1);
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, x);

-- pair: unique at the column and in the list !same
CREATE TABLE t (a TEXT UNIQUE, b TEXT, CONSTRAINT ab UNIQUE (a, b));
-- desired
CREATE TABLE t (a TEXT, b TEXT, CONSTRAINT ab UNIQUE (a, b), UNIQUE (a));

-- pair: a unique constraint becomes a unique index
CREATE TABLE t (a TEXT, b TEXT, UNIQUE (a, b));
-- desired
CREATE TABLE t (a TEXT, b TEXT);
CREATE UNIQUE INDEX t_a_b ON t (a, b);

-- pair: ON CONFLICT clauses come
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b TEXT NOT NULL, c TEXT, UNIQUE (b, c));
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, a TEXT UNIQUE ON CONFLICT IGNORE, b TEXT NOT NULL ON CONFLICT FAIL, c TEXT, UNIQUE (b, c) ON CONFLICT ROLLBACK);

-- pair: ON CONFLICT ABORT says nothing !same
CREATE TABLE t (a TEXT UNIQUE ON CONFLICT ABORT NOT NULL ON CONFLICT ABORT);
-- desired
CREATE TABLE t (a TEXT UNIQUE NOT NULL);

-- pair: a foreign key comes
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (a_id INTEGER);
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (a_id INTEGER, FOREIGN KEY (a_id) REFERENCES a (id));

-- pair: a foreign key gets a name and actions
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (a_id INTEGER REFERENCES a);
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (a_id INTEGER CONSTRAINT b_a REFERENCES a ON DELETE RESTRICT ON UPDATE SET DEFAULT);

-- pair: a foreign key becomes deferred
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (a_id INTEGER REFERENCES a (id));
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED);

-- pair: DEFERRABLE alone says nothing !same
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE);
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (a_id INTEGER REFERENCES a (id) NOT DEFERRABLE INITIALLY IMMEDIATE);

-- pair: a foreign key of two columns
CREATE TABLE a (x INTEGER, y INTEGER, PRIMARY KEY (x, y));
CREATE TABLE b (x INTEGER, y INTEGER, FOREIGN KEY (x, y) REFERENCES a);
-- desired
CREATE TABLE a (x INTEGER, y INTEGER, PRIMARY KEY (x, y));
CREATE TABLE b (x INTEGER, y INTEGER, CONSTRAINT both FOREIGN KEY (x, y) REFERENCES a (x, y) ON DELETE CASCADE MATCH FULL);

-- pair: a foreign key points elsewhere
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE c (id INTEGER PRIMARY KEY);
CREATE TABLE b (x INTEGER REFERENCES a (id));
-- desired
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE c (id INTEGER PRIMARY KEY);
CREATE TABLE b (x INTEGER REFERENCES c (id));

-- pair: a table that refers to itself is rebuilt
CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree (id) ON DELETE CASCADE, name TEXT);
INSERT INTO tree VALUES (1, NULL, 'root'), (2, 1, 'leaf');
-- desired
CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree (id) ON DELETE CASCADE, name TEXT NOT NULL);

-- pair: a foreign key to a table that is not there
CREATE TABLE b (x INTEGER REFERENCES nowhere (id), y TEXT);
-- desired
CREATE TABLE b (x INTEGER REFERENCES nowhere (id), y TEXT NOT NULL DEFAULT '');

-- pair: an index comes, another goes
CREATE TABLE t (a, b);
CREATE INDEX one ON t (a);
-- desired
CREATE TABLE t (a, b);
CREATE INDEX two ON t (b);

-- pair: an index becomes unique
CREATE TABLE t (a, b);
CREATE INDEX i ON t (a);
-- desired
CREATE TABLE t (a, b);
CREATE UNIQUE INDEX i ON t (a);

-- pair: the direction and collation of an index
CREATE TABLE t (a TEXT, b TEXT);
CREATE INDEX i ON t (a, b);
-- desired
CREATE TABLE t (a TEXT, b TEXT);
CREATE INDEX i ON t (a COLLATE NOCASE DESC, b);

-- pair: a partial index's condition
CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT, due INTEGER);
CREATE INDEX jobs_due ON jobs (due) WHERE state = 'queued';
-- desired
CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT, due INTEGER);
CREATE INDEX jobs_due ON jobs (due) WHERE state IN ('queued', 'retry') AND due IS NOT NULL;

-- pair: an index on an expression
CREATE TABLE t (data TEXT);
CREATE INDEX i ON t (json_extract(data, '$.a'));
-- desired
CREATE TABLE t (data TEXT);
CREATE INDEX i ON t (json_extract(data, '$.b'), length(data) DESC);

-- pair: an index moves to another table
CREATE TABLE t (a);
CREATE TABLE u (a);
CREATE INDEX i ON t (a);
-- desired
CREATE TABLE t (a);
CREATE TABLE u (a);
CREATE INDEX i ON u (a);

-- pair: ASC in an index says nothing !same
CREATE TABLE t (a, b);
CREATE INDEX i ON t (a ASC, b);
-- desired
CREATE TABLE t (a, b);
CREATE INDEX i ON t (a, b ASC);

-- pair: a view changes
CREATE TABLE t (a, b);
CREATE VIEW v AS SELECT a FROM t;
-- desired
CREATE TABLE t (a, b);
CREATE VIEW v (x, y) AS SELECT a, b FROM t WHERE a > 1;

-- pair: a view under other views changes
CREATE TABLE t (a INTEGER, b INTEGER);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE VIEW w AS SELECT a FROM v;
CREATE VIEW x AS SELECT a FROM w UNION ALL SELECT b FROM v;
-- desired
CREATE TABLE t (a INTEGER, b INTEGER);
CREATE VIEW v AS SELECT a, b, a + b AS c FROM t;
CREATE VIEW w AS SELECT a FROM v;
CREATE VIEW x AS SELECT a FROM w UNION ALL SELECT b FROM v;

-- pair: views on views come in an order that is not the alphabet's
CREATE TABLE t (a);
-- desired
CREATE TABLE t (a);
CREATE VIEW z AS SELECT a FROM t;
CREATE VIEW y AS SELECT a FROM z;
CREATE VIEW x AS SELECT a FROM y;
CREATE VIEW a1 AS SELECT a FROM x;

-- pair: a table becomes a view
CREATE TABLE base (id INTEGER PRIMARY KEY, x TEXT);
CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);
-- desired
CREATE TABLE base (id INTEGER PRIMARY KEY, x TEXT);
CREATE VIEW t AS SELECT id, x FROM base;

-- pair: a view with INSTEAD OF triggers changes
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE TRIGGER v_i INSTEAD OF INSERT ON v BEGIN INSERT INTO t (id, a) VALUES (new.id, new.a); END;
CREATE TRIGGER v_u INSTEAD OF UPDATE OF a ON v BEGIN UPDATE t SET a = new.a WHERE id = old.id; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
CREATE VIEW v AS SELECT id, a, b FROM t;
CREATE TRIGGER v_i INSTEAD OF INSERT ON v BEGIN INSERT INTO t (id, a, b) VALUES (new.id, new.a, new.b); END;
CREATE TRIGGER v_u INSTEAD OF UPDATE OF a ON v BEGIN UPDATE t SET a = new.a WHERE id = old.id; END;

-- pair: the table under a view with INSTEAD OF triggers is rebuilt
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE TRIGGER v_d INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE id = old.id; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(40) NOT NULL);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE TRIGGER v_d INSTEAD OF DELETE ON v BEGIN DELETE FROM t WHERE id = old.id; END;

-- pair: a trigger changes
CREATE TABLE t (id INTEGER PRIMARY KEY, a, updated_at);
CREATE TRIGGER touch AFTER UPDATE ON t BEGIN UPDATE t SET updated_at = 1 WHERE id = new.id; END;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a, updated_at);
CREATE TRIGGER touch AFTER UPDATE OF a ON t FOR EACH ROW WHEN old.a IS NOT new.a BEGIN
	UPDATE t SET updated_at = CASE WHEN new.a > 1 THEN 2 ELSE 3 END WHERE id = new.id;
	SELECT CASE WHEN new.a = 4 THEN RAISE(IGNORE) END;
END;

-- pair: a trigger moves to another table
CREATE TABLE t (a);
CREATE TABLE u (a);
CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM u; END;
-- desired
CREATE TABLE t (a);
CREATE TABLE u (a);
CREATE TRIGGER r AFTER INSERT ON u BEGIN DELETE FROM t; END;

-- pair: a trigger writes to a table that is rebuilt
CREATE TABLE t (a INTEGER);
CREATE TABLE audit (at TEXT, what TEXT);
CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO audit (at, what) VALUES (datetime('now'), 'insert ' || new.a); END;
-- desired
CREATE TABLE t (a INTEGER);
CREATE TABLE audit (at TEXT NOT NULL, what TEXT CHECK (length(what) < 100));
CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO audit (at, what) VALUES (datetime('now'), 'insert ' || new.a); END;

-- pair: a trigger writes to a table that goes
CREATE TABLE t (a INTEGER);
CREATE TABLE audit (what TEXT);
CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO audit VALUES (new.a); END;
-- desired
CREATE TABLE t (a INTEGER);

-- pair: a full-text table gets a column
CREATE VIRTUAL TABLE search USING fts5(title, body);
-- desired
CREATE VIRTUAL TABLE search USING fts5(title, body, author UNINDEXED, prefix = '2 3');

-- pair: an R-tree comes
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT);
-- desired
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIRTUAL TABLE places_box USING rtree(id, min_x, max_x, min_y, max_y, +label TEXT);

-- pair: an older full-text table with its shadows goes
CREATE VIRTUAL TABLE docs USING fts4(content, tokenize=porter);
CREATE TABLE t (a);
-- desired
CREATE TABLE t (a);

-- pair: a virtual table becomes an ordinary one
CREATE VIRTUAL TABLE s USING fts5(a, b);
-- desired
CREATE TABLE s (a, b);

-- pair: a virtual table and its triggers on the side stay !same
CREATE TABLE n (id INTEGER PRIMARY KEY, t TEXT);
CREATE VIRTUAL TABLE f USING fts5(t, content=n, content_rowid=id);
CREATE TRIGGER n_ai AFTER INSERT ON n BEGIN INSERT INTO f (rowid, t) VALUES (new.id, new.t); END;
-- desired
CREATE TABLE n (id INTEGER PRIMARY KEY, t TEXT);
CREATE VIRTUAL TABLE f USING FTS5 (t, content=n, content_rowid=id);
CREATE TRIGGER n_ai AFTER INSERT ON n BEGIN INSERT INTO f (rowid, t) VALUES (new.id, new.t); END;

-- pair: odd quotes !same
CREATE TABLE "Order Items" ("id" INTEGER PRIMARY KEY, [unit price] REAL, `select` TEXT, 'from' TEXT);
CREATE INDEX "ix items" ON "Order Items" ([unit price], `select`);
-- desired
CREATE TABLE [Order Items] (`id` INTEGER PRIMARY KEY, "unit price" REAL, [select] TEXT, "from" TEXT);
CREATE INDEX `ix items` ON 'Order Items' ("unit price", "select");

-- pair: keywords as names
CREATE TABLE "table" ("index" INTEGER PRIMARY KEY, "group" TEXT, "order" INTEGER);
CREATE INDEX "create" ON "table" ("order");
-- desired
CREATE TABLE "table" ("index" INTEGER PRIMARY KEY, "group" TEXT NOT NULL, "order" INTEGER, "values" TEXT DEFAULT 'default');
CREATE INDEX "create" ON "table" ("order" DESC);
CREATE VIEW "view" AS SELECT "group" FROM "table" WHERE "order" > 1;

-- pair: names with quotes inside
CREATE TABLE "a""b" ("c""d" TEXT, [e"f] TEXT, `g``h` TEXT);
-- desired
CREATE TABLE "a""b" ("c""d" TEXT NOT NULL DEFAULT '"');

-- pair: names in other letters
CREATE TABLE "Überweisung" ("Größe" INTEGER, "日本" TEXT);
-- desired
CREATE TABLE "Überweisung" ("Größe" INTEGER NOT NULL DEFAULT 1, "日本" TEXT, "ключ" TEXT);
CREATE INDEX "ïndex" ON "Überweisung" ("日本");

-- pair: keywords that may be names without quotes
CREATE TABLE action (key TEXT PRIMARY KEY, match TEXT, replace TEXT, generated TEXT, always INTEGER, desc_ TEXT);
-- desired
CREATE TABLE action (key TEXT PRIMARY KEY, match TEXT, replace TEXT NOT NULL DEFAULT '', generated TEXT, always INTEGER, plan TEXT);

-- pair: case of names !same
CREATE TABLE Users (Id INTEGER PRIMARY KEY, eMail TEXT);
CREATE INDEX Ix_Mail ON USERS (EMAIL);
CREATE VIEW Mails AS SELECT EMAIL FROM users;
-- desired
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
CREATE INDEX ix_mail ON users (email);
CREATE VIEW mails AS SELECT email FROM users;

-- pair: comments inside !same
CREATE TABLE t ( -- the table
	a INTEGER, -- first, (
	/* second, ' */ b TEXT
	-- no third
);
-- desired
CREATE TABLE t (a INTEGER, b TEXT);

-- pair: a column goes from between comments
CREATE TABLE users (
	id INTEGER PRIMARY KEY, -- the key, as ever
	name TEXT NOT NULL,     -- what one calls them
	phone TEXT,             -- nobody has one, these days
	email TEXT              /* where to reach them */
);
-- desired
CREATE TABLE users (
	id INTEGER PRIMARY KEY, -- the key, as ever
	name TEXT NOT NULL,     -- what one calls them
	email TEXT              /* where to reach them */
);

-- pair: a column comes behind a comment
CREATE TABLE users (
	id INTEGER PRIMARY KEY, -- the key
	name TEXT -- the name
);
-- desired
CREATE TABLE users (
	id INTEGER PRIMARY KEY, -- the key
	name TEXT, -- the name
	email TEXT -- the address
);

-- pair: temporary things do not count !same
CREATE TABLE t (a);
CREATE TEMP TABLE scratch (x);
-- desired
CREATE TEMPORARY TABLE scratch (y, z);
CREATE TABLE t (a);
CREATE TEMP VIEW tv AS SELECT a FROM t;
CREATE TEMP TRIGGER tt AFTER INSERT ON t BEGIN SELECT 1; END;

-- pair: IF NOT EXISTS and the name of the database !same
CREATE TABLE IF NOT EXISTS main.t (a);
CREATE INDEX IF NOT EXISTS main.i ON t (a);
CREATE VIEW IF NOT EXISTS main.v AS SELECT a FROM t;
CREATE TRIGGER IF NOT EXISTS main.r AFTER INSERT ON t BEGIN DELETE FROM t; END;
-- desired
CREATE TABLE t (a);
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT a FROM t;
CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; END;

-- pair: a table made from a query gets a key
CREATE TABLE src (a INTEGER, b TEXT);
CREATE TABLE t AS SELECT a, b FROM src;
-- desired
CREATE TABLE src (a INTEGER, b TEXT);
CREATE TABLE t (a INT PRIMARY KEY, b TEXT);

-- pair: types with odd words
CREATE TABLE t (a UNSIGNED BIG INT, b VARYING CHARACTER(255), c DECIMAL(10,5), d "my type", e NATIVE CHARACTER(70), f DOUBLE PRECISION, g TIMESTAMP WITH TIME ZONE);
-- desired
CREATE TABLE t (a UNSIGNED BIG INT, b VARYING CHARACTER(100), c DECIMAL(12,5), d "other type", e NATIVE CHARACTER(70), f DOUBLE PRECISION, g TIMESTAMP WITHOUT TIME ZONE);

-- pair: blanks in a type !same
CREATE TABLE t (a DECIMAL(10,2), b VARCHAR(20), c DOUBLE  PRECISION);
-- desired
CREATE TABLE t (a decimal(10, 2), b varchar (20), c double precision);

-- pair: STRICT goes, with ANY
CREATE TABLE t (id INTEGER PRIMARY KEY, a ANY, b INT NOT NULL, c BLOB) STRICT;
-- desired
CREATE TABLE t (id INTEGER PRIMARY KEY, a, b INT NOT NULL, c BLOB);

-- pair: STRICT and WITHOUT ROWID together
CREATE TABLE kv (k TEXT PRIMARY KEY, v TEXT);
INSERT INTO kv VALUES ('a', 'b');
-- desired
CREATE TABLE kv (k TEXT PRIMARY KEY, v TEXT, expires INTEGER) STRICT, WITHOUT ROWID;

-- pair: WITHOUT ROWID goes
CREATE TABLE kv (k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID;
INSERT INTO kv VALUES ('a', 'b');
-- desired
CREATE TABLE kv (k TEXT PRIMARY KEY, v TEXT);

-- pair: the whole blog at once
CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR(80) NOT NULL, password VARCHAR(120) NOT NULL DEFAULT '', UNIQUE (username));
CREATE TABLE posts (id INTEGER NOT NULL, title VARCHAR(200), body TEXT, created DATETIME DEFAULT CURRENT_TIMESTAMP, author_id INTEGER, PRIMARY KEY (id), FOREIGN KEY(author_id) REFERENCES users (id));
CREATE INDEX ix_posts_created ON posts (created);
INSERT INTO users VALUES (1, 'a', 'x');
INSERT INTO posts (title, author_id) VALUES ('hello', 1);
-- desired
CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR(80) NOT NULL, password_hash VARCHAR(255), email VARCHAR(120), CONSTRAINT uq_users_username UNIQUE (username), CONSTRAINT uq_users_email UNIQUE (email));
CREATE TABLE posts (id INTEGER NOT NULL, title VARCHAR(255) NOT NULL, slug VARCHAR(255), body TEXT NOT NULL DEFAULT '', created DATETIME DEFAULT CURRENT_TIMESTAMP, author_id INTEGER, PRIMARY KEY (id), CONSTRAINT fk_posts_author FOREIGN KEY(author_id) REFERENCES users (id) ON DELETE SET NULL);
CREATE TABLE tags (id INTEGER NOT NULL, name VARCHAR(30) NOT NULL, PRIMARY KEY (id), UNIQUE (name));
CREATE TABLE post_tags (post_id INTEGER NOT NULL, tag_id INTEGER NOT NULL, PRIMARY KEY (post_id, tag_id), FOREIGN KEY(post_id) REFERENCES posts (id) ON DELETE CASCADE, FOREIGN KEY(tag_id) REFERENCES tags (id) ON DELETE CASCADE) WITHOUT ROWID;
CREATE INDEX ix_posts_created ON posts (created DESC);
CREATE UNIQUE INDEX ix_posts_slug ON posts (slug) WHERE slug IS NOT NULL;
CREATE VIEW recent AS SELECT p.id, p.title, u.username FROM posts p LEFT JOIN users u ON u.id = p.author_id ORDER BY p.created DESC LIMIT 10;
