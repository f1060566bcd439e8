/* SPDX-License-Identifier: MIT */
/* The log and the journal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "trial.h"

enum {
	ID,
	RUN_ID,
	AT,
	REVISION,
	DIRECTION,
	EVENT,
	STATEMENT,
	STATEMENTS,
	HASH,
	SESSION,
	PROBE,
	DETAIL,
	FORMAT
};

/* The newest row, its columns with | between them. */
static bool newest(struct trial *t, char *out, size_t size)
{
	struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	const char *line, *last = NULL;

	args.limit = 1;
	if (!trial_read(t, &t->a, WB_OWN_LOG_READ, &args, &rows))
		return buf_release(&rows), false;
	for (line = buf_text(&rows); *line; line = strchr(line, '\n') + 1)
		last = line;
	snprintf(out, size, "%.*s", last ? (int)strcspn(last, "\n") : 0, last ? last : "");
	buf_release(&rows);
	return last || trial_broken(t, "the row that LOG made", "no row");
}

static void column(const char *row, int n, char *out, size_t size)
{
	for (; n > 0 && row; n--) {
		row = strchr(row, '|');
		row = row ? row + 1 : NULL;
	}
	snprintf(out, size, "%.*s", row ? (int)strcspn(row, "|") : 0, row ? row : "");
}

static bool has(struct trial *t, int n, const char *expected)
{
	char row[2048], seen[512];

	if (!newest(t, row, sizeof(row)))
		return false;
	column(row, n, seen, sizeof(seen));
	return trial_is(t, text_equal(seen, expected), expected, seen);
}

static struct wb_args full_row(const struct trial *t)
{
	struct wb_args args = trial_args(t);

	args.event = "stamped";
	args.direction = "down";
	args.statement = 3;
	args.statements = 7;
	args.hash = "2:abc";
	/* a dialect may know better in which session it is by now */
	args.session = *t->a.server.session ? t->a.server.session : "somebody's";
	args.detail = "it's \\ \"so\"; \xe2\x82\xac";
	return args;
}

static bool keeps_column(struct trial *t)
{
	const struct wb_args args = full_row(t);
	const char *expected = t->check->text;

	if (t->check->arg == REVISION)
		expected = t->revision;
	if (t->check->arg == RUN_ID)
		expected = t->run_id;
	if (t->check->arg == SESSION)
		expected = args.session;
	return trial_ensure(t) && trial_own_args(t, &t->a, WB_OWN_LOG, &args) &&
	       has(t, t->check->arg, expected);
}

static bool keeps_null(struct trial *t)
{
	struct wb_args args = trial_args(t);

	args.revision = NULL;
	args.direction = NULL;
	return trial_ensure(t) && trial_own_args(t, &t->a, WB_OWN_LOG, &args) &&
	       has(t, t->check->arg, "NULL");
}

static long long newest_id(struct trial *t)
{
	char row[2048], id[32];

	if (!newest(t, row, sizeof(row)))
		return -1;
	column(row, ID, id, sizeof(id));
	return strtoll(id, NULL, 10);
}

static bool counts_up(struct trial *t)
{
	long long first, second;

	if (!trial_ensure(t) || !trial_own(t, &t->a, WB_OWN_LOG))
		return false;
	first = newest_id(t);
	if (!trial_own(t, &t->a, WB_OWN_LOG))
		return false;
	second = newest_id(t);
	return second > first ||
	       trial_broken(t, "ids that ascend", "%lld behind %lld", second, first);
}

static bool limits(struct trial *t)
{
	struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	char hash[32];
	bool fine = trial_ensure(t);
	const char *last, *before;

	for (int i = 0; fine && i < 5; i++) {
		snprintf(hash, sizeof(hash), "2:%d", i);
		args.hash = hash;
		fine = trial_own_args(t, &t->a, WB_OWN_LOG, &args);
	}
	args.limit = 2;
	fine = fine && trial_read(t, &t->a, WB_OWN_LOG_READ, &args, &rows);
	last = strstr(buf_text(&rows), "|2:4|");
	before = strstr(buf_text(&rows), "|2:3|");
	fine = fine && trial_is(t, last && before && before < last, "the newest rows, oldest first",
				buf_text(&rows));
	buf_release(&rows);
	return fine;
}

/* Nothing from before what was finished last. */
static bool ends_journal(struct trial *t)
{
	struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	bool fine = trial_ensure(t);

	args.event = "started";
	args.hash = "2:before";
	fine = fine && trial_own_args(t, &t->a, WB_OWN_LOG, &args);
	args.event = t->check->text;
	args.hash = "2:end";
	fine = fine && trial_own_args(t, &t->a, WB_OWN_LOG, &args);
	args.event = "failed";
	args.hash = "2:behind";
	fine = fine && trial_own_args(t, &t->a, WB_OWN_LOG, &args) &&
	       trial_read(t, &t->a, WB_OWN_JOURNAL, &args, &rows) &&
	       trial_is(t,
			!strstr(buf_text(&rows), "2:before") && !strstr(buf_text(&rows), "2:end") &&
				strstr(buf_text(&rows), "2:behind"),
			"the rows behind the one that finished, and no other", buf_text(&rows));
	buf_release(&rows);
	return fine && trial_own(t, &t->a, WB_OWN_LOG);
}

/* An open step's rows are read in order, all of them. */
static bool reads_journal(struct trial *t)
{
	static const char *const events[] = { "started", "intent", "done", "intent", "failed" };
	struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	const char *at;
	bool fine = trial_ensure(t) && trial_own(t, &t->a, WB_OWN_LOG);

	for (size_t i = 0; fine && i < 5; i++) {
		args.event = events[i];
		args.statement = (int64_t)i;
		fine = trial_own_args(t, &t->a, WB_OWN_LOG, &args);
	}
	fine = fine && trial_read(t, &t->a, WB_OWN_JOURNAL, &args, &rows);
	at = buf_text(&rows);
	for (size_t i = 0; fine && i < 5; i++) {
		char word[32];

		snprintf(word, sizeof(word), "|%s|", events[i]);
		at = strstr(at, word);
		fine = trial_is(t, at != NULL,
				"started, intent, done, intent, failed, in this order",
				buf_text(&rows));
		at = at ? at + strlen(word) - 1 : "";
	}
	buf_release(&rows);
	return fine && trial_own(t, &t->a, WB_OWN_LOG);
}

static bool computes_probe(struct trial *t)
{
	struct wb_args args = trial_args(t);

	args.probe_sql = "40 + 2";
	return trial_ensure(t) && trial_own_args(t, &t->a, WB_OWN_LOG, &args) &&
	       has(t, PROBE, "42");
}

static bool keeps_many(struct trial *t)
{
	struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	size_t lines = 0;
	bool fine = trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN);

	args.event = "done";
	for (int i = 0; fine && i < 300; i++)
		fine = trial_own_args(t, &t->a, WB_OWN_LOG, &args);
	fine = fine && trial_own(t, &t->a, WB_OWN_COMMIT) &&
	       trial_read(t, &t->a, WB_OWN_LOG_READ, &args, &rows);
	for (const char *p = buf_text(&rows); *p; p++)
		lines += *p == '\n';
	fine = fine && (lines >= 300 || trial_broken(t, "300 rows or more", "%zu", lines));
	buf_release(&rows);
	return fine && trial_own(t, &t->a, WB_OWN_LOG);
}

static bool is_seen_elsewhere(struct trial *t)
{
	const struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	bool fine = trial_ensure(t) && trial_own(t, &t->a, WB_OWN_LOG) && trial_second(t) &&
		    trial_read(t, &t->b, WB_OWN_LOG_READ, &args, &rows) &&
		    trial_is(t, strstr(buf_text(&rows), t->revision) != NULL,
			     "the row, on another connection", "it is not there");

	buf_release(&rows);
	return fine;
}

#define CASE(id_, promise_, run_, arg_, text_)                                         \
	{                                                                              \
		.id = "log." id_, .slot = "compose", .promise = promise_, .run = run_, \
		.arg = arg_, .text = text_                                             \
	}

/* clang-format off */
const struct check_case log_cases[] = {
	CASE("run", "a row of the log keeps its run", keeps_column, RUN_ID, NULL),
	CASE("revision", "… its revision", keeps_column, REVISION, NULL),
	CASE("direction", "… its direction", keeps_column, DIRECTION, "down"),
	CASE("event", "… its event", keeps_column, EVENT, "stamped"),
	CASE("statement", "… its statement's number", keeps_column, STATEMENT, "3"),
	CASE("statements", "… how many there are", keeps_column, STATEMENTS, "7"),
	CASE("hash", "… its hash", keeps_column, HASH, "2:abc"),
	CASE("session", "… its session", keeps_column, SESSION, "somebody's"),
	CASE("detail", "… and any detail", keeps_column, DETAIL, "it's \\ \"so\"; \xe2\x82\xac"),
	CASE("null-revision", "no revision is null", keeps_null, REVISION, NULL),
	CASE("null-statement", "statement 0 is null", keeps_null, STATEMENT, NULL),
	CASE("null-hash", "no hash is null", keeps_null, HASH, NULL),
	CASE("null-session", "no session is null", keeps_null, SESSION, NULL),
	CASE("null-probe", "no probe is null", keeps_null, PROBE, NULL),
	CASE("ids", "ids ascend", counts_up, 0, NULL),
	CASE("limit", "LOG_READ gives the newest rows, oldest first", limits, 0, NULL),
	CASE("journal", "JOURNAL gives an open step's rows in order", reads_journal, 0, NULL),
	CASE("applied", "JOURNAL begins behind `applied`", ends_journal, 0, "applied"),
	CASE("reverted", "JOURNAL begins behind `reverted`", ends_journal, 0, "reverted"),
	CASE("stamped", "JOURNAL begins behind `stamped`", ends_journal, 0, "stamped"),
	{ .id = "log.probe", .slot = "compose", .promise = "the server computes the probe into the row", .run = computes_probe,
	  .needs = NEEDS_SQL | NEEDS_COMPOSE },
	CASE("many", "three hundred rows in one transaction are all there", keeps_many, 0, NULL),
	CASE("elsewhere", "a row is seen from another connection", is_seen_elsewhere, 0, NULL),
	{ .id = NULL }
};
