/* SPDX-License-Identifier: MIT */
/* What a dialect hands over is checked once, where it comes in: texts of a fixed size have an end,
 * rows as many columns as are read. */
#ifndef WB_CORE_ANSWER_H
#define WB_CORE_ANSWER_H

#include <stdbool.h>

#include <whimbrel/dialect.h>

#include "host.h"

void answer_end_error(struct wb_error *err); /* NULL is fine */
void answer_end_server(struct wb_server *server);
void answer_end_activity(struct wb_activity *activity);
void answer_end_risk(struct wb_risk *risk);

/* What `slot` returned, or an error where it gave no connection. */
int answer_handle(const void *handle, const char *dialect, const char *slot, int rc,
		  struct wb_error *err);

/* Rows on their way to whoever asked: none that is too short gets there. */
struct gate {
	struct wb_rows rows; /* what the dialect is given */
	struct wb_rows *to;
	size_t least, got;
	bool is_short;
};

/* What the dialect is given instead of `to`; NULL where no rows are wanted. */
struct wb_rows *gate_open(struct gate *gate, struct wb_rows *to, size_t least);
/* Behind the call, which returned `rc`: that, or an error where a row was too short. */
int gate_check(const struct gate *gate, const char *dialect, const char *slot, int rc,
	       struct wb_error *err);
/* How many columns the rows of an operation have at least; operation.h lists them. */
size_t gate_columns(const struct wb_op *op);

#endif
