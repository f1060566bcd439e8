/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "judge_target.h"

static void take_name(struct kit_words *w, const char **out, size_t *out_len)
{
	struct kit_part name = kit_name_take(w);

	*out = name.at;
	*out_len = name.len;
}

static void skip_if_exists(struct kit_words *w)
{
	if (kit_word_take(w, "IF")) {
		kit_word_take(w, "NOT");
		kit_word_take(w, "EXISTS");
	}
}

static const struct {
	const char *word, *catalog, *column;
	bool shared; /* by all databases, and no event trigger hears of it (manual, 40.1) */
} globals[] = {
	{ "DATABASE", "pg_database", "datname", true },
	{ "TABLESPACE", "pg_tablespace", "spcname", true },
	{ "SUBSCRIPTION", "pg_subscription", "subname", false },
};

static bool read_global(struct kit_words *w, enum pg_what what, struct pg_target *out)
{
	for (size_t i = 0; i < sizeof(globals) / sizeof(globals[0]); i++) {
		if (!kit_word_take(w, globals[i].word))
			continue;
		out->what = what;
		out->catalog = globals[i].catalog;
		out->column = globals[i].column;
		out->shared = globals[i].shared;
		skip_if_exists(w);
		take_name(w, &out->name, &out->name_len);
		return true;
	}
	return false;
}

static void read_create(struct kit_words *w, struct pg_target *out)
{
	if (read_global(w, WHAT_MAKE_GLOBAL, out))
		return;
	kit_word_take(w, "UNIQUE");
	if (!kit_word_take(w, "INDEX") || !kit_word_take(w, "CONCURRENTLY"))
		return;
	out->what = WHAT_MAKE_INDEX;
	skip_if_exists(w);
	if (!kit_word_is(w, "ON"))
		take_name(w, &out->name, &out->name_len);
	kit_word_take(w, "ON");
	kit_word_take(w, "ONLY");
	take_name(w, &out->table, &out->table_len);
}

static void read_drop(struct kit_words *w, struct pg_target *out)
{
	if (read_global(w, WHAT_DROP_GLOBAL, out) || !kit_word_take(w, "INDEX") ||
	    !kit_word_take(w, "CONCURRENTLY"))
		return;
	out->what = WHAT_DROP_INDEX;
	skip_if_exists(w);
	take_name(w, &out->name, &out->name_len);
}

static void read_reindex(struct kit_words *w, struct pg_target *out)
{
	while (kit_mark_is(w, '(') || (w->token != WB_TOKEN_END && !kit_word_is(w, "INDEX") &&
				       !kit_word_is(w, "TABLE") && !kit_word_is(w, "SCHEMA") &&
				       !kit_word_is(w, "DATABASE") && !kit_word_is(w, "SYSTEM")))
		kit_words_next(w);
	out->what = kit_word_is(w, "INDEX") || kit_word_is(w, "TABLE") ? WHAT_REINDEX
								       : WHAT_REINDEX_ALL;
	out->index = kit_word_is(w, "INDEX");
	kit_words_next(w);
	kit_word_take(w, "CONCURRENTLY");
	take_name(w, &out->table, &out->table_len);
}

static void read_alter(struct kit_words *w, struct pg_target *out)
{
	if (kit_word_take(w, "SUBSCRIPTION")) {
		out->what = WHAT_PUBLICATIONS;
		take_name(w, &out->name, &out->name_len);
		return;
	}
	if (!kit_word_take(w, "TABLE")) {
		/* SYSTEM, DATABASE … SET TABLESPACE */
		out->what = WHAT_REPEAT;
		return;
	}
	skip_if_exists(w);
	kit_word_take(w, "ONLY");
	take_name(w, &out->table, &out->table_len);
	if (kit_word_take(w, "DETACH") && kit_word_take(w, "PARTITION")) {
		out->what = WHAT_DETACH;
		take_name(w, &out->name, &out->name_len);
	}
}

static void read_end(struct kit_words *w, struct pg_target *out)
{
	struct kit_part name;

	out->what = WHAT_REPEAT;
	kit_words_next(w);
	if (!kit_word_take(w, "PREPARED") || w->token != WB_TOKEN_STRING)
		return;
	name = kit_part_take(w);
	out->what = WHAT_END_PREPARED;
	out->shared = true;
	out->name = name.at;
	out->name_len = name.len;
}

void pg_target_read(const char *text, size_t len, struct pg_target *out)
{
	struct kit_words w;

	memset(out, 0, sizeof(*out));
	kit_words_begin(&w, text, len, 0);
	if (kit_word_take(&w, "CREATE"))
		read_create(&w, out);
	else if (kit_word_take(&w, "DROP"))
		read_drop(&w, out);
	else if (kit_word_take(&w, "REINDEX"))
		read_reindex(&w, out);
	else if (kit_word_take(&w, "ALTER"))
		read_alter(&w, out);
	else if (kit_word_is(&w, "COMMIT") || kit_word_is(&w, "ROLLBACK"))
		read_end(&w, out);
	else if (kit_word_is(&w, "VACUUM") || kit_word_is(&w, "CLUSTER") ||
		 kit_word_is(&w, "DISCARD") || kit_word_is(&w, "SET") || kit_word_is(&w, "RESET"))
		out->what = WHAT_REPEAT;
}
