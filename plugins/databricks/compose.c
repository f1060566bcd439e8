/* SPDX-License-Identifier: MIT */
/* Our operations as SQL. The lease is a row of whimbrel_log, the one with id 0, so that whoever writes to the
 * journal can renew it, or find that it is gone, in the same commit. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "databricks.h"

#define TABLE_FORMAT 2 /* of whimbrel_version */
#define LEASE "lease"

/* ------------------------------------------------------------------ tables */

static int ensure(const struct wb_args *a, struct wb_text *out)
{
	if (a->part == 0) {
		kit_write(out,
			  "CREATE TABLE IF NOT EXISTS %T (id BIGINT NOT NULL, run_id STRING NOT "
			  "NULL, at TIMESTAMP NOT NULL, revision STRING, direction STRING, event "
			  "STRING NOT NULL, statement BIGINT, statements BIGINT, hash STRING, "
			  "session STRING, probe STRING, detail STRING, format BIGINT NOT NULL)",
			  a->home, "whimbrel_log");
		return 1;
	}
	kit_write(out,
		  "CREATE TABLE IF NOT EXISTS %T (revision STRING NOT NULL, title STRING NOT NULL, "
		  "checksum STRING, applied_at TIMESTAMP NOT NULL, applied_by STRING NOT NULL, "
		  "duration_ms BIGINT NOT NULL, run_id STRING NOT NULL, format BIGINT NOT NULL, "
		  "parents STRING, depends STRING, down STRING)",
		  a->home, "whimbrel_version");
	return 0;
}

/* ------------------------------------------------------------------ reading */

#define TIME_TEXT(column)                                                \
	"date_format(to_utc_timestamp(" column ", current_timezone()), " \
	"'yyyy-MM-dd HH:mm:ss.SSSSSS')"
#define LOG_READS                                                                              \
	"id, run_id, " TIME_TEXT("at") ", revision, direction, event, statement, statements, " \
				       "hash, session, probe, detail, format"

static int read_versions(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  "SELECT revision, title, checksum, " TIME_TEXT(
			  "applied_at") ", applied_by, duration_ms, run_id, format%s FROM %T ORDER "
					"BY revision",
		  a->format == 1 ? "" : ", parents, depends", a->home, "whimbrel_version");
	return 0;
}

static int read_downs(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, "SELECT revision, down FROM %T WHERE revision IN (", a->home,
		  "whimbrel_version");
	for (size_t i = 0; i < a->present_count; i++)
		kit_write(out, i ? ", %L" : "%L", a->present[i]);
	kit_add(out, ")");
	return 0;
}

static int read_journal(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  "SELECT " LOG_READS " FROM %T WHERE event <> '" LEASE
		  "' AND id > coalesce((SELECT max(id) FROM %T WHERE event IN ('applied', "
		  "'reverted', 'stamped')), 0) ORDER BY id",
		  a->home, "whimbrel_log", a->home, "whimbrel_log");
	return 0;
}

static int read_log(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  "SELECT " LOG_READS " FROM (SELECT * FROM %T WHERE event <> '" LEASE
		  "' ORDER BY id DESC LIMIT %d) ORDER BY id",
		  a->home, "whimbrel_log", a->limit ? (int64_t)a->limit : INT32_MAX);
	return 0;
}

/* ------------------------------------------------------------------ writing */

/* Keys are not enforced, so a row that is there is changed: a step that is taken up may come here again. */
static int record(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  "MERGE INTO %T AS t USING (SELECT %L AS revision, %L AS title, %L AS "
		  "checksum, " BRICK_NOW " AS applied_at, ",
		  a->home, "whimbrel_version", a->revision, a->title ? a->title : "", a->checksum);
	if (a->applied_by)
		kit_write(out, "%L", a->applied_by);
	else
		kit_add(out, "current_user()");
	kit_write(out,
		  " AS applied_by, %d AS duration_ms, %L AS run_id, %d AS format, %L AS parents, "
		  "%L AS depends, %L AS down) AS s ON t.revision = s.revision WHEN MATCHED THEN "
		  "UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
		  a->duration_ms < 0 ? (int64_t)0 : a->duration_ms, a->run_id ? a->run_id : "",
		  (int64_t)TABLE_FORMAT, a->parents, a->depends, a->down);
	return 0;
}

static int erase(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, "DELETE FROM %T WHERE revision = %L", a->home, "whimbrel_version",
		  a->revision);
	return 0;
}

static int amend(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  "UPDATE %T SET checksum = %L, title = %L, format = %d, parents = %L, depends = "
		  "%L, down = %L WHERE revision = %L",
		  a->home, "whimbrel_version", a->checksum, a->title ? a->title : "",
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
	kit_text_write(out, "%L, " BRICK_NOW ", %L, %L, %L", a->run_id ? a->run_id : "",
		       a->revision, a->direction, a->event);
	put_number(out, a->statement);
	put_number(out, a->statements);
	kit_text_write(out, ", %L, %L, %s, %L, %d", a->hash, a->session ? a->session : a->run_id,
		       a->probe_sql ? a->probe_sql : "NULL", a->detail, (int64_t)TABLE_FORMAT);
}

static int append_log(const struct wb_args *a, struct wb_text *out, struct wb_error *err)
{
	struct kit_text row = { 0 };

	brick_log_row(&row, a);
	kit_write(out,
		  "INSERT INTO %T (" BRICK_LOG_COLUMNS
		  ") SELECT (SELECT coalesce(max(id), 0) FROM %T) + 1, ",
		  a->home, "whimbrel_log", a->home, "whimbrel_log");
	return kit_text_give(&row, out, err);
}

/* ------------------------------------------------------------------ the lease */

/* Its row: id 0, run_id the name, session the owner, at since when, detail when it expires in milliseconds
 * since 1970. Other rows have other details, and the order in which AND is computed is the server's: TRY_CAST. */
static int lease_read(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  "SELECT session, " TIME_TEXT(
			  "at") ", date_format(to_utc_timestamp(timestamp_millis(TRY_CAST(detail "
				"AS BIGINT)), current_timezone()), 'yyyy-MM-dd HH:mm:ss.SSSSSS'), "
				"CASE WHEN TRY_CAST(detail AS BIGINT) <= " BRICK_NOW_MS
				" THEN 1 ELSE 0 END FROM %T WHERE id = 0 AND event = '" LEASE
				"' AND run_id = %L AND session <> ''",
		  a->home, "whimbrel_log", a->name);
	return 0;
}

/* Two takers meet on the row: one of them wins, and the other fails with 2D521. One that matches nothing
 * makes no version, so that whoever waits disturbs nobody. */
static int lease_take(const struct wb_args *a, struct wb_text *out)
{
	kit_add(out, "BEGIN\n");
	ensure(&(struct wb_args){ .size = sizeof(*a), .home = a->home }, out);
	kit_write(out,
		  ";\nMERGE INTO %T AS t USING (SELECT %L AS name, %L AS owner) AS s ON t.id = 0 "
		  "AND t.event = '" LEASE "' AND t.run_id = s.name WHEN MATCHED AND (t.session = "
		  "'' OR TRY_CAST(t.detail AS BIGINT) <= " BRICK_NOW_MS
		  ") THEN UPDATE SET session = s.owner, at = " BRICK_NOW
		  ", detail = CAST(" BRICK_NOW_MS
		  " + %d AS STRING) WHEN NOT MATCHED THEN INSERT (id, run_id, at, event, session, "
		  "detail, format) VALUES (0, s.name, " BRICK_NOW ", '" LEASE
		  "', s.owner, CAST(" BRICK_NOW_MS " + %d AS STRING), 2);\nEND",
		  a->home, "whimbrel_log", a->name, a->owner, (int64_t)a->ttl_ms,
		  (int64_t)a->ttl_ms);
	return 0;
}

static int lease_renew(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  "UPDATE %T SET detail = CAST(" BRICK_NOW_MS " + %d AS STRING) WHERE " BRICK_HELD,
		  a->home, "whimbrel_log", (int64_t)a->ttl_ms, a->name, a->owner);
	return 0;
}

static int lease_drop(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  "UPDATE %T SET session = '' WHERE id = 0 AND event = '" LEASE
		  "' AND run_id = %L AND session = %L",
		  a->home, "whimbrel_log", a->name, a->owner);
	return 0;
}

void brick_guard(struct kit_text *out, const char *log, const char *name, const char *owner)
{
	kit_text_write(out,
		       "SELECT CASE WHEN count_if(" BRICK_HELD
		       ") = 1 THEN 1 ELSE raise_error('" BRICK_LOCK_GONE "') END FROM %s",
		       name, owner, log);
}

static int guard(const struct wb_args *a, struct wb_text *out, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char *log = kit_text_make("%T", a->home, "whimbrel_log");

	brick_guard(&sql, log ? log : "", a->name, a->owner);
	free(log);
	return kit_text_give(&sql, out, err);
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
		return conn && a->owner ? guard(a, out, err) : 0;
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (operations[i].what == what)
			return operations[i].compose(a, out);
	return kit_host->fail(err, WB_E_UNSUPPORTED, "operation %d has no SQL here", (int)what);
}
