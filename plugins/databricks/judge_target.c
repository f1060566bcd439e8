/* SPDX-License-Identifier: MIT */
#include "judge_target.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void brick_fate_release(struct brick_fate *fate)
{
	free(fate->name);
	free(fate->to);
}

char *brick_full_name(const struct brick_conn *c, const char *kind, struct kit_part name)
{
	const char *catalog = c && c->used_catalog ? c->used_catalog : c ? c->login.catalog : NULL;
	const char *schema = c && c->used_schema ? c->used_schema : c ? c->login.schema : NULL;
	bool table = strcmp(kind, "SCHEMA") != 0 && strcmp(kind, "CATALOG") != 0;
	struct kit_part all[4];
	const size_t parts = kit_name_parts(name, all, 4);

	if (strcmp(kind, "CATALOG") == 0 || parts == 3 || (parts == 2 && !table) || !catalog ||
	    !*catalog)
		return kit_text_make("%S", name.at, name.len);
	if (parts == 2 || !table)
		return kit_text_make("%N.%S", catalog, name.at, name.len);
	return schema && *schema ? kit_text_make("%N.%N.%S", catalog, schema, name.at, name.len)
				 : kit_text_make("%S", name.at, name.len);
}

struct reading {
	const struct brick_conn *c;
	struct kit_words w;
	struct brick_fate *out;
	bool failed;
};

static void take_name(struct reading *r, enum brick_way way, const char *kind,
		      const char *operation)
{
	struct kit_part name = kit_name_take(&r->w);

	r->out->way = name.len ? way : BRICK_BLIND;
	r->out->kind = kind;
	r->out->operation = operation;
	if (!name.len)
		return;
	r->out->name = brick_full_name(r->c, kind, name);
	r->failed |= !r->out->name;
}

static const char *take_kind(struct kit_words *w)
{
	static const char *const kinds[] = { "TABLE",    "VIEW",   "SCHEMA", "CATALOG",
					     "FUNCTION", "VOLUME", NULL };

	if (kit_word_take(w, "DATABASE"))
		return "SCHEMA";
	kit_word_take(w, "MATERIALIZED");
	kit_word_take(w, "EXTERNAL");
	for (size_t i = 0; kinds[i]; i++)
		if (kit_word_take(w, kinds[i]))
			return kinds[i];
	return NULL;
}

static void create(struct reading *r)
{
	bool replaces = kit_word_take(&r->w, "OR") && kit_word_take(&r->w, "REPLACE");
	const char *kind = take_kind(&r->w);

	if (!kind)
		return;
	if (replaces)
		r->out->way = strcmp(kind, "VIEW") == 0 || strcmp(kind, "FUNCTION") == 0
				      ? BRICK_LAZY
				      : BRICK_REPEAT;
	else if (kit_word_is(&r->w, "IF"))
		r->out->way = BRICK_LAZY;
	else
		take_name(r, BRICK_THERE, kind, NULL);
}

static void drop(struct reading *r)
{
	const char *kind = take_kind(&r->w);

	if (!kind)
		return;
	if (kit_word_is(&r->w, "IF"))
		r->out->way = BRICK_REPEAT;
	else
		take_name(r, BRICK_GONE, kind, NULL);
}

/* ALTER COLUMN … SET DEFAULT, COMMENT and the like end the same, however often they are run. */
static bool alters_alike(struct kit_words w)
{
	struct kit_words set = w;

	if (kit_word_is(&w, "SET") || kit_word_is(&w, "UNSET") || kit_word_is(&w, "CLUSTER") ||
	    kit_word_is(&w, "OWNER"))
		return true;
	return (kit_word_is(&w, "ALTER") || kit_word_is(&w, "CHANGE")) &&
	       (kit_words_find(&set, "SET") || kit_words_find(&w, "COMMENT"));
}

/* ADD COLUMN and DROP CONSTRAINT … with IF [NOT] EXISTS may be repeated, where the server knows them. */
static bool alters_softly(struct kit_words w)
{
	if (!kit_word_take(&w, "ADD") && !kit_word_take(&w, "DROP"))
		return false;
	if (!kit_word_take(&w, "CONSTRAINT") && !kit_word_take(&w, "COLUMN") &&
	    !kit_word_take(&w, "COLUMNS"))
		kit_word_take(&w, "PARTITION");
	return kit_word_is(&w, "IF");
}

/* What the table's history calls a change. */
static const char *operation_of(struct kit_words w)
{
	bool adds = kit_word_take(&w, "ADD"), drops = !adds && kit_word_take(&w, "DROP");

	if ((adds || drops) && kit_word_is(&w, "CONSTRAINT"))
		return adds ? "ADD CONSTRAINT" : "DROP CONSTRAINT";
	if (adds || drops)
		return adds ? "ADD COLUMN" : "DROP COLUMN";
	if (kit_word_is(&w, "RENAME"))
		return "RENAME COLUMN";
	return kit_word_is(&w, "ALTER") || kit_word_is(&w, "CHANGE") ? "CHANGE COLUMN" : "";
}

/* A constraint that is dropped by its name may be a check, or a key. */
static bool changes_keys(struct kit_words w)
{
	struct kit_words key = w;
	bool drops = kit_word_take(&w, "DROP");

	return (drops || kit_word_is(&w, "ADD")) &&
	       (kit_words_find(&key, "KEY") || (drops && kit_word_is(&w, "CONSTRAINT")));
}

static void alter(struct reading *r)
{
	const char *kind = take_kind(&r->w);
	struct kit_words after;

	if (!kind)
		return;
	take_name(r, BRICK_VERSION, kind, "");
	after = r->w;
	r->out->operation = operation_of(after);
	if (strcmp(kind, "TABLE") != 0) {
		r->out->way = alters_alike(after) ? BRICK_LAZY : BRICK_BLIND;
	} else if (alters_alike(after)) {
		r->out->way = BRICK_LAZY;
	} else if (alters_softly(after)) {
		r->out->way = BRICK_REPEAT;
	} else if (kit_word_take(&after, "RENAME") && kit_word_take(&after, "TO")) {
		struct kit_part to = kit_name_take(&after);

		r->out->way = to.len ? BRICK_RENAME : BRICK_BLIND;
		r->out->to = brick_full_name(r->c, "TABLE", to);
		r->failed |= !r->out->to;
	} else {
		r->out->keys = changes_keys(r->w);
	}
}

static void change_rows(struct reading *r)
{
	/* each with what the table's history calls it: TRUNCATE or DELETE, by the engine's version */
	static const char *const verbs[][2] = { { "INSERT", "WRITE" },
						{ "UPDATE", "UPDATE" },
						{ "DELETE", "DELETE" },
						{ "MERGE", "MERGE" },
						{ "TRUNCATE", NULL } };
	size_t i = 0;

	r->out->rows = true;
	while (i < 5 && !kit_word_take(&r->w, verbs[i][0]))
		i++;
	if (i == 5)
		return;
	if (kit_word_take(&r->w, "WITH"))
		kit_words_next(&r->w), kit_words_next(&r->w);
	if (!kit_word_take(&r->w, "INTO") && !kit_word_take(&r->w, "OVERWRITE"))
		kit_word_take(&r->w, "FROM");
	kit_word_take(&r->w, "TABLE");
	take_name(r, BRICK_VERSION, "TABLE", verbs[i][1]);
}

int brick_fate(const struct brick_conn *c, const char *text, size_t len, struct brick_fate *out,
	       struct wb_error *err)
{
	static const char *const reads[] = { "SELECT",  "SHOW",    "DESCRIBE", "DESC",    "VALUES",
					     "EXPLAIN", "LIST",    "USE",      "COMMENT", "GRANT",
					     "REVOKE",  "REFRESH", "SET",      NULL };
	static const char *const repeats[] = { "OPTIMIZE", "VACUUM", "ANALYZE", "RESTORE", "COPY",
					       "MSCK",     "FSCK",   "REORG",   NULL };
	struct reading r = { .c = c, .out = out };

	*out = (struct brick_fate){ .way = BRICK_BLIND };
	kit_words_begin(&r.w, text, len, 0);
	if (kit_word_is_any(&r.w, reads))
		out->way = BRICK_LAZY;
	else if (kit_word_is_any(&r.w, repeats))
		out->way = BRICK_REPEAT;
	else if (kit_word_take(&r.w, "CREATE"))
		create(&r);
	else if (kit_word_take(&r.w, "DROP"))
		drop(&r);
	else if (kit_word_take(&r.w, "ALTER"))
		alter(&r);
	else
		change_rows(&r);
	return r.failed ? kit_no_memory(err) : 0;
}
