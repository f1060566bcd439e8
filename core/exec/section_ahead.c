/* SPDX-License-Identifier: MIT */
#include "section_ahead.h"

#include <string.h>

#include "base/error.h"
#include "queue.h"

#define SHARED 32 /* statements in a transaction */

int section_stopped(const struct section_running *r, struct wb_error *err)
{
	if (!r->conn->client || !atomic_load(&r->conn->client->stopping))
		return 0;
	return wb_error_set(err, WB_E_CANCELLED, "interrupted");
}

bool section_is_plain(const struct section_running *r, const struct statement *statement)
{
	return !(statement->flags & ~WB_PIECE_PRIVILEGES) &&
	       (driver_effects(r->conn->plugin, statement->text + statement->token,
			       statement->len - statement->token) &
		WB_EFFECT_PLAIN);
}

bool section_paces(struct section_running *r, bool plain)
{
	const unsigned pace = r->policy->pace;

	r->plain = r->plain && plain;
	return r->plain && pace && r->policy->transaction && ++r->made % pace == 0;
}

/* What is under way. */
struct ahead {
	struct section_running *running;
	struct queue queue;
	struct statement *statement; /* that was read last */
	int read;                    /* what reading it said */
	bool waits;                  /* it is to be run by itself */
	bool failed;                 /* this operation, which is a statement or one of ours: */
	struct flight failure;
};

static int own(struct ahead *a, int32_t what, struct wb_error *err)
{
	const struct wb_args args = { .size = sizeof(args) };

	return queue_own(&a->queue, what, &args, 0, err);
}

/* Where no transaction holds the text, those that are sent ahead share some: each commit costs a trip. */
static int leave(struct ahead *a, struct wb_error *err)
{
	struct section_running *r = a->running;

	if (r->policy->transaction || !r->begun)
		return 0;
	r->begun = false;
	return own(a, WB_OWN_COMMIT, err);
}

/* All was sent ahead: so is the end, unless somebody wants to look before. */
static int end(struct ahead *a, struct wb_error *err)
{
	struct section_running *r = a->running;
	const struct section_policy *policy = r->policy;

	if (!policy->transaction)
		return leave(a, err);
	if (!r->begun || policy->rolled_back || policy->hooks.done)
		return 0;
	r->ended = true;
	if (policy->settles && own(a, WB_OWN_SETTLE, err) < 0)
		return wb_error_kept(err);
	return own(a, WB_OWN_COMMIT, err);
}

static bool is_time(struct section_running *r)
{
	return r->policy->transaction ? section_paces(r, true) : ++r->made % SHARED == 0;
}

static int send(struct ahead *a, struct wb_error *err)
{
	struct section_running *r = a->running;

	if (!r->begun && own(a, WB_OWN_BEGIN, err) < 0)
		return wb_error_kept(err);
	r->begun = true;
	if (queue_statement(&a->queue, a->statement, 0, err) < 0)
		return wb_error_kept(err);
	if (!is_time(r))
		return 0;
	return own(a, WB_OWN_COMMIT, err) < 0 ? wb_error_kept(err) : own(a, WB_OWN_BEGIN, err);
}

/* Queue the next one; nothing where it is none to be sent ahead. */
static int refill(void *ctx, struct wb_error *err)
{
	struct ahead *a = ctx;
	struct section_running *r = a->running;
	int rc = section_stopped(r, err);

	if (rc < 0 || a->waits || r->ended || a->read == 0)
		return rc;
	memset(a->statement, 0, sizeof(*a->statement));
	rc = a->read = source_next(r->source, a->statement, err);
	if (rc <= 0)
		return rc < 0 ? rc : end(a, err);
	if (a->statement->flags == 0 && section_is_plain(r, a->statement))
		return send(a, err);
	a->waits = true;
	return leave(a, err);
}

static void done(void *ctx, const struct flight *flight, int32_t outcome)
{
	struct ahead *a = ctx;

	if (a->failed || outcome == WB_DONE || outcome == WB_SKIPPED)
		return;
	a->failed = true;
	a->failure = *flight;
}

/* The texts of those before the last one are gone. */
static int fail(struct ahead *a, int rc)
{
	struct section_running *r = a->running;
	struct statement *s = a->statement;

	if (!a->failed)
		return rc;
	r->refused = a->read == 1 && a->failure.statement == s->number;
	/* what fails at the end fails there */
	r->ended = r->ended && !a->failure.statement;
	if (r->refused || !a->failure.statement)
		return rc;
	*s = (struct statement){ .text = "",
				 .number = a->failure.statement,
				 .line = a->failure.line };
	return rc;
}

int section_ahead(struct section_running *r, struct statement *out, struct wb_error *err)
{
	struct ahead a = { .running = r, .statement = out, .read = 1 };
	const struct queue_user user = { .ctx = &a, .refill = refill, .done = done };
	int rc = queue_run(&a.queue, r->conn, &user, err);

	r->refused = false;
	rc = rc < 0 ? fail(&a, rc) : a.read;
	queue_release(&a.queue);
	return rc;
}
