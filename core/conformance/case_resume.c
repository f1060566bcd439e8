/* SPDX-License-Identifier: MIT */
/* probe and judge: what became of a statement whose session is gone; remember and recall. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "trial.h"

struct begun {
	char sql[256];
	char probe[2048];
	bool has_probe;
	int32_t fate;
	uint32_t facts;
};

/* The facts that split tells of it. */
static bool find_facts(struct trial *t, struct begun *b)
{
	struct wb_lex state = { .size = sizeof(state), .mode = t->a.server.lex_mode };
	struct wb_piece piece = { .size = sizeof(piece) };
	int rc;

	wb_error_clear(&t->err);
	rc = driver_split(t->plugin, &state, &(struct lex_text){ b->sql, strlen(b->sql), 1 },
			  &piece, &t->err);
	b->facts = piece.flags;
	return rc == 1 || trial_failed(t, "one statement");
}

static int take_probe(void *ctx, const struct wb_value *values, size_t count)
{
	struct begun *b = ctx;

	if (count > 10) {
		b->has_probe = values[10].data != NULL;
		snprintf(b->probe, sizeof(b->probe), "%.*s", (int)values[10].len,
			 values[10].data ? values[10].data : "");
	}
	return 0;
}

/* As the journal asks about it. */
static struct statement as_statement(const struct begun *b)
{
	return (struct statement){ .text = b->sql, .len = strlen(b->sql), .flags = b->facts };
}

/* What the server computes of the probe, as the intent's row has it. */
static bool look_before(struct trial *t, struct connection *c, struct begun *b)
{
	const struct statement statement = as_statement(b);
	struct wb_args args = trial_args(t);
	struct wb_rows rows = { take_probe, b };
	struct buf sql = { 0 };
	bool fine;
	int rc;

	wb_error_clear(&t->err);
	rc = driver_probe(composer_of(c), &statement, &sql, &b->fate, &t->err);
	fine = rc == 0 || trial_failed(t, "probe tells a fate");
	if (fine && (b->fate < WB_FATE_TRANSACTION || b->fate > WB_FATE_STAYS))
		fine = trial_broken(t, "a fate of enum wb_fate", "%d", (int)b->fate);
	args.event = "intent";
	args.probe_sql = fine && sql.len && b->fate == WB_FATE_PROBE ? buf_text(&sql) : NULL;
	args.limit = 1;
	fine = fine && trial_own_args(t, c, WB_OWN_LOG, &args);
	wb_error_clear(&t->err);
	if (fine && driver_own(c, WB_OWN_LOG_READ, &args, &rows, &t->err) < 0)
		fine = trial_failed(t, "the intent's row");
	buf_release(&sql);
	return fine;
}

static int take_any(void *ctx, const struct wb_value *values, size_t count)
{
	(void)values;
	(void)count;
	++*(int *)ctx;
	return 0;
}

static const char *verdict_name(int32_t verdict)
{
	static const char *const names[] = {
		"0", "DONE", "NOT_DONE", "REPAIR", "UNKNOWN", "FINISH"
	};

	return verdict >= 0 && verdict <= WB_VERDICT_FINISH ? names[verdict] : "?";
}

static bool judge(struct trial *t, const struct begun *b, bool done)
{
	int repairs = 0;
	struct wb_rows rows = { take_any, &repairs };
	struct buf seen = { 0 };
	struct wb_intent intent = { .size = sizeof(intent),
				    .facts = b->facts,
				    .text = b->sql,
				    .len = strlen(b->sql),
				    .probe = b->has_probe ? b->probe : NULL };
	struct judgement said = { .seen = &seen, .repairs = &rows };
	int32_t verdict;
	bool fine;

	wb_error_clear(&t->err);
	snprintf(t->out->sql, sizeof(t->out->sql), "%s (%s; the probe said: %.600s)", b->sql,
		 done ? "done" : "not done", b->has_probe ? b->probe : "nothing");
	if (driver_judge(&t->a, &intent, &said, &t->err) < 0) {
		buf_release(&seen);
		return trial_failed(t, "a verdict");
	}
	buf_release(&seen);
	verdict = said.verdict;
	if (verdict < WB_VERDICT_DONE || verdict > WB_VERDICT_FINISH)
		return trial_broken(t, "a verdict of enum wb_verdict", "%d", (int)verdict);
	if (done)
		fine = verdict == WB_VERDICT_DONE || verdict == WB_VERDICT_FINISH;
	else
		fine = verdict == WB_VERDICT_NOT_DONE || verdict == WB_VERDICT_REPAIR;
	/* not knowing is honest, if it is not all that is ever said */
	if (verdict == WB_VERDICT_UNKNOWN && t->check->arg)
		fine = true;
	return fine || trial_broken(t, done ? "DONE or FINISH" : "NOT_DONE or REPAIR", "%s",
				    verdict_name(verdict));
}

/* text: the statement; text2: what must be there before, statements with | between them; text3 … */
static bool begin(struct trial *t, struct begun *b, bool done)
{
	char all[512], *one, *save = NULL, name[64];
	struct buf sql = { 0 };
	bool fine = trial_ensure(t) && trial_second(t);

	trial_name(t, "b", name, sizeof(name));
	trial_name(t, "", name, sizeof(name));
	snprintf(all, sizeof(all), "%s", t->check->text2 ? t->check->text2 : "");
	for (one = strtok_r(all, "|", &save); fine && one; one = strtok_r(NULL, "|", &save))
		fine = trial_user(t, &t->a, one, 3);
	trial_fill(t, t->check->text, 3, &sql);
	snprintf(b->sql, sizeof(b->sql), "%s", buf_text(&sql));
	buf_release(&sql);
	fine = fine && find_facts(t, b) && look_before(t, &t->b, b);
	if (!fine)
		return false;
	if (b->fate != WB_FATE_PROBE)
		return trial_left(t, "probe says fate %d: nothing needs to be judged",
				  (int)b->fate);
	if (done && trial_execute(t, &t->b, b->sql) < 0)
		return trial_left(t, "the database refuses it: %.200s", t->err.message);
	driver_close(&t->b);
	return true;
}

static bool judges_done(struct trial *t)
{
	struct begun b = { .has_probe = false };

	return begin(t, &b, true) && judge(t, &b, true);
}

static bool judges_not_done(struct trial *t)
{
	struct begun b = { .has_probe = false };

	return begin(t, &b, false) && judge(t, &b, false);
}

/* Every statement has a fate, with a connection and without one. */
static bool tells_fate(struct trial *t)
{
	const struct composer offline = { t->plugin, NULL };
	struct begun b = { .has_probe = false };
	struct statement statement;
	struct buf out = { 0 };
	struct buf sql = { 0 };
	bool fine;

	trial_fill(t, t->check->text, 1, &sql);
	snprintf(b.sql, sizeof(b.sql), "%s", buf_text(&sql));
	buf_release(&sql);
	snprintf(t->out->sql, sizeof(t->out->sql), "%s", b.sql);
	fine = find_facts(t, &b);
	statement = as_statement(&b);
	wb_error_clear(&t->err);
	if (fine && driver_probe(offline, &statement, &out, &b.fate, &t->err) < 0)
		fine = trial_failed(t, "a fate without a connection");
	if (fine && (b.fate < WB_FATE_TRANSACTION || b.fate > WB_FATE_STAYS))
		fine = trial_broken(t, "a fate of enum wb_fate", "%d", (int)b.fate);
	if (fine && b.fate == WB_FATE_PROBE && !out.len)
		fine = trial_broken(t, "an SQL scalar with WB_FATE_PROBE", "nothing");
	buf_release(&out);
	return fine;
}

static bool remembers(struct trial *t)
{
	struct begun b = { .has_probe = false };
	struct wb_args args = trial_args(t);
	struct wb_rows rows = { take_probe, &b };
	struct statement statement;
	struct buf sql = { 0 };
	bool fine;
	int rc;

	if (!t->plugin->table.remember)
		return trial_left(t,
				  "no slots remember and recall: nothing of a session comes again");
	snprintf(b.sql, sizeof(b.sql), "INSERT INTO %s (n) VALUES (1)", t->table);
	if (!trial_ensure(t) || !trial_make(t, &t->a) || !find_facts(t, &b))
		return false;
	statement = as_statement(&b);
	wb_error_clear(&t->err);
	rc = driver_remember(composer_of(&t->a), &statement, true, &sql, &t->err);
	if (rc < 0)
		return buf_release(&sql), trial_failed(t, "remember says what it needs");
	args.event = "done";
	args.probe_sql = sql.len ? buf_text(&sql) : NULL;
	args.limit = 1;
	fine = trial_own_args(t, &t->a, WB_OWN_LOG, &args);
	buf_release(&sql);
	wb_error_clear(&t->err);
	if (fine && driver_own(&t->a, WB_OWN_LOG_READ, &args, &rows, &t->err) < 0)
		fine = trial_failed(t, "the row");
	if (fine && b.has_probe && trial_second(t)) {
		wb_error_clear(&t->err);
		fine = driver_recall(&t->b, b.probe, true, &t->err) == 0 ||
		       trial_failed(t, "recall takes what remember wrote, in a new session");
	}
	return fine && trial_own(t, &t->a, WB_OWN_LOG) && trial_drop(t, &t->a);
}

#define SURE 0
#define MAY_NOT_KNOW 1
#define JUDGED(id_, what_, text_, before_, sure_)                                                 \
	{ .id = "judge." id_ "-done",                                                             \
	  .slot = "judge",                                                                        \
	  .promise = what_ " that was done is told to be",                                        \
	  .run = judges_done,                                                                     \
	  .features = CAN_JUDGE,                                                                  \
	  .needs = NEEDS_SQL,                                                                     \
	  .arg = sure_,                                                                           \
	  .text = text_,                                                                          \
	  .text2 = before_ },                                                                     \
	{                                                                                         \
		.id = "judge." id_ "-not-done", .slot = "judge",                                  \
		.promise = what_ " that was not begun is told not to be", .run = judges_not_done, \
		.features = CAN_JUDGE, .needs = NEEDS_SQL, .arg = sure_, .text = text_,           \
		.text2 = before_                                                                  \
	}
#define FATE(id_, what_, text_)                                                             \
	{                                                                                   \
		.id = "probe." id_, .slot = "probe", .promise = what_ " has a fate",        \
		.run = tells_fate, .features = CAN_JUDGE, .needs = NEEDS_SQL, .text = text_ \
	}

/* clang-format off */
const struct check_case resume_cases[] = {
	FATE("create", "CREATE TABLE", "CREATE TABLE @ (n INTEGER)"),
	FATE("drop", "DROP TABLE", "DROP TABLE @"),
	FATE("alter", "ALTER TABLE", "ALTER TABLE @ ADD m INTEGER"),
	FATE("index", "CREATE INDEX", "CREATE INDEX @i ON @ (n)"),
	FATE("insert", "INSERT", "INSERT INTO @ VALUES (1)"),
	FATE("select", "SELECT", "SELECT n FROM @"),
	FATE("view", "CREATE VIEW", "CREATE VIEW @v AS SELECT n FROM @"),
	FATE("odd", "what nobody knows", "FROBNICATE @ ;"),
	JUDGED("create", "CREATE TABLE", "CREATE TABLE @b (n INTEGER)", NULL, SURE),
	JUDGED("drop", "DROP TABLE", "DROP TABLE @b", "CREATE TABLE @b (n INTEGER)", SURE),
	JUDGED("add", "ALTER TABLE … ADD", "ALTER TABLE @ ADD m INTEGER", "CREATE TABLE @ (n INTEGER)", MAY_NOT_KNOW),
	JUDGED("index", "CREATE INDEX", "CREATE INDEX @i ON @ (n)", "CREATE TABLE @ (n INTEGER)", MAY_NOT_KNOW),
	JUDGED("view", "CREATE VIEW", "CREATE VIEW @v AS SELECT n FROM @", "CREATE TABLE @ (n INTEGER)", MAY_NOT_KNOW),
	{ .id = "remember.recall", .slot = "remember", .promise = "what remember wrote, recall takes", .run = remembers, .needs = NEEDS_SQL },
	{ .id = NULL }
};
