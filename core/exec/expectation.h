/* SPDX-License-Identifier: MIT */
/* An expectation under way: what a `-- expect:` line asks, held against the rows that come. */
#ifndef WB_CORE_EXPECTATION_H
#define WB_CORE_EXPECTATION_H

#include <stdbool.h>

#include "read/source.h"

struct expectation {
	struct expect want; /* borrowed from the statement */
	bool row, met;
	char seen[256]; /* the first value of the first row, for people */
};

/* Read what the comments in front of the statement ask. */
int expectation_begin(struct expectation *e, const struct statement *statement,
		      struct wb_error *err);
/* Take a row. Returns 1: the first is enough. */
int expectation_row(struct expectation *e, const struct wb_value *values, size_t count);
/* There are no more rows: 0, or WB_E_EXPECT with what was expected and what came. */
int expectation_check(const struct expectation *e, struct wb_error *err);

#endif
