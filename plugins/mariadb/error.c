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

static int32_t status_of(unsigned code, const char *state)
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
	default:
		(void)state;
		return WB_E_SQL;
	}
}

int maria_fail(MYSQL *db, struct wb_error *err)
{
	unsigned code = mysql_errno(db);
	int32_t status = status_of(code, mysql_sqlstate(db));
	bool first = !err->status;

	maria_host->fail(err, status, "%s",
			 mysql_error(db)[0] ? mysql_error(db) : "the server said nothing");
	if (first) {
		err->native_code = (int32_t)code;
		snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", mysql_sqlstate(db));
	}
	return status;
}
