/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/uses.h>

#include "sets.h"

#define LEVELS_MOST 16

/* What stands in front of a command of PL/pgSQL, beside a semicolon and a label. */
static const char *const before[] = { "BEGIN", "ELSE", "LOOP", "THEN", NULL };

static bool ends_command(const struct kit_words *w)
{
	return kit_mark_is(w, ';') || kit_mark_is(w, '>') || kit_word_is_any(w, before);
}

/* ------------------------------------------------------------------ settings */

static const struct {
	const char *name;
	uint32_t sets;
} settings[] = {
	{ "role", PG_SETS_ROLE },
	{ "session_authorization", PG_SETS_USER },
	{ "default_transaction_read_only", PG_SETS_READING },
	{ "seed", PG_SETS_SEED },
	{ "all", PG_SETS_ROLE | PG_SETS_USER | PG_SETS_READING | PG_SETS_CUSTOM },
};

static uint32_t of_setting(const char *name)
{
	if (strchr(name, '.'))
		return PG_SETS_CUSTOM;
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (strcasecmp(name, settings[i].name) == 0)
			return settings[i].sets;
	return 0;
}

char *pg_setting_take(struct kit_words *w)
{
	struct kit_part part = kit_name_take(w);
	char *name =
		memchr(part.at, '.', part.len) ? strndup(part.at, part.len) : kit_unquoted(part);

	if (name)
		kit_fold(name);
	return name;
}

static uint32_t of_word(struct kit_words *w)
{
	char *name = pg_setting_take(w);
	uint32_t sets = name ? of_setting(name) : PG_SETS_ANY;

	free(name);
	return sets;
}

/* SET and RESET, with the word behind that. */
static uint32_t of_command(struct kit_words *w)
{
	uint32_t sets = kit_word_take(w, "LOCAL") ? PG_SETS_LOCAL : 0;

	if (kit_word_take(w, "SESSION")) {
		if (kit_word_is(w, "CHARACTERISTICS"))
			return PG_SETS_READING;
		if (kit_word_is(w, "AUTHORIZATION"))
			return sets | PG_SETS_USER;
	}
	return sets | of_word(w);
}

/* ------------------------------------------------------------------ set_config() */

/* In the parentheses of a call: to behind its next comma. False: its arguments end. */
static bool to_next_argument(struct kit_words *w)
{
	for (size_t depth = 0; !kit_words_ended(w); kit_words_next(w)) {
		if (depth == 0 && (kit_mark_is(w, ',') || kit_mark_is(w, ')')))
			return kit_mark_take(w, ',');
		depth += kit_mark_is(w, '(');
		depth -= depth && kit_mark_is(w, ')');
	}
	return false;
}

/* The words stand behind the parenthesis that opens it. */
static int take_call(struct kit_words w, int (*take)(void *ctx, const struct pg_set_call *call),
		     void *ctx)
{
	struct pg_set_call call = { .name = "" };
	char *name = NULL;
	int rc;

	if (w.token == WB_TOKEN_STRING) {
		name = kit_literal(kit_part_take(&w));
		if (kit_mark_is(&w, ',') && name)
			call.name = name;
	}
	rc = to_next_argument(&w);
	call.valued = rc && w.token == WB_TOKEN_STRING;
	if (rc && to_next_argument(&w)) {
		call.lasts = kit_word_is(&w, "false");
		call.local = kit_word_is(&w, "true");
		kit_words_next(&w);
		if (!kit_mark_is(&w, ')'))
			call.lasts = call.local = false;
	}
	rc = take(ctx, &call);
	free(name);
	return rc;
}

static bool may_set(const char *text, size_t len)
{
	return kit_mentions(text, len, "set_config") || kit_mentions(text, len, "SET");
}

/* SET in a text that is run: what it sets, which lasts as it says. */
static int take_command(struct kit_words w, int (*take)(void *ctx, const struct pg_set_call *call),
			void *ctx)
{
	struct pg_set_call call = { .name = "" };
	char *name;
	int rc;

	call.local = kit_word_take(&w, "LOCAL");
	call.lasts = !call.local;
	call.valued = true;
	if (kit_word_take(&w, "SESSION") && kit_word_is(&w, "AUTHORIZATION"))
		call.name = "session_authorization";
	name = *call.name || kit_words_ended(&w) ? NULL : pg_setting_take(&w);
	if (name)
		call.name = name;
	rc = take(ctx, &call);
	free(name);
	return rc;
}

/* Also in the literals of a program, and of what may call one that runs what it is given. */
static int each_call(const char *text, size_t len, int level,
		     int (*take)(void *ctx, const struct pg_set_call *call), void *ctx)
{
	static const char *const programs[] = { "CALL",   "DO",   "EXECUTE", "PREPARE",
						"SELECT", "WITH", NULL };
	struct kit_words w;
	bool program, command = level > 0;
	int rc = 0;

	kit_words_begin(&w, text, len, 0);
	program = level > 0 || kit_word_is_any(&w, programs);
	for (; rc == 0 && !kit_words_ended(&w); kit_words_next(&w)) {
		if (command && kit_word_is(&w, "SET")) {
			struct kit_words inside = w;

			kit_words_next(&inside);
			rc = take_command(inside, take, ctx);
		} else if (kit_word_is(&w, "set_config") || kit_part_is(&w, "\"set_config\"")) {
			struct kit_words inside = w;

			kit_words_next(&inside);
			rc = kit_mark_take(&inside, '(') ? take_call(inside, take, ctx) : 0;
		} else if (program && w.token == WB_TOKEN_STRING && level < LEVELS_MOST &&
			   may_set(text + w.begin, w.end - w.begin)) {
			char *inner =
				kit_literal((struct kit_part){ text + w.begin, w.end - w.begin });

			rc = inner ? each_call(inner, strlen(inner), level + 1, take, ctx) : 0;
			free(inner);
		}
		command = level > 0 && ends_command(&w);
	}
	return rc;
}

int pg_each_set_call(const char *text, size_t len,
		     int (*take)(void *ctx, const struct pg_set_call *call), void *ctx)
{
	return may_set(text, len) ? each_call(text, len, 0, take, ctx) : 0;
}

int pg_each_set_within(const char *text, size_t len,
		       int (*take)(void *ctx, const struct pg_set_call *call), void *ctx)
{
	return may_set(text, len) ? each_call(text, len, 1, take, ctx) : 0;
}

static int add_sets(void *ctx, const struct pg_set_call *call)
{
	uint32_t *sets = ctx;

	*sets |= *call->name ? of_setting(call->name) : PG_SETS_ANY;
	*sets |= call->lasts ? 0 : PG_SETS_LOCAL;
	return 0;
}

uint32_t pg_sets(const char *text, size_t len)
{
	struct kit_words w;
	uint32_t sets = 0;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_take(&w, "SET") || kit_word_take(&w, "RESET"))
		return of_command(&w);
	if (kit_word_take(&w, "DISCARD"))
		return kit_word_is(&w, "ALL") ? PG_SETS_ANY & ~PG_SETS_LOCAL : 0;
	pg_each_set_call(text, len, add_sets, &sets);
	return sets | (kit_calls(text, len, "setseed") ? PG_SETS_SEED : 0);
}

static int is_named(void *ctx, const struct pg_set_call *call)
{
	return strcasecmp(call->name, ctx) == 0;
}

bool pg_sets_it(const char *text, size_t len, const char *name)
{
	struct kit_words w;
	char *set;
	bool is;

	kit_words_begin(&w, text, len, 0);
	/* one without a name is made by the like of what made it */
	if (!kit_word_take(&w, "SET"))
		return (kit_word_is(&w, "SELECT") || !*name) &&
		       pg_each_set_call(text, len, is_named, (void *)name) == 1;
	kit_word_take(&w, "SESSION");
	set = pg_setting_take(&w);
	is = set && strcasecmp(set, name) == 0;
	free(set);
	return is;
}

/* ------------------------------------------------------------------ programs */

/* A command that ends a transaction, or may run one that does. EXECUTE can't: what it runs is inside of the
 * statement. */
static bool ends(struct kit_words w)
{
	static const char *const words[] = { "COMMIT", "ROLLBACK", NULL };
	static const char *const behind[] = { "AND", "WORK", "TRANSACTION", NULL };

	if (kit_word_take(&w, "CALL"))
		return w.token == WB_TOKEN_WORD || w.token == WB_TOKEN_NAME;
	if (!kit_word_is_any(&w, words))
		return false;
	kit_words_next(&w);
	return kit_mark_is(&w, ';') || kit_word_is_any(&w, behind) || kit_words_ended(&w);
}

static bool commits(const char *text, size_t len, int level);

/* Of one in a literal, in a language that is not known to be PL/pgSQL, nothing is known. */
static bool literal_commits(struct kit_part literal, int level)
{
	char *text = kit_literal(literal);
	bool is = !text || level == LEVELS_MOST || commits(text, strlen(text), level + 1);

	free(text);
	return is;
}

/* DO [LANGUAGE name] 'text' [LANGUAGE name], behind the first word. */
static bool program_commits(struct kit_words w, int level)
{
	struct kit_part text = { NULL, 0 };

	while (w.token == WB_TOKEN_STRING || kit_word_is(&w, "LANGUAGE")) {
		if (w.token == WB_TOKEN_STRING) {
			text = kit_part_take(&w);
			continue;
		}
		kit_words_next(&w);
		if (!kit_word_is(&w, "plpgsql") && !kit_part_is(&w, "\"plpgsql\"") &&
		    !kit_part_is(&w, "'plpgsql'"))
			return true;
		kit_words_next(&w);
	}
	return !text.at || literal_commits(text, level);
}

static bool commits(const char *text, size_t len, int level)
{
	struct kit_words w;
	bool command = true;

	for (kit_words_begin(&w, text, len, 0); !kit_words_ended(&w); kit_words_next(&w)) {
		if (command && ends(w))
			return true;
		if (command && kit_word_is(&w, "DO")) {
			struct kit_words inner = w;

			kit_words_next(&inner);
			if (program_commits(inner, level))
				return true;
		}
		command = ends_command(&w);
	}
	return w.token == WB_TOKEN_TORN;
}

/* What another session commits, whatever becomes of this one. */
static const char *const elsewhere[] = { "dblink_exec", "dblink_send_query", NULL };

/* dblink() with what changes something: behind its parenthesis there is a text that begins so, or none that begins with a
 * query. */
static bool query_writes(struct kit_words w)
{
	static const char *const reads[] = { "SELECT", "VALUES", "TABLE", "SHOW", "WITH", NULL };
	static const char *const writes[] = { "INSERT", "UPDATE",   "DELETE", "MERGE", "CREATE",
					      "ALTER",  "DROP",     "CALL",   "DO",    "COPY",
					      "GRANT",  "TRUNCATE", "REVOKE", NULL };
	bool reading = false, writing = false;

	for (size_t depth = 1; depth && !kit_words_ended(&w); kit_words_next(&w)) {
		char *text = w.token == WB_TOKEN_STRING
				     ? kit_literal((struct kit_part){ w.text + w.begin,
								      w.end - w.begin })
				     : NULL;
		struct kit_words inner;

		kit_words_begin(&inner, text ? text : "", text ? strlen(text) : 0, 0);
		writing |= kit_word_is_any(&inner, writes);
		reading |= kit_word_is_any(&inner, reads);
		for (size_t i = 0; i < 4 && kit_word_is(&inner, "WITH"); i++)
			writing |= kit_has_word(text, strlen(text), writes[i]);
		free(text);
		depth += kit_mark_is(&w, '(');
		depth -= kit_mark_is(&w, ')');
	}
	return writing || !reading;
}

static bool calls_elsewhere(const char *text, size_t len)
{
	/* … a table, a query or an alias of that name */
	static const char *const others[] = { "INTO", "COPY", "WITH", "RECURSIVE", "AS", NULL };
	struct kit_words w;
	bool called = false, query = false, other = false;

	for (kit_words_begin(&w, text, len, 0); !kit_words_ended(&w); kit_words_next(&w)) {
		if (called && kit_mark_is(&w, '('))
			return true;
		if (query && kit_mark_take(&w, '(') && query_writes(w))
			return true;
		called = kit_word_is_any(&w, elsewhere);
		query = kit_word_is(&w, "dblink") && !other;
		other = kit_word_is_any(&w, others);
	}
	return false;
}

static bool program_calls_elsewhere(struct kit_words w)
{
	while (!kit_words_ended(&w)) {
		bool string = w.token == WB_TOKEN_STRING;
		char *text = string ? kit_literal(kit_part_take(&w)) : NULL;
		bool calls = text && calls_elsewhere(text, strlen(text));

		free(text);
		if (calls)
			return true;
		if (!string)
			kit_words_next(&w);
	}
	return false;
}

bool pg_acts_elsewhere(const char *text, size_t len)
{
	struct kit_words w;

	if (!kit_mentions(text, len, "dblink") && !kit_mentions(text, len, elsewhere[0]) &&
	    !kit_mentions(text, len, elsewhere[1]))
		return false;
	kit_words_begin(&w, text, len, 0);
	return kit_word_take(&w, "DO") ? program_calls_elsewhere(w) : calls_elsewhere(text, len);
}

bool pg_program_commits(const struct kit_words *at)
{
	return program_commits(*at, 0);
}
