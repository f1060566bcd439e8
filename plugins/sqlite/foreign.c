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

static uint32_t hash_name(const char *name)
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

static struct sqlite_foreign *foreign_of(struct sqlite_conn *c)
{
	if (!c->foreign)
		c->foreign = calloc(1, sizeof(*c->foreign));
	return c->foreign;
}

static struct written *find_written(const struct sqlite_foreign *f, const char *table)
{
	uint32_t hash = hash_name(table);
	struct written *w = f->bucket_count ? f->buckets[hash % f->bucket_count] : NULL;

	while (w && (w->hash != hash || sqlite3_stricmp(w->name, table) != 0))
		w = w->next;
	return w;
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
	struct written *w = find_written(f, table);

	if (w)
		return w;
	w = grow_buckets(f) ? calloc(1, sizeof(*w) + size) : NULL;
	if (!w) {
		f->failed = true;
		return NULL;
	}
	memcpy(w->name, table, size);
	w->hash = hash_name(table);
	link_written(f, w);
	f->written_count++;
	w->all = f->all;
	f->all = w;
	return w;
}

static bool has_column(const struct written *w, const char *column)
{
	for (size_t i = 0; column && i < w->column_count; i++)
		if (sqlite3_stricmp(w->columns[i], column) == 0)
			return true;
	return false;
}

/* A column that an UPDATE sets. Too many to be remembered, or the row's number, are as good as
 * all. */
static void add_column(struct written *w, const char *column)
{
	if (w->how & SQLITE_WROTE_ALL || has_column(w, column))
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
	struct sqlite_word w;

	sqlite_next(c->text, c->text_len, 0, &w);
	return sqlite_word_is(c->text, &w, "CREATE") || sqlite_word_is(c->text, &w, "ALTER") ||
	       sqlite_word_is(c->text, &w, "DROP");
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

/* The name at the end of ALTER TABLE … RENAME TO name, without its quotes; false if it can't be
 * read. */
static bool last_name(const char *text, size_t len, char *out, size_t size)
{
	struct sqlite_word w = { .end = 0 }, last = { .token = TOKEN_END };
	size_t used = 0;
	char close = 0;

	for (sqlite_next(text, len, 0, &w); w.token != TOKEN_END; sqlite_next(text, len, w.end, &w))
		if (w.token == TOKEN_QUOTED && last.token == TOKEN_QUOTED && last.end == w.begin)
			last.end = w.end; /* a doubled quote */
		else if (w.token != TOKEN_SEMICOLON)
			last = w;
	if (last.token == TOKEN_QUOTED) {
		close = text[--last.end];
		last.begin++;
	} else if (last.token != TOKEN_WORD) {
		return false;
	}
	for (size_t i = last.begin; i < last.end; i++) {
		if (used + 1 >= size)
			return false;
		out[used++] = text[i];
		if (text[i] == close)
			i++;
	}
	out[used] = '\0';
	return used > 0;
}

void sqlite_renamed(struct sqlite_conn *c, const char *text, size_t len)
{
	struct sqlite_foreign *f = foreign_of(c);
	struct written *from, *to;
	char name[256];

	if (!f)
		return;
	f->edges_known = false;
	/* the authorizer has just named the table that had the other name */
	from = f->newest;
	to = last_name(text, len, name, sizeof(name)) ? add_written(f, name) : NULL;
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

/* ------------------------------------------------------------------ who refers to whom */

static void clear_edges(struct sqlite_foreign *f)
{
	for (size_t i = 0; i < f->edge_count; i++)
		free(f->edges[i].text);
	f->edge_count = 0;
	f->edges_known = false;
}

static int add_edge(struct sqlite_foreign *f, sqlite3_stmt *stmt)
{
	const char *parts[4];
	size_t sizes[4], total = 0;
	struct edge *e;
	char *to;

	for (int i = 0; i < 4; i++) {
		parts[i] = (const char *)sqlite3_column_text(stmt, i);
		sizes[i] = parts[i] ? strlen(parts[i]) + 1 : 0;
		total += sizes[i];
	}
	e = kit_grow(f->edges, &f->edge_room, f->edge_count, sizeof(*e));
	if (!e)
		return -1;
	f->edges = e;
	e = &f->edges[f->edge_count];
	e->text = to = malloc(total + 1);
	if (!e->text)
		return -1;
	for (int i = 0; i < 4; i++) {
		e->part[i] = parts[i] ? memcpy(to, parts[i], sizes[i]) : NULL;
		to += sizes[i];
	}
	e->child_hash = hash_name(e->part[EDGE_CHILD]);
	e->parent_hash = hash_name(e->part[EDGE_PARENT]);
	f->edge_count++;
	return 0;
}

/* Add the foreign keys that `sql` finds; `table` is bound to its parameter if there is one. */
static int read_edges(struct sqlite_conn *c, const char *sql, const char *table,
		      struct wb_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v3(c->db, sql, -1, 0, &stmt, NULL);

	if (rc == SQLITE_OK && table)
		rc = sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
	if (rc == SQLITE_OK) {
		while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
			if (add_edge(c->foreign, stmt) < 0) {
				sqlite3_finalize(stmt);
				return kit_no_memory(err);
			}
	}
	if (rc == SQLITE_DONE)
		rc = SQLITE_OK;
	if (rc != SQLITE_OK)
		sqlite_fail(c, rc, err);
	sqlite3_finalize(stmt);
	return rc == SQLITE_OK ? 0 : err->status;
}

static int load_edges(struct sqlite_conn *c, struct wb_error *err)
{
	struct sqlite_foreign *f = c->foreign;
	char replaces[8] = "";
	int status;

	clear_edges(f);
	status = read_edges(
		c,
		"SELECT m.name, k.\"table\", k.\"from\", k.\"to\" FROM main.sqlite_schema AS m, "
		"pragma_foreign_key_list(m.name, 'main') AS k "
		"WHERE m.type = 'table' AND m.sql LIKE '%references%'",
		NULL, err);
	if (status == 0)
		status = sqlite_simple(
			c,
			"SELECT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' "
			"AND sql LIKE '%conflict%replace%')",
			replaces, sizeof(replaces), err);
	f->schema_replaces |= replaces[0] == '1';
	f->edges_known = status == 0;
	return status;
}

/* Those of tables that were made, altered or dropped, in one go: there may be very many. */
static void forget_written(struct sqlite_foreign *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->edge_count; i++) {
		const struct written *w = find_written(f, f->edges[i].part[EDGE_CHILD]);

		if (w && (w->how & SQLITE_WROTE_SCHEMA))
			free(f->edges[i].text);
		else
			f->edges[kept++] = f->edges[i];
	}
	f->edge_count = kept;
}

static int reload_table(struct sqlite_conn *c, const struct written *w, struct wb_error *err)
{
	return read_edges(c,
			  "SELECT ?1, k.\"table\", k.\"from\", k.\"to\" FROM "
			  "pragma_foreign_key_list(?1, 'main') AS k",
			  w->name, err);
}

int sqlite_edges_refresh(struct sqlite_conn *c, struct wb_error *err)
{
	int status = 0;

	if (!c->foreign->edges_known)
		return load_edges(c, err);
	forget_written(c->foreign);
	for (const struct written *w = c->foreign->all; w && status == 0; w = w->all)
		if (w->how & SQLITE_WROTE_SCHEMA)
			status = reload_table(c, w, err);
	return status;
}

/* ------------------------------------------------------------------ which tables to look at */

/* Rows of the child may have got a key that is not there. */
static bool child_at_risk(const struct written *w, const struct edge *e)
{
	return (w->how & (SQLITE_WROTE_INSERT | SQLITE_WROTE_ALTER | SQLITE_WROTE_ALL)) ||
	       has_column(w, e->part[EDGE_FROM]);
}

/* Rows of the parent may have gone. Without the name of the column that is referred to, it is the
 * primary key's. */
static bool parent_at_risk(const struct sqlite_foreign *f, const struct written *w,
			   const struct edge *e)
{
	if (w->how &
	    (SQLITE_WROTE_DELETE | SQLITE_WROTE_DROP | SQLITE_WROTE_REPLACE | SQLITE_WROTE_ALL))
		return true;
	if (f->schema_replaces && (w->how & SQLITE_WROTE_INSERT || w->column_count))
		return true;
	return e->part[EDGE_TO] ? has_column(w, e->part[EDGE_TO]) : w->column_count > 0;
}

static bool at_risk(const struct sqlite_foreign *f, const struct edge *e)
{
	for (const struct written *w = f->all; w; w = w->all) {
		if (w->hash == e->child_hash &&
		    sqlite3_stricmp(w->name, e->part[EDGE_CHILD]) == 0 && child_at_risk(w, e))
			return true;
		if (w->hash == e->parent_hash &&
		    sqlite3_stricmp(w->name, e->part[EDGE_PARENT]) == 0 && parent_at_risk(f, w, e))
			return true;
	}
	return false;
}

const char *sqlite_next_suspect(struct sqlite_foreign *f, size_t *at)
{
	while (*at < f->edge_count) {
		const struct edge *e = &f->edges[(*at)++];

		/* the keys of one table stand together */
		if ((f->checked && sqlite3_stricmp(f->checked, e->part[EDGE_CHILD]) == 0) ||
		    !at_risk(f, e))
			continue;
		f->checked = e->part[EDGE_CHILD];
		return f->checked;
	}
	return NULL;
}

bool sqlite_rebuilt(const struct sqlite_foreign *f, const char *table)
{
	const struct written *w = find_written(f, table);

	return w && (w->how & SQLITE_WROTE_SCHEMA);
}

void sqlite_edges_free(struct sqlite_foreign *f)
{
	clear_edges(f);
	free(f->edges);
}
