/* SPDX-License-Identifier: MIT */
/* The null dialect's table, and how it is connected to: begin here, then read execute.c and own.c.
 * See null.h for what it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "null.h"

const struct wb_host *null_host;

static int load(const struct wb_host *host, struct wb_error *err)
{
	(void)err;
	null_host = host;
	return 0;
}

/* ------------------------------------------------------------------ connecting */

static const char *const models[] = { "transactional", "implicit", "each", NULL };

static const struct wb_option options[] = {
	{ .name = "ddl",
	  .type = WB_OPTION_TEXT,
	  .values = models,
	  .fallback = "transactional",
	  .help = "transactional: create and drop can be rolled back; implicit: they commit; each: "
		  "they can be rolled back, and what they made is there once it is committed" },
	{ .name = "shared",
	  .type = WB_OPTION_FLAG,
	  .fallback = "yes",
	  .help = "may several steps share one commit?" },
	{ .name = "format",
	  .type = WB_OPTION_TEXT,
	  .fallback = "2",
	  .help = "1: tables are made as they were before format 2" },
	{ .name = NULL },
};

static int read_option(struct conn *c, const struct wb_pair *p, struct wb_error *err)
{
	if (strcmp(p->name, "ddl") == 0) {
		c->implicit = strcmp(p->value, "implicit") == 0;
		c->each = strcmp(p->value, "each") == 0;
	}
	if (strcmp(p->name, "shared") == 0 && strcmp(p->value, "no") == 0)
		c->shared = false;
	else if (strcmp(p->name, "format") == 0)
		c->old = strcmp(p->value, "1") == 0;
	else if (strcmp(p->name, "ddl") != 0 && strcmp(p->name, "shared") != 0)
		return null_host->fail(err, WB_E_CONFIG, "there is no option '%s'", p->name);
	return 0;
}

static void disconnect(void *conn)
{
	struct conn *c = conn;

	if (!c)
		return;
	if (c->db && atomic_load(&c->db->locked_by) == (uintptr_t)c)
		atomic_store(&c->db->locked_by, 0);
	if (c->db)
		null_unmark(c, NULL, true, NULL);
	free(c);
}

static int connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	struct conn *c = calloc(1, sizeof(*c));
	int status = 0;

	if (!c)
		return null_host->fail(err, WB_E_NOMEM, "out of memory");
	c->client = params->client;
	c->shared = true;
	for (size_t i = 0; status == 0 && i < params->option_count; i++)
		status = read_option(c, &params->options[i], err);
	c->db = null_open(params->database ? params->database : "");
	if (status == 0 && !c->db)
		status = null_host->fail(err, WB_E_NOMEM, "out of memory");
	if (status < 0)
		disconnect(c);
	else
		*out = c;
	return status;
}

static int describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	const struct conn *c = conn;

	(void)err;
	out->tables = c->db->ensured ? WB_TABLES_PRESENT : WB_TABLES_ABSENT;
	if (c->each)
		out->features = WB_F_TRANSACTIONAL_DDL | WB_F_COMMIT_EACH;
	else if (!c->implicit)
		out->features = WB_F_TRANSACTIONAL_DDL | (c->shared ? WB_F_SHARED_COMMIT : 0);
	snprintf(out->product, sizeof(out->product), "Null");
	snprintf(out->version, sizeof(out->version), "1");
	snprintf(out->database, sizeof(out->database), "%s", c->db->name);
	return 0;
}

/* ------------------------------------------------------------------ the rest */

/* A quote inside is doubled. */
static int quote(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		 struct wb_error *err)
{
	const char mark = literal ? '\'' : '"';

	(void)conn;
	if (memchr(text, '\0', len))
		return null_host->fail(err, WB_E_UNSUPPORTED, "a NUL byte can't be quoted");
	null_host->append(out, &mark, 1);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == mark)
			null_host->append(out, &mark, 1);
		null_host->append(out, text + i, 1);
	}
	null_host->append(out, &mark, 1);
	return 0;
}

/* From another thread, while `hang` runs. */
static int cancel(void *conn, struct wb_error *err)
{
	struct conn *c = conn;

	(void)err;
	atomic_store(&c->cancelled, true);
	return 0;
}

/* Whoever waits asks now and then whether it is to stop. */
static int lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	const struct timespec pause = { .tv_nsec = 5000000L };
	struct conn *c = conn;
	uintptr_t nobody = 0;

	(void)key;
	while (!atomic_compare_exchange_strong(&c->db->locked_by, &nobody, (uintptr_t)c)) {
		if (nobody == (uintptr_t)c)
			return 0;
		if (null_host->stopping(c->client))
			return null_host->fail(err, WB_E_CANCELLED, "cancelled");
		if (timeout_ms < 5)
			return null_host->fail(err, WB_E_LOCKED,
					       "another connection holds the lock");
		nanosleep(&pause, NULL);
		timeout_ms -= 5;
		nobody = 0;
	}
	return 0;
}

static int unlock(void *conn, const char *key, struct wb_error *err)
{
	struct conn *c = conn;

	(void)key;
	if (atomic_load(&c->db->locked_by) != (uintptr_t)c)
		return null_host->fail(err, WB_E_LOCK_LOST, "the lock is gone");
	atomic_store(&c->db->locked_by, 0);
	return 0;
}

static const char *const schemes[] = { "null", NULL };

/* `split` is NULL: the engine splits at semicolons, by the lexical rules 0. `compose` is NULL:
 * there is no SQL. */
static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER,
	.name = "null",
	.version = "1.0.0",
	.description = "counters in memory, for tests and to learn from",
	.schemes = schemes,
	.options = options,
	.features = WB_F_TRANSACTIONAL_DDL | WB_F_SHARED_COMMIT | WB_F_COMMIT_EACH,
	.load = load,
	.connect = connect,
	.close = disconnect,
	.describe = describe,
	.quote = quote,
	.execute = null_execute,
	.cancel = cancel,
	.lock = lock,
	.unlock = unlock,
};
WB_REGISTER_DIALECT(dialect)
