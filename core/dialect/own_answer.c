/* SPDX-License-Identifier: MIT */
#include "own_answer.h"

#include <string.h>

#include "base/error.h"

static int take_any(void *ctx, const struct wb_value *values, size_t count)
{
	(void)values;
	(void)count;
	((struct own_answer *)ctx)->answered = true;
	return 1;
}

bool own_answer_open(struct own_answer *a, const struct wb_dialect *table, const struct wb_op *op,
		     struct wb_rows **rows)
{
	*a = (struct own_answer){ .guards = false };
	if (op->kind != WB_OP_OWN)
		return false;
	if (!op->len)
		/* a transaction that is not begun would be none, and nobody would know */
		return !table->compose && table->portable && op->what != WB_OWN_BEGIN;
	if (op->what == WB_OWN_GUARD && !*rows) {
		a->guards = true;
		a->rows = (struct wb_rows){ take_any, a };
		*rows = &a->rows;
	}
	return false;
}

/* Several runs may begin on a new database at once: whoever comes second finds what it would make, the row of
 * the lease as well. A column is there already where a RAISE broke off. */
static bool made_already(const struct wb_op *op, int rc, const struct wb_error *err)
{
	if (rc == WB_E_EXISTS)
		return op->what == WB_OWN_ENSURE || op->what == WB_OWN_LEASE_TAKE ||
		       op->what == WB_OWN_RAISE;
	return rc < 0 && err && op->what == WB_OWN_LEASE_TAKE &&
	       strncmp(err->sqlstate, "23", 2) == 0;
}

static bool reads_table(const struct wb_op *op)
{
	switch (op->what) {
	case WB_OWN_READ:
	case WB_OWN_READ_DOWN:
	case WB_OWN_JOURNAL:
	case WB_OWN_LOG_READ:
	case WB_OWN_LEASE_READ:
		return true;
	default:
		return false;
	}
}

int own_answer_check(const struct own_answer *a, const struct wb_op *op, int rc,
		     struct wb_error *err)
{
	if (op->kind != WB_OP_OWN)
		return rc;
	if (rc == 0 && a->guards && !a->answered)
		return wb_error_set(err, WB_E_LOCK_LOST,
				    "this run does not hold its lock any more");
	if (made_already(op, rc, err)) {
		wb_error_clear(err);
		return 0;
	}
	if (rc != WB_E_SQL || !err || !reads_table(op) ||
	    (strcmp(err->sqlstate, "42S02") != 0 && strcmp(err->sqlstate, "42P01") != 0))
		return rc;
	err->status = WB_E_NO_TABLES;
	return WB_E_NO_TABLES;
}
