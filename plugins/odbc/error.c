/* SPDX-License-Identifier: MIT */
/* What a driver says went wrong. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "odbc.h"

/* ODBC's own states, which the standard has not (ODBC 3, appendix A). */
static const struct state {
	const char *state;
	int32_t status;
} states[] = {
	{ "08001", WB_E_CONNECT },   { "08003", WB_E_LOST },        { "08007", WB_E_LOST },
	{ "08S01", WB_E_LOST },      { "40001", WB_E_BUSY },        { "42S01", WB_E_EXISTS },
	{ "42S11", WB_E_EXISTS },    { "42S21", WB_E_EXISTS },      { "HY001", WB_E_NOMEM },
	{ "HY008", WB_E_CANCELLED }, { "HYC00", WB_E_UNSUPPORTED }, { "HYT00", WB_E_TIMEOUT },
	{ "HYT01", WB_E_LOST },      { "IM002", WB_E_CONNECT },     { "IM003", WB_E_CONNECT },
};

/* Drivers that have HY000 for everything: their server's words. */
static const struct words {
	const char *words;
	int32_t status;
} messages[] = {
	{ " already exists", WB_E_EXISTS },          { "duplicate column name", WB_E_EXISTS },
	{ "database is locked", WB_E_BUSY },         { "database table is locked", WB_E_BUSY },
	{ "Lock wait timeout exceeded", WB_E_BUSY }, { "interrupted", WB_E_CANCELLED },
	{ "server has gone away", WB_E_LOST },       { "Lost connection to", WB_E_LOST },
	{ "UNIQUE constraint failed", WB_E_SQL },
};

static int32_t status_of(const struct odbc_conn *c, const char *state, const char *message)
{
	if (c->running.timed_out || c->running.cancelled)
		return kit_running_status(&c->running, WB_E_CANCELLED);
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i].state, state) == 0)
			return states[i].status;
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if (strcasestr(message, messages[i].words))
			return messages[i].status;
	return odbc_host->sqlstate_status(state);
}

/* A driver may show the connection string. */
static void mask(const struct odbc_conn *c, char *text)
{
	size_t len = c->password ? strlen(c->password) : 0;
	char *at = text;

	while (len && (at = strstr(at, c->password)) != NULL) {
		size_t shown = len < 3 ? len : 3;

		memset(at, '*', shown);
		memmove(at + shown, at + len, strlen(at + len) + 1);
		at += shown;
	}
}

/* "[vendor][driver]text": who speaks is no part of what is said. */
static const char *without_speakers(const char *text)
{
	while (*text == '[') {
		const char *end = strchr(text, ']');

		if (!end)
			break;
		text = end + 1;
	}
	return text + strspn(text, " ");
}

/* The first record, which is the most important one. */
static bool record(SQLSMALLINT type, SQLHANDLE handle, char state[6], SQLINTEGER *native,
		   struct kit_text *out)
{
	SQLWCHAR wide[6] = { 0 }, text[1024] = { 0 };
	SQLSMALLINT len = 0;

	if (!SQL_SUCCEEDED(SQLGetDiagRecW(type, handle, 1, wide, native, text, 1024, &len)))
		return false;
	for (int i = 0; i < 5; i++)
		state[i] = wide[i] < 0x80 ? (char)wide[i] : '?';
	odbc_narrow(out, text, len < 1023 ? (size_t)len : 1023);
	return true;
}

int odbc_fail(struct odbc_conn *c, SQLSMALLINT type, SQLHANDLE handle, struct wb_error *err)
{
	struct kit_text text = { 0 };
	char state[6] = "";
	SQLINTEGER native = 0;
	bool first = !err->status, said = record(type, handle, state, &native, &text);
	char *message = said ? kit_text_take(&text) : NULL;
	int32_t status;

	kit_text_release(&text);
	if (!message)
		return odbc_host->fail(err, kit_running_status(&c->running, WB_E_SQL),
				       "the driver failed and said nothing");
	mask(c, message);
	for (char *at = message; *at; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	status = status_of(c, state, message);
	if (status == WB_E_LOST)
		c->lost = true;
	odbc_host->fail(err, status, "%s", without_speakers(message));
	if (first) {
		err->native_code = native;
		snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", state);
		if (strcasestr(message, "UNIQUE constraint failed"))
			snprintf(err->sqlstate, sizeof(err->sqlstate), "23000");
	}
	free(message);
	return status;
}
