/* SPDX-License-Identifier: MIT */
/* Where an interrupted step stands: what the journal knows to be done, and what became of the statement
 * that was running. */
#include <string.h>

#include "base/error.h"
#include "run.h"

void step_resume(struct step *step, const struct journal *journal)
{
	step->atomic = false;
	step->resume.journal = journal;
	step->resume.done = journal_count(journal);
	step->resume.started = true;
}

int step_recall(struct wb_session *s, const struct step *step, struct wb_error *err)
{
	const struct journal *j = step->resume.journal;

	/* a session of its own that is gone may have left what no row tells of */
	return step->resume.done || j->memory
		       ? driver_recall(&s->conn, j->memory ? j->memory : "",
				       j->memory_at == step->resume.done, err)
		       : 0;
}

/* The statement that the intent is about, as the file has it now. */
struct found {
	struct source *source;
	struct statement statement;
};

static int find_intent(struct wb_session *s, const struct wb_plan *plan, const struct step *step,
		       struct found *out, struct wb_error *err)
{
	struct statement *statement = &out->statement;
	char chain[CHECKSUM_SIZE] = "";
	int rc = plan_source(plan, step, step->body, &out->source, err);

	while (rc == 0 && (rc = source_next(out->source, statement, err)) == 1) {
		journal_chain(chain, statement->text, statement->len);
		rc = 0;
		if ((int64_t)statement->number == s->journal.intent)
			break;
	}
	if (rc < 0)
		return rc;
	if ((int64_t)statement->number == s->journal.intent &&
	    strcmp(chain, s->journal.intent_hash) == 0)
		return 0;
	return wb_error_set(err, WB_E_EDITED,
			    "%s: statement %lld of revision %s was running when the step was "
			    "interrupted, and it, or one "
			    "above it, has been edited since, or a variable in it has another "
			    "value: restore it, so that it can be told what became of it",
			    step->revision->path, (long long)s->journal.intent, step->revision->id);
}

/* What a dialect asks to be run before an interrupted statement can be taken up. */
struct repairs {
	struct wb_session *s;
	struct string_vec sql;
	struct string_vec alone;
};

static int take_repair(void *ctx, const struct wb_value *values, size_t count)
{
	struct repairs *repairs = ctx;

	if (count < 1 || !values[0].data)
		return 1;
	if (string_vec_add_len(&repairs->sql, values[0].data, values[0].len) < 0)
		return 1;
	return string_vec_add(&repairs->alone, count > 1 && values[1].data && values[1].len &&
							       values[1].data[0] == '1'
						       ? "1"
						       : "0") < 0;
}

static int run_repairs(struct wb_session *s, const struct repairs *repairs, struct wb_error *err)
{
	for (size_t i = 0; i < repairs->sql.count; i++) {
		struct wb_op op = { .size = sizeof(op),
				    .kind = WB_OP_USER,
				    .text = repairs->sql.items[i] };

		op.len = op.full_len = strlen(op.text);
		if (repairs->alone.items[i][0] == '1')
			op.flags = WB_OP_ALONE;
		client_log(&s->client, WB_LOG_NOTICE,
			   "repairing what the interrupted statement left: %s", op.text);
		if (driver_execute(&s->conn, &op, NULL, err) < 0)
			return wb_error_kept(err);
	}
	return 0;
}

static int cannot_tell(struct wb_session *s, const struct step *step,
		       const struct statement *statement, const char *seen, struct wb_error *err)
{
	const char *id = s->journal.revision;

	err->line = statement->line;
	err->statement = (uint32_t)statement->number;
	wb_error_detail(
		err,
		"The statement: %.*s\nSeen: %s\nLook at the database, then say which it is:\n"
		"  whimbrel repair %s --done        it took effect: go on behind it\n"
		"  whimbrel repair %s --not-done    it did not: run it\nand run `whimbrel %s` "
		"again.",
		(int)(statement->shown_len > 400 ? 400 : statement->shown_len), statement->shown,
		seen[0] ? seen : "nothing that tells", id, id,
		s->journal.up ? "upgrade" : "downgrade");
	return wb_error_set(err, WB_E_UNCERTAIN,
			    "%s:%u: revision %s: it can't be told whether statement %lld took "
			    "effect before the run was "
			    "interrupted",
			    step->revision->path, statement->line, id,
			    (long long)s->journal.intent);
}

static int log_done(struct wb_session *s, struct step *step, struct wb_error *err)
{
	struct wb_args row = { .size = sizeof(row),
			       .revision = s->journal.revision,
			       .event = "done" };

	row.direction = s->journal.up ? "up" : "down";
	row.statement = s->journal.intent;
	row.hash = s->journal.intent_row;
	if (session_log(s, &row, err) < 0)
		return wb_error_kept(err);
	step->resume.done = s->journal.intent;
	return 0;
}

/* Ask the dialect what became of the statement that was running, and do what follows from it. */
int step_judge(struct wb_session *s, struct wb_plan *plan, struct step *step, struct buf *seen,
	       struct wb_error *err)
{
	struct wb_intent intent = { .size = sizeof(intent) };
	struct repairs repairs = { .s = s };
	struct wb_rows rows = { take_repair, &repairs };
	struct found found = { .source = NULL };
	const struct statement *statement = &found.statement;
	struct buf probe = { 0 };
	int32_t fate = WB_FATE_UNKNOWN;
	struct judgement judgement = { .verdict = WB_VERDICT_UNKNOWN,
				       .seen = seen,
				       .repairs = &rows };
	int rc = find_intent(s, plan, step, &found, err);

	if (rc == 0)
		rc = driver_probe(composer_of(&s->conn), statement, &probe, &fate, err);
	intent.facts = statement->flags;
	intent.text = statement->text;
	intent.len = statement->len;
	intent.probe = s->journal.intent_probe;
	intent.session = s->journal.intent_session;
	if (rc == 0)
		rc = driver_judge(&s->conn, &intent, &judgement, err);
	if (rc == 0 && judgement.verdict == WB_VERDICT_UNKNOWN && fate == WB_FATE_REPEAT)
		judgement.verdict = WB_VERDICT_NOT_DONE;
	if (rc == 0 && judgement.verdict == WB_VERDICT_UNKNOWN)
		rc = cannot_tell(s, step, statement, buf_text(seen), err);
	if (rc == 0)
		rc = run_repairs(s, &repairs, err);
	if (rc == 0 &&
	    (judgement.verdict == WB_VERDICT_DONE || judgement.verdict == WB_VERDICT_FINISH))
		rc = log_done(s, step, err);
	source_close(found.source);
	buf_release(&probe);
	string_vec_free(&repairs.sql);
	string_vec_free(&repairs.alone);
	return rc;
}
