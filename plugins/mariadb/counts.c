/* SPDX-License-Identifier: MIT */
/* ROW_COUNT() and FOUND_ROWS() tell of the statement before, which for the server is one of ours. They
 * are asked for before ours are sent, and stand as numbers in the statement that reads them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/words.h>

#include "maria.h"
#include "names_used.h"

static const char *const functions[] = { "ROW_COUNT", "FOUND_ROWS", NULL };

/* The next call of one of them: its place, and 0 or 1; -1: there is none. */
static int next_call(struct maria_scan *scan, size_t *begin, size_t *end)
{
	while (maria_more(scan)) {
		struct maria_scan ahead = *scan;

		if (scan->kind != MARIA_WORD || !maria_one_of(scan, functions))
			continue;
		maria_next(&ahead);
		if (!maria_mark(&ahead, '('))
			continue;
		maria_next(&ahead);
		if (!maria_mark(&ahead, ')'))
			continue;
		*begin = scan->word;
		*end = ahead.end;
		return maria_is(scan, functions[0]) ? 0 : 1;
	}
	return -1;
}

/* In a body they tell of statements of that body. */
static bool reads_counts(const struct maria_conn *c, const char *text, size_t len)
{
	static const char *const bodies[] = { "CREATE", "ALTER", "BEGIN", NULL };
	struct maria_scan scan = maria_scan_of(text, len, c->lex_mode);
	size_t begin, end;

	if (!kit_mentions(text, len, functions[0]) && !kit_mentions(text, len, functions[1]))
		return false;
	maria_next(&scan);
	scan.end = maria_one_of(&scan, bodies) ? len : scan.end;
	return next_call(&scan, &begin, &end) >= 0;
}

static void take_counts(void *ctx, MYSQL_ROW row)
{
	struct maria_conn *c = ctx;

	if (!row[0] || !row[1])
		return;
	c->resume.row_count = strtoll(row[0], NULL, 10);
	c->resume.found_rows = strtoll(row[1], NULL, 10);
	c->resume.counts_known = true;
}

/* FOUND_ROWS() is of the last query, and between two statements of a step there are queries of ours. */
static int check_found(const struct maria_conn *c, const char *text, size_t len,
		       struct wb_error *err)
{
	if (c->resume.counts_known || c->resume.queried ||
	    !maria_calls(text, len, c->lex_mode, functions[1]))
		return 0;
	snprintf(err->detail, sizeof(err->detail),
		 "Write SELECT FOUND_ROWS() INTO @found right behind the query, and @found here.");
	return maria_host->fail(err, WB_E_UNSUPPORTED,
				"FOUND_ROWS() is known right behind a SELECT alone, and another "
				"statement stands in between");
}

void maria_counts_query(struct maria_conn *c, const char *text, size_t len)
{
	static const char *const queries[] = { "SELECT", "WITH", NULL };
	const struct maria_scan scan = maria_first(text, len, c->lex_mode);

	c->resume.queried = maria_one_of(&scan, queries) || maria_mark(&scan, '(');
}

int maria_counts_learn(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	static const char sql[] = "SELECT ROW_COUNT(),FOUND_ROWS()";

	if (!reads_counts(c, text, len))
		return 0;
	if (c->resume.counts == MARIA_LOST) {
		snprintf(err->detail, sizeof(err->detail),
			 "The session that ran the statement before was interrupted. Write the "
			 "number "
			 "in its place, in this statement, which has not run.");
		return maria_host->fail(
			err, WB_E_UNCERTAIN,
			"what ROW_COUNT() and FOUND_ROWS() say went with the session that "
			"was interrupted, and this statement needs it");
	}
	if (check_found(c, text, len, err) < 0)
		return kit_failed(err);
	maria_drain(c);
	if (!c->resume.counts_known && maria_query(c, sql, take_counts, c, err) < 0)
		return kit_failed(err);
	return 1;
}

void maria_counts_fill(const struct maria_conn *c, const char *text, size_t len,
		       struct kit_text *out)
{
	struct maria_scan scan = maria_scan_of(text, len, c->lex_mode);
	size_t from = 0, begin = 0, end = 0;
	int which;

	if (!c->resume.counts_known || !reads_counts(c, text, len))
		return;
	for (; (which = next_call(&scan, &begin, &end)) >= 0; from = end)
		kit_text_write(out, "%S%d", text + from, begin - from,
			       which ? c->resume.found_rows : c->resume.row_count);
	kit_text_append(out, text + from, len - from);
}

void maria_counts_forget(struct maria_conn *c, bool fresh)
{
	/* what sets the session up once more is no statement before */
	if (c->resume.counts == MARIA_RECALLED && !fresh)
		return;
	if (fresh)
		c->resume.counts = MARIA_COUNTED;
	c->resume.counts_known = fresh;
	c->resume.row_count = 0;
	c->resume.found_rows = 0;
}
