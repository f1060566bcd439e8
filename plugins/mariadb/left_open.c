/* SPDX-License-Identifier: MIT */
/* What a program does to transactions behind it, and its text need not tell: it leaves one open, turns autocommit on or
 * off, or sets completion_type. The server says so with its answer. Whether the transaction that is open is ours is
 * known by a savepoint of ours in it, which goes with its end. */
#include <mysqld_error.h>
#include <stdio.h>
#include <string.h>

#include "maria.h"
#include "names_used.h"

#define MARK "whimbrel_open"

static bool begins(const struct maria_conn *c, const char *text, size_t len)
{
	static const char *const words[] = { "START", "CHAIN", "AUTOCOMMIT", "WORK", NULL };
	const enum maria_runs runs = maria_runs(text, len, c->lex_mode);

	for (size_t i = 0; words[i]; i++)
		if (maria_names(text, len, c->lex_mode, words[i]))
			return true;
	/* that of a block begins none */
	return runs == MARIA_RUNS_MADE ||
	       ((runs == MARIA_RUNS_WRITTEN || maria_is_several(text, len, c->lex_mode)) &&
		maria_names(text, len, c->lex_mode, "BEGIN"));
}

static int body_begins(void *ctx, const char *name, const char *body)
{
	(void)name;
	return begins(ctx, body, strlen(body)) ? -1 : 0;
}

const char *maria_open_mark(struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	const bool executes = maria_is(&scan, "EXECUTE");

	maria_next(&scan);
	if ((executes && !maria_is(&scan, "IMMEDIATE")) || begins(c, text, len) ||
	    maria_lock_bodies(c, text, len, body_begins, c) < 0)
		return "SAVEPOINT " MARK;
	return NULL;
}

static int body_rolls_back(void *ctx, const char *name, const char *body)
{
	const struct maria_conn *c = ctx;
	const size_t len = strlen(body);

	(void)name;
	return maria_names(body, len, c->lex_mode, "ROLLBACK") ||
			       maria_runs(body, len, c->lex_mode) == MARIA_RUNS_MADE
		       ? -1
		       : 0;
}

/* A text that is made up and run may say so. By itself it has nothing to take back. */
static bool makes_up(const struct maria_conn *c, const char *text, size_t len)
{
	const struct maria_scan scan = maria_first(text, len, c->lex_mode);

	return !maria_is(&scan, "EXECUTE") && maria_runs(text, len, c->lex_mode) == MARIA_RUNS_MADE;
}

bool maria_may_roll_back(struct maria_conn *c, const char *text, size_t len)
{
	return maria_names(text, len, c->lex_mode, "ROLLBACK") || makes_up(c, text, len) ||
	       maria_lock_bodies(c, text, len, body_rolls_back, c) < 0;
}

/* Is the one that is open another than that with our mark? Negative: it can't be told. */
static int is_other(struct maria_conn *c, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;

	if (maria_simple(c, "RELEASE SAVEPOINT " MARK, NULL, 0, &why) == 0)
		return 0;
	if (why.native_code == ER_SP_DOES_NOT_EXIST)
		return 1;
	*err = why;
	return kit_failed(err);
}

/* What it left open goes, and whatever ends a transaction behind this does so as usual. */
static int refuse(struct maria_conn *c, const char *what, struct wb_error *err)
{
	if ((c->session.completes &&
	     maria_simple(c, "SET SESSION completion_type=0", NULL, 0, err) < 0) ||
	    maria_simple(c, "ROLLBACK", NULL, 0, err) < 0)
		return kit_failed(err);
	c->session.completes = false;
	snprintf(err->detail, sizeof(err->detail),
		 "What of it was not committed is rolled back. Let the program put that back "
		 "before it "
		 "ends, or write it in the file itself.");
	return maria_host->fail(err, WB_E_UNSUPPORTED,
				"the statement %s, and where a transaction begins and ends behind "
				"it could not be told",
				what);
}

int maria_open_check(struct maria_conn *c, const struct maria_before *before, struct wb_error *err)
{
	int other;

	if (c->session.completes)
		return refuse(c, "has set completion_type", err);
	if (c->session.autocommit_off != before->autocommit_off)
		return refuse(c,
			      before->autocommit_off ? "has turned autocommit on"
						     : "has turned autocommit off",
			      err);
	if (!c->session.in_transaction || !(before->marked || before->none))
		return 0;
	other = before->none ? 1 : is_other(c, err);
	return other == 1 ? refuse(c, "leaves a transaction open that it has begun", err) : other;
}
