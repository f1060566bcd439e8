/* SPDX-License-Identifier: MIT */
/* What the engine knows of a kind of objects: one row each. */
#ifndef WB_CORE_KIND_H
#define WB_CORE_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include <whimbrel/schema.h>

/* The last of the engine's own. */
#define KIND_LAST WB_KIND_PARTITION

/* Among what an object's name is the only one. */
enum kind_names {
	NAMES_OF_NAMESPACE, /* all of a namespace that have names of this sort */
	NAMES_OF_KIND,      /* those of its kind in a namespace */
	NAMES_OF_TABLE      /* those of its kind on a table */
};

struct kind {
	const char *title;
	/* when it is made, changed and dropped where nothing else decides: the lowest comes first */
	uint8_t make, change, drop;
	enum kind_names names;
	bool holds_data;         /* never dropped for the sake of something else */
	bool constrains;         /* it is a constraint of its table */
	bool visits;             /* it may be ours on a table that is another's */
	bool reacts;             /* changes of rows set it off, or it tells which rows there are */
	const char *excluded_as; /* goes by another kind's title there; NULL: by its own */
};

/* Of an enum wb_kind. */
const struct kind *kind_of(int32_t kind);
/* What the config's `exclude` calls those of a kind; NULL: they are parts of a table, or another kind's. */
const char *kind_excluded_as(int32_t kind);

#endif
