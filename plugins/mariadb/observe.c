/* SPDX-License-Identifier: MIT */
/* What another session is doing. It is named "connection ID@START", with the second in which its
 * server started. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maria.h"

static void copy_cell(char *out, size_t size, const char *cell)
{
	snprintf(out, size, "%s", cell ? cell : "");
}

static void take_activity(void *ctx, MYSQL_ROW row)
{
	struct wb_activity *a = ctx;
	double progress;
	unsigned stage, stages;

	/* a connection that sleeps has nothing under way, though its client may be dead and the
	 * server not know it */
	a->alive = row[0] && strcmp(row[0], "Sleep") != 0;
	a->elapsed_ms = row[1] ? (int64_t)strtod(row[1], NULL) : -1;
	copy_cell(a->phase, sizeof(a->phase), row[2]);
	copy_cell(a->statement, sizeof(a->statement), row[3]);
	if (row[2] && strncmp(row[2], "Waiting for ", 12) == 0)
		copy_cell(a->waits_for, sizeof(a->waits_for), row[2] + 12);
	stage = row[4] ? (unsigned)strtoul(row[4], NULL, 10) : 0;
	stages = row[5] ? (unsigned)strtoul(row[5], NULL, 10) : 0;
	progress = row[6] ? strtod(row[6], NULL) : 0;
	if (stages && stage) {
		a->total = 1000;
		a->done = (uint64_t)(((stage - 1) * 100.0 + progress) * 10 / stages);
	}
}

/* The id in a session's name, or 0 where that is of another life of the server. */
static int read_name(struct maria_conn *c, const char *session, uint64_t *out, struct wb_error *err)
{
	const char *at = strchr(session, '@');
	char sql[256], now[64];

	*out = strncmp(session, "connection ", 11) == 0 ? strtoull(session + 11, NULL, 10) : 0;
	if (!at || !*out)
		return 0;
	snprintf(sql, sizeof(sql),
		 "SELECT UNIX_TIMESTAMP(SYSDATE()) - (SELECT variable_value FROM %s.global_status "
		 "WHERE variable_name='UPTIME')",
		 c->mysql ? "performance_schema" : "information_schema");
	if (maria_simple(c, sql, now, sizeof(now), err) < 0)
		return kit_failed(err);
	if (llabs(strtoll(at + 1, NULL, 10) - strtoll(now, NULL, 10)) > 2)
		*out = 0;
	return 0;
}

struct blockers {
	struct wb_rows *rows;
};

static void take_blocker(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	struct blockers *b = ctx;
	struct wb_value values[5];

	for (unsigned i = 0; i < 5 && i < columns; i++)
		values[i] = (struct wb_value){ .data = row[i], .len = row[i] ? lengths[i] : 0 };
	if (columns >= 5)
		maria_host->row(b->rows, values, 5);
}

/* Row locks are told by InnoDB. Metadata locks are told by a plugin that few have: all sessions
 * with an open transaction or a statement on this database are named then, but no upgrades that
 * wait for their turn. */
static int give_blockers(struct maria_conn *c, uint64_t id, struct wb_rows *rows)
{
	struct blockers b = { rows };
	struct wb_error ignored = WB_ERROR_INIT;
	char sql[1200];

	snprintf(sql, sizeof(sql),
		 "SELECT CONCAT('connection ',p.id),p.user,p.host,p.time,p.info FROM "
		 "information_schema.innodb_lock_waits w "
		 "JOIN information_schema.innodb_trx r ON r.trx_id=w.requesting_trx_id "
		 "JOIN information_schema.innodb_trx b ON b.trx_id=w.blocking_trx_id "
		 "JOIN information_schema.processlist p ON p.id=b.trx_mysql_thread_id WHERE "
		 "r.trx_mysql_thread_id=%" PRIu64,
		 id);
	if (!c->mysql)
		maria_query_all(c, &(struct kit_part){ sql, strlen(sql) }, take_blocker, &b,
				&ignored);
	snprintf(
		sql, sizeof(sql),
		"SELECT CONCAT('connection ',p.id),p.user,p.host,p.time,COALESCE(p.info,p.command) "
		"FROM information_schema.processlist p JOIN information_schema.processlist w ON "
		"w.id=%" PRIu64 " AND w.state LIKE 'Waiting for table metadata lock%%' WHERE "
		"p.id<>w.id AND p.id<>CONNECTION_ID() "
		"AND p.db=w.db AND COALESCE(p.state,'') NOT LIKE 'Waiting for table metadata "
		"lock%%' "
		"AND COALESCE(p.state,'')<>'User lock' AND (p.command<>'Sleep'%s)",
		id,
		c->mysql ? ""
			 : " OR p.id IN (SELECT trx_mysql_thread_id FROM "
			   "information_schema.innodb_trx)");
	ignored = (struct wb_error)WB_ERROR_INIT;
	maria_query_all(c, &(struct kit_part){ sql, strlen(sql) }, take_blocker, &b, &ignored);
	return 0;
}

int maria_observe(void *conn, const char *session, struct wb_activity *out,
		  struct wb_rows *blockers, struct wb_error *err)
{
	struct maria_conn *c = conn;
	uint64_t id = 0;
	char sql[512];

	out->alive = 0;
	if (read_name(c, session, &id, err) < 0)
		return kit_failed(err);
	if (!id)
		return 0;
	snprintf(sql, sizeof(sql),
		 c->mysql ? "SELECT command,time*1000,state,LEFT(info,500),0,0,0 FROM "
			    "information_schema.processlist WHERE id=%" PRIu64
			  : "SELECT command,time_ms,state,LEFT(info,500),stage,max_stage,progress "
			    "FROM information_schema.processlist WHERE id=%" PRIu64,
		 id);
	if (maria_query(c, sql, take_activity, out, err) < 0)
		return kit_failed(err);
	return out->waits_for[0] && blockers ? give_blockers(c, id, blockers) : 0;
}

int maria_end_session(void *conn, const char *session, int32_t gently, struct wb_error *err)
{
	uint64_t id = 0;
	char sql[64];

	if (read_name(conn, session, &id, err) < 0)
		return kit_failed(err);
	if (!id)
		return 0;
	snprintf(sql, sizeof(sql), "KILL %s %" PRIu64, gently ? "QUERY" : "CONNECTION", id);
	return maria_simple(conn, sql, NULL, 0, err);
}
