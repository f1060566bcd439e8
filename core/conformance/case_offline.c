/* SPDX-License-Identifier: MIT */
/* compose without a connection: scripts, and every operation as a text. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "trial.h"

static const char *const one[] = { "wbc'one" }, *const two[] = { "wbc_two", "wbc_three" };

static struct wb_args all_args(const struct trial *t)
{
	struct wb_args args = trial_args(t);

	args.home = t->a.server.home;
	args.present = one;
	args.present_count = 1;
	args.absent = two;
	args.absent_count = 2;
	args.owner = "me";
	args.ttl_ms = 1000;
	args.key = "key";
	args.text = "INSERT INTO t VALUES (1)";
	args.text_len = strlen(args.text);
	args.expect = WB_EXPECT_VALUE;
	args.detail = "1";
	return args;
}

static bool composes(struct trial *t)
{
	const struct wb_args args = all_args(t);
	struct buf sql = { 0 };
	bool fine = trial_compose(t, &t->a, t->check->arg, &args, &sql);

	snprintf(t->out->sql, sizeof(t->out->sql), "%s", buf_text(&sql));
	if (fine && t->check->text)
		fine = trial_is(t, strstr(buf_text(&sql), t->check->text) != NULL, t->check->text,
				buf_text(&sql));
	buf_release(&sql);
	return fine;
}

static bool script(struct trial *t, int32_t what, const struct wb_args *args, struct buf *sql)
{
	bool fine = trial_compose(t, NULL, what, args, sql);

	snprintf(t->out->sql, sizeof(t->out->sql), "%s", buf_text(sql));
	return fine;
}

static bool ends_its_text(struct trial *t)
{
	const struct wb_args args = all_args(t);
	struct buf sql = { 0 };
	bool fine = script(t, t->check->arg, &args, &sql) &&
		    trial_is(t, !sql.len || sql.data[sql.len - 1] == '\n', "a line end at its end",
			     buf_text(&sql));

	buf_release(&sql);
	return fine;
}

static bool names_ids(struct trial *t)
{
	const struct wb_args args = all_args(t);
	struct buf sql = { 0 };
	bool fine =
		script(t, WB_OWN_SCRIPT_GUARD, &args, &sql) &&
		trial_is(t,
			 strstr(buf_text(&sql), "wbc_two") && strstr(buf_text(&sql), "wbc_three"),
			 "the ids that must be there, and must not", buf_text(&sql)) &&
		trial_is(t, !strstr(buf_text(&sql), "wbc'one'"), "a quote in an id is doubled",
			 buf_text(&sql));

	buf_release(&sql);
	return fine;
}

static bool keeps_statement(struct trial *t)
{
	struct wb_args args = all_args(t);
	struct buf sql = { 0 };
	const char *at;
	bool fine;

	args.text = t->check->text;
	args.text_len = strlen(t->check->text);
	fine = script(t, WB_OWN_SCRIPT_STATEMENT, &args, &sql);
	at = fine ? strstr(buf_text(&sql), t->check->text) : NULL;
	fine = fine && trial_is(t, at != NULL, "the statement byte for byte", buf_text(&sql)) &&
	       trial_is(t, strlen(at) > strlen(t->check->text), "something ends it",
			buf_text(&sql));
	/* a comment at its end must not swallow that */
	if (fine && strstr(t->check->text, "--"))
		fine = trial_is(t, at[strlen(t->check->text)] == '\n',
				"a line end behind a comment", buf_text(&sql));
	buf_release(&sql);
	return fine;
}

#define OWN(id_, what_, arg_)                                                         \
	{                                                                             \
		.id = "compose." id_, .slot = "compose", .promise = what_ " has SQL", \
		.run = composes, .needs = NEEDS_COMPOSE, .arg = arg_                  \
	}
#define SCRIPT(id_, what_, arg_)                                                     \
	{                                                                            \
		.id = "script." id_, .slot = "compose",                              \
		.promise = what_ " of a script ends its text", .run = ends_its_text, \
		.needs = NEEDS_OFFLINE, .arg = arg_                                  \
	}
#define STATEMENT(id_, what_, text_)                                                              \
	{                                                                                         \
		.id = "script." id_, .slot = "compose", .promise = what_, .run = keeps_statement, \
		.needs = NEEDS_OFFLINE, .text = text_                                             \
	}

/* clang-format off */
const struct check_case offline_cases[] = {
	OWN("ensure", "ENSURE", WB_OWN_ENSURE), OWN("read", "READ", WB_OWN_READ), OWN("journal", "JOURNAL", WB_OWN_JOURNAL),
	OWN("log-read", "LOG_READ", WB_OWN_LOG_READ), OWN("record", "RECORD", WB_OWN_RECORD), OWN("erase", "ERASE", WB_OWN_ERASE),
	OWN("amend", "AMEND", WB_OWN_AMEND), OWN("log", "LOG", WB_OWN_LOG), OWN("raise", "RAISE", WB_OWN_RAISE),
	OWN("begin", "BEGIN", WB_OWN_BEGIN), OWN("commit", "COMMIT", WB_OWN_COMMIT), OWN("rollback", "ROLLBACK", WB_OWN_ROLLBACK),
	OWN("settle", "SETTLE", WB_OWN_SETTLE), OWN("guard", "GUARD", WB_OWN_GUARD), OWN("read-down", "READ_DOWN", WB_OWN_READ_DOWN),
	SCRIPT("head", "the head", WB_OWN_SCRIPT_HEAD),
	SCRIPT("guard", "the guard", WB_OWN_SCRIPT_GUARD),
	SCRIPT("statement", "a statement", WB_OWN_SCRIPT_STATEMENT),
	SCRIPT("lock", "the lock", WB_OWN_SCRIPT_LOCK),
	SCRIPT("unlock", "its release", WB_OWN_SCRIPT_UNLOCK),
	SCRIPT("raise", "the new format", WB_OWN_SCRIPT_RAISE),
	{ .id = "script.ids", .slot = "compose", .promise = "the guard of a script names the ids, quoted", .run = names_ids, .needs = NEEDS_OFFLINE },
	STATEMENT("as-is", "a statement stands in a script byte for byte, and is ended", "INSERT INTO t VALUES ('a;b')"),
	STATEMENT("comment", "a comment at a statement's end swallows nothing", "INSERT INTO t VALUES (1) -- c"),
	{ .id = NULL }
};
