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

/* What is told by its own words stays as it is: who holds a lock, tables that are not there. */
static bool speaks_of_sql(int32_t status)
{
	return status == WB_E_SQL || status == WB_E_EXISTS || status == WB_E_UNABLE ||
	       status == WB_E_BUSY || status == WB_E_TIMEOUT;
}

void own_answer_name(int32_t what, struct wb_error *err)
{
	static const char *const doing[] = {
		[WB_OWN_ENSURE] = "making whimbrel_log and whimbrel_version",
		[WB_OWN_READ] = "reading whimbrel_version",
		[WB_OWN_READ_DOWN] = "reading whimbrel_version",
		[WB_OWN_JOURNAL] = "reading whimbrel_log",
		[WB_OWN_LOG_READ] = "reading whimbrel_log",
		[WB_OWN_RECORD] = "writing whimbrel_version",
		[WB_OWN_ERASE] = "writing whimbrel_version",
		[WB_OWN_AMEND] = "writing whimbrel_version",
		[WB_OWN_LOG] = "writing whimbrel_log",
		[WB_OWN_RAISE] = "changing whimbrel_version to its newer format",
		[WB_OWN_BEGIN] = "beginning a transaction",
		[WB_OWN_COMMIT] = "committing",
		[WB_OWN_ROLLBACK] = "rolling back",
		[WB_OWN_SAVEPOINT] = "setting a savepoint",
		[WB_OWN_RELEASE] = "releasing a savepoint",
		[WB_OWN_ROLLBACK_TO] = "going back to a savepoint",
		[WB_OWN_SETTLE] = "putting the session back",
		[WB_OWN_GUARD] = "looking whether this run still holds its lock",
		[WB_OWN_LEASE_READ] = "reading whimbrel_lock",
		[WB_OWN_LEASE_TAKE] = "making or writing whimbrel_lock",
		[WB_OWN_LEASE_RENEW] = "writing whimbrel_lock",
		[WB_OWN_LEASE_DROP] = "writing whimbrel_lock",
	};

	if (err && speaks_of_sql(err->status) && what > 0 &&
	    (size_t)what < sizeof(doing) / sizeof(doing[0]) && doing[what])
		wb_error_prefix(err, "while %s", doing[what]);
}
