/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "read/keep.h"
#include "run.h"

/* The text of the statement that failed is gone when it was sent ahead: it is read again. */
static int find_statement(const struct wb_plan *plan, const struct step *step,
			  const struct flight *flight, struct source **source,
			  struct statement *out)
{
	const struct section *section = flight->section == SECTION_REQUIRE  ? step->require
					: flight->section == SECTION_VERIFY ? step->verify
									    : step->body;
	struct wb_error ignored = WB_ERROR_INIT;

	if (!flight->statement || !section ||
	    plan_source(plan, step, section, source, &ignored) < 0)
		return 0;
	while (source_next(*source, out, &ignored) == 1)
		if (out->number == flight->statement)
			return 1;
	return 0;
}

static void print_kept(struct buf *out, int64_t count, uint64_t of)
{
	if (!count)
		buf_str(out, "no statement of this step is done");
	else if (count == 1)
		buf_printf(out, "statement 1 of %llu of this step is done and stays",
			   (unsigned long long)of);
	else
		buf_printf(out, "statements 1 to %lld of %llu of this step are done and stay",
			   (long long)count, (unsigned long long)of);
}

#define JOURNAL_TELLS "the journal in the database tells what was done"

/* What a step without a transaction has done the database itself is asked for. */
static void describe_step(struct wb_session *s, const struct step *step, const struct wb_error *why,
			  struct buf *out)
{
	struct wb_error ignored = WB_ERROR_INIT;
	bool ours;

	if (step->atomic) {
		buf_str(out, "the step was rolled back");
		return;
	}
	journal_release(&s->journal);
	if (journal_read(&s->conn, &s->journal, &ignored) < 0) {
		buf_str(out, JOURNAL_TELLS ", and can't be read now");
		return;
	}
	ours = s->journal.open && strcmp(s->journal.revision, step->revision->id) == 0;
	if (why->status == WB_E_LOCK_LOST || (why->status == WB_E_UNCERTAIN && !ours)) {
		/* what is open there now may be the other run's */
		buf_str(out, JOURNAL_TELLS ", and by whom");
	} else if (ours) {
		print_kept(out, journal_count(&s->journal), step->statements);
		if (s->journal.intent)
			buf_printf(out, ", and statement %lld may have left something behind",
				   (long long)s->journal.intent);
	} else {
		buf_str(out, "nothing of this step is done");
	}
}

static void describe_steps(const struct committed *steps, struct buf *out)
{
	if (steps->done > steps->kept)
		buf_printf(out,
			   "; steps up to %zu of %zu were committed, of which a crash of the "
			   "server may take those behind step %zu",
			   steps->done, steps->all, steps->kept);
	else if (steps->done == 1)
		buf_printf(out, "; step 1 of %zu is kept", steps->all);
	else if (steps->done)
		buf_printf(out, "; steps 1 to %zu of %zu are kept", steps->done, steps->all);
}

/* Where the text is that failed, and what it asks for. */
static void describe_text(const struct step *step, const struct flight *flight,
			  const struct wb_error *why, const char *command, struct buf *out)
{
	const struct revision *r = step->revision;

	if (r->kept)
		buf_printf(out,
			   "bring back the file of revision %s, with a `down` that works, and run "
			   "`whimbrel %s` again",
			   r->id, command);
	else if (flight->section == SECTION_REQUIRE)
		buf_printf(out,
			   "nothing of revision %s was run: bring about what it requires, or "
			   "correct the section `require` of %s, and run `whimbrel %s` again",
			   r->id, r->path, command);
	else if (flight->section == SECTION_VERIFY)
		buf_printf(out,
			   "the revision did not bring about what its section `verify` asks for: "
			   "correct the one or the other in %s, and run `whimbrel %s` again",
			   r->path, command);
	else if (why->status == WB_E_EXISTS && step->up)
		buf_printf(out,
			   "correct %s and run `whimbrel %s` again; if the database was made by "
			   "other means and has all of this revision, record that with `whimbrel "
			   "stamp %s`",
			   r->path, command, r->id);
	else
		buf_printf(out, "correct %s and run `whimbrel %s` again", r->path, command);
}

/* Something that no file says how to do. */
static bool is_ours(const struct flight *flight)
{
	switch (flight->what) {
	case WB_OWN_RECORD:
	case WB_OWN_ERASE:
	case WB_OWN_AMEND:
	case WB_OWN_LOG:
	case WB_OWN_GUARD:
		return !flight->statement;
	default:
		return false;
	}
}

/* It stands in no file: a line of the file stands for it. */
static bool is_of_keep(const struct statement *statement)
{
	static const char make[] = "CREATE TABLE ";

	return statement->text && statement->len > sizeof(make) &&
	       memcmp(statement->text + statement->token, make, sizeof(make) - 1) == 0 &&
	       memmem(statement->text, statement->len, KEEP_TABLE, sizeof(KEEP_TABLE) - 1);
}

static void describe_next(const struct step *step, const struct flight *flight,
			  const struct wb_error *why, int way, struct buf *out)
{
	const char *command = way == WB_WAY_DOWN     ? "downgrade"
			      : way == WB_WAY_SWITCH ? "switch"
						     : "upgrade";

	switch (why->status) {
	case WB_E_UNABLE:
	case WB_E_NOMEM:
	case WB_E_CONNECT:
	case WB_E_CONFIG:
		buf_printf(
			out,
			"the file is not at fault: see to the database and the way to it, and run "
			"`whimbrel %s` again",
			command);
		break;
	case WB_E_LOCK_LOST:
		buf_printf(out,
			   "another run may be at work: see `whimbrel lock status`, then run "
			   "`whimbrel %s` again, which begins by finding out what was done",
			   command);
		break;
	case WB_E_CANCELLED:
		buf_printf(out, "run `whimbrel %s` again to go on", command);
		break;
	case WB_E_LOST:
	case WB_E_UNCERTAIN:
		buf_printf(out, "run `whimbrel %s` again: it begins by finding out what was done",
			   command);
		break;
	case WB_E_BUSY:
	case WB_E_TIMEOUT:
		buf_printf(out,
			   "run `whimbrel %s` again when the database is less busy, or raise the "
			   "target's time-outs",
			   command);
		break;
	case WB_E_EDITED:
		buf_printf(out, "restore the file, or accept it with `whimbrel repair %s`",
			   step->revision->id);
		break;
	default:
		if (is_ours(flight))
			buf_printf(out,
				   "this was whimbrel's own statement: see that its tables are as "
				   "it made them, and that %s does not change them or who may "
				   "write to them, and run `whimbrel %s` again",
				   step->revision->path, command);
		else
			describe_text(step, flight, why, command, out);
	}
}

static struct wb_failure place_of(const struct stream *stream, const struct step *step)
{
	const struct flight *at = &stream->failure;

	return (struct wb_failure){
		.size = sizeof(struct wb_failure),
		.revision = step->revision->id,
		.path = step->revision->path,
		.line = at->line,
		.direction = step->up ? "up" : "down",
		.section = at->statement ? section_title(at->section) : NULL,
		.statement_number = (uint32_t)at->statement,
	};
}

void failure_report(struct wb_session *s, const struct wb_plan *plan, const struct stream *stream,
		    const struct committed *steps, const struct wb_error *why)
{
	const struct step *step = &plan->steps.items[stream->failure.step];
	struct wb_failure failure = place_of(stream, step);
	struct wb_error shown = *why;
	struct source *source = NULL;
	struct statement statement = { 0 };
	struct buf state = { 0 }, next = { 0 };

	if (!s->client.listener.failure)
		return;
	failure.steps_kept = (uint32_t)steps->kept;
	failure.steps = (uint32_t)plan->steps.count;
	if (find_statement(plan, step, &stream->failure, &source, &statement)) {
		failure.statement = statement.shown;
		failure.statement_len = statement.shown_len;
		failure.line = statement.line;
		/* the server counts from the comments in front, people from the statement */
		shown.position = source_position(source, &statement, shown.position);
	}
	failure.error = &shown;
	/* whoever interrupts a run may do so since nothing answers any more */
	if (stream->error.status == WB_E_LOST)
		buf_str(&state, "the connection is lost; " JOURNAL_TELLS);
	else
		describe_step(s, step, why, &state);
	describe_steps(steps, &state);
	if (wb_error_of_statement(why->status) && is_of_keep(&statement))
		buf_printf(&next,
			   "a line `" KEEP_PREFIX "keep` of %s stands for this statement: correct "
			   "what it names, or, where this database knows no CREATE TABLE ... AS "
			   "SELECT, write statements of your own that keep it",
			   step->revision->path);
	else
		describe_next(step, &stream->failure, why, plan->way, &next);
	failure.state = buf_text(&state);
	failure.next = buf_text(&next);
	client_failure(&s->client, &failure);
	source_close(source);
	buf_release(&state);
	buf_release(&next);
}
