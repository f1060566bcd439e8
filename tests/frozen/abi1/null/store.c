/* SPDX-License-Identifier: MIT */
/* The database itself: tables of rows, and savepoints as copies of them. Nothing here has to do
 * with whimbrel. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "null.h"

static struct database *databases;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

struct database *null_open(const char *name)
{
	struct database *db;

	pthread_mutex_lock(&mutex);
	for (db = databases; db && strcmp(db->name, name) != 0; db = db->next)
		;
	if (!db && (db = calloc(1, sizeof(*db)))) {
		snprintf(db->name, sizeof(db->name), "%s", name);
		db->tables[COUNTERS].row_size = sizeof(struct counter);
		db->tables[VERSIONS].row_size = sizeof(struct version);
		db->tables[LOG].row_size = sizeof(struct log_row);
		db->next = databases;
		databases = db;
	}
	pthread_mutex_unlock(&mutex);
	return db;
}

int null_insert(struct table *t, const void *row, struct wb_error *err)
{
	char *rows = realloc(t->rows, (t->count + 1) * t->row_size);

	if (!rows)
		return null_host->fail(err, WB_E_NOMEM, "out of memory");
	memcpy(rows + t->count * t->row_size, row, t->row_size);
	t->rows = rows;
	t->count++;
	return 0;
}

void *null_find(const struct table *t, const char *key)
{
	for (size_t i = 0; i < t->count; i++) {
		char *row = (char *)t->rows + i * t->row_size;

		if (strcmp(row, key) == 0)
			return row;
	}
	return NULL;
}

void null_remove(struct table *t, void *row)
{
	char *last = (char *)t->rows + (t->count - 1) * t->row_size;

	/* the order of what is left must stay: the log is read by it */
	memmove(row, (char *)row + t->row_size, (size_t)(last - (char *)row));
	t->count--;
}

int null_mark(struct conn *c, const char *name, struct wb_error *err)
{
	struct mark *m = calloc(1, sizeof(*m));

	if (!m)
		return null_host->fail(err, WB_E_NOMEM, "out of memory");
	snprintf(m->name, sizeof(m->name), "%s", name);
	m->below = c->marks;
	c->marks = m;
	for (size_t i = 0; i < TABLES; i++) {
		const struct table *t = &c->db->tables[i];

		m->tables[i].row_size = t->row_size;
		for (size_t j = 0; j < t->count; j++)
			if (null_insert(&m->tables[i], (char *)t->rows + j * t->row_size, err) < 0)
				return WB_E_NOMEM;
	}
	return 0;
}

/* Take the newest mark away; with `undo` its copies become the tables. */
static void pop(struct conn *c, bool undo)
{
	struct mark *m = c->marks;

	for (size_t i = 0; i < TABLES; i++) {
		struct table *from = &m->tables[i], *to = &c->db->tables[i];

		if (undo) {
			free(to->rows);
			*to = *from;
		} else {
			free(from->rows);
		}
	}
	c->marks = m->below;
	free(m);
}

int null_unmark(struct conn *c, const char *name, bool undo, struct wb_error *err)
{
	const struct mark *m = c->marks;
	bool found = !name;

	while (name && m && strcmp(m->name, name) != 0)
		m = m->below;
	if (name && !m)
		return null_host->fail(err, WB_E_SQL, "no such savepoint: %s", name);
	while (c->marks && (!found || !name)) {
		found = c->marks == m;
		pop(c, undo);
	}
	return 0;
}
