/* SPDX-License-Identifier: MIT */
/* Do the statements of two branches on the rows of one table end alike in either order, whatever rows there are? */
#ifndef WB_CORE_ROWS_ROW_COMMUTE_H
#define WB_CORE_ROWS_ROW_COMMUTE_H

#include "model/model.h"
#include "row_statement.h"

/* What two branches do to the rows of a table, which is in each of these models: before anything has run, and in the
 * end. */
bool branches_commute(const struct row_statement_vec *a, const struct row_statement_vec *b,
		      const char *table, const struct model *const models[2]);

#endif
