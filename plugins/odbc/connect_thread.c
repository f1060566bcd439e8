/* SPDX-License-Identifier: MIT */
/* Connecting. Some drivers wait for ever for the first word of a server, and none can be called back while it connects:
 * a thread does it, and is left to itself when nobody waits for it any more. (That is why this plugin is never unloaded.) */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "odbc.h"

#define LOOKS_MS 20

struct attempt {
	pthread_mutex_t mutex;
	SQLHENV env;
	SQLHDBC dbc;
	SQLWCHAR *way; /* a secret */
	size_t len;
	SQLRETURN said;
	bool done, alone; /* nobody waits for it: it cleans up after itself */
};

static void attempt_free(struct attempt *a)
{
	if (a->way)
		explicit_bzero(a->way, a->len * sizeof(*a->way));
	free(a->way);
	pthread_mutex_destroy(&a->mutex);
	free(a);
}

static struct attempt *attempt_make(const struct odbc_conn *c)
{
	struct attempt *a = c->way.failed ? NULL : calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	pthread_mutex_init(&a->mutex, NULL);
	a->env = c->env;
	a->dbc = c->dbc;
	a->way = odbc_wide(c->way.data, c->way.len, &a->len);
	if (a->way)
		return a;
	attempt_free(a);
	return NULL;
}

static void *work(void *arg)
{
	struct attempt *a = arg;
	SQLRETURN said = SQLDriverConnectW(a->dbc, NULL, a->way, (SQLSMALLINT)a->len, NULL, 0, NULL,
					   SQL_DRIVER_NOPROMPT);
	bool alone;

	pthread_mutex_lock(&a->mutex);
	a->said = said;
	a->done = true;
	alone = a->alone;
	pthread_mutex_unlock(&a->mutex);
	if (!alone)
		return NULL;
	if (SQL_SUCCEEDED(said))
		SQLDisconnect(a->dbc);
	SQLFreeHandle(SQL_HANDLE_DBC, a->dbc);
	SQLFreeHandle(SQL_HANDLE_ENV, a->env);
	attempt_free(a);
	return NULL;
}

/* 1: it is done; 0: it is not, and is looked at again after a moment. */
static int look(struct attempt *a, uint32_t *pause_ms)
{
	struct timespec pause = { .tv_nsec = *pause_ms * 1000000L };
	bool done;

	pthread_mutex_lock(&a->mutex);
	done = a->done;
	pthread_mutex_unlock(&a->mutex);
	if (done)
		return 1;
	nanosleep(&pause, NULL);
	*pause_ms = *pause_ms * 2 < LOOKS_MS ? *pause_ms * 2 : LOOKS_MS;
	return 0;
}

static int wait_for(struct odbc_conn *c, struct attempt *a, struct wb_error *err)
{
	const int64_t until = kit_clock_ms() + c->connect_timeout_ms;
	uint32_t pause_ms = 1;

	while (!look(a, &pause_ms)) {
		if (odbc_host->stopping(c->client))
			return odbc_host->fail(err, WB_E_CANCELLED, "cancelled");
		if (c->connect_timeout_ms && kit_clock_ms() >= until)
			return odbc_host->fail(err, WB_E_CONNECT,
					       "the driver did not connect within %u ms "
					       "(connect_timeout)",
					       c->connect_timeout_ms);
	}
	return 0;
}

/* It goes on without us, unless it has just come to its end. */
static bool leave(struct odbc_conn *c, struct attempt *a)
{
	bool done;

	pthread_mutex_lock(&a->mutex);
	a->alone = true;
	done = a->done;
	pthread_mutex_unlock(&a->mutex);
	if (!done)
		c->env = c->dbc = NULL;
	return !done;
}

static int result(struct odbc_conn *c, const struct attempt *a, struct wb_error *err)
{
	int rc;

	c->connected = SQL_SUCCEEDED(a->said);
	if (c->connected)
		return 0;
	rc = odbc_fail(c, SQL_HANDLE_DBC, c->dbc, err);
	if (rc != WB_E_NOMEM && rc != WB_E_CANCELLED)
		rc = err->status = WB_E_CONNECT;
	return rc;
}

int odbc_open(struct odbc_conn *c, struct wb_error *err)
{
	struct attempt *a = attempt_make(c);
	pthread_t thread;
	int rc;

	if (!a)
		return kit_no_memory(err);
	if (pthread_create(&thread, NULL, work, a) != 0) {
		attempt_free(a);
		return odbc_host->fail(err, WB_E_NOMEM, "no thread can be started");
	}
	rc = wait_for(c, a, err);
	if (rc < 0 && leave(c, a)) {
		pthread_detach(thread);
		return rc;
	}
	pthread_join(thread, NULL);
	if (rc == 0)
		rc = result(c, a, err);
	else
		c->connected = SQL_SUCCEEDED(a->said);
	attempt_free(a);
	return rc;
}
