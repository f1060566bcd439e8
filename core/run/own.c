/* SPDX-License-Identifier: MIT */
/* Our own operations on a session's connection, and what its listener is told. */
#include "base/error.h"
#include "session.h"

void session_event(struct wb_session *s, const struct wb_event *event)
{
	struct wb_event e = *event;

	e.run_id = s->run_id;
	client_event(&s->client, &e);
}

int session_own(struct wb_session *s, int32_t what, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args) };

	return driver_own(&s->conn, what, &args, NULL, err);
}

static int commit_durably(struct wb_session *s, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args) };
	struct buf sql = { 0 };
	int rc = driver_compose(s->plugin, s->conn.handle, WB_OWN_COMMIT, &args, &sql, err);

	if (rc == 0) {
		struct wb_op op = { .size = sizeof(op),
				    .kind = WB_OP_OWN,
				    .what = WB_OWN_COMMIT,
				    .flags = WB_OP_DURABLE };

		op.text = buf_text(&sql);
		op.len = op.full_len = sql.len;
		op.args = &args;
		rc = driver_execute(&s->conn, &op, NULL, err);
	}
	buf_release(&sql);
	return rc;
}

int session_log(struct wb_session *s, const struct wb_args *row, struct wb_error *err)
{
	struct wb_args args = *row;
	int rc;

	args.run_id = s->run_id;
	rc = session_own(s, WB_OWN_BEGIN, err);
	if (rc == 0)
		rc = driver_own(&s->conn, WB_OWN_LOG, &args, NULL, err);
	if (rc == 0)
		rc = commit_durably(s, err);
	if (rc < 0) {
		struct wb_error ignored = WB_ERROR_INIT;

		session_own(s, WB_OWN_ROLLBACK, &ignored);
	}
	return rc;
}

int session_commit(struct wb_session *s, struct wb_error *err)
{
	return commit_durably(s, err);
}
