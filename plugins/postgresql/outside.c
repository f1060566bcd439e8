/* SPDX-License-Identifier: MIT */
/* Statements that reach out of their database now: by their command (roles, tablespaces, other
 * databases, the server's settings and files), or by what they call. On a scratch database they are
 * refused, since they would change something that is not to be thrown away. What is only stored (a
 * routine's body, a view's text, a default) reaches nowhere until something runs it. */
#include <string.h>

#include "outside.h"

static int refuse(enum pg_outside reach, const char *what, struct wb_error *err)
{
	if (reach == PG_OUTSIDE_UNKNOWN)
		return pg_host->fail(
			err, WB_E_REFUSED,
			"this executes a text that is known only when it runs, and may "
			"reach out of its database");
	return pg_host->fail(err, reach == PG_OUTSIDE_ONLY ? WB_E_OUTSIDE : WB_E_REFUSED,
			     "%s reaches out of its database", what);
}

/* ------------------------------------------------------------------ what runs at once */

/* Behind CREATE: words that stand in front of what is made. */
static void pass_kinds(struct kit_words *w)
{
	static const char *const kinds[] = { "or",        "replace",    "temp",   "temporary",
					     "global",    "local",      "unique", "unlogged",
					     "recursive", "constraint", NULL };

	while (kit_word_is_any(w, kinds))
		kit_words_next(w);
}

/* TABLE, VIEW, … and then its name. */
static void pass_to_name(struct kit_words *w)
{
	static const char *const words[] = { "materialized", "table", "view",    "if", "not",
					     "exists",       "only",  "foreign", NULL };

	while (kit_word_is_any(w, words))
		kit_words_next(w);
}

/* A query whose rows are stored; with WITH NO DATA it is not run. */
static bool stores_rows(struct kit_words *w)
{
	struct kit_words no = *w, as = *w;

	if (kit_words_find(&no, "no") && (kit_words_next(&no), kit_word_is(&no, "data")))
		return false;
	if (!kit_words_find(&as, "as") && (as = *w, !kit_words_find(&as, "values")))
		return false;
	*w = as;
	return true;
}

static bool creation_runs(struct kit_words *w)
{
	pass_kinds(w);
	if (kit_word_is(w, "table") || kit_word_is(w, "materialized"))
		return stores_rows(w);
	if (!kit_word_is(w, "index") || !kit_words_find(w, "on"))
		return false;
	/* the table's own name is no call, though columns stand behind it in parentheses */
	kit_words_next(w);
	while (!kit_words_ended(w) && !kit_mark_is(w, '('))
		kit_words_next(w);
	return true;
}

/* ALTER … that looks at rows, or fills a column in. */
static bool alteration_runs(const struct kit_words *w)
{
	static const char *const words[] = { "add", "using", "validate", NULL };

	for (const char *const *word = words; *word; word++) {
		struct kit_words at = *w;

		if (kit_words_find(&at, *word))
			return true;
	}
	return false;
}

/* Does the statement run what it says, from where `*w` then stands on, or only store it? */
static bool runs_now(struct kit_words *w)
{
	static const char *const stored[] = { "drop",     "comment", "grant", "revoke",
					      "security", "prepare", NULL };

	if (kit_word_take(w, "create"))
		return creation_runs(w);
	if (kit_word_take(w, "alter"))
		return alteration_runs(w);
	return !kit_word_is_any(w, stored);
}

/* ------------------------------------------------------------------ what is stored */

static bool makes_routine(struct kit_words *w)
{
	if (!kit_word_take(w, "create"))
		return false;
	pass_kinds(w);
	return kit_word_take(w, "function") || kit_word_take(w, "procedure");
}

/* What is stored reaches out, once it runs: whatever mentions its table or view from now on may run
 * it. */
static int remember_stored(struct pg_conn *c, struct kit_words w, struct wb_error *err)
{
	static const char *const behind_on[] = { "trigger", "policy", NULL };

	if (kit_word_take(&w, "prepare"))
		return pg_outside_remember(c, w, false, err);
	if (kit_word_take(&w, "create"))
		pass_kinds(&w);
	else if (!kit_word_take(&w, "alter"))
		return 0;
	/* what runs at whatever happens from now on */
	if (kit_word_is(&w, "event"))
		return refuse(PG_OUTSIDE_BOTH, "what this lets run", err);
	if (kit_word_is_any(&w, behind_on) && !kit_words_find(&w, "on"))
		return 0;
	if (kit_word_is(&w, "rule") && !kit_words_find(&w, "to"))
		return 0;
	if (kit_word_is(&w, "on") || kit_word_is(&w, "to"))
		kit_words_next(&w);
	pass_to_name(&w);
	return kit_words_ended(&w) ? 0 : pg_outside_remember(c, w, false, err);
}

/* ------------------------------------------------------------------ the check */

static int check_code(struct pg_conn *c, struct kit_words w, struct wb_error *err)
{
	struct kit_words routine = w;
	bool stored = makes_routine(&routine), unread = pg_outside_unread(w);
	enum pg_outside reach = unread ? PG_OUTSIDE_UNKNOWN : pg_outside_of_code(c, w);

	if (unread && !stored)
		return pg_host->fail(err, WB_E_REFUSED,
				     "this runs code in a language that is not looked into, and "
				     "may reach out of its database");
	if (stored && (reach != PG_OUTSIDE_NONE || pg_outside_calls(c, w)))
		return pg_outside_remember(c, routine, true, err);
	return stored || reach == PG_OUTSIDE_NONE
		       ? 0
		       : refuse(reach, "a block that makes or changes roles, databases or the like",
				err);
}

int pg_refuse_outside(struct pg_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct kit_words w, routine, from;
	enum pg_outside reach;
	const char *what;

	kit_words_begin(&w, text, len, 0);
	reach = pg_outside_by_command(w, &what);
	if (reach != PG_OUTSIDE_NONE)
		return refuse(reach, what, err);
	routine = w;
	if (kit_word_is(&w, "do") || makes_routine(&routine))
		return check_code(c, w, err);
	from = w;
	if (!runs_now(&from))
		return pg_outside_calls(c, w) ? remember_stored(c, w, err) : 0;
	if (!pg_outside_calls(c, from))
		return 0;
	reach = kit_word_is(&w, "select") && pg_outside_calls_nothing_else(w) ? PG_OUTSIDE_ONLY
									      : PG_OUTSIDE_BOTH;
	return refuse(reach, "what this calls", err);
}

bool pg_is_of_cluster(const char *text, size_t len)
{
	struct kit_words w;
	const char *what;

	kit_words_begin(&w, text, len, 0);
	return !kit_word_is(&w, "copy") && pg_outside_by_command(w, &what) == PG_OUTSIDE_ONLY;
}
