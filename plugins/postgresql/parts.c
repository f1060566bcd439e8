/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "parts.h"

/* A name, with its dots: the words step behind it. */
static void take_name(struct pg_words *w, const char **out, size_t *out_len)
{
	size_t begin = w->begin, end = w->end;

	pg_words_next(w);
	while (pg_mark_is(w, '.')) {
		pg_words_next(w);
		end = w->end;
		pg_words_next(w);
	}
	*out = w->text + begin;
	*out_len = end - begin;
}

static void skip_if_exists(struct pg_words *w)
{
	if (pg_words_skip(w, "IF")) {
		pg_words_skip(w, "NOT");
		pg_words_skip(w, "EXISTS");
	}
}

static const struct {
	const char *word, *catalog, *column;
} globals[] = {
	{ "DATABASE", "pg_database", "datname" },
	{ "TABLESPACE", "pg_tablespace", "spcname" },
	{ "SUBSCRIPTION", "pg_subscription", "subname" },
};

static bool read_global(struct pg_words *w, enum pg_what what, struct pg_parts *out)
{
	for (size_t i = 0; i < sizeof(globals) / sizeof(globals[0]); i++) {
		if (!pg_words_skip(w, globals[i].word))
			continue;
		out->what = what;
		out->catalog = globals[i].catalog;
		out->column = globals[i].column;
		skip_if_exists(w);
		take_name(w, &out->name, &out->name_len);
		return true;
	}
	return false;
}

static void read_create(struct pg_words *w, struct pg_parts *out)
{
	if (read_global(w, WHAT_MAKE_GLOBAL, out))
		return;
	pg_words_skip(w, "UNIQUE");
	if (!pg_words_skip(w, "INDEX") || !pg_words_skip(w, "CONCURRENTLY"))
		return;
	out->what = WHAT_MAKE_INDEX;
	skip_if_exists(w);
	if (!pg_word_is(w, "ON"))
		take_name(w, &out->name, &out->name_len);
	pg_words_skip(w, "ON");
	pg_words_skip(w, "ONLY");
	take_name(w, &out->table, &out->table_len);
}

static void read_drop(struct pg_words *w, struct pg_parts *out)
{
	if (read_global(w, WHAT_DROP_GLOBAL, out) || !pg_words_skip(w, "INDEX") ||
	    !pg_words_skip(w, "CONCURRENTLY"))
		return;
	out->what = WHAT_DROP_INDEX;
	skip_if_exists(w);
	take_name(w, &out->name, &out->name_len);
}

static void read_reindex(struct pg_words *w, struct pg_parts *out)
{
	while (pg_mark_is(w, '(') ||
	       (w->token != WB_TOKEN_END && !pg_word_is(w, "INDEX") && !pg_word_is(w, "TABLE") &&
		!pg_word_is(w, "SCHEMA") && !pg_word_is(w, "DATABASE") && !pg_word_is(w, "SYSTEM")))
		pg_words_next(w);
	out->what =
		pg_word_is(w, "INDEX") || pg_word_is(w, "TABLE") ? WHAT_REINDEX : WHAT_REINDEX_ALL;
	out->index = pg_word_is(w, "INDEX");
	pg_words_next(w);
	pg_words_skip(w, "CONCURRENTLY");
	take_name(w, &out->table, &out->table_len);
}

static void read_alter(struct pg_words *w, struct pg_parts *out)
{
	if (!pg_words_skip(w, "TABLE")) {
		/* SYSTEM, DATABASE … SET TABLESPACE, SUBSCRIPTION … PUBLICATION */
		out->what = WHAT_REPEAT;
		return;
	}
	skip_if_exists(w);
	pg_words_skip(w, "ONLY");
	take_name(w, &out->table, &out->table_len);
	if (pg_words_skip(w, "DETACH") && pg_words_skip(w, "PARTITION")) {
		out->what = WHAT_DETACH;
		take_name(w, &out->name, &out->name_len);
	}
}

void pg_parts_read(const char *text, size_t len, struct pg_parts *out)
{
	struct pg_words w;

	memset(out, 0, sizeof(*out));
	pg_words_init(&w, text, len, 0);
	if (pg_words_skip(&w, "CREATE"))
		read_create(&w, out);
	else if (pg_words_skip(&w, "DROP"))
		read_drop(&w, out);
	else if (pg_words_skip(&w, "REINDEX"))
		read_reindex(&w, out);
	else if (pg_words_skip(&w, "ALTER"))
		read_alter(&w, out);
	else if (pg_word_is(&w, "VACUUM") || pg_word_is(&w, "CLUSTER") ||
		 pg_word_is(&w, "DISCARD") || pg_word_is(&w, "SET") || pg_word_is(&w, "RESET") ||
		 pg_word_is(&w, "COMMIT") || pg_word_is(&w, "ROLLBACK"))
		out->what = WHAT_REPEAT;
}
