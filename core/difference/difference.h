/* SPDX-License-Identifier: MIT */
/* What turns one schema into another: changes, with their SQL, in an order in which they can be
 * run. */
#ifndef WB_CORE_DIFFERENCE_DIFFERENCE_H
#define WB_CORE_DIFFERENCE_DIFFERENCE_H

#include "model/model.h"

struct change;
VEC(struct change *, change_vec);

struct change {
	int32_t kind;   /* enum wb_change_kind */
	uint32_t flags; /* WB_CHANGE_… */
	struct object *from, *to;
	bool withdrawn; /* another change does it */
	bool rendered;  /* `sql` and `risk` are there */
	struct buf sql;
	struct wb_risk risk;
	/* the order's own */
	struct change_vec after;
	struct change *holder;    /* one of those that it waits for */
	struct change *name_from; /* who takes away what has its name; NULL */
	size_t waits, rank;
	bool done;
};

struct difference {
	struct model *from, *to;
	struct change_vec
		changes;       /* in order, once difference_make is done; the withdrawn are gone */
	uint32_t flags;        /* WB_CHANGE_CAREFUL, _DUMP, for all of them */
	size_t settings_lines; /* of the text: in front of the first change */
};

/* Compare, render and order. `from` and `to`, which must live as long as the difference, are set, and so are
 * WB_CHANGE_CAREFUL and WB_CHANGE_DUMP among the flags. Where it fails, nothing is to be released. */
int difference_make(struct difference *d, struct connection *conn, struct wb_error *err);
void difference_release(struct difference *difference);
/* The SQL of all changes, with a `-- WARNING:` line over each that deserves one, and the settings that
 * they need around them. */
int difference_write(struct difference *difference, struct connection *conn, struct buf *out,
		     struct wb_error *err);
/* The settings in front of the SQL, or `back` behind it: those of a dump, where the difference is made
 * for one. */
int difference_settings(const struct difference *difference, struct connection *conn, bool back,
			struct buf *out, struct wb_error *err);
/* Whose SQL stands in line `line` of that; NULL. */
const struct change *difference_at(const struct difference *difference, uint32_t line);
/* Must its section be outside of transactions? */
bool difference_needs_no_transaction(const struct difference *difference);
/* For messages: "drop column users.email". */
void change_title(const struct change *change, struct buf *out);
const char *change_word(int32_t kind);
/* Add a line for each difference, `prefix` in front. */
int difference_list(struct model *from, struct model *to, const char *prefix,
		    struct string_vec *out, struct wb_error *err);
/* What is different about the object: "type: text, should be integer". */
void describe_difference(const struct object *from, const struct object *to, struct buf *out);

/* The steps of difference_make. */
int difference_compare(struct difference *d, struct wb_error *err);
int difference_render_all(struct difference *d, struct connection *conn, struct wb_error *err);
int difference_order(struct difference *d, struct connection *conn, struct wb_error *err);
/* `call` for each object that changes or goes, and each that takes its name in the end, as long as
 * it returns 0; -1 when there is no memory. */
int difference_each_reused_name(const struct difference *d,
				int (*call)(void *context, struct object *leaving,
					    struct object *to),
				void *context);
/* Has `by` the name of `named`, where only one of them can have it? */
bool difference_name_is_taken(const struct object *by, const struct object *named);
/* The table that `o` is, or is on, in a model. */
struct object *difference_family_head(const struct object *o, const struct model *m);
/* Have the dialect write one change. */
int difference_render(const struct difference *d, struct connection *conn, struct change *c,
		      struct wb_error *err);
/* Whatever can't stay as it is while a type is made anew: what needs it or is of it, the types that are made of
 * it and what is of those, and what looks at their columns. -1 when there is no memory. */
int difference_type_users(const struct object *type, struct object_vec *out);
/* A new change, noted in its objects; NULL when there is no memory. */
struct change *difference_add(struct difference *d, int32_t kind, struct object *from,
			      struct object *to);

#endif
