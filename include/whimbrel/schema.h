/* SPDX-License-Identifier: MIT */
/** The schema model: what `introspect` reports, what `render` is asked to write, and how scratch
 * databases are had.
 *
 *  Part of the dialect ABI; dialect.h, which includes this page, is where to begin.
 *
 *  A schema is a flat list of objects. Each has a kind, a place (namespace, parent, name) and
 *  attributes: pairs of text, in the server's own normal form, so that two schemas of one dialect
 *  can be compared without parsing SQL. The engine collects two such lists, compares them, finds an
 *  order for the changes and asks `render` for the SQL of each. The three slots serve one another:
 *  what `introspect` reports of a database into which the SQL of `render` was loaded must equal
 *  what it was rendered from. Before it shows SQL to anybody the engine proves just that on a
 *  scratch database. (Where a server shows an expression that came from a person in other words
 *  than the same one that came from the server, attributes may differ the first time a schema is
 *  written and read again, but not the second time: the engine then compares what has been through
 *  that once.)
 *
 *  What the engine relies on:
 *
 *  - Two objects are the same one when kind, namespace, parent, name and signature are equal, byte
 *    for byte. They are alike when also their attributes are, except WB_ATTRIBUTE_SILENT ones.
 *    `text` and `position` are never compared.
 *  - An attribute that says nothing (no default, no comment) is left out. The order of attributes
 *    does not matter.
 *  - No attribute that is compared contains what differs between two databases with the same
 *    schema: names of the database itself, numbers of objects, counters, statistics, owners, times.
 */
#ifndef WHIMBREL_SCHEMA_H
#define WHIMBREL_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------ objects */

/** What an object is. Their order is the one in which the engine lists them where nothing else
 * decides. */
enum wb_kind {
	WB_KIND_NAMESPACE = 1,
	WB_KIND_EXTENSION,
	WB_KIND_TYPE, /**< enum, domain, composite: the attribute `form` tells which */
	WB_KIND_SEQUENCE,
	WB_KIND_TABLE,
	WB_KIND_COLUMN,
	WB_KIND_PRIMARY_KEY,
	WB_KIND_UNIQUE,
	WB_KIND_FOREIGN_KEY,
	WB_KIND_CHECK,
	WB_KIND_EXCLUSION,
	WB_KIND_INDEX,
	WB_KIND_VIEW, /**< a materialized one has the attribute `materialized` */
	WB_KIND_ROUTINE,
	WB_KIND_TRIGGER,
	WB_KIND_EVENT,
	WB_KIND_POLICY,
	WB_KIND_PARTITION,
	WB_KIND_DIALECT = 1000 /**< from here on: the dialect's own */
};

/** The dialect has no DDL to make or change it, only to look at it: one that is in both schemas is left as it
 *  is and told, a difference is reported and stops autogenerate, never ignored. */
#define WB_OBJECT_READ_ONLY UINT32_C(1)
/** The server made it by itself (the index behind a constraint, a system column): other objects may
 *  need it, but it is neither compared nor rendered; its owner is. */
#define WB_OBJECT_IMPLICIT UINT32_C(2)
/** It belongs to an extension: neither compared nor rendered. Report it only if something else
 * needs it. */
#define WB_OBJECT_OWNED UINT32_C(4)
/** It is written by its parent's CREATE: a column; a constraint that stands inside CREATE TABLE.
 *  Added to or taken from a parent that stays, it is a change of its own. Objects without this
 *  (indexes, triggers, policies; foreign keys where they can be added later) have a CREATE of their
 *  own, and all children go with their parent's DROP. */
#define WB_OBJECT_INLINE UINT32_C(8)
/** Names are the same whatever the case of their ASCII letters: namespace, parent and name are
 *  compared so. Set it on the two objects of an edge as well. */
#define WB_OBJECT_ANY_CASE UINT32_C(16)
/** With WB_OBJECT_READ_ONLY: this user can't see all of it, so that nobody knows whether it is the same as
 *  another. A silent attribute `remedy` may say what would help. */
#define WB_OBJECT_UNSEEN UINT32_C(64)

/** With WB_KIND_TABLE: its rows are not in this database (a foreign table), so that nothing is lost when it is
 *  dropped and made again, and nobody puts made-up rows into it. */
#define WB_OBJECT_ELSEWHERE UINT32_C(128)

/** It says who may do what with another object, and whose that is: with the one that its first edge
 *  leads to. Where the migrating user is the owner and nobody was given anything, there is none. It
 *  goes with that object, and comes again, by an ALTER with WB_CHANGE_AGAIN, when that one is made anew.
 *  Only with WB_SCOPE_PRIVILEGES. */
#define WB_OBJECT_PRIVILEGE UINT32_C(32)

/** It is kept and handed to `render`, but not compared. */
#define WB_ATTRIBUTE_SILENT UINT32_C(1)
/** Whose the object is, or who it acts as; left out where that is the migrating user. Where the other side
 *  says nothing of it, it stays. Only with WB_SCOPE_PRIVILEGES. */
#define WB_ATTRIBUTE_PRIVILEGE UINT32_C(2)

/** One attribute. Texts are NUL-terminated UTF-8 and borrowed.
 *
 *  The engine knows these keys (lint, diagrams, comparing dialects); all others are the dialect's
 *  own, and every one is compared and shown in the same way. Lists of names are joined by ", ". A
 *  flag is there with the value "yes", or not at all.
 *  - column: `type`, `not_null`, `default`, `generated` (the expression), `identity`, `collation`,
 *    `comment`.
 *  - primary key, unique: `columns`. Foreign key: `columns`, `table`, `table_namespace`,
 *    `target_columns`, `on_delete`, `on_update`. Check: `expression`.
 *  - index: `columns` (each with its expression and direction as the server writes it), `unique`,
 *    `where`.
 *  - type: `form`. View: `materialized`, `definition`. Any: `comment`.
 *  - a kind of the dialect's own: `class`, what people call it ("PUBLICATION"). */
struct wb_attribute {
	const char *key;
	const char *value;
	uint32_t flags; /**< WB_ATTRIBUTE_… */
	uint32_t reserved;
};

/** One object of a schema. Everything is borrowed for the call. Names are plain, never quoted. */
struct wb_object {
	uint32_t size;
	int32_t kind;   /**< enum wb_kind */
	uint32_t flags; /**< WB_OBJECT_… */
	/** order among its siblings (columns), 0 = none: for writing only */
	uint32_t position;
	/** NULL: the dialect has none, or one alone; then no text names it either */
	const char *namespace_;
	/** the table or view of a column, constraint, index, trigger, policy; NULL: none */
	const char *parent;
	const char *name; /**< "" for a constraint without a name */
	/** What tells it from others of the same name: the argument types of a routine, "(integer,
	 *  text)"; for a constraint without a name its definition. NULL: the name does. */
	const char *signature;
	const struct wb_attribute *attributes;
	size_t attribute_count;
	/** anything that `render` may need again: often the object's DDL as the server keeps it;
	 * NULL: nothing */
	const char *text;
};

/** How the object `from` of an edge is tied to the object `to`. Of several edges between the same two each
 * counts. */
enum wb_edge {
	/** `from` can't be made before `to`, nor stay when `to` goes. Each edge says this */
	WB_EDGE_NEEDS = 0,
	/** … and is of it, as a column or a domain is of its type: it is never dropped so that `to` can be
	 *  changed, but lets go of `to` before and takes it up behind, in the SQL that `render` writes for
	 *  the change of `to` */
	WB_EDGE_SHAPED_BY = 1,
	/** … and bears its name, as it makes `to` a part of what else it needs: of a partition to its table */
	WB_EDGE_NAMED_BY = 2
};

/** Besides `namespaces`, those that a new database has not: on a scratch database, what was made
 * there. */
#define WB_SCOPE_MADE UINT32_C(1)
/** Report who may do what, and whose everything is. */
#define WB_SCOPE_PRIVILEGES UINT32_C(2)
/** Nothing but the namespaces is of interest: what else is reported is passed over. */
#define WB_SCOPE_NAMESPACES UINT32_C(4)

/** What to look at. Objects of the system are never reported. */
struct wb_scope {
	uint32_t size;
	uint32_t flags; /**< WB_SCOPE_… */
	/** patterns: `*` is any text, `?` one character, and a backslash takes the next one as it
	 *  is; NULL: all that are not the system's. Of what is in no namespace, that which deals with
	 *  others alone is left out. */
	const char *const *namespaces;
	size_t namespace_count;
	const char *home; /**< the namespace of the tables `without`: wb_server.home */
	/** tables to leave out with all that is on them, sequences included: whimbrel's own, in small
	 *  letters. Where the catalog has names without quotes in capitals (WB_PORTABLE_UPPER) they are
	 *  compared without regard to case */
	const char *const *without;
	size_t without_count;
	/** the namespace whose name is no part of the schema: what is in it has none, no text names
	 *  it, it is not reported itself, and what belongs to the whole database isn't either. NULL:
	 *  none */
	const char *nameless;
	/** Is this object left out? Kind, flags, namespace, parent and name are enough. The engine asks
	 *  of each that it is given; a dialect may ask before it reads what is dear or may fail, and
	 *  must where something else comes and goes with it. `scope` is the one that the dialect was
	 *  handed: a copy of it is no scope. */
	int32_t (*leaves)(const struct wb_scope *scope, const struct wb_object *object);
	/** with WB_SCOPE_MADE: namespaces that don't count as made; NULL: none */
	const char *const *given;
	size_t given_count;
	/** triggers, policies, rules and indexes that are looked at though their tables are in none of the
	 *  namespaces, in threes: the table's namespace, the table, the name; letters in any case. With neither
	 *  namespace nor table: what deals with no table yet and is ours all the same; `*` is all such */
	const char *const *made_on;
	size_t made_on_count; /**< texts, not threes */
};

/* ------------------------------------------------------------------ what texts say */

/** What a text does with an object: see wb_dialect.defines. */
enum wb_define {
	WB_DEFINE_MAKES = 1,
	WB_DEFINE_CHANGES = 2,    /**< its columns or constraints */
	WB_DEFINE_PRIVILEGES = 3, /**< who may do what with it */
	WB_DEFINE_DROPS = 4,
	/** puts rows into it, changes or removes them: with WB_DEFINITIONS_ITSELF alone. The attribute `does` is
	 *  "inserts", "updates" or "deletes". `plain` is "yes" where the statement does that to each row by itself and
	 *  the two below tell all columns; then `constant` is "yes" if an UPDATE sets nothing but strings and numbers,
	 *  and `can_fail` if there may be rows on which what it computes fails. */
	WB_DEFINE_ROWS = 5,
	WB_DEFINE_NAMES = 6, /**< behind ROWS: this name is in it, of a column perhaps … */
	WB_DEFINE_SETS = 7   /**< … and this column is set or listed */
};

/** `text` is one statement of the dialect, and only what it does itself is asked for, and not what texts in it would do
 *  if they were run. Then also to say: rows, and of all kinds of objects what is dropped, changed (also in a comment on
 *  it), with a namespace or without. Of what is made `anew` is "yes" where it fails if that is there. */
#define WB_DEFINITIONS_ITSELF UINT32_C(1)

/** Where a dialect says what a text does, one object at a time. */
struct wb_definitions {
	uint32_t size;
	/** Only kind, namespace_, parent and name of the object count, the names without their quotes; its namespace
	 *  is NULL where none is written, and that of what is on a table is the table's. A negative return is to be
	 *  handed on. */
	int (*add)(struct wb_definitions *sink, int32_t how, const struct wb_object *object);
	uint32_t flags; /**< WB_DEFINITIONS_… */
	uint32_t reserved;
};

/* ------------------------------------------------------------------ changes */

/** What to do with an object. */
enum wb_change_kind {
	WB_CHANGE_CREATE = 1, /**< with its inline children, for a table */
	WB_CHANGE_ALTER,      /**< the same object, other attributes */
	/** `to` differs from `from` in its name alone; always written before any other change */
	WB_CHANGE_RENAME,
	WB_CHANGE_DROP, /**< with all its children */
	/** No object at all (`from` and `to` are NULL), with WB_F_SETTINGS alone: settings of the
	 *  session under which the SQL of the changes that follow means the same on every server,
	 *  … With WB_CHANGE_DUMP for a dump; else for those that asked with WB_RENDER_SETTINGS. */
	WB_CHANGE_SETTINGS,
	WB_CHANGE_SETTINGS_BACK /**< … and as they were */
};

/** A table (or view) with everything that has it as `parent`, columns first and by position, then
 * by kind and name. */
struct wb_family {
	const struct wb_object *self; /**< NULL: there is none */
	const struct wb_object *const *children;
	size_t count;
};

/** Write it whole: an ALTER of a table that stands for all changes of the table and of all its
 *  children, inline or not. The dialect asked for it with WB_RENDER_PARENT. */
#define WB_CHANGE_WHOLE UINT32_C(1)
/** The usual way was tried on scratch and refused by the server: take the one that leans least on
 *  the rest of the schema, if there is another. A dialect may ignore it. */
#define WB_CHANGE_CAREFUL UINT32_C(2)
/** A CREATE for a dump: the same object gives the same text, whichever way it came to be. A dialect
 *  whose texts are always its own may ignore it. */
#define WB_CHANGE_DUMP UINT32_C(4)
/** With WB_CHANGE_WHOLE: one of very many such changes, so that a way whose cost grows with the schema
 *  costs its square. A dialect that has no such way may ignore it. */
#define WB_CHANGE_MANY UINT32_C(8)

/** With ALTER, of what is WB_OBJECT_PRIVILEGE: its object may have been made anew, and have lost all of it. */
#define WB_CHANGE_AGAIN UINT32_C(16)
/** Nobody has looked at privileges: what is dropped and made again loses those that it has. */
#define WB_CHANGE_BARE UINT32_C(32)

/** One change to write SQL for. Borrowed for the call. */
struct wb_change {
	uint32_t size;
	int32_t kind;   /**< enum wb_change_kind */
	uint32_t flags; /**< WB_CHANGE_… */
	uint32_t reserved;
	const struct wb_object *from; /**< as it is; NULL for CREATE */
	const struct wb_object *to;   /**< as it shall be; NULL for DROP */
	/** the object, or its parent, as it is with all its children … */
	struct wb_family before;
	struct wb_family after; /**< … and as it shall be in the end */
	/** what has an edge to `from` (or to a child of it) now, and stays; one step deep */
	const struct wb_object *const *needed_by;
	size_t needed_by_count;
	/** what each of those shall be in the end */
	const struct wb_object *const *needed_by_after;
};

/* What a change risks: these become `-- WARNING:` lines and lint's findings. */
#define WB_RISK_DATA_LOSS UINT32_C(0x01)
#define WB_RISK_REWRITE UINT32_C(0x02) /**< every row of a table is written anew */
/** readers or writers wait for as long as it takes to look at every row */
#define WB_RISK_LONG_LOCK UINT32_C(0x04)
#define WB_RISK_MAY_FAIL UINT32_C(0x08) /**< fails if rows are there that do not fit */

/* What `render` may ask the engine for instead of, or with, the SQL. The engine asks again with the
 * changes that come of it. */
/** Not in place: drop the object and make it again. With ALTER; no SQL is written. What needs the
 *  object is dropped before and made again after, as with WB_RENDER_DEPENDANTS. */
#define WB_RENDER_RECREATE UINT32_C(0x100)
/** Only together with all other changes of its table: the engine asks for one ALTER of the table,
 *  WB_CHANGE_WHOLE, instead. With any change of a child, or ALTER of the table itself; no SQL is
 *  written. */
#define WB_RENDER_PARENT UINT32_C(0x200)
/** What needs the object (views, …) must be dropped before and made again after this SQL. With
 * ALTER and DROP. */
#define WB_RENDER_DEPENDANTS UINT32_C(0x400)
/** The SQL cannot run inside a transaction, or what follows needs it committed: the section gets
 * `transaction:false`. */
#define WB_RENDER_NO_TRANSACTION UINT32_C(0x800)
/** What the SQL means depends on settings: the section gets those of WB_CHANGE_SETTINGS. */
#define WB_RENDER_SETTINGS UINT32_C(0x1000)
/** Columns that are `generated`, now and in the end, and need the object must be dropped before and made again
 *  after this SQL, with all that is on them. With ALTER. */
#define WB_RENDER_COMPUTED UINT32_C(0x2000)

/** What `render` says besides the SQL. The engine has zeroed it and set `size`. */
struct wb_risk {
	uint32_t size;
	uint32_t flags; /**< WB_RISK_…, WB_RENDER_… */
	/** lint's name for it: "drop-table", "drop-column", "type-change", "not-null",
	 * "index-lock", … */
	char rule[32];
	char lock[64];    /**< the lock's name in the server's words, "" = none worth a word */
	char reason[256]; /**< one line for people: "drops column users.email and its data" */
};

/* ------------------------------------------------------------------ scratch databases */

/** `what` of `scratch`. */
enum wb_scratch {
	/** Make an empty database called `name` and connect to it: `*out` is a connection like
	 *  those of `connect`. Its encoding, collation, locale and settings that change what SQL
	 *  means are those of `conn`'s database. Statements on it must not reach out of it:
	 *  `execute` refuses those that would (roles, tablespaces, server settings, other
	 *  databases, files) with WB_E_REFUSED, unless the server itself refuses them because the
	 *  connection is a user's who may do nothing else. What a refused statement would have
	 *  made is not known then, and nothing that it could have made is compared; WB_E_OUTSIDE
	 *  says that it makes nothing in its database, and is passed over. On failure nothing is
	 *  left behind. */
	WB_SCRATCH_OPEN = 1,
	/** Drop the database `name` and what OPEN made for it (a user). The engine has closed its
	 * connection. Not there: no error. */
	WB_SCRATCH_DROP = 2,
	/** Rows of (name, "1" if somebody is connected to it, else "0"): all databases whose name
	 * begins with `name`. */
	WB_SCRATCH_LIST = 3,
	/** As OPEN, on a server that is there for this and nothing else: no statement is refused,
	 *  and what the server has of its own already (a role, another database) is no error when
	 *  it is made again. `conn` is that server's; `*out` is, to begin with, a connection of
	 *  the target, which is to be read: its database's encoding, collation, locale and settings
	 *  are the new one's. */
	WB_SCRATCH_OPEN_LIKE = 4,
	/** With `serve` alone: `conn` is a private server, on which no scratch database is in use.
	 *  Drop all that is not the server's own: databases, users, roles. `name` is "". */
	WB_SCRATCH_CLEAR = 5
};

#ifdef __cplusplus
}
#endif

#endif
