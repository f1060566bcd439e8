/* SPDX-License-Identifier: MIT */
/* Which temporary tables a step may have: those that its statements make, and those that programs and texts
 * do. Whether there is one is asked when it is remembered. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/words.h>

#include "maria.h"
#include "names_used.h"

static void release(struct maria_temporary **list)
{
	while (*list) {
		struct maria_temporary *t = *list;

		*list = t->next;
		free(t->sql);
		free(t);
	}
}

void maria_temporary_release(struct maria_conn *c)
{
	release(&c->resume.temporary);
	release(&c->resume.temporary_texts);
	c->resume.made_up = c->resume.made_up_lost = false;
}

/* What was remembered of it is no longer so. */
static void add(struct maria_temporary **list, const struct maria_name *name)
{
	struct maria_temporary *t;

	for (t = *list; t; t = t->next)
		if (strcmp(t->name.schema, name->schema) == 0 &&
		    strcmp(t->name.name, name->name) == 0) {
			free(t->sql);
			t->sql = NULL;
			return;
		}
	t = calloc(1, sizeof(*t));
	if (!t)
		return;
	t->name = *name;
	t->next = *list;
	*list = t;
}

/* False: it is one, and its name goes on behind the text. */
static bool made(struct maria_conn *c, struct maria_scan scan, struct maria_temporary **list)
{
	static const char *const words[] = { "OR", "REPLACE", "TEMPORARY", "TABLE",
					     "IF", "NOT",     "EXISTS",    NULL };
	struct maria_name name;
	bool temporary = false;

	for (; maria_one_of(&scan, words); maria_next(&scan))
		temporary |= maria_is(&scan, "TEMPORARY");
	/* a sequence can't be made again as it was either */
	c->resume.made_up |= temporary && maria_is(&scan, "SEQUENCE");
	if (!temporary || maria_is(&scan, "SEQUENCE"))
		return true;
	if (maria_ended(&scan))
		return false;
	maria_read_name(&scan, c->session.current, &name);
	add(list, &name);
	return scan.kind != MARIA_END;
}

void maria_temporary_made(struct maria_conn *c, struct maria_scan scan)
{
	made(c, scan, &c->resume.temporary);
}

/* ALTER TABLE … RENAME TO name, RENAME TABLE … TO name: it is looked at whether that is a temporary one. */
void maria_temporary_renamed(struct maria_conn *c, struct maria_scan scan)
{
	static const char *const parts[] = { "COLUMN", "INDEX", "KEY", NULL };
	const bool table = maria_is(&scan, "RENAME");
	struct maria_name name;

	while (c->resume.temporary && maria_more(&scan)) {
		if (!maria_is(&scan, table ? "TO" : "RENAME"))
			continue;
		maria_next(&scan);
		if (!table && maria_one_of(&scan, parts))
			continue;
		if (maria_is(&scan, "TO") || maria_is(&scan, "AS") || maria_mark(&scan, '='))
			maria_next(&scan);
		maria_read_name(&scan, c->session.current, &name);
		add(&c->resume.temporary, &name);
	}
}

static void within(struct maria_conn *c, const char *text, size_t len, bool string);

static void made_by_string(struct maria_conn *c, const struct maria_scan *scan)
{
	char *inside = maria_unquoted(scan);

	if (inside)
		within(c, inside, strlen(inside), true);
	free(inside);
}

static void within(struct maria_conn *c, const char *text, size_t len, bool string)
{
	struct maria_scan scan = maria_scan_of(text, len, c->lex_mode), behind;
	bool creates = false;

	if (!kit_mentions(text, len, "TEMPORARY"))
		return;
	while (maria_more(&scan)) {
		if (scan.kind == MARIA_STRING)
			made_by_string(c, &scan);
		/* what stands in front of it comes from elsewhere */
		if (string && !creates && maria_is(&scan, "TEMPORARY"))
			c->resume.made_up = true;
		creates = maria_is(&scan, "CREATE") || (creates && maria_is(&scan, "OR")) ||
			  (creates && maria_is(&scan, "REPLACE"));
		if (!maria_is(&scan, "CREATE"))
			continue;
		behind = scan;
		maria_next(&behind);
		c->resume.made_up |= !made(c, behind, &c->resume.temporary_texts) && string;
	}
}

void maria_temporary_within(struct maria_conn *c, const char *text, size_t len)
{
	const struct maria_scan first = maria_first(text, len, c->lex_mode);
	const bool known = c->resume.made_up;

	within(c, text, len, false);
	for (const struct maria_temporary *t = c->resume.temporary_texts; t; t = t->next)
		add(&c->resume.temporary, &t->name);
	/* a word in a text that nothing runs is no statement; a variable may be run later */
	if (!known && !maria_is(&first, "SET") &&
	    maria_runs(text, len, c->lex_mode) == MARIA_RUNS_NONE)
		c->resume.made_up = false;
}

static int look_within(void *ctx, const char *name, const char *body)
{
	(void)name;
	maria_temporary_within(ctx, body, strlen(body));
	return 0;
}

/* Is one made, or made up once more, by this statement? */
static bool makes_again(struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	bool found;

	if (maria_is(&scan, "CREATE")) {
		maria_next(&scan);
		while (maria_is(&scan, "OR") || maria_is(&scan, "REPLACE"))
			maria_next(&scan);
		return maria_is(&scan, "TEMPORARY");
	}
	maria_any_lasting(c);
	c->resume.made_up = false;
	maria_temporary_within(c, text, len);
	maria_each_body(c, text, len, look_within, c);
	found = c->resume.made_up;
	c->resume.made_up = true;
	return found;
}

int maria_temporary_check(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	if (!c->resume.made_up_lost)
		return 0;
	if (makes_again(c, text, len)) {
		c->resume.made_up_lost = false;
		return 0;
	}
	snprintf(err->detail, sizeof(err->detail),
		 "Make and fill it again (CREATE TEMPORARY TABLE …, or what makes it up) in front "
		 "of this statement, in the part of the file that has not run.");
	return maria_host->fail(
		err, WB_E_UNCERTAIN,
		"a temporary sequence, or a temporary table whose name a program makes "
		"up, went with the session that was interrupted, and this statement "
		"may need it");
}

void maria_temporary_changed(struct maria_conn *c)
{
	for (struct maria_temporary *t = c->resume.temporary; t; t = t->next) {
		free(t->sql);
		t->sql = NULL;
	}
}

bool maria_temporary_drop(const struct maria_conn *c, struct kit_text *out)
{
	kit_text_add(out, "DROP TEMPORARY TABLE IF EXISTS ");
	for (const struct maria_temporary *t = c->resume.temporary; t; t = t->next) {
		kit_text_write(out, "%N.%N%s", t->name.schema, t->name.name, t->next ? "," : "");
	}
	return c->resume.temporary != NULL;
}
