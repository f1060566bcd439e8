/* SPDX-License-Identifier: MIT */
/* The schema of a MariaDB database. For tables, views, sequences and routines SHOW CREATE is the
 * source: it alone tells everything (parsers of indexes, periods, options of engines), and a
 * message may hold hundreds of them. */
#ifndef WB_MARIA_SCHEMA_H
#define WB_MARIA_SCHEMA_H

#include <whimbrel/kit/object.h>

#include "maria.h"

struct maria_reading;

/* -------------------------------------------------------- create.c: what SHOW CREATE TABLE says */

struct maria_column {
	struct kit_part name, all; /* its name, quoted; its definition behind that */
	struct kit_part type, charset, collate, fallback, generated, row, on_update, check, comment,
		other;
	bool not_null, stored, invisible, auto_increment, unversioned;
};

struct maria_key {
	int32_t kind;              /* enum wb_kind */
	struct kit_part name, all; /* `all` is what ADD takes */
	struct kit_part type, columns, options, expression;
	struct kit_part target_schema, target, target_columns, on_delete, on_update;
};

struct maria_option {
	struct kit_part key, value, all;
};

struct maria_create {
	char *name, *text; /* behind CREATE; own */
	struct maria_column *columns;
	size_t column_count, column_room;
	struct maria_key *keys;
	size_t key_count, key_room;
	struct kit_part *periods; /* `p` (`s`, `e`) */
	size_t period_count, period_room;
	struct maria_option *options;
	size_t option_count, option_room;
	struct kit_part body, tail, partitions; /* between the parentheses; behind them */
	bool versioned;
	bool in_circle;  /* its foreign keys may lead back to it */
	bool failed;     /* out of memory */
	size_t referred; /* circle.c's own: by how many others */
};

/* Read `create->text`. */
void maria_create_parse(struct maria_create *create);
void maria_create_release(struct maria_create *create);
/* By its upper-case name; len 0: it is not there. */
struct kit_part maria_create_option(const struct maria_create *create, const char *key);
/* The text without foreign keys and counter. */
void maria_create_write(const struct maria_create *create, struct kit_text *out);
/* The definition with the character set and collation that it has from its table. */
void maria_column_write(const struct maria_create *create, const struct maria_column *column,
			struct kit_text *out);
bool maria_column_is_text(const struct maria_column *column);

/* Without the blanks around it. */
struct kit_part maria_between(const struct maria_scan *scan, size_t begin, size_t end);
struct kit_part maria_token(const struct maria_scan *scan);
/* At an opening parenthesis: go to the one that closes it; what is between them. */
struct kit_part maria_parens(struct maria_scan *scan);
/* Go on to the next opening parenthesis; what is in it. */
struct kit_part maria_next_parens(struct maria_scan *scan);
bool maria_part_is(struct kit_part part, const char *word);
/* Names without quotes; a name or literal without quotes. */
char *maria_part_list(struct kit_part part);
char *maria_part_plain(struct kit_part part);
/* What stands for it behind a backslash. */
char maria_unescaped(char c);
/* bytes.c: literals of SHOW CREATE TABLE that are no text; false when there is no memory. */
bool maria_bytes_in_hex(char **text);
/* Grow an array; false when there is no memory. */
bool maria_grow(void **items, size_t *room, size_t count, size_t size);

/* ------------------------------------------------ object.c: one object on its way to the engine */

/* The definition of a routine, a trigger or an event, as it is compared; `text` must live on. */
void maria_object_program(struct kit_object *object, const char *text, const char *sql_mode);
/* An attribute, unless `value` is NULL or "" (the part is not there). */
void maria_object_set(struct kit_object *object, const char *key, const char *value);
/* The sql_mode in which it was made. */
void maria_object_mode(struct kit_object *object, const char *sql_mode);
/* Who it acts as, by the server's lists: see maria_definer. */
void maria_object_definer(struct kit_object *object, const struct maria_reading *r,
			  const char *word, const char *name, const char *listed);
void maria_object_part(struct kit_object *object, const char *key, struct kit_part part);

/* ------------------------------------------------- introspect.c, reading.c, tables.c, programs.c */

/* What SHOW CREATE is asked for. */
struct maria_shown {
	int32_t kind;     /* enum wb_kind */
	const char *word; /* "TABLE", "VIEW", … */
	char *name, *text, *sql_mode, *definer;
	struct maria_create create; /* of a table */
};

struct maria_reading {
	struct maria_conn *c;
	const struct wb_scope *scope;
	struct wb_schema *sink;
	char sql_mode[1024];       /* the session's */
	struct maria_shown *shown; /* sorted by name */
	size_t shown_count, shown_room;
	char **left; /* tables that are left out, sorted */
	size_t left_count, left_room;
	size_t at;               /* the one whose answer comes next */
	struct kit_object *last; /* the trigger before */
	int rc;
	struct wb_error *err;
};

int maria_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		     struct wb_error *err);
int maria_give_edge(struct maria_reading *r, const struct wb_object *from,
		    const struct wb_object *to);
const struct maria_shown *maria_find(const struct maria_reading *r, int32_t kind, const char *name);
/* Find the tables that refer to one another. */
int maria_find_circles(struct maria_reading *r);
int maria_give_table(struct maria_reading *r, const struct maria_create *create);
int maria_give_view(struct maria_reading *r, const struct maria_shown *shown);
int maria_give_sequence(struct maria_reading *r, const struct maria_shown *shown);
int maria_give_routine(struct maria_reading *r, const struct maria_shown *shown);
/* Is there a table of that name, left out or not? */
bool maria_exists(const struct maria_reading *r, const char *table);
/* Is it one of the engine's own tables? */
bool maria_is_without(const struct maria_reading *r, const char *name);
int maria_give_triggers(struct maria_reading *r);
int maria_give_events(struct maria_reading *r);

/* ------------------------------------------------ render.c, change.c, alter.c, engine.c, alter_table.c */

struct maria_rendering {
	const struct maria_conn *c; /* may be NULL */
	const struct wb_change *change;
	struct wb_text *out;
	struct wb_risk *risk;
	struct wb_error *err;
};

int maria_sample(struct kit_sampled *what, struct wb_text *out);
int maria_render(void *conn, const struct wb_change *change, struct wb_text *out,
		 struct wb_risk *risk, struct wb_error *err);
/* What a change risks; the rest is as of printf. */
#define MARIA_COPIES(flags) ((flags) & (WB_RISK_REWRITE | WB_RISK_LONG_LOCK))
#define maria_warn(r, flags, rule, ...)                                                            \
	kit_risk((r)->risk, flags, rule, MARIA_COPIES(flags) ? "ALGORITHM=COPY, LOCK=SHARED" : "", \
		 __VA_ARGS__)
/* Or MySQL; without a connection it is MariaDB. */
bool maria_is_mariadb(const struct maria_rendering *r);
/* `ALTER TABLE name ` */
void maria_add_alter(struct maria_rendering *r);
/* … in front of the key that it adds */
void maria_add_alter_for(struct maria_rendering *r, const struct wb_object *key);
void maria_add_create(struct maria_rendering *r, const struct wb_object *object, bool replace);
void maria_add_drop(struct maria_rendering *r, const struct wb_object *object);
/* How a key or constraint is dropped: "DROP INDEX `name`". */
void maria_add_drop_key(struct maria_rendering *r, const struct wb_object *key);
/* " AFTER `name`" or nothing. */
void maria_add_place(struct maria_rendering *r, const struct wb_object *column);
/* Would its foreign keys stand in the way of this change? */
/* Does the expression in this attribute read the column? */
bool maria_mentions(const struct wb_object *object, const char *key, const char *column);
bool maria_retyped(const struct wb_object *from, const struct wb_object *to);
bool maria_recalculated(const struct wb_object *from, const struct wb_object *to);
/* Is it one of several changes that must be one? */
bool maria_parts_depend(const struct wb_change *change);
bool maria_reads_recalculated(const struct wb_change *change, const struct wb_object *key);
/* Types between which the server has no cast go by way of a text, in an ALTER of its own before. */
void maria_add_cast(struct maria_rendering *r, const struct wb_object *from,
		    const struct wb_object *to);
/* Do rows without a value get the column's default, as it becomes NOT NULL? */
bool maria_fills(const struct maria_rendering *r, const struct wb_object *from,
		 const struct wb_object *to);
/* Only when the column has its new type, and all others are there? */
bool maria_fills_late(const struct maria_rendering *r, const struct wb_object *from,
		      const struct wb_object *to);
/* The column as it will be, and for now without a value. */
void maria_add_nullable(struct maria_rendering *r, const struct wb_object *to);
void maria_update_nulls(struct maria_rendering *r, const struct wb_family *table,
			const struct wb_object *column, const char *value);
/* In front of all other changes of the table; in front of the column's own. */
void maria_fill_first(struct maria_rendering *r, const struct wb_object *from,
		      const struct wb_object *to);
void maria_fill_nulls(struct maria_rendering *r, const struct wb_object *from,
		      const struct wb_object *to);
void maria_warn_column(struct maria_rendering *r, const struct wb_object *from,
		       const struct wb_object *to);
/* The parts of ALTER for a table's own options; returns how many, each behind `separator` but the
 * first of all. */
size_t maria_add_options(struct maria_rendering *r, size_t count, const char *separator);
/* The options that only the old engine takes go while the table still has it. */
void maria_drop_engines_own(struct maria_rendering *r, const struct maria_create *from,
			    const struct maria_create *to);
/* Read a table's text; false when there is no memory. */
bool maria_parse_table(const struct wb_object *table, struct maria_create *out);
/* keys.c */
bool maria_key_in_use(const struct wb_change *change);
void maria_render_key(struct maria_rendering *r);
/* Is it the same key, but ignored or no more? That takes a statement of its own. */
bool maria_only_ignored(const struct wb_object *from, const struct wb_object *to);
void maria_add_ignored(struct maria_rendering *r, const struct wb_object *from,
		       const struct wb_object *to);
/* Does a table get another KEY_BLOCK_SIZE? */
bool maria_resized(const struct wb_object *from, const struct wb_object *to);
int maria_render_child(struct maria_rendering *r);
int maria_render_table(struct maria_rendering *r);
int maria_render_alteration(struct maria_rendering *r);

/* ------------------------------------------------------------------ scratch.c */

int maria_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err);
/* serve.c: drop all that is not the private server's own. */
int maria_scratch_clear(void *conn, struct wb_error *err);
int maria_scratch_drop(void *conn, const char *name, struct wb_error *err);
int maria_scratch_list(void *conn, const char *prefix, struct wb_rows *rows, struct wb_error *err);
/* A statement for a scratch database as it is sent, where that is not its text: DEFINER is left out.
 * WB_E_REFUSED for what would reach out of the database. */
int maria_scratch_before(struct maria_conn *c, const char *text, size_t len, struct kit_text *out,
			 struct wb_error *err);
/* A right that the throw-away user lacks is a statement that reaches out: WB_E_REFUSED, or
 * WB_E_OUTSIDE where it makes nothing here. */
int maria_scratch_failed(const struct maria_conn *c, const char *text, size_t len,
			 struct wb_error *err);

/* ------------------------------------------------------------------ serve.c */

/* How a private server is made and started. */
int maria_serve(void *conn, const char *folder, struct wb_rows *rows, struct wb_error *err);

/* ------------------------------------------------------------------ trusted.c */

/* A trigger or routine that the throw-away user may not make for the sake of the binary log: 0, or the
 * failure in `err`. */
int maria_retry_trusted(struct maria_conn *c, const char *text, size_t len, struct wb_error *err);

/* ------------------------------------------------------------------ scratch_statement.c */

/* USE of the target's database, by its own name: the scratch database is in its place. */
bool maria_uses_ours(const struct maria_conn *c, const char *text, size_t len);

#endif
