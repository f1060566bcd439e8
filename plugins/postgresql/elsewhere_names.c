/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/uses.h>

#include "elsewhere_names.h"

#define LEVELS_MOST 4
#define WORDS_MOST 4000

static void add_name(struct pg_names *n, char kind, const char *name)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->seen[i][0] == kind && strcmp(n->seen[i] + 1, name) == 0)
			return;
	if (n->count == WORDS_MOST ||
	    !(n->seen[n->count] = kit_text_make("%S%s", &kind, (size_t)1, name))) {
		n->all = true;
		return;
	}
	kit_text_write(&n->array, "%s%L", n->count ? "," : "", n->seen[n->count]);
	n->count++;
}

/* The name that the words stand on, its last part. */
static void add_target(struct pg_names *n, struct kit_words w)
{
	struct kit_part part = { NULL, 0 };
	char *name;

	do
		part = kit_part_take(&w);
	while (kit_mark_take(&w, '.'));
	name = part.len ? kit_unquoted(part) : NULL;
	if (name) {
		kit_fold(name);
		add_name(n, 'f', name);
	}
	free(name);
}

/* Words behind which a table stands that is written to, or nothing of that name. */
static bool leads_to_target(const struct kit_words *w, bool truncates)
{
	static const char *const words[] = { "INTO", "UPDATE", "TRUNCATE", "COPY", "ONLY", NULL };

	return kit_word_is_any(w, words) ||
	       (truncates && (kit_word_is(w, "TABLE") || kit_mark_is(w, ',')));
}

static void read_words(struct pg_names *n, const char *text, size_t len, int level);

/* A statement by its first word, or in a program a name alone, of which one may be made. */
static bool may_be_run(const char *text, int level)
{
	static const char *const words[] = { "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE",
					     "COPY",   "SELECT", "WITH",   "CALL",  "DO",
					     "BEGIN",  "CREATE", NULL };
	struct kit_words w;
	bool name;

	kit_words_begin(&w, text, strlen(text), 0);
	if (kit_word_is_any(&w, words))
		return true;
	name = level > 0 && (w.token == WB_TOKEN_WORD || w.token == WB_TOKEN_NAME);
	kit_words_next(&w);
	return name && kit_words_ended(&w);
}

static void read_literal(struct pg_names *n, struct kit_part literal, int level, bool code)
{
	char *text = level < LEVELS_MOST ? kit_literal(literal) : NULL;

	n->all |= level < LEVELS_MOST && !text;
	if (text && (code || may_be_run(text, level))) {
		struct kit_words w;

		kit_words_begin(&w, text, strlen(text), 0);
		if (!code)
			add_target(n, w);
		read_words(n, text, strlen(text), level + 1);
	}
	free(text);
}

/* Also in the literals of what may run them. */
static void read_words(struct pg_names *n, const char *text, size_t len, int level)
{
	static const char *const programs[] = { "CALL", "DO", "SELECT", "WITH", NULL };
	struct kit_words w;
	bool program, code, truncates, deletes = false;

	kit_words_begin(&w, text, len, 0);
	program = level > 0 || kit_word_is_any(&w, programs);
	code = level == 0 && kit_word_is(&w, "DO");
	truncates = kit_word_is(&w, "TRUNCATE");
	while (!kit_words_ended(&w) && !n->all) {
		const bool target =
			leads_to_target(&w, truncates) || (deletes && kit_word_is(&w, "FROM"));
		const struct kit_words at = w;

		deletes = kit_word_is(&w, "DELETE");
		kit_words_next(&w);
		if (target)
			add_target(n, w);
		if (program && at.token == WB_TOKEN_STRING) {
			read_literal(n, (struct kit_part){ text + at.begin, at.end - at.begin },
				     level, code);
		} else if (at.token == WB_TOKEN_WORD || at.token == WB_TOKEN_NAME) {
			char *name = kit_unquoted(
				(struct kit_part){ text + at.begin, at.end - at.begin });

			if (name) {
				kit_fold(name);
				add_name(n, 'r', name);
			}
			free(name);
		}
	}
	n->all |= w.token == WB_TOKEN_TORN;
}

void pg_names_read(const char *text, size_t len, struct pg_names *out)
{
	*out = (struct pg_names){ .seen = calloc(WORDS_MOST, sizeof(*out->seen)) };
	out->all = !out->seen;
	if (!out->all)
		read_words(out, text, len, 0);
}

void pg_names_release(struct pg_names *n)
{
	while (n->count)
		free(n->seen[--n->count]);
	free(n->seen);
	kit_text_release(&n->array);
}
