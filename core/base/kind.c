/* SPDX-License-Identifier: MIT */
#include "kind.h"

#include <stddef.h>

/* Of a dialect's own nothing is known. */
static const struct kind others = { .title = "object", .make = 6, .change = 6 };

static const struct kind kinds[KIND_LAST + 1] = {
	[WB_KIND_NAMESPACE] = { .title = "schema",
				.make = 1,
				.change = 1,
				.drop = 9,
				.holds_data = true },
	[WB_KIND_EXTENSION] = { .title = "extension",
				.make = 1,
				.change = 1,
				.drop = 9,
				.holds_data = true },
	[WB_KIND_TYPE] = { .title = "type", .make = 1, .change = 1, .drop = 9 },
	[WB_KIND_SEQUENCE] = { .title = "sequence",
			       .make = 1,
			       .change = 1,
			       .drop = 9,
			       .holds_data = true },
	[WB_KIND_TABLE] = { .title = "table",
			    .make = 2,
			    .change = 4,
			    .drop = 8,
			    .holds_data = true },
	[WB_KIND_COLUMN] = { .title = "column",
			     .make = 4,
			     .change = 4,
			     .drop = 5,
			     .names = NAMES_OF_TABLE,
			     .holds_data = true },
	[WB_KIND_PRIMARY_KEY] = { .title = "primary key",
				  .make = 6,
				  .change = 6,
				  .names = NAMES_OF_TABLE,
				  .constrains = true },
	[WB_KIND_UNIQUE] = { .title = "unique constraint",
			     .make = 6,
			     .change = 6,
			     .names = NAMES_OF_TABLE,
			     .constrains = true },
	[WB_KIND_FOREIGN_KEY] = { .title = "foreign key",
				  .make = 6,
				  .change = 6,
				  .names = NAMES_OF_TABLE,
				  .constrains = true },
	[WB_KIND_CHECK] = { .title = "check constraint",
			    .make = 6,
			    .change = 6,
			    .names = NAMES_OF_TABLE,
			    .constrains = true },
	[WB_KIND_EXCLUSION] = { .title = "exclusion constraint",
				.make = 6,
				.change = 6,
				.names = NAMES_OF_TABLE,
				.constrains = true },
	[WB_KIND_INDEX] = { .title = "index", .make = 6, .change = 6, .visits = true },
	[WB_KIND_VIEW] = { .title = "view", .make = 6, .change = 6 },
	[WB_KIND_ROUTINE] = { .title = "routine",
			      .make = 3,
			      .change = 3,
			      .drop = 8,
			      .names = NAMES_OF_KIND },
	[WB_KIND_TRIGGER] = { .title = "trigger",
			      .make = 7,
			      .change = 7,
			      .names = NAMES_OF_KIND,
			      .visits = true,
			      .reacts = true },
	[WB_KIND_EVENT] = { .title = "event", .make = 7, .change = 7, .names = NAMES_OF_KIND },
	[WB_KIND_POLICY] = { .title = "policy",
			     .make = 7,
			     .change = 7,
			     .names = NAMES_OF_TABLE,
			     .visits = true,
			     .reacts = true },
	/* made while it has the columns of its parent */
	[WB_KIND_PARTITION] = { .title = "partition",
				.make = 2,
				.change = 2,
				.reacts = true,
				.excluded_as = "table" },
};

const struct kind *kind_of(int32_t kind)
{
	return kind > 0 && kind <= KIND_LAST ? &kinds[kind] : &others;
}

const char *kind_excluded_as(int32_t kind)
{
	const struct kind *k = kind_of(kind);
	const bool part = k->constrains || kind == WB_KIND_COLUMN;

	return k == &others || part || k->excluded_as ? NULL : k->title;
}
