/* SPDX-License-Identifier: MIT */
/* What the engine asks of a dialect, as lines of the log. A user's statement is told by the stream, in
 * the words of its file. */
#include <stdio.h>

#include "host.h"
#include "masked.h"

static const char *own_name(int32_t what)
{
	static const char *const names[] = {
		[WB_OWN_ENSURE] = "ensure",
		[WB_OWN_READ] = "read",
		[WB_OWN_JOURNAL] = "journal",
		[WB_OWN_LOG_READ] = "log_read",
		[WB_OWN_RECORD] = "record",
		[WB_OWN_ERASE] = "erase",
		[WB_OWN_AMEND] = "amend",
		[WB_OWN_LOG] = "log",
		[WB_OWN_BEGIN] = "begin",
		[WB_OWN_COMMIT] = "commit",
		[WB_OWN_ROLLBACK] = "rollback",
		[WB_OWN_SAVEPOINT] = "savepoint",
		[WB_OWN_RELEASE] = "release",
		[WB_OWN_ROLLBACK_TO] = "rollback_to",
		[WB_OWN_SETTLE] = "settle",
		[WB_OWN_GUARD] = "guard",
		[WB_OWN_LEASE_READ] = "lease_read",
		[WB_OWN_LEASE_TAKE] = "lease_take",
		[WB_OWN_LEASE_RENEW] = "lease_renew",
		[WB_OWN_LEASE_DROP] = "lease_drop",
	};
	const char *name =
		what > 0 && (size_t)what < sizeof(names) / sizeof(names[0]) ? names[what] : NULL;

	return name ? name : "own";
}

void trace_op(struct wb_client *client, const struct wb_op *op)
{
	const uint32_t trace = client ? client->listener.trace : 0;
	const char *word = op->kind == WB_OP_OWN    ? own_name(op->what)
			   : op->kind == WB_OP_USER ? "user"
						    : "expect";

	if (trace >= 2)
		client_log(client, WB_LOG_DEBUG, "op %llu: %s%s%s%s", (unsigned long long)op->id,
			   word, op->flags & WB_OP_DURABLE ? ", durable" : "",
			   op->flags & WB_OP_ALONE ? ", alone" : "",
			   op->flags & WB_OP_WITH_NEXT ? ", with the next" : "");
	if (trace >= 1 && op->kind == WB_OP_OWN && op->len)
		client_log(client, WB_LOG_INFO, "%.*s", (int)op->len, op->text);
}

void trace_call(struct wb_client *client, const char *what, const char *name)
{
	if (client && client->listener.trace >= 2)
		client_log(client, WB_LOG_DEBUG, "%s%s%s", what, *name ? " " : "", name);
}
