/* SPDX-License-Identifier: MIT */
/* Our operations as SQL. The lease is a row of whimbrel_log, the one with id 0, so that whoever writes to the
 * journal can renew it, or find that it is gone, in the same commit. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/script.h>

#include "databricks.h"

#define TABLE_FORMAT 2 /* of whimbrel_version */

#define LOG a->home, "whimbrel_log"
#define VERSIONS a->home, "whimbrel_version"

/* 1: there is another part. */
static int ensure(const struct wb_args *a, struct wb_text *out)
{
	if (a->part == 0)
		kit_write(out, brick_make_log, LOG);
	else
		kit_write(out, brick_make_version, VERSIONS);
	return a->part == 0;
}

static void read_downs(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, "SELECT revision, down FROM %T WHERE revision IN (", VERSIONS);
	for (size_t i = 0; i < a->present_count; i++)
		kit_write(out, i ? ", %L" : "%L", a->present[i]);
	kit_add(out, ")");
}

/* Numbers of statements count from 1. */
static void put_number(struct kit_text *out, int64_t number)
{
	if (number)
		kit_text_write(out, ", %d", number);
	else
		kit_text_add(out, ", NULL");
}

/* Whose statements may still be under way every row tells: not each statement has an intent. */
void brick_log_row(struct kit_text *out, const struct wb_args *a)
{
	kit_text_write(out, "%L, current_timestamp(), %L, %L, %L", a->run_id ? a->run_id : "",
		       a->revision, a->direction, a->event);
	put_number(out, a->statement);
	put_number(out, a->statements);
	kit_text_write(out, ", %L, %L, %s, %L, %d", a->hash, a->session ? a->session : a->run_id,
		       a->probe_sql ? a->probe_sql : "NULL", a->detail, (int64_t)TABLE_FORMAT);
}

static int append_log(const struct wb_args *a, struct wb_text *out, struct wb_error *err)
{
	struct kit_text row = { 0 };

	kit_text_add(&row, " ");
	brick_log_row(&row, a);
	kit_write(out, brick_append_log, LOG, LOG);
	return kit_text_give(&row, out, err);
}

static void guard(const struct wb_args *a, struct wb_text *out)
{
	char *log = kit_text_make("%T", LOG);

	kit_write(out, brick_proof, a->name, a->owner, BRICK_LOCK_GONE, log);
	free(log);
}

static bool compose_read(int32_t what, const struct wb_args *a, struct wb_text *out)
{
	switch (what) {
	case WB_OWN_READ:
		kit_write(out, brick_read_versions, a->format == 1 ? "" : ", parents, depends",
			  VERSIONS);
		return true;
	case WB_OWN_READ_DOWN:
		read_downs(a, out);
		return true;
	case WB_OWN_JOURNAL:
		kit_write(out, brick_read_journal, LOG, LOG);
		return true;
	case WB_OWN_LOG_READ:
		kit_write(out, brick_read_log, LOG, a->limit ? (int64_t)a->limit : INT32_MAX);
		return true;
	default:
		return false;
	}
}

static bool compose_write(int32_t what, const struct wb_args *a, struct wb_text *out)
{
	const char *title = a->title ? a->title : "";

	switch (what) {
	case WB_OWN_RECORD:
		kit_write(out, brick_record, VERSIONS, a->revision, title, a->checksum,
			  a->applied_by, a->duration_ms < 0 ? (int64_t)0 : a->duration_ms,
			  a->run_id ? a->run_id : "", (int64_t)TABLE_FORMAT, a->parents, a->depends,
			  a->down);
		return true;
	case WB_OWN_ERASE:
		kit_write(out, "DELETE FROM %T WHERE revision = %L", VERSIONS, a->revision);
		return true;
	case WB_OWN_AMEND:
		kit_write(out, brick_amend, VERSIONS, a->checksum, title, (int64_t)TABLE_FORMAT,
			  a->parents, a->depends, a->down, a->revision);
		return true;
	default:
		return false;
	}
}

static bool compose_lease(int32_t what, const struct wb_args *a, struct wb_text *out)
{
	const int64_t ttl = a->ttl_ms;

	switch (what) {
	case WB_OWN_LEASE_READ:
		kit_write(out, brick_lease_read, LOG, a->name);
		return true;
	case WB_OWN_LEASE_TAKE:
		kit_add(out, "BEGIN ");
		kit_write(out, brick_make_log, LOG);
		kit_write(out, brick_lease_take, LOG, a->name, a->owner, ttl, ttl);
		return true;
	case WB_OWN_LEASE_RENEW:
		kit_write(out, brick_lease_renew, LOG, ttl, a->name, a->owner);
		return true;
	case WB_OWN_LEASE_DROP:
		kit_write(out, brick_lease_drop, LOG, a->name, a->owner);
		return true;
	default:
		return false;
	}
}

/* What SHOW and DESCRIBE say can't be asked for by a query. */
static void script_expect(const struct wb_args *a, struct wb_text *out)
{
	static const char *const queries[] = { "SELECT", "WITH", "VALUES", "TABLE", "FROM", NULL };
	bool rows = a->expect == WB_EXPECT_ROWS || a->expect == WB_EXPECT_NO_ROWS;
	struct kit_words w;

	kit_words_begin(&w, a->text, a->text_len, 0);
	if (!kit_word_is_any(&w, queries) && !kit_mark_is(&w, '(')) {
		kit_add(out, "-- see whether this is what is expected: a script can't tell\n");
		kit_script_statement(out, a);
		return;
	}
	kit_write(out, "SELECT CASE WHEN %s(SELECT %s FROM (%S\n)%s)",
		  a->expect == WB_EXPECT_ROWS ? "EXISTS "
		  : rows                      ? "NOT EXISTS "
					      : "CAST(",
		  rows ? "1" : "*", a->text, a->text_len, rows ? "" : " LIMIT 1");
	if (a->expect == WB_EXPECT_VALUE)
		kit_write(out, " AS STRING) <=> %L", a->detail);
	else if (!rows)
		kit_add(out, " AS STRING) IS NULL");
	kit_write(out, " THEN 'ok' ELSE raise_error(%L) END;\n", a->name);
}

static int script(int32_t what, const struct wb_args *a, struct wb_text *out, struct wb_error *err)
{
	switch (what) {
	case WB_OWN_SCRIPT_HEAD:
		kit_add(out, "-- for the SQL editor or a notebook of Databricks: run all of it, "
			     "and stop at the first error\n");
		return 0;
	case WB_OWN_SCRIPT_GUARD:
		kit_add(out, "SELECT CASE WHEN ");
		kit_script_counts(out, a, a->home, " = ", " AND ");
		kit_add(out, " THEN 'ok' ELSE raise_error('whimbrel: this script is for another "
			     "state of the database') END;\n");
		return 0;
	case WB_OWN_SCRIPT_STATEMENT:
		kit_script_statement(out, a);
		return 0;
	case WB_OWN_SCRIPT_EXPECT:
		script_expect(a, out);
		return 0;
	case WB_OWN_SCRIPT_LOCK:
	case WB_OWN_SCRIPT_UNLOCK:
	case WB_OWN_SCRIPT_RAISE:
		return 0;
	default:
		return kit_host->fail(err, WB_E_UNSUPPORTED, "operation %d has no script here",
				      (int)what);
	}
}

int brick_compose(void *conn, int32_t what, const struct wb_args *a, struct wb_text *out,
		  struct wb_error *err)
{
	if (what == WB_OWN_ENSURE)
		return ensure(a, out);
	if (what == WB_OWN_LOG)
		return append_log(a, out, err);
	if (what >= WB_OWN_SCRIPT_HEAD)
		return script(what, a, out, err);
	if (what == WB_OWN_GUARD && conn && a->owner)
		guard(a, out);
	/* a step is no transaction: what begins and ends one is nothing; and there has never been a table of format 1 */
	if ((what >= WB_OWN_BEGIN && what <= WB_OWN_SETTLE) || what == WB_OWN_RAISE ||
	    what == WB_OWN_GUARD || compose_read(what, a, out) || compose_write(what, a, out) ||
	    compose_lease(what, a, out))
		return 0;
	return kit_host->fail(err, WB_E_UNSUPPORTED, "operation %d has no SQL here", (int)what);
}
