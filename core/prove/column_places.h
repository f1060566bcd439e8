/* SPDX-License-Identifier: MIT */
/* In what order a table has its columns: not compared, and told where somebody asks. */
#ifndef WB_CORE_PROVE_COLUMN_PLACES_H
#define WB_CORE_PROVE_COLUMN_PLACES_H

#include "model/model.h"

struct wb_error;

/* Add a line for each table whose columns `made` has in another order than `goal`, unless they stand in `from` as they do in
 * `goal`: then it was told before. `out` NULL: nobody asks. */
int column_places(const struct model *from, const struct model *made, const struct model *goal,
		  struct string_vec *out, struct wb_error *err);

#endif
