/* SPDX-License-Identifier: MIT */
/* Are the tables at risk all right? See foreign.c. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "foreign.h"

#define MOST_SHOWN 5

/* ------------------------------------------------------------------ violations */

static const char *intern(struct sqlite_foreign *f, const char *text)
{
	size_t size = strlen(text) + 1;
	struct name *n = f->names;

	while (n && sqlite3_stricmp(n->text, text) != 0)
		n = n->next;
	if (n)
		return n->text;
	n = malloc(sizeof(*n) + size);
	if (!n)
		return NULL;
	memcpy(n->text, text, size);
	n->next = f->names;
	f->names = n;
	return n->text;
}

static int add_violation(struct sqlite_foreign *f, struct violations *v, sqlite3_stmt *stmt)
{
	const char *parent = (const char *)sqlite3_column_text(stmt, 2);
	struct violation *to;

	to = kit_grow(v->items, &v->room, v->count, sizeof(*to));
	if (!to)
		return -1;
	v->items = to;
	to = &v->items[v->count];
	to->has_rowid = sqlite3_column_type(stmt, 1) != SQLITE_NULL;
	to->rowid = sqlite3_column_int64(stmt, 1);
	to->key = sqlite3_column_int64(stmt, 3);
	to->parent = intern(f, parent ? parent : "");
	if (!to->parent)
		return -1;
	v->count++;
	return 0;
}

/* A parent without a unique key is a mistake in the schema that the shell says nothing of: neither
 * do we stop. */
static int tell_mismatch(struct sqlite_conn *c, int rc, struct wb_error *err)
{
	const char *message = sqlite3_errmsg(c->db);

	if ((rc & 0xff) != SQLITE_ERROR || strncmp(message, "foreign key mismatch", 20) != 0)
		return sqlite_fail(c, rc, err);
	sqlite_host->log(c->client, WB_LOG_WARNING, message);
	return 0;
}

/* All rows of `table` that refer to nothing. */
static int check_table(struct sqlite_conn *c, const char *table, struct violations *out,
		       struct wb_error *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc, status = 0;
	char *sql;

	/* before a step it may not be there yet */
	if (sqlite3_table_column_metadata(c->db, "main", table, NULL, NULL, NULL, NULL, NULL,
					  NULL) != SQLITE_OK)
		return 0;
	sql = kit_text_make("PRAGMA main.foreign_key_check(%N)", table);
	if (!sql)
		return kit_no_memory(err);
	rc = sqlite3_prepare_v3(c->db, sql, -1, 0, &stmt, NULL);
	free(sql);
	while (rc == SQLITE_OK && status == 0) {
		int step = sqlite3_step(stmt);

		if (step == SQLITE_DONE)
			break;
		if (step != SQLITE_ROW)
			rc = step;
		else if (add_violation(c->foreign, out, stmt) < 0)
			status = kit_no_memory(err);
	}
	if (rc != SQLITE_OK)
		status = tell_mismatch(c, rc, err);
	sqlite3_finalize(stmt);
	return status;
}

static int compare(const void *a, const void *b)
{
	const struct violation *x = a, *y = b;
	uintptr_t p = (uintptr_t)x->parent, q = (uintptr_t)y->parent;

	if (p != q)
		return p < q ? -1 : 1;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->has_rowid != y->has_rowid)
		return x->has_rowid ? 1 : -1;
	return x->rowid < y->rowid ? -1 : x->rowid > y->rowid;
}

/* Make two lists fit for comparing: those of a table that was rebuilt have other row and key
 * numbers, so only how many there are for each parent can be compared. */
static void normalise(struct violations *v, bool rebuilt)
{
	for (size_t i = 0; rebuilt && i < v->count; i++) {
		v->items[i].has_rowid = false;
		v->items[i].rowid = v->items[i].key = 0;
	}
	if (v->count)
		qsort(v->items, v->count, sizeof(*v->items), compare);
}

/* ------------------------------------------------------------------ before */

static struct pending *find_pending(const struct sqlite_foreign *f, const char *table)
{
	struct pending *p = f->pending;

	while (p && sqlite3_stricmp(p->table, table) != 0)
		p = p->next;
	return p;
}

static int add_pending(struct sqlite_foreign *f, const char *table, struct wb_error *err)
{
	struct pending *p = calloc(1, sizeof(*p));

	if (p)
		p->table = intern(f, table);
	if (!p || !p->table) {
		free(p);
		return kit_no_memory(err);
	}
	p->next = f->pending;
	f->pending = p;
	return 0;
}

static void clear_pending(struct sqlite_foreign *f)
{
	while (f->pending) {
		struct pending *p = f->pending;

		f->pending = p->next;
		free(p->before.items);
		free(p);
	}
	while (f->names) {
		struct name *n = f->names;

		f->names = n->next;
		free(n);
	}
	f->again = f->armed = false;
}

int sqlite_foreign_begin(struct sqlite_conn *c, struct wb_error *err)
{
	struct sqlite_foreign *f = c->foreign;

	if (!f || !(f->again || f->armed))
		return 0;
	f->again = false;
	f->armed = true;
	for (struct pending *p = f->pending; p; p = p->next) {
		int status;

		p->before.count = 0;
		status = check_table(c, p->table, &p->before, err);
		if (status < 0)
			return status;
	}
	return 0;
}

void sqlite_foreign_commit(struct sqlite_conn *c)
{
	if (c->foreign && c->foreign->all)
		c->foreign->committed = true;
}

void sqlite_foreign_undo(struct sqlite_conn *c)
{
	struct sqlite_foreign *f = c->foreign;

	if (!f)
		return;
	sqlite_written_clear(f);
	f->edges_known = f->committed = f->failed = false;
	/* the step's second run failed for another reason: the next step is another one */
	if (f->armed)
		clear_pending(f);
}

/* ------------------------------------------------------------------ after */

/* What is found out about a step. */
struct finding {
	bool again;      /* something is broken, and how it was before is not known */
	uint64_t broken; /* rows that are broken and were not */
	size_t shown;
	char detail[1024];
};

static void show(struct finding *found, const char *table, const struct violation *v)
{
	size_t len = strlen(found->detail);
	char row[32] = "";

	if (found->shown++ >= MOST_SHOWN)
		return;
	if (v->has_rowid)
		snprintf(row, sizeof(row), " row %" PRId64, v->rowid);
	snprintf(found->detail + len, sizeof(found->detail) - len, "%s%s%s refers to no row of %s",
		 len ? "\n" : "", table, row, v->parent);
}

static void compare_with(const struct sqlite_foreign *f, const char *table, struct violations *now,
			 struct violations *before, struct finding *found)
{
	/* where nothing was broken there is nothing to compare, and the numbers may be shown */
	bool rebuilt = before->count && sqlite_rebuilt(f, table);
	size_t j = 0;

	normalise(now, rebuilt);
	normalise(before, rebuilt);
	for (size_t i = 0; i < now->count; i++) {
		while (j < before->count && compare(&before->items[j], &now->items[i]) < 0)
			j++;
		if (j < before->count && compare(&before->items[j], &now->items[i]) == 0) {
			j++;
			continue;
		}
		found->broken++;
		show(found, table, &now->items[i]);
	}
}

static int look_at(struct sqlite_conn *c, const char *table, struct finding *found,
		   struct wb_error *err)
{
	struct sqlite_foreign *f = c->foreign;
	struct violations now = { 0 }, none = { 0 };
	struct pending *p = find_pending(f, table);
	int status = check_table(c, table, &now, err);

	if (status == 0 && now.count) {
		if (f->armed || f->committed) {
			compare_with(f, table, &now, p ? &p->before : &none, found);
		} else {
			found->again = true;
			status = add_pending(f, table, err);
		}
	}
	free(now.items);
	return status;
}

/* Our rows may wait to be written, and a row of the user's may refer to them. */
static bool refers_to_ours(const struct sqlite_foreign *f)
{
	for (size_t i = 0; i < f->edge_count; i++)
		if (sqlite_is_ours(f->edges[i].part[EDGE_PARENT]))
			return true;
	return false;
}

static int look_at_all(struct sqlite_conn *c, struct finding *found, struct wb_error *err)
{
	struct sqlite_foreign *f = c->foreign;
	const char *table;
	size_t at = 0;
	int status = f->failed ? kit_no_memory(err) : sqlite_edges_refresh(c, err);

	if (status == 0 && refers_to_ours(f))
		status = sqlite_rows_write(c, err);

	f->checked = NULL;
	while (status == 0 && (table = sqlite_next_suspect(f, &at)))
		status = look_at(c, table, found, err);
	return status;
}

static int judge(struct sqlite_conn *c, const struct finding *found, struct wb_error *err)
{
	char line[256];

	if (!found->broken)
		return 0;
	snprintf(line, sizeof(line), "foreign key violation: %" PRIu64 " row%s refer%s to nothing",
		 found->broken, found->broken == 1 ? "" : "s", found->broken == 1 ? "s" : "");
	if (c->foreign->committed) {
		/* it can't be taken back, and how it was before is not known: perhaps it is not the
		 * step's */
		sqlite_host->log(c->client, WB_LOG_WARNING, line);
		sqlite_host->log(c->client, WB_LOG_WARNING, found->detail);
		return 0;
	}
	sqlite_host->fail(err, WB_E_SQL, "%s", line);
	err->native_code = SQLITE_CONSTRAINT_FOREIGNKEY;
	sqlite_set_sqlstate(SQLITE_CONSTRAINT_FOREIGNKEY, err);
	snprintf(err->detail, sizeof(err->detail), "%s", found->detail);
	return WB_E_SQL;
}

int sqlite_foreign_check(struct sqlite_conn *c, struct wb_error *err)
{
	struct sqlite_foreign *f = c->foreign;
	struct finding found = { 0 };
	int status;

	if (!f)
		return 0;
	status = f->all || f->failed ? look_at_all(c, &found, err) : 0;
	if (status == 0 && found.again) {
		f->again = true;
		return sqlite_host->fail(err, WB_E_AGAIN,
					 "rows refer to nothing: were they so before the step?");
	}
	if (status == 0)
		status = judge(c, &found, err);
	sqlite_written_clear(f);
	clear_pending(f);
	f->committed = f->failed = false;
	return status;
}

void sqlite_foreign_free(struct sqlite_foreign *f)
{
	if (!f)
		return;
	sqlite_written_clear(f);
	sqlite_edges_free(f);
	clear_pending(f);
	free(f->buckets);
	free(f);
}
