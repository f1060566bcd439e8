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
		snprintf(err->detail + at, sizeof(err->detail) - at, "%s%s%s", at ? "\n" : "", label, text);
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
}

/* The server cancels for two reasons; its own clock is the only one that we did not ask for. */
static int32_t status_of(const PGresult *result, const char *state)
{
	const char *source = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	(void)source;
	if (strcmp(state, "57014") == 0 && message && strstr(message, "timeout"))
		return WB_E_TIMEOUT;
	/* not the connection's class: a privilege, a role, a foreign server */
	if (strncmp(state, "28", 2) == 0 || strcmp(state, "3D000") == 0 || strncmp(state, "08", 2) == 0)
		return WB_E_SQL;
	return pg_host->sqlstate_status(state);
}

int pg_fail(struct pg_conn *c, const PGresult *result, const char *text, struct wb_error *err)
{
	const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	bool first = !err->status;

	if (message && state) {
		int32_t status = status_of(result, state);

		if (first)
			take_fields(result, text, err);
		return pg_host->fail(err, status, "%s", message);
	}
	message = result ? PQresultErrorMessage(result) : "";
	if (!*message)
		message = PQerrorMessage(c->db);
	if (PQstatus(c->db) == CONNECTION_BAD)
		return pg_host->fail(err, WB_E_LOST, "%s", *message ? message : "the connection broke");
	return pg_host->fail(err, WB_E_SQL, "%s", *message ? message : "the server's answer was not understood");
}

int pg_fail_own(const struct wb_op *op, struct wb_error *err)
{
	const char *message = NULL;

	if (op->what == WB_OWN_GUARD && strcmp(err->sqlstate, "22012") == 0) {
		err->status = WB_E_LOCK_LOST;
		message = "this run's lock is gone: a statement released it, or the session that held it has ended";
	} else if (op->what == WB_OWN_SETTLE && op->args->part == 0 &&
		   (strcmp(err->sqlstate, "3B001") == 0 || strcmp(err->sqlstate, "25P01") == 0)) {
		message = "a statement of this step ended its transaction: leave out COMMIT and ROLLBACK, or write "
			  "transaction:false";
	} else if (op->what == WB_OWN_SETTLE && strcmp(err->sqlstate, "22012") == 0) {
		err->status = WB_E_LOCK_LOST;
		message = "this run's lease expired, or was taken over, while the step ran";
	}
	if (message) {
		snprintf(err->message, sizeof(err->message), "%s", message);
		err->detail[0] = '\0';
		err->position = 0;
	}
	return err->status;
}

bool pg_may_have_left(const struct wb_error *err)
{
	static const char *const harmless[] = { "42601", "25001", "42501", "42P07", "42710", "42704", "42P01", "42703", "3F000" };

	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (strcmp(err->sqlstate, harmless[i]) == 0)
			return false;
	return true;
}
