/* SPDX-License-Identifier: MIT */
/* Offline scripts, by SQL that every database knows. No client of all of them has an IF, and none takes the same
 * key twice: what must stop a script is a statement that adds a row of that key two times. */
#include "portable_words.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "portable.h"

/* The key of the row that is never there: what a client says of it is all that a person sees. */
static void add_row(const struct composer *c, const char *message)
{
	compose(c, "SELECT %l, %l, %s, %s, %d, %l FROM (SELECT COUNT(*) AS n FROM ", message,
		"whimbrel", c->how->now, c->how->user, (int64_t)0, "offline");
}

struct condition {
	const char *message, *among, *stops; /* "IN"; "n > 0" */
	const char *const *ids;
	size_t count;
};

static void add_counted(const struct composer *c, const struct condition *when)
{
	add_row(c, when->message);
	compose(c, "%t WHERE revision %s (", "whimbrel_version", when->among);
	for (size_t i = 0; i < when->count; i++)
		compose(c, i ? ", %l" : "%l", when->ids[i]);
	compose(c, ")) counted WHERE %s", when->stops);
}

static void stop_row(const struct composer *c)
{
	compose(c, "INSERT INTO %t (revision, title, applied_at, applied_by, duration_ms, run_id) ",
		"whimbrel_version");
}

static const char *terminator(const struct composer *c)
{
	return GAP(c->how, terminator, ";\n");
}

static void stop_if(const struct composer *c, const struct condition *when)
{
	if (!when->count)
		return;
	compose(c, "-- %s\n", when->message);
	stop_row(c);
	add_counted(c, when);
	compose(c, " UNION ALL ");
	add_counted(c, when);
	buf_str(c->out, terminator(c));
}

static int guard(const struct composer *c, struct wb_error *err)
{
	const struct wb_args *args = c->args;
	char less[32];

	(void)err;
	snprintf(less, sizeof(less), "n < %zu", args->present_count);
	stop_if(c, &(struct condition){ "whimbrel: a revision that this script needs is missing",
					"IN", less, args->present, args->present_count });
	stop_if(c, &(struct condition){ "whimbrel: a revision of this script is there already",
					"IN", "n > 0", args->absent, args->absent_count });
	stop_if(c, &(struct condition){ "whimbrel: a revision is there that this script knows not",
					"NOT IN", "n > 0", args->known, args->known_count });
	return 0;
}

static int head(const struct composer *c, struct wb_error *err)
{
	const char *text = GAP(c->how, script_head, NULL);

	if (!text)
		return wb_error_set(err, WB_E_UNSUPPORTED, "this dialect writes no scripts");
	buf_str(c->out, text);
	return 0;
}

/* A comment at its end must not swallow what ends it. */
static int statement(const struct composer *c, struct wb_error *err)
{
	const struct wb_args *args = c->args;
	bool block = memchr(args->text, ';', args->text_len) && GAP(c->how, block_end, NULL);

	(void)err;
	if (block)
		buf_str(c->out, GAP(c->how, block_begin, ""));
	buf_add(c->out, args->text, args->text_len);
	if (!block && (memmem(args->text, args->text_len, "--", 2) ||
		       memchr(args->text, '#', args->text_len)))
		buf_char(c->out, '\n');
	buf_str(c->out, block ? c->how->block_end : terminator(c));
	return 0;
}

static void add_asked(const struct composer *c)
{
	add_row(c, "whimbrel: an expectation does not hold");
	buf_char(c->out, '(');
	buf_add(c->out, c->args->text, c->args->text_len);
	compose(c, "\n) asked) counted WHERE %s",
		c->args->expect == WB_EXPECT_ROWS ? "n = 0" : "n > 0");
}

static int expect(const struct composer *c, struct wb_error *err)
{
	if (c->args->expect != WB_EXPECT_ROWS && c->args->expect != WB_EXPECT_NO_ROWS)
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "a script in portable SQL can ask whether there are rows, and "
				    "not for a value");
	stop_row(c);
	add_asked(c);
	compose(c, " UNION ALL ");
	add_asked(c);
	buf_str(c->out, terminator(c));
	return 0;
}

static int none(const struct composer *c, struct wb_error *err)
{
	(void)c;
	(void)err;
	return 0;
}

static const struct {
	int32_t what;
	int (*compose)(const struct composer *c, struct wb_error *err);
} operations[] = {
	{ WB_OWN_SCRIPT_HEAD, head },   { WB_OWN_SCRIPT_GUARD, guard },
	{ WB_OWN_SCRIPT_LOCK, none },   { WB_OWN_SCRIPT_STATEMENT, statement },
	{ WB_OWN_SCRIPT_UNLOCK, none }, { WB_OWN_SCRIPT_EXPECT, expect },
};

int portable_script(const struct composer *c, int32_t what, struct wb_error *err)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (operations[i].what == what)
			return operations[i].compose(c, err);
	return wb_error_set(err, WB_E_UNSUPPORTED, "operation %d has no portable form", (int)what);
}
