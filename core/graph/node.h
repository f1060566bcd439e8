/* SPDX-License-Identifier: MIT */
/* What stands behind `struct graph` and `struct view`; for the files of the graph alone. */
#ifndef WB_CORE_NODE_H
#define WB_CORE_NODE_H

#include <uthash.h>

#include "base/buf.h"
#include "graph.h"

struct edge {
	struct node *to;
	bool parent; /* by Revises; else by Depends */
};

VEC(struct edge, edge_vec);
VEC(struct node *, node_vec);
VEC(const char *, text_vec);
VEC(void *, owned_vec);

/* A revision in the graph, as the files have it. */
struct node {
	struct revision *revision;
	size_t index;             /* in graph->pool, and in every array of a view */
	size_t rank;              /* by (Date, id), repeatable ones last */
	struct edge_vec needs;    /* what Revises and Depends name */
	struct node_vec replaces; /* what a squash stands for and has a file … */
	struct text_vec gone;     /* … or has none any more */
	struct node *replaced_by;
	const struct node *child; /* that was linked last, to see who names a parent twice */
};

/* A branch label or a tag. A squash may take over those of what it replaces, so there may be
 * several owners. */
struct name {
	const char *text;
	struct node_vec owners;
	UT_hash_handle hh;
};

/* An id that a squash replaces, with a file or without. */
struct replaced {
	const char *id;
	struct node *by;
	UT_hash_handle hh;
};

/* Which revisions each revision is linked to: those of revision i are items[first[i]] up to
 * items[first[i + 1]]. */
struct link {
	uint32_t to; /* small: there are as many as revisions, several times */
	bool parent;
};

struct links {
	size_t *first;
	struct link *items;
};

struct pair {
	uint32_t from, to;
	bool parent;
};

VEC(struct pair, pair_vec);

/* Gathers links, each pair once; all of one `from` must come together. */
struct linker {
	struct pair_vec pairs;
	size_t *seen; /* by `to`: where in `pairs` it was last, plus one */
	bool nomem;
};

/* Hidden: the unused side of a squash. Virtual: a squash that a database goes past on the way
 * through the old files; never a step, it passes on what stands on it to what it replaces. */
enum side { SIDE_SEEN, SIDE_HIDDEN, SIDE_VIRTUAL };

struct view {
	const struct graph *graph;
	bool database; /* there is one behind it */
	size_t found;  /* so many of the revisions' ids it has */
	enum side *side;
	bool *applied;
	/* of a virtual one: an id on the way through it that nobody knows any more; else NULL */
	const char **lost;
	struct links needs, stands;
};

struct graph {
	struct node *pool;
	size_t count;
	struct node **
		/* what is needed first, in every view; what is replaced before what replaces it */
		order;
	struct node **by_rank;
	struct node **list; /* graph_at */
	const char **ids;   /* all of them, for suggestions */
	struct revision *by_id;
	struct name *labels, *tags;
	struct replaced *replaced;
	struct view *files;     /* the view without a database */
	struct owned_vec owned; /* the arrays behind `pub` … */
	const char **names;     /* … and what is left of the last one */
	size_t names_left;
	size_t work; /* steps that ordering took: tests look that it does not explode */
	unsigned suggestions;
	struct problems *problems; /* while it is built */
	bool failed, nomem;
};

/* ---- building: each reports to graph->problems and sets `failed`, or sets `nomem` */

void graph_problem(struct graph *graph, const struct revision *at, uint32_t line,
		   const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The id nearest to `word`; NULL. */
const char *graph_nearest(const struct graph *graph, const char *word);
/* Does `squash` replace this one, itself or through other squashes? */
bool node_replaced_by(const struct node *node, const struct node *squash);
void graph_link_squashes(struct graph *graph); /* squash.c */
void graph_link_names(struct graph *graph);    /* names.c */
void graph_sort(struct graph *graph);          /* cycle.c */
/* Report every circle of `next` (SIZE_MAX ends a way); `what` says what they do in it. Was there
 * any? */
bool graph_report_circles(struct graph *graph, const size_t *next, const char *what);
void graph_publish(struct graph *graph); /* publish.c */

/* ---- links.c */

int linker_init(struct linker *linker, size_t count);
void linker_add(struct linker *linker, const struct node *from, const struct node *to, bool parent);
void linker_release(struct linker *linker);
/* The links from each node, or with `reverse` those to it, in the order in which they were
 * added. */
int links_build(const struct linker *linker, size_t count, bool reverse, struct links *out);
void links_release(struct links *links);

/* ---- order.c */

struct ordering {
	const struct graph *graph;
	const struct links *needs, *stands;
	const bool *member;    /* NULL: all */
	const enum side *side; /* NULL: all seen; else only those take part */
	struct node_vec out;   /* in order; fewer than the members where they go in circles */
	size_t work;
};

/* Of the members below which all members are in the order already, always the one of the smallest
 * rank. */
int order_run(struct ordering *ordering);

/* ---- view.c and set.c; a set is an array of bool by node index */

/* What a view links: for squashes what it goes through. `hidden`: the hidden ones too, as their
 * files name each other. */
void view_link(const struct view *view, bool hidden, struct linker *linker);
/* What this one is in the view: itself, or the squash that hides it. */
struct node *view_meant(const struct view *view, struct node *node);
bool *set_new(const struct view *view);
/* Add everything that the members need, or all that stands on them. */
int set_add_needed(const struct view *view, bool *set);
int set_add_standing(const struct view *view, bool *set);
/* WB_E_REVISION when the way of the database through one of the members is lost. */
int set_check(const struct view *view, const bool *set, struct wb_error *err);
/* The members that no other member stands on, in any way. Appends. */
int set_tops(const struct view *view, const bool *set, struct node_vec *out);
/* The set as revisions in order, virtual and hidden ones left out. Replaces what is in `out`. */
int set_list(const struct view *view, const bool *set, struct revision_vec *out,
	     struct wb_error *err);
/* As graph_heads; and the heads of what is applied, of one branch if `label` is given. Both
 * append. */
int view_file_heads(const struct view *view, struct node_vec *out);
int view_applied_heads(const struct view *view, const char *label, struct node_vec *out);
bool node_has_label(const struct node *node, const char *label);
/* Is it a step: a versioned revision that this view shows and that is more than virtual? */
bool view_step(const struct view *view, const struct node *node);

/* ---- target.c */

enum goal_kind {
	GOAL_REVISIONS,   /* `nodes` */
	GOAL_BASE,        /* nothing applied */
	GOAL_BRANCH_BASE, /* nothing of the branch whose first revisions are `nodes` */
	GOAL_STEPS        /* `steps` from where the database is */
};

struct goal {
	enum goal_kind kind;
	struct node_vec nodes;
	bool everything;   /* head or heads */
	const char *label; /* the branch that the steps are in; NULL: all */
	int64_t steps;     /* never negative */
	bool down;         /* -N, else +N */
};

int goal_parse(const struct view *view, const char *text, struct goal *out, struct wb_error *err);
/* Make sure that its revisions are ones that a plan can end at. */
int goal_check(const struct view *view, const struct goal *goal, struct wb_error *err);
/* Replace the goal's one revision by that `steps` further along parents or children; 1, or an
 * error. */
int goal_walk(const struct view *view, const char *text, int64_t steps, struct goal *goal,
	      struct wb_error *err);
void goal_release(struct goal *goal);
/* Fails with `format` and behind it "a, b and 3 more". */
int goal_ambiguous(const struct node_vec *nodes, struct wb_error *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- heads.c */

/* Fails: 'head', or the head of the branch `label`, is several. Names their files and the ways out. */
int goal_several_heads(const struct view *view, const struct node_vec *heads, const char *label,
		       struct wb_error *err);

/* ---- stamp.c, resolve.c */

/* As goal_parse, for those who want revisions: +N and -N become the one that they lead to. */
int goal_names(const struct view *view, const char *text, struct goal *out, struct wb_error *err);
/* Add the goal's revisions to a set; for hidden ones what hides them. */
void set_add_nodes(const struct view *view, const struct node_vec *nodes, bool *set);
/* Add what `downgrade` to these takes back: their children, and all that stands on those. */
int set_add_above(const struct view *view, const struct node_vec *nodes, bool *set);
/* Those of `set` that are applied, the last first. Replaces what is in `out`. */
int list_applied(const struct view *view, bool *set, struct revision_vec *out,
		 struct wb_error *err);

#endif
