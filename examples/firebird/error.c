/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "firebird.h"

bool fb_failed(const ISC_STATUS *status)
{
	return status[0] == 1 && status[1] != 0;
}

/* Codes that the engine acts on: iberror.h. SQLSTATEs tell the rest. */
static int32_t status_of(const struct conn *c, ISC_STATUS code, const char *state)
{
	if (c && (c->running.timed_out || c->running.cancelled))
		return kit_running_status(&c->running, WB_E_CANCELLED);
	switch (code) {
	case isc_cancelled:
		return WB_E_CANCELLED;
	case isc_deadlock:
	case isc_lock_conflict:
	case isc_lock_timeout:
	case isc_update_conflict:
	case isc_bad_tpb_content: /* the lock's table is just being made */
	case isc_obj_in_use:
		return WB_E_BUSY;
	case isc_network_error:
	case isc_net_read_err:
	case isc_net_write_err:
	case isc_lost_db_connection:
	case isc_att_shutdown:
	case isc_shutdown:
		return WB_E_LOST;
	case isc_login:
		return WB_E_CONNECT;
	default:
		return strcmp(state, "42S01") == 0 || strcmp(state, "42S11") == 0 ||
				       strcmp(state, "42S21") == 0
			       ? WB_E_EXISTS
			       : fb_host->sqlstate_status(state);
	}
}

int fb_fail(struct conn *c, const ISC_STATUS *status, struct wb_error *err)
{
	const ISC_STATUS *next = status;
	char message[1024] = "", line[512], state[6] = "";
	bool first = !err->status;
	int32_t found;

	fb_sqlstate(state, status);
	while (fb_interpret(line, sizeof(line), &next) > 0) {
		size_t len = strlen(message);

		snprintf(message + len, sizeof(message) - len, "%s%s", len ? ": " : "", line);
	}
	for (char *at = message; *at; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	found = status_of(c, status[1], state);
	if (c && found == WB_E_LOST)
		c->lost = true;
	fb_host->fail(err, found, "%s", message);
	if (first) {
		err->native_code = (int32_t)isc_sqlcode(status);
		snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", state);
	}
	return found;
}
