/* SPDX-License-Identifier: MIT */
#include "commit_unit.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "restore_rows.h"
#include "stream.h"

bool journalling_transactional(const struct stream *s)
{
	return s->settings.features & WB_F_TRANSACTIONAL_DDL;
}

int unit_note_started(struct stream *s, struct wb_error *err)
{
	const struct wb_args row = { .event = "started",
				     .detail = stream_step(s)->restores ? JOURNAL_RESTORES : NULL };

	if (!s->journalling.starting)
		return 0;
	s->journalling.starting = false;
	return stream_push_log(s, &row, err) < 0 ? wb_error_kept(err) : restore_rows_note(s, err);
}

int unit_begin(struct stream *s, struct wb_error *err)
{
	if (transaction_commit_held(s, err) < 0 ||
	    stream_push_simple(s, WB_OWN_BEGIN, WB_OP_WITH_NEXT, err) < 0 ||
	    stream_push_simple(s, WB_OWN_GUARD, WB_OP_WITH_NEXT, err) < 0)
		return wb_error_kept(err);
	if (unit_note_started(s, err) < 0)
		return wb_error_kept(err);
	s->journalling.unit_began_ms = clock_ms();
	s->journalling.unit = 0;
	return 0;
}

int unit_end(struct stream *s, uint32_t flags, struct wb_error *err)
{
	/* what has committed by itself has left no transaction open */
	if (s->journalling.pending && s->journalling.unit_judged && unit_begin(s, err) < 0)
		return wb_error_kept(err);
	if (s->journalling.pending && journal_push_done(s, s->journalling.pending, err) < 0)
		return wb_error_kept(err);
	s->journalling.pending = 0;
	s->journalling.unit_of_rows = s->journalling.unit_judged = false;
	return stream_push_simple(s, WB_OWN_COMMIT, flags, err);
}

int unit_start(struct stream *s, struct wb_error *err)
{
	if (!s->journalling.starting)
		return 0;
	if (unit_begin(s, err) < 0)
		return wb_error_kept(err);
	return stream_push_simple(s, WB_OWN_COMMIT, WB_OP_DURABLE, err);
}

int unit_note_before(struct stream *s, const char *chain,
		     int (*note)(struct stream *s, struct wb_error *err), struct wb_error *err)
{
	char now[CHECKSUM_SIZE];
	int rc;

	memcpy(now, s->journalling.chain, sizeof(now));
	memcpy(s->journalling.chain, chain, sizeof(now));
	rc = note(s, err);
	memcpy(s->journalling.chain, now, sizeof(now));
	return rc;
}

int unit_note_done(struct stream *s, struct wb_error *err)
{
	int rc = journal_push_done(s, s->journalling.pending, err);

	s->journalling.pending = 0;
	s->journalling.unit_of_rows = s->journalling.unit_judged = false;
	return rc;
}

int unit_end_pending(struct stream *s, struct wb_error *err)
{
	return s->journalling.pending ? unit_end(s, WB_OP_WITH_NEXT, err) : 0;
}

int unit_commit_memory(struct stream *s, struct wb_error *err)
{
	if (!s->journalling.pending &&
	    (unit_begin(s, err) < 0 || journal_push_done(s, s->journalling.last - 1, err) < 0))
		return wb_error_kept(err);
	return unit_end(s, WB_OP_WITH_NEXT, err);
}

/* It can't be run as things stand. */
static void name_statement(struct stream *s, const struct statement *statement,
			   struct wb_error *err)
{
	s->failed = true;
	s->outcome = WB_SKIPPED;
	s->failure = (struct flight){ .step = s->step,
				      .statement = statement->number,
				      .line = statement->line,
				      .section = stream_step(s)->up ? SECTION_UP : SECTION_DOWN };
	err->line = statement->line;
	err->statement = (uint32_t)statement->number;
}

int journalling_remember(struct stream *s, const struct statement *statement, bool fresh,
			 struct wb_error *err)
{
	struct buf now = { 0 };
	int must;

	must = driver_remember(s->settings.composer, statement, fresh, &now, err);
	if (fresh || now.len) {
		buf_release(&s->journalling.memory);
		s->journalling.memory = now;
	}
	if (must == WB_E_UNCERTAIN || must == WB_E_UNSUPPORTED)
		name_statement(s, statement, err);
	return must;
}

int journalling_push_intent(struct stream *s, const struct statement *statement,
			    const struct buf *probe, struct wb_error *err)
{
	return journal_push(s, "intent", (int64_t)statement->number,
			    probe->len ? buf_text(probe) : NULL, err);
}

int journalling_ask_fate(struct stream *s, const struct statement *statement, struct fate *out,
			 struct wb_error *err)
{
	int rc = driver_probe(s->settings.composer, statement, &out->probe, &out->what, err);

	if (rc == WB_E_UNCERTAIN || rc == WB_E_UNSUPPORTED)
		name_statement(s, statement, err);
	if (rc == 0 && out->what != WB_FATE_PROBE && out->what != WB_FATE_STAYS)
		buf_clear(&out->probe);
	return rc < 0 ? rc : buf_check(&out->probe, err);
}
