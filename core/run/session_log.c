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

int session_log_in(struct wb_session *s, const struct wb_args *row, struct wb_error *err)
{
	struct wb_args args = *row;

	args.size = sizeof(args);
	args.run_id = s->run_id;
	return driver_own(&s->conn, WB_OWN_LOG, &args, NULL, err);
}

void session_tell(struct wb_session *s, int kind, const char *id, const char *title,
		  const char *message)
{
	const struct wb_event event = { .size = sizeof(event),
					.kind = kind,
					.revision = id,
					.title = title,
					.message = message,
					.duration_ms = -1 };

	session_event(s, &event);
}
