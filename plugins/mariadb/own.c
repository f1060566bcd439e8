/* SPDX-License-Identifier: MIT */
/* Operations of ours: what they are sent as, and what their answers mean. */
#include <mysqld_error.h>
#include <stdlib.h>

#include "maria.h"

const char *maria_own_text(const struct maria_conn *c, const struct wb_op *op)
{
	switch (op->what) {
	case WB_OWN_BEGIN:
		/* START TRANSACTION would release the user's table locks */
		return c->session.tables_locked ? "SET autocommit=0" : NULL;
	default:
		return NULL;
	}
}

bool maria_autocommit_due(const struct maria_conn *c)
{
	return c->session.autocommit_off && !c->session.tables_locked &&
	       !c->session.users_autocommit_off;
}

void maria_own_done(struct maria_conn *c, int32_t what)
{
	if (what == WB_OWN_SETTLE)
		maria_restored(c);
	else if (what == WB_OWN_BEGIN && c->session.tables_locked)
		c->session.autocommit_off = true;
	else if (what == WB_OWN_COMMIT && maria_autocommit_due(c))
		c->session.autocommit_off = false;
}

int maria_own_failed(struct maria_conn *c, int32_t what, struct wb_error *err)
{
	(void)c;
	if (what == WB_OWN_GUARD && err->native_code == ER_SUBQUERY_NO_1_ROW) {
		*err = (struct wb_error)WB_ERROR_INIT;
		return maria_host->fail(err, WB_E_LOCK_LOST,
					"this run no longer holds its lock: a statement released "
					"it, or the server gave it away");
	}
	if ((what == WB_OWN_READ || what == WB_OWN_JOURNAL || what == WB_OWN_LOG_READ ||
	     what == WB_OWN_LEASE_READ) &&
	    (err->native_code == ER_NO_SUCH_TABLE || err->native_code == ER_BAD_DB_ERROR)) {
		*err = (struct wb_error)WB_ERROR_INIT;
		return maria_host->fail(err, WB_E_NO_TABLES, "whimbrel's tables are not there");
	}
	return kit_failed(err);
}

/* Ids of log rows are counted here: nobody else writes while the lock is held, and the user's
 * LAST_INSERT_ID() stays his. */
int maria_learn_log_id(struct maria_conn *c, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	char last[32];
	int rc;

	c->log_id = 0;
	/* they are about to be made: rows that come with them ask for themselves */
	if (c->bare) {
		c->bare = false;
		return 0;
	}
	kit_text_write(&sql, "SELECT COALESCE(MAX(id),0)+1 FROM %N.%N", c->home, "whimbrel_log");
	rc = maria_ask_first(c, &sql, last, sizeof(last), &why);
	if (rc == 0)
		c->log_id = strtoll(last, NULL, 10);
	if (c->step_id > c->log_id)
		c->step_id = c->log_id;
	if (rc == 0 || why.native_code == ER_NO_SUCH_TABLE)
		return 0;
	*err = why;
	return rc;
}
