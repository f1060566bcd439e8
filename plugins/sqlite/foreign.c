/* SPDX-License-Identifier: MIT */
/* No step may add a row that breaks a foreign key. They are off while a step runs, so at its end
 * `PRAGMA foreign_key_check` looks at the tables that it wrote and at those that refer to them, and
 * at no others: the authorizer tells which. What was broken before is not the step's fault, but to
 * know it before every step would cost a check each. So when something is found, the step is run
 * again with a look at the same tables first (WB_E_AGAIN). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "foreign.h"

/* ------------------------------------------------------------------ what was written */

uint32_t sqlite_name_hash(const char *name)
{
	uint32_t hash = 2166136261U;

	for (; *name; name++) {
		unsigned char c = (unsigned char)*name;

		/* names are compared as SQLite does, letters of ASCII alone folded */
		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c + 32);
		hash = (hash ^ c) * 16777619U;
	}
	return hash;
}

struct written *sqlite_find_hashed(const struct sqlite_foreign *f, const char *table, uint32_t hash)
{
	struct written *w = f->bucket_count ? f->buckets[hash % f->bucket_count] : NULL;

	while (w && (w->hash != hash || sqlite3_stricmp(w->name, table) != 0))
		w = w->next;
	return w;
}

struct written *sqlite_find_written(const struct sqlite_foreign *f, const char *table)
{
	return sqlite_find_hashed(f, table, sqlite_name_hash(table));
}

static struct sqlite_foreign *foreign_of(struct sqlite_conn *c)
{
	if (!c->foreign)
		c->foreign = calloc(1, sizeof(*c->foreign));
	return c->foreign;
}

static void link_written(struct sqlite_foreign *f, struct written *w)
{
	struct written **bucket = &f->buckets[w->hash % f->bucket_count];

	w->next = *bucket;
	*bucket = w;
}

/* Room for one more, so that a bucket holds about one. */
static bool grow_buckets(struct sqlite_foreign *f)
{
	size_t wanted = f->bucket_count ? f->bucket_count * 2 : BUCKETS;
	struct written **grown;

	if (f->written_count < f->bucket_count)
		return true;
	grown = calloc(wanted, sizeof(*grown));
	if (!grown)
		return false;
	free(f->buckets);
	f->buckets = grown;
	f->bucket_count = wanted;
	for (struct written *w = f->all; w; w = w->all)
		link_written(f, w);
	return true;
}

static struct written *add_written(struct sqlite_foreign *f, const char *table)
{
	size_t size = strlen(table) + 1;
	struct written *w = sqlite_find_written(f, table);

	if (w)
		return w;
	w = grow_buckets(f) ? calloc(1, sizeof(*w) + size) : NULL;
	if (!w) {
		f->failed = true;
		return NULL;
	}
	memcpy(w->name, table, size);
	w->hash = sqlite_name_hash(table);
	link_written(f, w);
	f->written_count++;
	w->all = f->all;
	f->all = w;
	return w;
}

/* A column that an UPDATE sets. Too many to be remembered, or the row's number, are as good as
 * all. */
bool sqlite_wrote_column(const struct written *w, const char *column)
{
	for (size_t i = 0; column && i < w->column_count; i++)
		if (sqlite3_stricmp(w->columns[i], column) == 0)
			return true;
	return false;
}

static void add_column(struct written *w, const char *column)
{
	if (w->how & SQLITE_WROTE_ALL || sqlite_wrote_column(w, column))
		return;
	if (w->column_count < MOST_COLUMNS && sqlite3_stricmp(column, "ROWID") != 0)
		w->columns[w->column_count] = strdup(column);
	if (w->column_count < MOST_COLUMNS && w->columns[w->column_count])
		w->column_count++;
	else
		w->how |= SQLITE_WROTE_ALL;
}

static bool is_ddl(const struct sqlite_conn *c)
{
	static const char *const words[] = { "CREATE", "ALTER", "DROP", NULL };

	return kit_word_is_any(&c->first, words);
}

void sqlite_wrote(struct sqlite_conn *c, const char *table, unsigned how, const char *column)
{
	struct sqlite_foreign *f = foreign_of(c);
	struct written *w;

	if (!f || !table)
		return;
	if (sqlite3_strnicmp(table, "sqlite_", 7) == 0) {
		/* with writable_schema a statement may write foreign keys as text; DDL does too,
		 * and is told by other means */
		f->edges_known &= is_ddl(c);
		return;
	}
	w = f->newest && sqlite3_stricmp(f->newest->name, table) == 0 ? f->newest
								      : add_written(f, table);
	if (!w)
		return;
	f->newest = w;
	w->how |= how;
	if (column)
		add_column(w, column);
}

void sqlite_written_clear(struct sqlite_foreign *f)
{
	while (f->all) {
		struct written *w = f->all;

		f->all = w->all;
		f->buckets[w->hash % f->bucket_count] = NULL;
		for (size_t i = 0; i < w->column_count; i++)
			free(w->columns[i]);
		free(w);
	}
	f->newest = NULL;
	f->written_count = 0;
}

/* The name at the end of ALTER TABLE … RENAME TO name, for free(); NULL if it can't be read. */
static char *last_name(const char *text, size_t len)
{
	struct kit_part name = { NULL, 0 };
	struct kit_words w;

	for (kit_words_begin(&w, text, len, 0); !kit_words_ended(&w); kit_words_next(&w))
		if (w.token == WB_TOKEN_WORD || w.token == WB_TOKEN_NAME ||
		    w.token == WB_TOKEN_STRING)
			name = (struct kit_part){ text + w.begin, w.end - w.begin };
	return name.len ? kit_unquoted(name) : NULL;
}

void sqlite_renamed(struct sqlite_conn *c, const char *text, size_t len)
{
	struct sqlite_foreign *f = foreign_of(c);
	struct written *from, *to;
	char *name;

	if (!f)
		return;
	f->edges_known = false;
	/* the authorizer has just named the table that had the other name */
	from = f->newest;
	name = last_name(text, len);
	to = name && *name ? add_written(f, name) : NULL;
	free(name);
	if (!from || !to)
		return;
	to->how |= SQLITE_WROTE_SCHEMA |
		   (from->how & (SQLITE_WROTE_INSERT | SQLITE_WROTE_DELETE | SQLITE_WROTE_REPLACE));
	if (from->column_count || (from->how & SQLITE_WROTE_ALL))
		to->how |= SQLITE_WROTE_ALL;
	from->how |= SQLITE_WROTE_DROP;
}

void sqlite_column_renamed(struct sqlite_conn *c)
{
	struct sqlite_foreign *f = foreign_of(c);

	if (!f)
		return;
	/* keys of other tables name it as well; what was noted of it has the old name */
	f->edges_known = false;
	if (f->newest && f->newest->column_count)
		f->newest->how |= SQLITE_WROTE_ALL;
}

void sqlite_replaces(struct sqlite_conn *c)
{
	if (foreign_of(c))
		c->foreign->schema_replaces = true;
}
