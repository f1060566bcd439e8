/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postgresql.h"

/* The server counts characters, we count bytes. */
static uint32_t byte_position(const char *text, const char *position)
{
	long characters = position ? strtol(position, NULL, 10) : 0;
	uint32_t at = 0;

	if (!text || characters <= 0)
		return characters > 0 ? (uint32_t)characters : 0;
	while (text[at] && characters > 1) {
		at++;
		if (((unsigned char)text[at] & 0xc0) != 0x80)
			characters--;
	}
	return at + 1;
}

static void add_detail(struct wb_error *err, const char *label, const char *text)
{
	size_t at = strlen(err->detail);

	if (text && *text)
		snprintf(err->detail + at, sizeof(err->detail) - at, "%s%s%s", at ? "\n" : "",
			 label, text);
}

/* Since version 15 only its owner may make things in the schema public. */
static void add_grant(const PGresult *result, struct wb_error *err)
{
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *schema = PQresultErrorField(result, PG_DIAG_SCHEMA_NAME);
	char hint[256];

	if (strcmp(err->sqlstate, "42501") != 0 || !message || !strstr(message, "schema"))
		return;
	if (!schema)
		schema = strstr(message, "public") ? "public" : "...";
	snprintf(hint, sizeof(hint),
		 "its owner gives the right: GRANT USAGE, CREATE ON SCHEMA %.63s TO the user who "
		 "migrates, or set version_schema to one of its own",
		 schema);
	add_detail(err, "hint: ", hint);
}

/* What the server said, into an empty error. */
static void take_fields(const PGresult *result, const char *text, struct wb_error *err)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", state ? state : "");
	err->position = byte_position(text, PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION));
	err->detail[0] = '\0';
	add_detail(err, "", PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
	add_detail(err, "hint: ", PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
	add_detail(err, "in: ", PQresultErrorField(result, PG_DIAG_INTERNAL_QUERY));
	add_detail(err, "", PQresultErrorField(result, PG_DIAG_CONTEXT));
	/* what the words of the statement did not show: a procedure that commits, a function that
	 * needs to be outermost */
	if (strcmp(err->sqlstate, "2D000") == 0 || strcmp(err->sqlstate, "25001") == 0)
		add_detail(err, "hint: ", "put it in a section with transaction:false");
	if (strcmp(err->sqlstate, "25006") == 0)
		add_detail(err, "hint: ",
			   "the server or the session only reads: this is a standby, or "
			   "default_transaction_read_only is on; name the primary");
	if (strncmp(err->sqlstate, "53", 2) == 0 && strcmp(err->sqlstate, "53300") != 0)
		add_detail(err,
			   "hint: ", "the server has run out of disk or memory: make room there");
	add_grant(result, err);
}

/* The server cancels a statement because somebody asked for it, or because its time is over;
 * messages may be in any language. */
static int32_t status_of(const struct pg_conn *c, const char *state, const char *message)
{
	if (strcmp(state, "57014") == 0)
		return pg_host->stopping(c->client) || strstr(message, "user request")
			       ? WB_E_CANCELLED
			       : WB_E_TIMEOUT;
	/* these classes speak of other connections here: a role, a foreign server, a database that
	 * a statement names */
	if (strncmp(state, "28", 2) == 0 || strcmp(state, "3D000") == 0 ||
	    strncmp(state, "08", 2) == 0)
		return WB_E_SQL;
	return pg_host->sqlstate_status(state);
}

/* currval() and lastval() of a session that is gone. */
static bool is_lost_value(const PGresult *result, const char *state)
{
	const char *function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);

	return strcmp(state, "55000") == 0 && function &&
	       (strcmp(function, "currval_oid") == 0 || strcmp(function, "lastval") == 0);
}

/* … or something that went with the session before, by a name that only a program has. */
static bool may_be_lost(const struct pg_conn *c, const char *state)
{
	static const char *const states[] = { "34000", "3F000", "42P01", "42703",
					      "42704", "42883", NULL };

	/* what a routine has prepared no list has */
	return (c->lost && kit_among(state, states)) || strcmp(state, "26000") == 0;
}

/* A statement names a role that this server has not; the message may be in any language. */
static bool is_missing_role(const PGresult *result)
{
	static const char *const functions[] = { "get_role_oid", "get_rolespec_oid",
						 "get_rolespec_tuple", NULL };
	const char *function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	/* of SET ROLE the place tells no more than that it is a setting */
	if (function && strcmp(function, "call_string_check_hook") == 0)
		return message && strncmp(message, "role \"", 6) == 0;

	return function && kit_among(function, functions);
}

/* What a step that was taken up lacks is not the statement's fault: the way out; NULL: nothing is known to. */
static const char *way_of_taken_up(const struct pg_conn *c, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (!c->resumed)
		return NULL;
	if (is_lost_value(result, state))
		return "The session that had it was interrupted. Write another way to it (the "
		       "largest id, a key) in this statement, which has not run.";
	return may_be_lost(c, state)
		       ? "The session before was interrupted, and what was temporary in it is "
			 "gone. Make it again in front of this statement, in the part of the "
			 "file that has not run."
		       : NULL;
}

/* The server has answered with an error. */
static int fail_answered(const struct pg_conn *c, const PGresult *result, const char *text,
			 struct wb_error *err)
{
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *way = way_of_taken_up(c, result);
	const int32_t status = way ? WB_E_UNCERTAIN : status_of(c, state, message);

	if (!err->status) {
		take_fields(result, text, err);
		add_detail(err, "", way);
	}
	if (c->filtered && is_missing_role(result))
		return pg_host->fail(err, status,
				     "%s: what makes roles is not run on the target's server; "
				     "make it there, or set scratch = \"private\" or a URL",
				     message);
	return pg_host->fail(err, status, "%s", message);
}

int pg_fail(struct pg_conn *c, const PGresult *result, const char *text, struct wb_error *err)
{
	const char *message = result ? PQresultErrorMessage(result) : "";

	if (result && PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) &&
	    PQresultErrorField(result, PG_DIAG_SQLSTATE))
		return fail_answered(c, result, text, err);
	if (!*message)
		message = PQerrorMessage(c->db);
	if (PQstatus(c->db) == CONNECTION_BAD)
		kit_wait_end(&c->wait);
	if (atomic_load(&c->abandoned))
		return pg_host->fail(
			err, WB_E_LOST,
			"interrupted, and the server did not take the request to cancel "
			"the statement: the connection was given up");
	if (c->wait.gave_up)
		return kit_wait_failed(&c->wait, err);
	if (PQstatus(c->db) == CONNECTION_BAD)
		return pg_host->fail(err, WB_E_LOST, "%s",
				     *message ? message : "the connection broke");
	return pg_host->fail(err, WB_E_SQL, "%s",
			     *message ? message : "the server's answer was not understood");
}

int pg_fail_own(const struct wb_op *op, struct wb_error *err)
{
	const char *message = NULL;

	if (op->what == WB_OWN_GUARD && strcmp(err->sqlstate, "22012") == 0) {
		err->status = WB_E_LOCK_LOST;
		message = "this run's lock is gone: a statement released it, its session has "
			  "ended, or its lease has run out or "
			  "was taken over";
	} else if (op->what == WB_OWN_SETTLE && op->args->part == 0 &&
		   (strcmp(err->sqlstate, "3B001") == 0 || strcmp(err->sqlstate, "25P01") == 0)) {
		message = "a statement of this step ended its transaction: leave out COMMIT and "
			  "ROLLBACK, or write "
			  "transaction:false";
	}
	if (message) {
		snprintf(err->message, sizeof(err->message), "%s", message);
		err->detail[0] = '\0';
		err->position = 0;
	}
	return kit_failed(err);
}

bool pg_may_have_left(const struct wb_error *err)
{
	static const char *const harmless[] = { "42601", "25001", "42501", "42P07", "42710",
						"42704", "42P01", "42703", "3F000", NULL };

	return !kit_among(err->sqlstate, harmless);
}
