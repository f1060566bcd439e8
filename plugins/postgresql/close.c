/* SPDX-License-Identifier: MIT */
/* The end of a connection, and of all that was known of its session. */
#include <stdlib.h>

#include "postgresql.h"

void pg_close(void *conn)
{
	struct pg_conn *c = conn;

	if (!c)
		return;
	pg_disconnect(c);
	free(c->version_schema);
	free(c->roles);
	free(c->reaching);
	pg_lost_release(c);
	pthread_mutex_destroy(&c->renewal);
	free(c);
}
