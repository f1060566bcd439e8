/* SPDX-License-Identifier: MIT */
#include "names_used.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/words.h>

/* A statement in a string in a string, and so on. */
#define LEVELS_MOST 16

/* ------------------------------------------------------------------ what it runs */

/* Behind EXECUTE IMMEDIATE, or FROM of PREPARE: a literal and nothing else, or what makes the text. */
static enum maria_runs source(struct maria_scan scan)
{
	static const char *const behind[] = { "USING", "END", NULL };

	if (scan.kind != MARIA_STRING)
		return MARIA_RUNS_MADE;
	maria_next(&scan);
	return scan.kind == MARIA_END || maria_mark(&scan, ';') || maria_one_of(&scan, behind)
		       ? MARIA_RUNS_WRITTEN
		       : MARIA_RUNS_MADE;
}

/* The command that the scan stands on. */
static enum maria_runs runs_here(struct maria_scan scan)
{
	if (maria_is(&scan, "EXECUTE")) {
		maria_next(&scan);
		if (!maria_is(&scan, "IMMEDIATE"))
			return MARIA_RUNS_NONE;
		maria_next(&scan);
		return source(scan);
	}
	if (!maria_is(&scan, "PREPARE"))
		return MARIA_RUNS_NONE;
	maria_next(&scan);
	maria_next(&scan);
	if (!maria_is(&scan, "FROM"))
		return MARIA_RUNS_NONE;
	maria_next(&scan);
	return source(scan);
}

enum maria_runs maria_runs(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = maria_scan_of(text, len, mode);
	enum maria_runs most = MARIA_RUNS_NONE;

	if (!kit_mentions(text, len, "EXECUTE") && !kit_mentions(text, len, "PREPARE"))
		return MARIA_RUNS_NONE;
	while (most != MARIA_RUNS_MADE && maria_more(&scan)) {
		const enum maria_runs here = runs_here(scan);

		most = here > most ? here : most;
	}
	return most;
}

/* ------------------------------------------------------------------ what it names */

struct search {
	const char *name;
	bool call;
	int level;
};

static bool opens(struct maria_scan next)
{
	maria_next(&next);
	return maria_mark(&next, '(');
}

/* Double quotes are those of a name for a routine that was made so. */
static bool is_it(const struct maria_scan *scan, const char *name)
{
	char plain[64 * 4 + 2];

	if (scan->kind == MARIA_WORD)
		return maria_is(scan, name);
	if (scan->kind != MARIA_NAME &&
	    (scan->kind != MARIA_STRING || scan->text[scan->word] != '"'))
		return false;
	maria_unquote(scan, plain, sizeof(plain));
	return strcasecmp(plain, name) == 0;
}

static bool in_text(const struct search *s, const char *text, size_t len, uint32_t mode);

/* Not knowing what it says is taken for the worst. */
static bool in_string(const struct search *s, const struct maria_scan *scan)
{
	const struct search inner = { s->name, s->call, s->level + 1 };
	char *plain = maria_unquoted(scan);
	bool found;

	if (!plain || s->level == LEVELS_MOST) {
		free(plain);
		return true;
	}
	found = kit_mentions(plain, strlen(plain), s->name) &&
		in_text(&inner, plain, strlen(plain), scan->mode);
	free(plain);
	return found;
}

static bool in_text(const struct search *s, const char *text, size_t len, uint32_t mode)
{
	const bool strings = maria_runs(text, len, mode) != MARIA_RUNS_NONE;
	struct maria_scan scan = maria_scan_of(text, len, mode);

	while (maria_more(&scan)) {
		if (is_it(&scan, s->name) && (!s->call || opens(scan)))
			return true;
		if (strings && scan.kind == MARIA_STRING && in_string(s, &scan))
			return true;
	}
	return scan.kind == MARIA_TORN && kit_mentions(text + scan.word, len - scan.word, s->name);
}

/* A name that has to be written otherwise than it is. */
static bool is_odd(const char *name)
{
	return strpbrk(name, "`\"'\\") != NULL;
}

bool maria_names(const char *text, size_t len, uint32_t mode, const char *name)
{
	const struct search s = { name, false, 0 };

	return (is_odd(name) || kit_mentions(text, len, name)) && in_text(&s, text, len, mode);
}

bool maria_calls(const char *text, size_t len, uint32_t mode, const char *name)
{
	const struct search s = { name, true, 0 };

	return kit_mentions(text, len, name) && in_text(&s, text, len, mode);
}

bool maria_names_default_role(const char *text, size_t len)
{
	return kit_mentions(text, len, "ROLE") && kit_mentions(text, len, "DEFAULT");
}
