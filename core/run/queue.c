/* SPDX-License-Identifier: MIT */
/* What a stream is about to hand out: operations with their texts, in order. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "stream.h"

const struct step *stream_step(const struct stream *s)
{
	return &s->settings.plan->steps.items[s->step];
}

size_t stream_broken(const struct stream *s)
{
	size_t step = s->failed            ? s->failure.step
		      : s->head < s->count ? s->items[s->head].flight.step
					   : s->step;

	return step < s->settings.end ? step : s->settings.end - 1;
}

static struct item *queue_add(struct stream *s, struct wb_error *err)
{
	struct item *item;

	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 16;
		struct item *grown = realloc(s->items, room * sizeof(*grown));

		if (!grown) {
			wb_error_nomem(err);
			return NULL;
		}
		memset(grown + s->room, 0, (room - s->room) * sizeof(*grown));
		s->items = grown;
		s->room = room;
	}
	item = &s->items[s->count++];
	buf_clear(&item->sql);
	buf_clear(&item->probe);
	memset(&item->op, 0, sizeof(item->op));
	memset(&item->args, 0, sizeof(item->args));
	memset(&item->flight, 0, sizeof(item->flight));
	item->op.size = sizeof(item->op);
	item->op.id = item->flight.id = ++s->next_id;
	item->flight.step = s->step;
	return item;
}

/* The hash and the probe are the item's own; they move with it, so pointers to them are set when it
 * is handed out. */
static int add_part(struct stream *s, int32_t what, const struct wb_args *args, uint32_t part,
		    uint32_t flags, struct wb_error *err)
{
	struct item *item = queue_add(s, err);
	int rc;

	if (!item)
		return err->status;
	item->op.kind = WB_OP_OWN;
	item->op.what = item->flight.what = what;
	item->op.flags = flags;
	item->args = *args;
	item->args.size = sizeof(item->args);
	item->args.part = part;
	item->args.home = s->settings.home;
	item->args.run_id = s->settings.run_id;
	buf_clear(&item->hash);
	if (args->hash)
		buf_str(&item->hash, args->hash);
	if (args->probe_sql)
		buf_str(&item->probe, args->probe_sql);
	rc = buf_check(&item->probe, err);
	if (rc == 0)
		rc = buf_check(&item->hash, err);
	if (rc == 0)
		rc = driver_compose(s->settings.plan->project->plugin, s->settings.handle, what,
				    &item->args, &item->sql, err);
	return rc;
}

int stream_push_own(struct stream *s, int32_t what, const struct wb_args *args, uint32_t flags,
		    struct wb_error *err)
{
	uint32_t part = 0;
	int rc;

	do
		rc = add_part(s, what, args, part++, flags, err);
	while (rc == 1);
	return rc;
}

int stream_push_simple(struct stream *s, int32_t what, uint32_t flags, struct wb_error *err)
{
	struct wb_args args = { .name = STREAM_SAVEPOINT };

	return stream_push_own(s, what, what == WB_OWN_GUARD ? &s->settings.guard : &args, flags,
			       err);
}

int stream_push_log(struct stream *s, const char *event, int64_t statement, const char *probe_sql,
		    const char *hash, uint32_t flags, struct wb_error *err)
{
	const struct step *step = stream_step(s);
	struct wb_args args = { .revision = step->revision->id };

	args.direction = step->up ? "up" : "down";
	args.event = event;
	args.statement = statement;
	args.statements = (int64_t)step->statements;
	args.hash = hash;
	args.probe_sql = probe_sql;
	args.session = strcmp(event, "intent") == 0 ? s->settings.session : NULL;
	return stream_push_own(s, WB_OWN_LOG, &args, flags, err);
}

int stream_push_statement(struct stream *s, const struct statement *statement, uint32_t flags,
			  struct wb_error *err)
{
	struct item *item = queue_add(s, err);

	if (!item)
		return err->status;
	item->op.kind = WB_OP_USER;
	item->op.flags = flags;
	item->op.text = statement->text;
	item->op.len = statement->len;
	item->op.full_len = statement->full_len;
	item->op.facts = statement->flags;
	item->flight.statement = statement->number;
	item->flight.line = statement->line;
	if (s->settings.client && s->settings.client->listener.statement) {
		item->flight.shown = text_dup(statement->shown, statement->shown_len);
		if (!item->flight.shown)
			return wb_error_nomem(err);
	}
	item->flight.section = s->phase == PHASE_REQUIRE  ? SECTION_REQUIRE
			       : s->phase == PHASE_VERIFY ? SECTION_VERIFY
			       : stream_step(s)->up       ? SECTION_UP
							  : SECTION_DOWN;
	return 0;
}
