/* SPDX-License-Identifier: MIT */
/* What the answer to an own operation means, where it need not be the dialect that knows: portable SQL tells by rows
 * and by the ways in which a statement fails. */
#ifndef WB_CORE_OWN_ANSWER_H
#define WB_CORE_OWN_ANSWER_H

#include <stdbool.h>

#include <whimbrel/dialect.h>

#include "host.h"

struct own_answer {
	struct wb_rows rows; /* of a guard */
	bool guards, answered;
};

/* Before `op` is executed; `rows` may be replaced. True: there is nothing to execute. */
bool own_answer_open(struct own_answer *a, const struct wb_dialect *table, const struct wb_op *op,
		     struct wb_rows **rows);
/* Behind it: what it returned, or what that means. */
int own_answer_check(const struct own_answer *a, const struct wb_op *op, int rc,
		     struct wb_error *err);
/* Says in front of a failure what of our own was being done: its SQL stands in no file. */
void own_answer_name(int32_t what, struct wb_error *err);

#endif
