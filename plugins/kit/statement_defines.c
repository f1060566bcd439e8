/* SPDX-License-Identifier: MIT */
/* What one statement does itself: its first words say so. */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/defines.h>
#include <whimbrel/kit/words.h>

/* What is changed is among so many words. */
#define MOST_WORDS 12
#define MOST_PARTS 3

/* Words that ALTER, DROP and COMMENT know besides those of CREATE. */
static const struct kit_define others[] = {
	{ "aggregate", WB_KIND_ROUTINE, NULL },  { "routine", WB_KIND_ROUTINE, NULL },
	{ "column", WB_KIND_COLUMN, NULL },      { "constraint", WB_KIND_CHECK, "on" },
	{ "statistics", WB_KIND_DIALECT, NULL }, { NULL, 0, NULL },
};

static const struct kit_define *find_word(const struct kit_words *w, const struct kit_define *kinds)
{
	while (kinds->word && !kit_word_is(w, kinds->word))
		kinds++;
	return kinds->word ? kinds : NULL;
}

/* On to behind the word that says what it is about. */
static const struct kit_define *find_kind(struct kit_words *w, const struct kit_define *kinds)
{
	const struct kit_define *found = NULL;

	for (int i = 0; i < MOST_WORDS && !found && !kit_words_ended(w); i++) {
		found = find_word(w, kinds);
		found = found ? found : find_word(w, others);
		kit_words_next(w);
	}
	return found;
}

/* ------------------------------------------------------------------ names */

/* A name with what stands in front of it. */
struct name {
	char *parts[MOST_PARTS]; /* free() */
	size_t count;            /* may be more than there is room for */
	bool anew; /* CREATE, what it is and the name alone: nothing of that name was there */
	bool failed;
};

static void take_part(struct kit_words *w, struct name *n)
{
	const bool bare = w->token == WB_TOKEN_WORD;
	char *part = kit_unquoted(kit_part_take(w));

	n->failed |= !part;
	if (part && bare)
		kit_fold(part);
	if (n->count < MOST_PARTS)
		n->parts[n->count] = part;
	else
		free(part);
	n->count++;
}

static struct name take_name(struct kit_words *w)
{
	static const char *const between[] = { "IF",           "NOT",   "EXISTS",
					       "CONCURRENTLY", "ONLY",  "INTO",
					       "FROM",         "TABLE", NULL };
	struct name n = { .count = 0 };

	while (kit_word_is_any(w, between))
		kit_words_next(w);
	while (w->token == WB_TOKEN_WORD || w->token == WB_TOKEN_NAME) {
		take_part(w, &n);
		if (!kit_mark_take(w, '.'))
			break;
	}
	return n;
}

static void release(struct name *n)
{
	for (size_t i = 0; i < MOST_PARTS; i++)
		free(n->parts[i]);
}

/* From the end: 0 is the last part. A name of more parts has none that are known. */
static const char *part(const struct name *n, size_t which)
{
	return which < n->count && n->count <= MOST_PARTS ? n->parts[n->count - 1 - which] : NULL;
}

/* `table`: what it is on; NULL: its own name says so, or it is on none. Names in other databases are not told. */
static int tell(struct wb_definitions *out, int32_t how, const struct kit_define *k,
		const struct name *n, const struct name *table)
{
	const bool column = k->kind == WB_KIND_COLUMN;
	const struct wb_attribute anew = { .key = "anew", .value = "yes" };
	const struct wb_object o = { .size = sizeof(o),
				     .kind = k->kind,
				     .namespace_ = table ? part(table, 1) : part(n, column ? 2 : 1),
				     .parent = table    ? part(table, 0)
					       : column ? part(n, 1)
							: NULL,
				     .name = part(n, 0),
				     .attributes = n->anew ? &anew : NULL,
				     .attribute_count = n->anew };

	if (n->failed || (table && table->failed))
		return WB_E_NOMEM;
	if (!n->count || n->count > 2 + (size_t)column || (table && table->count > 2))
		return 0;
	return (!table && !column) || o.parent ? out->add(out, how, &o) : 0;
}

/* ------------------------------------------------------------------ statements */

/* What is on a table; of CREATE a word of its own may stand in front of that. */
static int take_child(struct kit_words *w, int32_t how, const struct kit_define *k,
		      struct wb_definitions *out)
{
	const char *const words[] = { how == WB_DEFINE_MAKES ? k->on : "ON",
				      k->kind == WB_KIND_TRIGGER ? "FOR" : NULL, NULL };
	struct name n = take_name(w), table;
	int rc;

	while (!kit_words_ended(w) && !kit_word_is_any(w, words))
		kit_words_next(w);
	kit_words_next(w);
	table = take_name(w);
	rc = tell(out, how, k, &n, &table);
	release(&n);
	release(&table);
	return rc;
}

/* DROP has a list of names. */
static int take_names(struct kit_words *w, int32_t how, const struct kit_define *k, bool anew,
		      struct wb_definitions *out)
{
	int rc;

	do {
		struct name n = take_name(w);

		n.anew = anew;
		rc = tell(out, how, k, &n, NULL);
		release(&n);
	} while (rc == 0 && how == WB_DEFINE_DROPS && kit_mark_take(w, ','));
	return rc;
}

int kit_statement_defines(const struct kit_define *kinds, const char *text, size_t len,
			  struct wb_definitions *out)
{
	static const char *const changes[] = { "ALTER", "COMMENT", NULL };
	const struct kit_define *k;
	struct kit_words w;
	int32_t how;
	bool anew;

	kit_words_begin(&w, text, len, 0);
	how = kit_word_is(&w, "CREATE")      ? WB_DEFINE_MAKES
	      : kit_word_is(&w, "DROP")      ? WB_DEFINE_DROPS
	      : kit_word_is_any(&w, changes) ? WB_DEFINE_CHANGES
					     : WB_DEFINE_ROWS;
	if (how == WB_DEFINE_ROWS)
		return kit_statement_rows(text, len, out);
	kit_words_next(&w);
	anew = how == WB_DEFINE_MAKES && find_word(&w, kinds);
	k = find_kind(&w, kinds);
	if (!k)
		return 0;
	anew = anew && !kit_word_is(&w, "IF");
	/* an index goes by its own name alone */
	return k->on && (how == WB_DEFINE_MAKES || k->kind != WB_KIND_INDEX)
		       ? take_child(&w, how, k, out)
		       : take_names(&w, how, k, anew, out);
}
