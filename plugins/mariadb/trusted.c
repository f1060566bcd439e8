/* SPDX-License-Identifier: MIT */
/* Where the server writes a binary log, it lets nobody without SUPER make triggers and routines (error
 * 1419). The throw-away user of a scratch database has no such right, and it would let him do nearly
 * anything: such a statement alone is run as the user who was given, with the throw-away user as its
 * definer, so that what it makes may do no more than he. */
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* What makes or changes a program, and does nothing at once. */
static bool is_program(const struct maria_conn *c, const char *text, size_t len, size_t *verb_end)
{
	static const char *const words[] = { "TRIGGER", "FUNCTION", "PROCEDURE", "PACKAGE", NULL };
	static const char *const before[] = { "OR", "REPLACE", "AGGREGATE", NULL };
	struct maria_scan s = maria_first(text, len, c->lex_mode);
	bool creates;

	creates = maria_is(&s, "CREATE");
	if (!creates && !maria_is(&s, "DROP") && !maria_is(&s, "ALTER"))
		return false;
	*verb_end = creates ? s.end : 0;
	for (maria_next(&s); maria_one_of(&s, before); maria_next(&s))
		if (maria_is(&s, "REPLACE"))
			*verb_end = s.end;
	return maria_one_of(&s, words);
}

struct session {
	char mode[512], client[64], connection[64], user[256];
};

static void take_session(void *ctx, MYSQL_ROW row)
{
	struct session *s = ctx;

	snprintf(s->mode, sizeof(s->mode), "%s", row[0] ? row[0] : "");
	snprintf(s->client, sizeof(s->client), "%s", row[1] ? row[1] : "utf8mb4");
	snprintf(s->connection, sizeof(s->connection), "%s", row[2] ? row[2] : "");
	snprintf(s->user, sizeof(s->user), "%s", row[3] ? row[3] : "");
}

static int run(MYSQL *db, const char *sql, size_t len, struct wb_error *err)
{
	if (mysql_real_query(db, sql, len))
		return maria_fail(db, err);
	do {
		MYSQL_RES *result = mysql_store_result(db);

		mysql_free_result(result);
	} while (mysql_next_result(db) == 0);
	return mysql_errno(db) ? maria_fail(db, err) : 0;
}

/* The program keeps these settings: they are those of the scratch database's session. */
static int copy_session(struct maria_conn *c, MYSQL *db, struct session *out, struct wb_error *err)
{
	static const char ask[] = "SELECT @@sql_mode,@@character_set_client,@@collation_connection,"
				  "CURRENT_USER()";
	struct kit_text sql = { 0 };
	int rc = maria_query(c, ask, take_session, out, err);

	if (rc < 0)
		return rc;
	kit_text_write(&sql,
		       "SET SESSION sql_mode='%s',character_set_client=%s,collation_connection=%s",
		       out->mode, out->client, out->connection);
	rc = sql.failed ? kit_no_memory(err) : run(db, sql.data, sql.len, err);
	free(sql.data);
	return rc;
}

/* CREATE [OR REPLACE] DEFINER=user …: `user` is name@host, which is quoted here. */
struct program {
	const char *text;
	size_t len, verb_end;
};

static int run_as_his(MYSQL *db, const struct program *p, const char *user, struct wb_error *err)
{
	const char *text = p->text;
	size_t len = p->len, verb_end = p->verb_end;
	const char *at = strrchr(user, '@');
	size_t room = len + strlen(user) + 32;
	char *sql = malloc(room);
	int n, rc;

	if (!sql)
		return kit_no_memory(err);
	n = verb_end && at ? snprintf(sql, room, "%.*s DEFINER=`%.*s`@`%s`", (int)verb_end, text,
				      (int)(at - user), user, at + 1)
			   : 0;
	if (!n)
		verb_end = 0;
	memcpy(sql + n, text + verb_end, len - verb_end);
	rc = run(db, sql, (size_t)n + len - verb_end, err);
	free(sql);
	return rc;
}

static int run_trusted(struct maria_conn *c, const struct program *p, struct wb_error *err)
{
	MYSQL *db = maria_open(c->trial.lender, c->link.client, err);
	struct session session = { .mode = "" };
	int rc = db ? copy_session(c, db, &session, err) : kit_failed(err);

	if (rc == 0)
		rc = run_as_his(db, p, session.user, err);
	if (db)
		mysql_close(db);
	return rc;
}

/* Neither may make it, or not for another. */
static bool lacks_trust(const struct wb_error *err)
{
	return err->native_code == ER_BINLOG_CREATE_ROUTINE_NEED_SUPER ||
	       err->native_code == ER_SPECIFIC_ACCESS_DENIED_ERROR;
}

int maria_retry_trusted(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	const struct wb_error why = *err;
	struct program p = { text, len, 0 };
	int rc;

	if (!c->trial.lender || err->native_code != ER_BINLOG_CREATE_ROUTINE_NEED_SUPER ||
	    !is_program(c, text, len, &p.verb_end))
		return kit_failed(err);
	*err = (struct wb_error)WB_ERROR_INIT;
	rc = run_trusted(c, &p, err);
	if (rc == 0 || !lacks_trust(err))
		return rc;
	/* everybody shows the message, and the way out belongs to it */
	*err = why;
	snprintf(err->message, sizeof(err->message),
		 "the server writes a binary log, and lets a trigger or routine be made where it "
		 "has log_bin_trust_function_creators = 1, or this user SUPER");
	err->status = WB_E_REFUSED;
	return err->status;
}
