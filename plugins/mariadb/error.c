/* SPDX-License-Identifier: MIT */
#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <string.h>

#include "maria.h"

/* Numbers that the headers of some versions lack. */
enum { KILLED_CONNECTION = 1927, STATEMENT_TIMEOUT = 1969, MYSQL_TIMEOUT = 3024, PROTOCOL = 5014 };

bool maria_lost(unsigned code)
{
	switch (code) {
	case CR_SERVER_LOST:
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST_EXTENDED:
	case CR_MALFORMED_PACKET:
	case KILLED_CONNECTION:
	case PROTOCOL:
	case ER_SERVER_SHUTDOWN:
		return true;
	default:
		return false;
	}
}

static int32_t status_of(unsigned code)
{
	if (maria_lost(code))
		return WB_E_LOST;
	switch (code) {
	case CR_OUT_OF_MEMORY:
		return WB_E_NOMEM;
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_LOCK_DEADLOCK:
		return WB_E_BUSY;
	case STATEMENT_TIMEOUT:
	case MYSQL_TIMEOUT:
		return WB_E_TIMEOUT;
	case ER_QUERY_INTERRUPTED:
		return WB_E_CANCELLED;
	case ER_TABLE_EXISTS_ERROR:
	case ER_DUP_FIELDNAME:
	case ER_DUP_KEYNAME:
	case ER_DB_CREATE_EXISTS:
	case ER_SP_ALREADY_EXISTS:
	case ER_TRG_ALREADY_EXISTS:
	case ER_EVENT_ALREADY_EXISTS:
		return WB_E_EXISTS;
	case ER_DISK_FULL:
	case ER_RECORD_FILE_FULL:
	case ER_OPTION_PREVENTS_STATEMENT:
	case ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION:
	case ER_NET_PACKET_TOO_LARGE:
	case CR_NET_PACKET_TOO_LARGE:
		return WB_E_UNABLE;
	default:
		return WB_E_SQL;
	}
}

/* The right to name another account: MariaDB's, MySQL's, its new name. */
static bool wants_definers_right(const char *message)
{
	return strstr(message, "SET USER") || strstr(message, "SET_USER_ID") ||
	       strstr(message, "SET_ANY_DEFINER");
}

static const char *hint_for(unsigned code, const char *message)
{
	switch (code) {
	case ER_DISK_FULL:
	case ER_RECORD_FILE_FULL:
		return "make room on the server's disk, or for the tablespace";
	case ER_OPTION_PREVENTS_STATEMENT:
	case ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION:
		return "the server or the session only reads: it may be a replica; name the "
		       "primary";
	case ER_SPECIFIC_ACCESS_DENIED_ERROR:
		return wants_definers_right(message)
			       ? "a DEFINER that is not the user who migrates takes that right; or "
				 "leave it out, and it acts as this user"
			       : NULL;
	default:
		return NULL;
	}
}

void maria_explain_size(const struct maria_conn *c, size_t len, struct wb_error *err)
{
	bool refused = err->native_code == ER_NET_PACKET_TOO_LARGE ||
		       err->native_code == CR_NET_PACKET_TOO_LARGE;

	if (err->detail[0] || (!refused && (!maria_lost((unsigned)err->native_code) ||
					    !c->link.max_packet || len + 1 < c->link.max_packet)))
		return;
	snprintf(
		err->detail, sizeof(err->detail),
		"hint: the statement has %zu bytes, and the server takes max_allowed_packet = %zu: "
		"raise that, or split the statement",
		len, c->link.max_packet);
}

void maria_fail_taken_up(const struct maria_conn *c, struct wb_error *err)
{
	if (!c->resume.taken_up || err->native_code != ER_UNKNOWN_STMT_HANDLER)
		return;
	err->status = WB_E_UNCERTAIN;
	snprintf(err->detail, sizeof(err->detail),
		 "The session that had it was interrupted. Prepare it again in front of this "
		 "statement, in the part of the file that has not run.");
}

/* Rows that fit no partition, or are no text, are "general errors" to the server: a person, and who
 * asks whether other rows would do, learn more from the standard's class. */
static const char *state_of(unsigned code, const char *said)
{
	if (strcmp(said, "HY000") != 0)
		return said;
	switch (code) {
	case ER_NO_PARTITION_FOR_GIVEN_VALUE:
	case ER_NO_PARTITION_FOR_GIVEN_VALUE_SILENT:
	case ER_ROW_DOES_NOT_MATCH_PARTITION:
		return "23000";
	case ER_INVALID_CHARACTER_STRING:
	case ER_WRONG_VALUE_FOR_TYPE:
		return "22000";
	default:
		return said;
	}
}

/* The library looks for the text behind the SQLSTATE, and where that is cut off finds what its buffer
 * held before: anything, another answer's rows as well. */
const char *maria_said(MYSQL *db)
{
	if (strlen(mysql_sqlstate(db)) < SQLSTATE_LENGTH)
		return "the server sent an error without its text";
	return mysql_error(db)[0] ? mysql_error(db) : "the server said nothing";
}

int maria_fail(MYSQL *db, struct wb_error *err)
{
	unsigned code = mysql_errno(db);
	int32_t status = status_of(code);
	bool first = !err->status;
	const char *hint;

	maria_host->fail(err, status, "%s", maria_said(db));
	if (first) {
		err->native_code = (int32_t)code;
		snprintf(err->sqlstate, sizeof(err->sqlstate), "%s",
			 state_of(code, mysql_sqlstate(db)));
		hint = hint_for(code, err->message);
		if (hint && !err->detail[0])
			snprintf(err->detail, sizeof(err->detail), "hint: %s", hint);
	}
	return status;
}
