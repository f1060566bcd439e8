/* SPDX-License-Identifier: MIT */
/* The settings of a session of ours. */
#include <stdio.h>

#include "postgresql.h"

/* A dead client is noticed within a second, from 14 on. */
bool pg_can_check(const struct pg_conn *c)
{
	return PQserverVersion(c->db) >= 140000 && !c->watcher;
}

void pg_settings_sql(const struct pg_conn *c, bool local, char *out, size_t size)
{
	int at = snprintf(out, size, "SELECT 1");
	const char *scope = local ? "true" : "false";
	int empty = at;

	if (pg_can_check(c) && !local && !c->no_check)
		at += snprintf(
			out + at, size - (size_t)at,
			", pg_catalog.set_config('client_connection_check_interval', '1s', %s)",
			scope);
	if (c->wait.statement_timeout_ms || c->no_timeout)
		at += snprintf(out + at, size - (size_t)at,
			       ", pg_catalog.set_config('statement_timeout', '%u', %s)",
			       c->wait.statement_timeout_ms, scope);
	if (c->wait.lock_timeout_ms)
		at += snprintf(out + at, size - (size_t)at,
			       ", pg_catalog.set_config('lock_timeout', '%u', %s)",
			       c->wait.lock_timeout_ms, scope);
	if (at == empty)
		out[0] = '\0';
}
