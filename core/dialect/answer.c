/* SPDX-License-Identifier: MIT */
#include "answer.h"

#include "base/error.h"

/* A dialect may have filled a text to the brim. */
#define END(text) ((text)[sizeof(text) - 1] = '\0')

void answer_end_error(struct wb_error *err)
{
	if (!err)
		return;
	END(err->sqlstate);
	END(err->message);
	END(err->detail);
}

void answer_end_server(struct wb_server *server)
{
	END(server->product);
	END(server->version);
	END(server->database);
	END(server->schema);
	END(server->home);
	END(server->user);
	END(server->session);
	END(server->warning);
	END(server->usual_schema);
	END(server->identity);
}

void answer_end_activity(struct wb_activity *activity)
{
	END(activity->phase);
	END(activity->statement);
	END(activity->waits_for);
}

void answer_end_risk(struct wb_risk *risk)
{
	END(risk->rule);
	END(risk->lock);
	END(risk->reason);
}

int answer_handle(const void *handle, const char *dialect, const char *slot, int rc,
		  struct wb_error *err)
{
	if (rc < 0 || handle)
		return rc;
	return wb_error_set(err, WB_E_INTERNAL,
			    "dialect %s: %s said that it connected and gave no connection", dialect,
			    slot);
}

/* ------------------------------------------------------------------ rows */

static int gate_take(void *ctx, const struct wb_value *values, size_t count)
{
	struct gate *gate = ctx;

	gate->is_short |= count < gate->least;
	if (gate->is_short) {
		gate->got = count;
		return 1;
	}
	return gate->to->take(gate->to->ctx, values, count);
}

struct wb_rows *gate_open(struct gate *gate, struct wb_rows *to, size_t least)
{
	*gate = (struct gate){ .to = to, .least = least };
	gate->rows = (struct wb_rows){ gate_take, gate };
	return to ? &gate->rows : NULL;
}

int gate_check(const struct gate *gate, const char *dialect, const char *slot, int rc,
	       struct wb_error *err)
{
	if (rc < 0 || !gate->is_short)
		return rc;
	return wb_error_set(err, WB_E_INTERNAL,
			    "dialect %s: a row of %s has %zu columns where %zu are due: the "
			    "dialect or the server is not what it seems",
			    dialect, slot, gate->got, gate->least);
}

size_t gate_columns(const struct wb_op *op)
{
	if (op->kind != WB_OP_OWN)
		return 0;
	switch (op->what) {
	case WB_OWN_READ:
		return 8;
	case WB_OWN_READ_DOWN:
		return 2;
	case WB_OWN_JOURNAL:
	case WB_OWN_LOG_READ:
		return 13;
	case WB_OWN_LEASE_READ:
		return 4;
	default:
		return 1;
	}
}
