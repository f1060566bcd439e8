/* SPDX-License-Identifier: MIT */
/* The schema of an SQLite database: what introspect.c reads out of the texts of sqlite_schema, and
 * render.c writes. */
#ifndef WB_SQLITE_SCHEMA_H
#define WB_SQLITE_SCHEMA_H

#include <whimbrel/kit/names.h>
#include <whimbrel/kit/object.h>
#include <whimbrel/kit/text.h>

#include "sqlite.h"

/* ------------------------------------------------------------------ normal.c */

/* Names that are known to be names: a word in double quotes that is none of them is a string. Case does
 * not matter. */
void sqlite_note_name(struct kit_names *names, struct kit_part name);
bool sqlite_knows_name(const struct kit_names *names, const char *name);
/* Append a text as it is compared: no blanks and comments, words in small letters, names without
 * quotes. */
void normal_add(struct kit_text *out, const struct kit_names *names, struct kit_part text);
/* The same of a DEFAULT, without parentheses around all of it. `*out_constant`: it is a literal. */
void normal_default(struct kit_text *out, const struct kit_names *names, struct kit_part text,
		    bool *out_constant);
/* A list of columns, `a, b desc`; ASC says nothing. */
void normal_columns(struct kit_text *out, const struct kit_names *names, struct kit_part list);

/* ------------------------------------------------------------------ parse.c */

struct column {
	struct kit_part all, name, type, collate, fallback, generated, not_null_conflict;
	bool not_null, stored;
};

struct constraint {
	int32_t kind;        /* enum wb_kind */
	size_t column;       /* of the column that it stands at; SIZE_MAX: at none */
	struct kit_part all; /* of one in the table's list */
	struct kit_part name, columns, conflict, expression, table, targets, on_delete, on_update,
		match;
	bool autoincrement, descending, deferred;
};

/* What CREATE TABLE says. */
struct table {
	char *name, *text;
	struct column *columns;
	size_t column_count, column_room;
	struct constraint *constraints;
	size_t constraint_count, constraint_room;
	bool without_rowid, strict;
	bool opaque; /* it could not be read */
	bool failed; /* out of memory */
};

/* Cuts off what stands behind the last token of its text. */
void table_parse(struct table *t);
void table_release(struct table *t);
/* The columns of the primary key; len 0: it has none. */
struct kit_part table_key(const struct table *t);
/* The column of that name; NULL. */
const struct column *table_column(const struct table *t, const char *name);
/* The column that is the rowid; NULL. */
const struct column *table_rowid(const struct table *t);

/* ------------------------------------------------- introspect.c, render.c, layout.c, rebuild.c, scratch.c */

int sqlite_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		      struct wb_error *err);
int sqlite_sample(struct kit_sampled *what, struct wb_text *out);
int sqlite_render(void *conn, const struct wb_change *change, struct wb_text *out,
		  struct wb_risk *risk, struct wb_error *err);
int sqlite_rebuild(const struct wb_change *change, struct kit_text *out, struct wb_risk *risk,
		   struct wb_error *err);
/* The indexes and triggers of the table or view that was made. */
void sqlite_add_children(const struct wb_change *change, struct kit_text *out);
/* CREATE TABLE in a form of its own, for a dump. */
void sqlite_lay_out(struct kit_text *out, const struct wb_object *table);
int sqlite_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err);
/* ------------------------------------------------------------------ virtual.c */

/* `call` for the table whose rows a full-text table is the index of, and each of its columns (NULL:
 * the rowid); not at all if it has its rows itself. -1 when there is no memory, or what `call`
 * returned. */
int sqlite_virtual_sources(const char *text, void *ctx,
			   int (*call)(void *ctx, const char *table, const char *column));
/* Is something lost with it? */
bool sqlite_virtual_holds_rows(const struct wb_object *table);
/* Make it, and fill its index from the table that it is of. */
void sqlite_virtual_create(const struct wb_object *table, struct kit_text *out);
/* Make it anew, with its rows. */
void sqlite_virtual_anew(const struct wb_change *change, struct kit_text *out,
			 struct wb_risk *risk);
/* Is there a full-text table that is the index of what changes, and … */
bool sqlite_virtual_is_behind(const struct wb_change *change);
/* … fill those anew. */
void sqlite_virtual_refill(const struct wb_change *change, struct kit_text *out);

#endif
