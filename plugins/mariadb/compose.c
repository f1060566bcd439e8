/* SPDX-License-Identifier: MIT */
/* Our operations as SQL. Each row is written so that nothing a user's statement has set for the
 * session changes it: names in full, literals that every mode reads alike, no functions that a mode
 * changes, and the shield in front. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "maria.h"

static const struct wb_portable portable = {
	.size = sizeof(portable),
	.flags = WB_PORTABLE_BACKSLASH | WB_PORTABLE_BACKTICK,
	.create_table = "CREATE TABLE IF NOT EXISTS",
	.limit = " LIMIT ",
	.id_column = "BIGINT NOT NULL PRIMARY KEY",
	.name_type = "VARCHAR(64)",
	.text_type = "LONGTEXT",
	.integer_type = "BIGINT",
	.time_type = "DATETIME(6)",
	.now = "UTC_TIMESTAMP(6)",
	.user = "CURRENT_USER()",
	.table_suffix = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
	.begin = "START TRANSACTION READ WRITE",
	.after = "(UTC_TIMESTAMP(6) + INTERVAL 1000*",
	.after_end = " MICROSECOND)",
};

/* Reads nothing that a mode or a limit of the session changes; its error is told apart in
 * maria_own_failed. */
#define ELSE_FAIL ",1,(SELECT 1 UNION ALL SELECT 2))"

#define RETURNING_SINCE 100500UL

/* A step began with what this run first wrote of it: an earlier run that was interrupted, and the pause
 * behind it, are no part of it. */
static void add_duration(const struct maria_conn *c, const struct wb_args *a, struct wb_text *out)
{
	if (a->duration_ms >= 0) {
		kit_write(out, "%d", a->duration_ms);
		return;
	}
	kit_write(
		out,
		"COALESCE((SELECT TIMESTAMPDIFF(MICROSECOND,at,UTC_TIMESTAMP(6)) DIV 1000 FROM %T "
		"WHERE run_id=%L AND revision=%L",
		a->home, "whimbrel_log", a->run_id ? a->run_id : "", a->revision);
	/* none of its rows is before this one, and there may be many */
	if (c && c->step_id && strcmp(c->step, a->revision) == 0)
		kit_write(out, " AND id>=%d", c->step_id);
	kit_add(out, " ORDER BY id LIMIT 1),0)");
}

/* Which id the first row has that this connection writes about a revision. */
static void note_step(struct maria_conn *c, const char *revision, int64_t id)
{
	if (!revision || !id || strcmp(c->step, revision) == 0 ||
	    strlen(revision) >= sizeof(c->step))
		return;
	memcpy(c->step, revision, strlen(revision) + 1);
	c->step_id = id;
}

/* What the row has, for whoever tells of the step. */
static int tell_duration(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out, MARIA_SHIELD "SELECT duration_ms FROM %T WHERE revision=%L", a->home,
		  "whimbrel_version", a->revision);
	return 0;
}

static bool returns_rows(const struct maria_conn *c)
{
	return !c->mysql && c->version >= RETURNING_SINCE;
}

static int record(const struct maria_conn *c, const struct wb_args *a, struct wb_text *out)
{
	const bool tells = c && a->duration_ms < 0, returns = tells && returns_rows(c);

	if (a->part)
		return tell_duration(a, out);
	kit_write(
		out,
		MARIA_SHIELD
		"INSERT INTO %T (revision,title,checksum,applied_at,applied_by,duration_ms,run_id,"
		"format,parents,depends,down) VALUES (%L,%L,%L,UTC_TIMESTAMP(6),",
		a->home, "whimbrel_version", a->revision, a->title ? a->title : "", a->checksum);
	if (a->applied_by)
		kit_write(out, "%L,", a->applied_by);
	else
		kit_add(out, "CURRENT_USER(),");
	add_duration(c, a, out);
	kit_write(out, ",%L,%d,%L,%L,%L)", a->run_id ? a->run_id : "", (int64_t)MARIA_TABLE_FORMAT,
		  a->parents, a->depends, a->down);
	if (returns)
		kit_add(out, " RETURNING duration_ms");
	return tells && !returns;
}

/* One statement, which leaves all of it or nothing. */
static int raise_format(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  MARIA_SHIELD "ALTER TABLE %T ADD COLUMN parents LONGTEXT,ADD COLUMN depends "
			       "LONGTEXT,ADD COLUMN down LONGTEXT",
		  a->home, "whimbrel_version");
	return 0;
}

static int erase(const struct maria_conn *c, const struct wb_args *a, struct wb_text *out)
{
	const bool tells = c && a->duration_ms < 0;

	if (tells && !a->part) {
		kit_add(out, MARIA_SHIELD "SELECT ");
		add_duration(c, a, out);
		return 1;
	}
	kit_write(out, MARIA_SHIELD "DELETE FROM %T WHERE revision=%L", a->home, "whimbrel_version",
		  a->revision);
	return 0;
}

static int amend(const struct wb_args *a, struct wb_text *out)
{
	kit_write(out,
		  MARIA_SHIELD "UPDATE %T SET checksum=%L,title=%L,format=%d,parents=%L,"
			       "depends=%L,down=%L WHERE revision=%L",
		  a->home, "whimbrel_version", a->checksum, a->title ? a->title : "",
		  (int64_t)MARIA_TABLE_FORMAT, a->parents, a->depends, a->down, a->revision);
	return 0;
}

static void add_number(struct wb_text *out, int64_t number)
{
	if (number)
		kit_write(out, "%d", number);
	else
		kit_add(out, "NULL");
}

static int append_log(struct maria_conn *c, const struct wb_args *a, struct wb_text *out)
{
	int64_t id = a->log_id ? a->log_id : c && c->log_id ? c->log_id++ : 0;

	if (c)
		note_step(c, a->revision, id);
	kit_write(out,
		  MARIA_SHIELD
		  "INSERT INTO %T "
		  "(id,run_id,at,revision,direction,event,statement,statements,hash,session,probe,"
		  "detail) ",
		  a->home, "whimbrel_log");
	if (id)
		kit_write(out, "VALUES (%d,", id);
	else
		kit_add(out, "SELECT COALESCE(MAX(id),0)+1,");
	kit_write(out, "%L,UTC_TIMESTAMP(6),%L,%L,%L,", a->run_id ? a->run_id : "", a->revision,
		  a->direction, a->event);
	add_number(out, a->statement);
	kit_add(out, ",");
	add_number(out, a->statements);
	kit_write(out, ",%L,%L,", a->hash, a->session);
	kit_write(out, "(%s),%L", a->probe_sql ? a->probe_sql : "NULL", a->detail);
	if (id)
		kit_add(out, ")");
	else
		kit_write(out, " FROM %T AS " MARIA_LAST, a->home, "whimbrel_log");
	return 0;
}

static int guard(const struct maria_conn *c, const struct wb_args *a, struct wb_text *out)
{
	if (a->owner)
		/* Without a lock on the row, which would keep it from being renewed during a long
		 * statement. Whoever takes the lease over while this transaction is open gives its
		 * own rows of the log the same ids: only one of the two can commit. */
		kit_write(out,
			  "SELECT IF((SELECT COUNT(*) FROM %T WHERE name=%L AND owner=%L AND "
			  "expires>UTC_TIMESTAMP(6))=1" ELSE_FAIL,
			  a->home, "whimbrel_lock", a->name, a->owner);
	else if (c && c->lock[0])
		kit_write(out, "SELECT IF(IS_USED_LOCK(_utf8mb4 %L)<=>CONNECTION_ID()" ELSE_FAIL,
			  c->lock);
	return 0;
}

static int end_transaction(const char *how, struct wb_text *out)
{
	kit_write(out, "%s AND NO CHAIN NO RELEASE", how);
	return 0;
}

/* The name of a lease is a key of any length, its column has 64 characters. The key names the
 * connection's database, which says nothing of the tables where they are in another one. */
static int lease(int32_t what, const struct wb_args *args, struct wb_text *out,
		 struct wb_error *err)
{
	struct wb_args a = *args;
	char name[65];

	if (a.name) {
		maria_lease_name(a.home && *a.home ? a.home : a.name, name);
		a.name = name;
	}
	if (what == WB_OWN_GUARD)
		return guard(NULL, &a, out);
	if (what == WB_OWN_LEASE_READ && a.key)
		return maria_read_lease(&portable, &a, out, err);
	return maria_host->portable(&portable, what, &a, out, err);
}

/* Of scripts and of leases, which need no connection. */
static int compose_apart(int32_t what, const struct wb_args *args, struct wb_text *out,
			 struct wb_error *err)
{
	switch (what) {
	case WB_OWN_LEASE_READ:
	case WB_OWN_LEASE_TAKE:
	case WB_OWN_LEASE_RENEW:
	case WB_OWN_LEASE_DROP:
		return lease(what, args, out, err);
	case WB_OWN_SCRIPT_HEAD:
	case WB_OWN_SCRIPT_GUARD:
	case WB_OWN_SCRIPT_STATEMENT:
	case WB_OWN_SCRIPT_LOCK:
	case WB_OWN_SCRIPT_UNLOCK:
	case WB_OWN_SCRIPT_EXPECT:
	case WB_OWN_SCRIPT_RAISE:
		return maria_script(what, args, out, err);
	default:
		return maria_host->portable(&portable, what, args, out, err);
	}
}

int maria_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		  struct wb_error *err)
{
	struct maria_conn *c = conn;

	switch (what) {
	case WB_OWN_BEGIN:
		/* START TRANSACTION would release the tables that a script has locked */
		if (c)
			return maria_host->portable(&portable, what, args, out, err);
		kit_add(out, "SET autocommit=0");
		return 0;
	case WB_OWN_RAISE:
		return raise_format(args, out);
	case WB_OWN_RECORD:
		return record(c, args, out);
	case WB_OWN_ERASE:
		return erase(c, args, out);
	case WB_OWN_AMEND:
		return amend(args, out);
	case WB_OWN_LOG:
		return append_log(c, args, out);
	case WB_OWN_COMMIT:
		return end_transaction("COMMIT", out);
	case WB_OWN_ROLLBACK:
		return end_transaction("ROLLBACK", out);
	case WB_OWN_SETTLE:
		if (c)
			maria_forget_touched(c);
		return 0; /* see maria_restore: it depends on what the server has said */
	case WB_OWN_GUARD:
		return args->owner ? lease(what, args, out, err) : guard(c, args, out);
	default:
		return compose_apart(what, args, out, err);
	}
}
