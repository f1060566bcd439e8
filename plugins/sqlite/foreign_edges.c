/* SPDX-License-Identifier: MIT */
/* Foreign keys: who refers to whom, and which tables the step may have broken. */
#include <stdlib.h>
#include <string.h>

#include "foreign.h"

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
	e->child_hash = sqlite_name_hash(e->part[EDGE_CHILD]);
	e->parent_hash = sqlite_name_hash(e->part[EDGE_PARENT]);
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
	return rc == SQLITE_OK ? 0 : kit_failed(err);
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
		const struct written *w = sqlite_find_written(f, f->edges[i].part[EDGE_CHILD]);

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
	       sqlite_wrote_column(w, e->part[EDGE_FROM]);
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
	return e->part[EDGE_TO] ? sqlite_wrote_column(w, e->part[EDGE_TO]) : w->column_count > 0;
}

static bool at_risk(const struct sqlite_foreign *f, const struct edge *e)
{
	const struct written *child = sqlite_find_hashed(f, e->part[EDGE_CHILD], e->child_hash),
			     *parent = sqlite_find_hashed(f, e->part[EDGE_PARENT], e->parent_hash);

	return (child && child_at_risk(child, e)) || (parent && parent_at_risk(f, parent, e));
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
	const struct written *w = sqlite_find_written(f, table);

	return w && (w->how & SQLITE_WROTE_SCHEMA);
}

void sqlite_edges_free(struct sqlite_foreign *f)
{
	clear_edges(f);
	free(f->edges);
}
