/* SPDX-License-Identifier: MIT */
/* What a session tells its listener, and writes into the log. */
#include "exec/own.h"
#include "session.h"

void session_event(struct wb_session *s, const struct wb_event *event)
{
	struct wb_event e = *event;

	e.run_id = s->run_id;
	client_event(&s->client, &e);
}

int session_log(struct wb_session *s, const struct wb_args *row, struct wb_error *err)
{
	struct wb_args args = *row;

	args.run_id = s->run_id;
	return own_log(&s->conn, &args, err);
}
