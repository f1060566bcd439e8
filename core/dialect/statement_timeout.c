/* SPDX-License-Identifier: MIT */
/* Cancelling what runs: because somebody asked, or because it takes too long. */
#include "statement_timeout.h"

#include <stdio.h>

#include "base/error.h"
#include "deadline.h"
#include "slot.h"

#define GRACE_MS 200

int driver_cancel(struct connection *c, struct wb_error *err)
{
	int rc;

	/* it comes again: what another thread asks for just now is enough */
	if (!c->plugin->table.cancel || !atomic_load(&c->in_slot) ||
	    atomic_flag_test_and_set(&c->in_cancel))
		return 0;
	rc = slot_check(c->plugin, "cancel", c->plugin->table.cancel(c->handle, err), 0, err);
	atomic_flag_clear(&c->in_cancel);
	return rc;
}

static void late(void *ctx)
{
	struct wb_error ignored = WB_ERROR_INIT;

	driver_cancel(ctx, &ignored);
}

uint64_t statement_timeout_watch(struct connection *c, const struct wb_op *op)
{
	const uint32_t timeout_ms = c->statement_timeout_ms;

	if (op->kind == WB_OP_OWN || !timeout_ms || !c->plugin->table.cancel)
		return 0;
	return deadline_watch(
		timeout_ms < UINT32_MAX - GRACE_MS ? timeout_ms + GRACE_MS : timeout_ms, late, c);
}

int statement_timeout_end(const struct connection *c, uint64_t watch, int rc, struct wb_error *err)
{
	char said[sizeof(err->message)];

	if (!deadline_end(watch) || rc != WB_E_CANCELLED ||
	    (c->client && atomic_load(&c->client->stopping)))
		return rc;
	snprintf(said, sizeof(said), "%s", err->message);
	snprintf(err->message, sizeof(err->message),
		 "the statement took longer than statement_timeout (%u ms) and was cancelled: "
		 "%.900s",
		 (unsigned)c->statement_timeout_ms, said);
	return err->status = WB_E_TIMEOUT;
}
