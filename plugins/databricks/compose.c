/* SPDX-License-Identifier: MIT */
/* Our operations as SQL. The lease is a row of whimbrel_log, the one with id 0, so that whoever writes to the
 * journal can renew it, or find that it is gone, in the same commit. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "databricks.h"

#define TABLE_FORMAT 2 /* of whimbrel_version */

#define LOG a->home, "whimbrel_log"
#define VERSIONS a->home, "whimbrel_version"

static int ensure(const struct wb_args *a, struct wb_text *out)
{
	if (a->part == 0)
		kit_write(out, brick_make_log, LOG);
	else
		kit_write(out, brick_make_version, VERSIONS);
	return a->part == 0;
}

/* ------------------------------------------------------------------ reading */

static int read_versions(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, brick_read_versions, a->format == 1 ? "" : ", parents, depends", VERSIONS);
	return 0;
}

static int read_downs(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, "SELECT revision, down FROM %T WHERE revision IN (", VERSIONS);
	for (size_t i = 0; i < a->present_count; i++)
		kit_write(out, i ? ", %L" : "%L", a->present[i]);
	kit_add(out, ")");
	return 0;
}

static int read_journal(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, brick_read_journal, LOG, LOG);
	return 0;
}

static int read_log(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, brick_read_log, LOG, a->limit ? (int64_t)a->limit : INT32_MAX);
	return 0;
}

/* ------------------------------------------------------------------ writing */

static int record(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, brick_record, VERSIONS, a->revision, a->title ? a->title : "", a->checksum,
		  a->applied_by, a->duration_ms < 0 ? (int64_t)0 : a->duration_ms,
		  a->run_id ? a->run_id : "", (int64_t)TABLE_FORMAT, a->parents, a->depends,
		  a->down);
	return 0;
}

static int erase(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, "DELETE FROM %T WHERE revision = %L", VERSIONS, a->revision);
	return 0;
}

static int amend(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, brick_amend, VERSIONS, a->checksum, a->title ? a->title : "",
		  (int64_t)TABLE_FORMAT, a->parents, a->depends, a->down, a->revision);
	return 0;
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

/* ------------------------------------------------------------------ the lease */

static int lease_read(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, brick_lease_read, LOG, a->name);
	return 0;
}

static int lease_take(const struct wb_args *a, struct wb_text *out)
{
	kit_add(out, "BEGIN ");
	kit_write(out, brick_make_log, LOG);
	kit_write(out, brick_lease_take, LOG, a->name, a->owner, (int64_t)a->ttl_ms,
		  (int64_t)a->ttl_ms);
	return 0;
}

static int lease_renew(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, brick_lease_renew, LOG, (int64_t)a->ttl_ms, a->name, a->owner);
	return 0;
}

static int lease_drop(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, brick_lease_drop, LOG, a->name, a->owner);
	return 0;
}

static int guard(const struct wb_args *a, struct wb_text *out)
{
	char *log = kit_text_make("%T", LOG);

	kit_write(out, brick_proof, a->name, a->owner, BRICK_LOCK_GONE, log);
	free(log);
	return 0;
}

/* ------------------------------------------------------------------ the table */

int brick_compose(void *conn, int32_t what, const struct wb_args *a, struct wb_text *out,
		  struct wb_error *err)
{
	static const struct {
		int32_t what;
		int (*compose)(const struct wb_args *a, struct wb_text *out);
	} operations[] = {
		{ WB_OWN_ENSURE, ensure },         { WB_OWN_READ, read_versions },
		{ WB_OWN_READ_DOWN, read_downs },  { WB_OWN_JOURNAL, read_journal },
		{ WB_OWN_LOG_READ, read_log },     { WB_OWN_RECORD, record },
		{ WB_OWN_ERASE, erase },           { WB_OWN_AMEND, amend },
		{ WB_OWN_LEASE_DROP, lease_drop }, { WB_OWN_LEASE_READ, lease_read },
		{ WB_OWN_LEASE_TAKE, lease_take }, { WB_OWN_LEASE_RENEW, lease_renew },
	};

	if (what == WB_OWN_LOG)
		return append_log(a, out, err);
	if (what >= WB_OWN_SCRIPT_HEAD)
		return brick_script(what, a, out, err);
	/* a step is no transaction: what begins and ends one is nothing; and there has never been a table of format 1 */
	if ((what >= WB_OWN_BEGIN && what <= WB_OWN_SETTLE) || what == WB_OWN_RAISE)
		return 0;
	if (what == WB_OWN_GUARD)
		return conn && a->owner ? guard(a, out) : 0;
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (operations[i].what == what)
			return operations[i].compose(a, out);
	return kit_host->fail(err, WB_E_UNSUPPORTED, "operation %d has no SQL here", (int)what);
}
