/* SPDX-License-Identifier: MIT */
#include "queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

void queue_release(struct queue *q)
{
	for (size_t i = 0; i < q->room; i++) {
		buf_release(&q->items[i].sql);
		buf_release(&q->items[i].probe);
		buf_release(&q->items[i].hash);
		buf_release(&q->items[i].detail);
	}
	for (size_t i = q->flight_head; i < q->flights.count; i++)
		free(q->flights.items[i].shown);
	for (size_t i = q->head; i < q->count; i++)
		free(q->items[i].flight.shown);
	free(q->items);
	flight_vec_release(&q->flights);
}

struct item *queue_last(struct queue *q)
{
	return &q->items[q->count - 1];
}

bool queue_is_empty(const struct queue *q)
{
	return q->head == q->count;
}

/* ------------------------------------------------------------------ appending */

static int make_room(struct queue *q)
{
	size_t room = q->room ? q->room * 2 : 16;
	struct item *grown;

	if (queue_is_empty(q))
		q->head = q->count = 0;
	if (q->count < q->room)
		return 0;
	grown = realloc(q->items, room * sizeof(*grown));
	if (!grown)
		return -1;
	memset(grown + q->room, 0, (room - q->room) * sizeof(*grown));
	q->items = grown;
	q->room = room;
	return 0;
}

static struct item *add(struct queue *q, struct wb_error *err)
{
	struct item *item;

	if (make_room(q) < 0) {
		wb_error_nomem(err);
		return NULL;
	}
	item = &q->items[q->count++];
	buf_clear(&item->sql);
	buf_clear(&item->probe);
	buf_clear(&item->hash);
	buf_clear(&item->detail);
	memset(&item->op, 0, sizeof(item->op));
	memset(&item->args, 0, sizeof(item->args));
	memset(&item->flight, 0, sizeof(item->flight));
	item->op.size = sizeof(item->op);
	item->op.id = item->flight.id = ++q->next_id;
	item->flight.step = q->step;
	return item;
}

/* The hash, the probe and the detail are the item's own; they move with it, so pointers to them are set when it
 * is handed out. */
static int add_part(struct queue *q, int32_t what, const struct wb_args *args, uint32_t flags,
		    struct wb_error *err)
{
	struct item *item = add(q, err);
	int rc;

	if (!item)
		return WB_E_NOMEM;
	item->op.kind = WB_OP_OWN;
	item->op.what = item->flight.what = what;
	item->op.flags = flags;
	item->args = *args;
	item->args.size = sizeof(item->args);
	item->args.home = q->home;
	if (q->run_id)
		item->args.run_id = q->run_id;
	if (args->hash)
		buf_str(&item->hash, args->hash);
	if (args->probe_sql)
		buf_str(&item->probe, args->probe_sql);
	if (args->detail)
		buf_str(&item->detail, args->detail);
	rc = buf_check(&item->probe, err);
	if (rc == 0)
		rc = buf_check(&item->hash, err);
	if (rc == 0)
		rc = buf_check(&item->detail, err);
	if (rc == 0)
		rc = driver_compose(q->composer, what, &item->args, &item->sql, err);
	return rc;
}

int queue_own(struct queue *q, int32_t what, const struct wb_args *args, uint32_t flags,
	      struct wb_error *err)
{
	struct wb_args part = *args;
	int rc;

	part.part = 0;
	do {
		rc = add_part(q, what, &part, flags, err);
		part.part++;
	} while (rc == 1);
	return rc;
}

int queue_statement(struct queue *q, const struct statement *statement, uint32_t flags,
		    struct wb_error *err)
{
	struct item *item = add(q, err);

	if (!item)
		return WB_E_NOMEM;
	item->op.kind = WB_OP_USER;
	item->op.flags = flags;
	item->op.text = statement->text;
	item->op.len = statement->len;
	item->op.full_len = statement->full_len;
	item->op.facts = statement->flags;
	item->flight.statement = statement->number;
	item->flight.line = statement->line;
	if (q->shows) {
		item->op.flags |= WB_OP_WATCHED;
		item->flight.shown = text_dup(statement->shown, statement->shown_len);
		if (!item->flight.shown)
			return wb_error_nomem(err);
	}
	return 0;
}

/* ------------------------------------------------------------------ handing out, and answers */

int queue_take(struct queue *q, struct wb_op *out, struct wb_error *err)
{
	struct item *item = &q->items[q->head];

	item->args.hash = item->hash.len ? buf_text(&item->hash) : NULL;
	item->args.detail = item->detail.len ? buf_text(&item->detail) : NULL;
	item->args.probe_sql = item->probe.len ? buf_text(&item->probe) : NULL;
	if (item->op.kind == WB_OP_OWN) {
		item->op.args = &item->args;
		item->op.text = buf_text(&item->sql);
		item->op.len = item->op.full_len = item->sql.len;
	}
	if (q->shows)
		item->flight.began_ms = clock_ms();
	if (flight_vec_push(&q->flights, item->flight) < 0)
		return wb_error_nomem(err);
	item->flight.shown = NULL;
	q->head++;
	*out = item->op;
	return 1;
}

const struct flight *queue_flight(const struct queue *q)
{
	return q->flight_head < q->flights.count ? &q->flights.items[q->flight_head] : NULL;
}

int queue_answer(struct queue *q, uint64_t id, struct flight *out, struct wb_error *err)
{
	const struct flight *first = queue_flight(q);

	if (!first || first->id != id)
		return wb_error_set(err, WB_E_INTERNAL,
				    "dialect: operation %llu was reported out of order",
				    (unsigned long long)id);
	*out = *first;
	if (++q->flight_head == q->flights.count) {
		flight_vec_clear(&q->flights);
		q->flight_head = 0;
	}
	return 0;
}
