/* SPDX-License-Identifier: MIT */
/* GET_LOCK: a lock of the server that belongs to the connection, and ends with it. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "maria.h"

/* One of 64 characters at most, for a key of any length. Letters of either case are one: so are
 * they where names are files. */
void maria_lock_name(const char *key, char out[65])
{
	uint64_t a = UINT64_C(0xcbf29ce484222325), b = UINT64_C(0x84222325cbf29ce4);

	for (; *key; key++) {
		unsigned char byte = (unsigned char)tolower((unsigned char)*key);

		a = (a ^ byte) * UINT64_C(0x100000001b3);
		b = (b ^ a ^ byte) * UINT64_C(0x9e3779b97f4a7c15);
	}
	snprintf(out, 65, "whimbrel:%016" PRIx64 "%016" PRIx64, a, b);
}

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* 1: it is ours. */
static int try_lock(struct maria_conn *c, const char *name, int64_t wait_ms, struct wb_error *err)
{
	char sql[160], got[16];

	snprintf(sql, sizeof(sql),
		 "/*M! SET STATEMENT max_statement_time=0 FOR */ SELECT GET_LOCK('%s',%d.%03d)",
		 name, (int)(wait_ms / 1000), (int)(wait_ms % 1000));
	if (maria_simple(c, sql, got, sizeof(got), err) < 0)
		return err->status;
	return got[0] == '1';
}

struct holder {
	char session[64], user[128], host[128], since[64];
	bool found;
};

static void take_holder(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	struct holder *h = ctx;

	(void)lengths;
	(void)columns;
	if (!row[0])
		return;
	h->found = true;
	snprintf(h->session, sizeof(h->session), "%s", row[0]);
	snprintf(h->user, sizeof(h->user), "%s", row[1] ? row[1] : "?");
	snprintf(h->host, sizeof(h->host), "%s", row[2] ? row[2] : "?");
	snprintf(h->since, sizeof(h->since), "%s", row[3] ? row[3] : "");
}

static int find_holder(struct maria_conn *c, const char *name, struct holder *h,
		       struct wb_error *err)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
		 "SELECT h.id,p.user,p.host,p.time FROM (SELECT IS_USED_LOCK('%s') AS id) h "
		 "LEFT JOIN information_schema.processlist p ON p.id=h.id",
		 name);
	return maria_query(c, sql, strlen(sql), take_holder, h, err);
}

static int describe_holder(const struct holder *h, char *out, size_t size)
{
	return snprintf(out, size, "connection %s of %s, from %s, in its present command for %s s",
			h->session, h->user, h->host, *h->since ? h->since : "?");
}

static int refused(struct maria_conn *c, const char *name, struct wb_error *err)
{
	struct holder h = { .found = false };
	struct wb_error ignored = WB_ERROR_INIT;
	char holder[512];

	maria_host->fail(err, WB_E_LOCKED, "another run holds the lock");
	if (find_holder(c, name, &h, &ignored) == 0 && h.found) {
		describe_holder(&h, holder, sizeof(holder));
		snprintf(err->detail, sizeof(err->detail), "held by %s", holder);
	}
	return WB_E_LOCKED;
}

int maria_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	struct maria_conn *c = conn;
	const int64_t end = clock_ms() + timeout_ms;
	int64_t left = timeout_ms;
	char name[65];

	maria_lock_name(key, name);
	for (;;) {
		int rc = try_lock(c, name, left > 1000 ? 1000 : left > 0 ? left : 0, err);

		if (rc < 0)
			return rc;
		if (rc == 1) {
			memcpy(c->lock, name, sizeof(c->lock));
			return 0;
		}
		if (maria_host->stopping(c->client))
			return maria_host->fail(err, WB_E_CANCELLED, "interrupted");
		left = end - clock_ms();
		if (left <= 0)
			return refused(c, name, err);
	}
}

int maria_unlock(void *conn, const char *key, struct wb_error *err)
{
	struct maria_conn *c = conn;
	char sql[128], got[16], name[65];

	maria_lock_name(key, name);
	c->lock[0] = '\0';
	snprintf(sql, sizeof(sql), "SELECT RELEASE_LOCK('%s')", name);
	if (maria_simple(c, sql, got, sizeof(got), err) < 0)
		return err->status;
	if (got[0] == '1')
		return 0;
	return maria_host->fail(err, WB_E_LOCK_LOST,
				"the lock was no longer held at the end of the run");
}

int maria_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		 struct wb_error *err)
{
	struct holder h = { .found = false };
	char words[512], name[65];

	maria_lock_name(key, name);
	if (find_holder(conn, name, &h, err) < 0)
		return err->status;
	if (!h.found)
		return 0;
	describe_holder(&h, words, sizeof(words));
	maria_add(out, words);
	snprintf(words, sizeof(words), "connection %s", h.session);
	maria_add(out_session, words);
	return 1;
}
