/* SPDX-License-Identifier: MIT */
/* Schemas of PostgreSQL: what the files that read and write them share. */
#ifndef WB_POSTGRESQL_SCHEMA_H
#define WB_POSTGRESQL_SCHEMA_H

#include <whimbrel/kit/object.h>
#include <whimbrel/kit/text.h>

#include "postgresql.h"

/* The dialect's own kinds of objects. */
enum pg_kind {
	/* Which column a sequence belongs to. An object of its own, since the column's default
	 * needs the sequence before the sequence can be the column's. */
	PG_KIND_OWNERSHIP = WB_KIND_DIALECT + 1,
	PG_KIND_RULE,
	PG_KIND_STATISTICS,
	/* What an inherited column has otherwise than its parent's: a default, NOT NULL. */
	PG_KIND_OVERRIDE,
	/* All else that has a CREATE and a DROP: casts, operators, collations, … The attribute
	 * `class` tells which. */
	PG_KIND_OTHER,
	/* Which index of a partition is a part of its parent's: it bears the name of that one. An
	 * object of its own where the server would choose another name. */
	PG_KIND_ATTACHED,
	/* How a partition's copy of its parent's trigger fires, where that is not as the parent's does. */
	PG_KIND_FIRING,
	/* Whose an object is, and who may do what with it: an object of its own, which needs that one.
	 * Default privileges come last: they reach what is made from then on. */
	PG_KIND_PRIVILEGES,
	PG_KIND_DEFAULT_PRIVILEGES
};

/* ------------------------------------------------------------- introspect.c, objects_*.sql */

/* The catalog queries; each row is an object. The first columns are those of enum pg_column, all
 * others are attributes: the column's name is the key, one that begins with '~' is silent, one with
 * '=' says whose it is, null is no attribute. $1 is the namespaces in scope, $2 and $3 the namespace and
 * the names of the tables to leave out, $4 the namespace that isn't named or null. */
extern const char *const pg_catalog_types[],
	*const pg_catalog_tables[], *const pg_catalog_code[], *const pg_catalog_others[];
/* With WB_SCOPE_PRIVILEGES alone. The class of a row is that of the object that it is of, and this. */
extern const char *const pg_catalog_privileges[];
#define PG_PRIVILEGE_CLASS 1000000
/* Rows of pg_depend. */
extern const char *const pg_catalog_edges[];

enum pg_column {
	PG_CLASS,
	PG_OID,
	PG_SUB,
	PG_KIND,
	PG_FLAGS,
	PG_POSITION,
	PG_NAMESPACE,
	PG_PARENT,
	PG_NAME,
	PG_SIGNATURE,
	PG_TEXT,
	PG_ATTRIBUTES
};

int pg_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		  struct wb_error *err);

/* ------------------------------------------------------------------ arrays.c */

/* A list of names as an array's text: {"a","b"}. For free. */
char *pg_array(const char *const *names, size_t count);
/* The patterns of namespaces as an array of regular expressions; NULL also where all are in scope.
 * For free. */
char *pg_expressions(const struct wb_scope *scope, bool *failed);

/* ------------------------------------------------------------------ reread.c */

/* The same in words that the server reads as it has written them; NULL: it does so. For free. */
char *pg_reread(const char *text);
/* The same arrays with each element cast by itself, as the server has them once the text that it
 * wrote was read again: what pg_dump has written is no other schema. NULL: there is none of either
 * form. */
char *pg_one_form(const char *text);

/* ------------------------------------------------------------------ sql.c */

/* The name, in full, of a sequence or type while another one takes its place; without `space` the
 * name alone. */
void pg_aside(struct wb_text *out, const char *space, const char *name);
/* ------------------------------------------------------------------ render*.c */

/* What a change is rendered with. */
struct pg_render {
	const struct wb_change *change;
	const struct wb_object *from, *to; /* the change's */
	struct wb_text *out;
	struct wb_risk *risk;
	struct wb_error *err;
};

int pg_sample(struct kit_sampled *what, struct wb_text *out);
int pg_render(void *conn, const struct wb_change *change, struct wb_text *out, struct wb_risk *risk,
	      struct wb_error *err);
/* COMMENT ON `what` where it has changed; `what` is the class and `target` the name, as SQL. */
void pg_render_comment(const struct pg_render *r, const char *class_word);
/* Lines of statements COMMENT ON … IS …: those that are new, and NULL for those that are gone. */
void pg_render_comment_lines(const struct pg_render *r, const char *key);
/* The category of a column's type, as the catalog has it (S texts, N numbers, …), or the letter of its kind
 * (d a domain, e an enum, c a composite, r a range); that of an array's elements. */
char pg_category(const struct wb_object *column);
char pg_element_category(const struct wb_object *column);
bool pg_is_array(const struct wb_object *column);
/* Ask the engine to drop it and make it again. */
int pg_recreate(const struct pg_render *r);

int pg_render_table(const struct pg_render *r);
int pg_render_column(const struct pg_render *r);
int pg_render_partition(const struct pg_render *r);
int pg_render_override(const struct pg_render *r);

/* ------------------------------------------------------------ column_definition.c, column_settings.c */

/* Of a column, and its name. */
#define PG_ALTER_COLUMN "ALTER TABLE %P ALTER COLUMN %I "

void pg_add_identity(struct wb_text *out, const struct wb_object *column);
/* Has its NOT NULL a name of its own, or does it hold less than the usual one? */
bool pg_has_named_not_null(const struct wb_object *column);
void pg_add_not_null(const struct pg_render *r, const struct wb_object *column);
void pg_risk_not_null(const struct pg_render *r);
/* Where it has changed. */
void pg_alter_null(const struct pg_render *r);
void pg_alter_identity(const struct pg_render *r);
void pg_drop_identity(const struct pg_render *r);
/* A sequence is about to go, and another one has its name: whatever needs it takes up that one. */
void pg_leave_sequence(const struct pg_render *r);
void pg_alter_default(const struct pg_render *r);
void pg_column_definition(struct wb_text *out, const struct wb_object *column);
/* What of a column has no place in its definition. */
void pg_column_extras(const struct pg_render *r, const struct wb_object *from,
		      const struct wb_object *to);
/* A column that computes with what is about to change: it does not for a while (false: it is none).
 * A generated one is made again. */
bool pg_column_lets_go(const struct pg_render *r, const struct wb_object *column);
void pg_column_takes_up(const struct pg_render *r, const struct wb_object *column);
/* How a type is made anew. */
struct pg_swap {
	void (*create)(
		const struct pg_render *r); /* writes its CREATE, and those of types made of it */
	/* writes what becomes of a column's value; NULL: its text is read again */
	void (*convert)(const struct pg_render *r, const struct wb_object *column);
};

/* Make a type, or a collation, anew, and move everything that is of it: 1, or what failed. */
int pg_render_swap(const struct pg_render *r, const struct pg_swap *swap);
/* A copy of the range type that goes, to which a column is moved meanwhile. */
void pg_create_range_copy(const struct pg_render *r);
void pg_move_to_range_copy(const struct pg_render *r, const struct wb_object *column);
/* The type or the collation has changed: that, the default, and all that stands in the way. */
int pg_render_retype(const struct pg_render *r);
/* Its columns and checks that come from its parents become what they shall be. */
void pg_take_handed_down(const struct pg_render *r);
/* Does a column in the key of a partitioned table change its type? `key` NULL: it has none. */
bool pg_key_retyped(const struct pg_render *r, const char *key);
int pg_remake_partitioned(const struct pg_render *r);
/* Do partitions of the table stay? Then nothing goes with it. */
bool pg_partitions_stay(const struct wb_change *change);
/* What comes behind that: NOT NULL and identity. */
void pg_column_settings(const struct pg_render *r);
/* The storage parameters of a table, index or view. */
void pg_render_options(const struct pg_render *r, const char *class_word);
/* The options of a sequence that are no defaults. */
void pg_sequence_options(struct wb_text *out, const struct wb_object *o);
/* Those that differ; `identity`: as a column's. */
void pg_sequence_alter(const struct pg_render *r, const struct wb_object *sequence, bool identity);
int pg_render_constraint(const struct pg_render *r);
void pg_constraint_extras(const struct pg_render *r);
/* A constraint that stands in CREATE TABLE: does it? */
bool pg_constraint_inline(const struct wb_object *constraint);
int pg_render_attached(const struct pg_render *r);
void pg_render_part_stays(const struct pg_render *r);
int pg_render_index(const struct pg_render *r);
int pg_render_type(const struct pg_render *r);
void pg_create_type(const struct pg_render *r);
/* Of an enum's labels: are all there still, in the same order? */
bool pg_labels_stay(const char *from, const char *to);
/* Is a type or domain made anew, with its constraints, to become the other? */
bool pg_type_swaps(const struct wb_object *from, const struct wb_object *to);
int pg_render_sequence(const struct pg_render *r);
int pg_render_ownership(const struct pg_render *r);
int pg_render_view(const struct pg_render *r);
int pg_render_routine(const struct pg_render *r);
int pg_render_trigger(const struct pg_render *r);
int pg_render_firing(const struct pg_render *r);
int pg_render_privileges(const struct pg_render *r);
int pg_render_policy(const struct pg_render *r);
int pg_render_rule(const struct pg_render *r);

/* ------------------------------------------------------------------ render_foreign.c */

bool pg_is_foreign(const struct wb_object *table);
/* OPTIONS (…), where there are any: of a foreign table, and of a column of one. */
void pg_foreign_options(struct wb_text *out, const struct wb_object *o);
void pg_alter_foreign_table(const struct pg_render *r);
void pg_alter_foreign_column(const struct pg_render *r, const struct wb_object *from,
			     const struct wb_object *to);
/* An ALTER of what has a class: is there one for it? */
bool pg_server_changes_in_place(const struct pg_render *r);
void pg_alter_server(const struct pg_render *r);

/* ------------------------------------------------------------------ render_search.c */

bool pg_search_changes_in_place(const struct pg_render *r);
void pg_alter_search(const struct pg_render *r);
/* Is it a collation that columns or types have? Then those take the new one. */
bool pg_collation_moves(const struct pg_render *r);
int pg_move_collation(const struct pg_render *r);
/* Is it a dictionary that configurations map to, and can't be altered? Then those take the new one. */
bool pg_dictionary_moves(const struct pg_render *r);
void pg_move_dictionary(const struct pg_render *r);

/* ------------------------------------------------------------------ scratch.c, outside.c, scratch_server.c */

int pg_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err);
int pg_scratch_clear(void *conn, struct wb_error *err);
int pg_scratch_drop(void *conn, const char *name, struct wb_error *err);
int pg_scratch_list(void *conn, const char *prefix, struct wb_rows *rows, struct wb_error *err);
/* How a private server is made and started. */
int pg_serve(void *conn, const char *folder, struct wb_rows *rows, struct wb_error *err);
/* WB_E_REFUSED for a statement that reaches out of its database; WB_E_OUTSIDE for one that makes
 * nothing in it. */
int pg_refuse_outside(struct pg_conn *c, const char *text, size_t len, struct wb_error *err);
/* A user's statement on a scratch server: does it want more than to be run there? */
bool pg_is_of_own_server(const struct pg_conn *c, const struct wb_op *op);
int pg_run_on_own_server(struct pg_conn *c, const struct wb_op *op, struct wb_error *err);
/* Is its command about what is the cluster's alone: a role, a database? */
bool pg_is_of_cluster(const char *text, size_t len);

#endif
