/* SPDX-License-Identifier: MIT */
/* whimbrel's own operations. A database with SQL composes them with host->portable and executes the
 * text; one without acts on the number and the arguments, as here. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "null.h"

static void now(char out[32])
{
	time_t seconds = time(NULL);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	strftime(out, 32, "%Y-%m-%d %H:%M:%S", &tm);
}

/* Cut to fit: a name of 300 bytes is no reason to fail in a toy. */
#define COPY(to, text) snprintf(to, sizeof(to), "%s", (text) ? (text) : "")

static struct wb_value value(const char *text)
{
	struct wb_value v = { .data = text, .len = strlen(text) };

	return v;
}

/* SQL's null where it is not known. */
static struct wb_value known(const char *text, bool is)
{
	return is ? value(text) : (struct wb_value){ .data = NULL };
}

static int compare_rows(const struct version *a, const struct version *b)
{
	return strcmp(a->revision, b->revision);
}

/* READ wants its rows by revision: each time the next one behind the last. */
static int read_versions(struct conn *c, const struct wb_args *a, struct wb_rows *rows,
			 struct wb_error *err)
{
	const struct table *t = &c->db->tables[VERSIONS];
	const struct version *all = t->rows, *last = NULL;
	const bool old = a->format == 1;

	if (c->db->format < 2 && !old)
		return null_host->fail(err, WB_E_SQL, "the version table has no column parents");
	for (;;) {
		const struct version *next = NULL;

		for (size_t i = 0; i < t->count; i++)
			if ((!last || compare_rows(&all[i], last) > 0) &&
			    (!next || compare_rows(&all[i], next) < 0))
				next = &all[i];
		if (!next)
			return 0;
		const struct wb_value values[] = { value(next->revision),
						   value(next->title),
						   value(next->checksum),
						   value(next->applied_at),
						   value(next->applied_by),
						   value(next->duration_ms),
						   value(next->run_id),
						   value(next->placed ? "2" : "1"),
						   known(next->parents, next->placed),
						   known(next->depends, next->placed) };
		if (null_host->row(rows, values,
				   sizeof(values) / sizeof(values[0]) - (old ? 2 : 0)))
			return 0;
		last = next;
	}
}

static int read_downs(struct conn *c, const struct wb_args *a, struct wb_rows *rows)
{
	for (size_t i = 0; i < a->present_count; i++) {
		const struct version *v = null_find(&c->db->tables[VERSIONS], a->present[i]);
		const struct wb_value values[] = { value(a->present[i]),
						   known(v ? v->down : "", v && v->kept) };

		if (v && null_host->row(rows, values, 2))
			break;
	}
	return 0;
}

static int read_log(struct conn *c, size_t from, struct wb_rows *rows)
{
	const struct table *t = &c->db->tables[LOG];
	const struct log_row *all = t->rows;

	for (size_t i = from; i < t->count; i++) {
		struct wb_value values[LOG_COLUMNS] = { { .data = NULL } };

		for (size_t j = 0; j < LOG_COLUMNS; j++)
			if (all[i].present[j])
				values[j] = value(all[i].text[j]);
		if (null_host->row(rows, values, LOG_COLUMNS))
			break;
	}
	return 0;
}

/* Behind the newest row that says that something was finished. */
static size_t journal_begin(const struct conn *c)
{
	const struct table *t = &c->db->tables[LOG];
	const struct log_row *all = t->rows;
	size_t i = t->count;

	for (; i > 0; i--) {
		const char *event = all[i - 1].text[5];

		if (strcmp(event, "applied") == 0 || strcmp(event, "reverted") == 0 ||
		    strcmp(event, "stamped") == 0)
			break;
	}
	return i;
}

/* What a downgrade leans on is not cut. */
static int place(struct version *v, const struct wb_args *a, struct wb_error *err)
{
	v->placed = a->parents && a->depends;
	v->kept = a->down != NULL;
	if ((a->parents && strlen(a->parents) >= sizeof(v->parents)) ||
	    (a->depends && strlen(a->depends) >= sizeof(v->depends)) ||
	    (a->down && strlen(a->down) >= sizeof(v->down)))
		return null_host->fail(err, WB_E_SQL, "revision %s: too long for this database",
				       a->revision);
	COPY(v->parents, a->parents);
	COPY(v->depends, a->depends);
	COPY(v->down, a->down);
	return 0;
}

static int record(struct conn *c, const struct wb_args *a, struct wb_error *err)
{
	struct version v = { .revision = "" };

	if (null_find(&c->db->tables[VERSIONS], a->revision))
		return null_host->fail(err, WB_E_SQL, "revision %s is recorded already",
				       a->revision);
	COPY(v.revision, a->revision);
	COPY(v.title, a->title);
	COPY(v.checksum, a->checksum);
	COPY(v.applied_by, a->applied_by ? a->applied_by : "null");
	COPY(v.run_id, a->run_id);
	now(v.applied_at);
	snprintf(v.duration_ms, sizeof(v.duration_ms), "%" PRId64,
		 a->duration_ms < 0 ? 0 : a->duration_ms);
	return place(&v, a, err) < 0 ? err->status : null_insert(&c->db->tables[VERSIONS], &v, err);
}

static int append_log(struct conn *c, const struct wb_args *a, struct wb_error *err)
{
	char id[24], at[32], statement[24], statements[24];
	/* `probe` is an SQL scalar; a database without SQL has none */
	const char *texts[LOG_COLUMNS] = { id,           a->run_id,  at,        a->revision,
					   a->direction, a->event,   statement, statements,
					   a->hash,      a->session, NULL,      a->detail,
					   "1" };
	struct log_row row = { .present = { false } };

	now(at);
	/* like a sequence, the number does not go back when a transaction does */
	snprintf(id, sizeof(id), "%lld", ++c->db->last_id);
	snprintf(statement, sizeof(statement), "%" PRId64, a->statement);
	snprintf(statements, sizeof(statements), "%" PRId64, a->statements);
	for (size_t i = 0; i < LOG_COLUMNS; i++) {
		row.present[i] =
			texts[i] && !(i == 6 && !a->statement) && !(i == 7 && !a->statements);
		COPY(row.text[i], texts[i]);
	}
	return null_insert(&c->db->tables[LOG], &row, err);
}

static int change_version(struct conn *c, int32_t what, const struct wb_args *a,
			  struct wb_error *err)
{
	struct version *v = null_find(&c->db->tables[VERSIONS], a->revision);

	/* as DELETE and UPDATE: no row is no error */
	if (v && what == WB_OWN_ERASE) {
		null_remove(&c->db->tables[VERSIONS], v);
	} else if (v) {
		COPY(v->checksum, a->checksum);
		COPY(v->title, a->title);
		return place(v, a, err);
	}
	return 0;
}

/* Where DDL commits, as databases like that have it: BEGIN commits what is open, and a COMMIT of
 * nothing is none. */
static int begin(struct conn *c, struct wb_error *err)
{
	if (c->marks && !c->implicit)
		return null_host->fail(err, WB_E_SQL, "there is a transaction already");
	null_unmark(c, NULL, false, err);
	return null_mark(c, "", err);
}

static int commit(struct conn *c, struct wb_error *err)
{
	struct counter *made = c->db->tables[COUNTERS].rows;

	if (!c->marks && !c->implicit)
		return null_host->fail(err, WB_E_SQL, "no transaction");
	if (c->spoiled) {
		c->spoiled = false;
		return null_host->fail(err, WB_E_SQL, "what was done is spoiled");
	}
	for (size_t i = 0; i < c->db->tables[COUNTERS].count; i++)
		if (made[i].maker == c)
			made[i].maker = NULL;
	return null_unmark(c, NULL, false, err);
}

/* What is no matter of the history. */
static int control(struct conn *c, const struct wb_op *op, struct wb_error *err)
{
	switch (op->what) {
	case WB_OWN_BEGIN:
		return begin(c, err);
	case WB_OWN_COMMIT:
		return commit(c, err);
	case WB_OWN_ROLLBACK:
		return null_unmark(c, NULL, true, err);
	case WB_OWN_SAVEPOINT:
		return null_mark(c, op->args->name, err);
	case WB_OWN_RELEASE:
		return null_unmark(c, op->args->name, false, err);
	case WB_OWN_ROLLBACK_TO:
		return null_unmark(c, op->args->name, true, err);
	case WB_OWN_SETTLE:
		return 0;
	case WB_OWN_GUARD:
		return atomic_load(&c->db->locked_by) == (uintptr_t)c
			       ? 0
			       : null_host->fail(err, WB_E_LOCK_LOST, "the lock is gone");
	default:
		return null_host->fail(err, WB_E_UNSUPPORTED, "operation %d", (int)op->what);
	}
}

int null_own(struct conn *c, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	const struct wb_args *a = op->args;
	size_t count = c->db->tables[LOG].count;

	if (op->what >= WB_OWN_READ && op->what <= WB_OWN_RAISE && !c->db->ensured)
		return null_host->fail(err, WB_E_NO_TABLES, "no history is kept here yet");
	switch (op->what) {
	case WB_OWN_ENSURE:
		if (!c->db->ensured)
			c->db->format = c->old ? 1 : 2;
		c->db->ensured = true;
		return 0;
	case WB_OWN_RAISE:
		c->db->format = 2;
		return 0;
	case WB_OWN_READ:
		return read_versions(c, a, rows, err);
	case WB_OWN_READ_DOWN:
		return read_downs(c, a, rows);
	case WB_OWN_JOURNAL:
		return read_log(c, journal_begin(c), rows);
	case WB_OWN_LOG_READ:
		return read_log(c, a->limit && a->limit < count ? count - a->limit : 0, rows);
	case WB_OWN_RECORD:
		return record(c, a, err);
	case WB_OWN_ERASE:
	case WB_OWN_AMEND:
		return change_version(c, op->what, a, err);
	case WB_OWN_LOG:
		return append_log(c, a, err);
	default:
		return control(c, op, err);
	}
}
