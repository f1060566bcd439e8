/* SPDX-License-Identifier: MIT */
/* GET_LOCK: a lock of the server that belongs to the connection, and ends with it. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maria.h"

/* The set of tables is known by the database that they are in, whichever one the connection is to.
 * Letters of either case are one: so are they where names are files. As an expression, since the
 * native client asks for the same lock in a script. */
void maria_lock_name(const char *home, char out[MARIA_LOCK_NAME])
{
	size_t n = (size_t)snprintf(out, MARIA_LOCK_NAME, "CONCAT('whimbrel:',MD5(LOWER(");

	if (home && *home) {
		n += (size_t)snprintf(out + n, MARIA_LOCK_NAME - n, "_utf8mb4 X'");
		for (; *home && n + 8 < MARIA_LOCK_NAME; home++)
			n += (size_t)snprintf(out + n, MARIA_LOCK_NAME - n, "%02x",
					      (unsigned)(unsigned char)*home);
		n += (size_t)snprintf(out + n, MARIA_LOCK_NAME - n, "')))");
	} else {
		snprintf(out + n, MARIA_LOCK_NAME - n, "DATABASE())))");
	}
}

/* The name of a lease in 64 characters, for a key of any length. */
void maria_lease_name(const char *key, char out[65])
{
	uint64_t a = UINT64_C(0xcbf29ce484222325), b = UINT64_C(0x84222325cbf29ce4);

	for (; *key; key++) {
		unsigned char byte = (unsigned char)tolower((unsigned char)*key);

		a = (a ^ byte) * UINT64_C(0x100000001b3);
		b = (b ^ a ^ byte) * UINT64_C(0x9e3779b97f4a7c15);
	}
	snprintf(out, 65, "whimbrel:%016" PRIx64 "%016" PRIx64, a, b);
}

enum { BUSY, TAKEN, TAKEN_AND_LEASES };

struct taking {
	char got[16], name[65], leases[16];
};

static void take_taking(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	struct taking *t = ctx;

	(void)lengths;
	if (columns == 1) {
		snprintf(t->leases, sizeof(t->leases), "%s", row[0] ? row[0] : "");
		return;
	}
	snprintf(t->got, sizeof(t->got), "%s", row[0] ? row[0] : "");
	snprintf(t->name, sizeof(t->name), "%s", row[1] ? row[1] : "");
}

/* Is there a table of leases? That is looked for behind taking the lock, in the same message. */
static int try_lock(struct maria_conn *c, int64_t wait_ms, struct wb_error *err)
{
	struct taking t = { .got = "" };
	char name[MARIA_LOCK_NAME], sql[2 * MARIA_LOCK_NAME + 1024], home[2 * sizeof(c->home) + 1];

	maria_lock_name(c->home, name);
	mysql_hex_string(home, c->home, strlen(c->home));
	snprintf(sql, sizeof(sql),
		 "/*M! SET STATEMENT max_statement_time=0 FOR */ SELECT GET_LOCK(%s,%d.%03d),%s;"
		 "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema=_utf8mb4 X'%s' "
		 "AND table_name='whimbrel_lock'",
		 name, (int)(wait_ms / 1000), (int)(wait_ms % 1000), name, home);
	if (maria_query_all(c, &(struct kit_part){ sql, strlen(sql) }, take_taking, &t, err) < 0)
		return kit_failed(err);
	if (t.got[0] != '1')
		return BUSY;
	memcpy(c->lock, t.name, sizeof(c->lock));
	return t.leases[0] == '0' ? TAKEN : TAKEN_AND_LEASES;
}

struct holder {
	char session[64], user[128], host[128], since[64];
	bool found;
};

static void take_holder(void *ctx, MYSQL_ROW row)
{
	struct holder *h = ctx;

	if (!row[0])
		return;
	h->found = true;
	snprintf(h->session, sizeof(h->session), "%s", row[0]);
	snprintf(h->user, sizeof(h->user), "%s", row[1] ? row[1] : "?");
	snprintf(h->host, sizeof(h->host), "%s", row[2] ? row[2] : "?");
	snprintf(h->since, sizeof(h->since), "%s", row[3] ? row[3] : "");
}

static int find_holder(struct maria_conn *c, struct holder *h, struct wb_error *err)
{
	char name[MARIA_LOCK_NAME], sql[MARIA_LOCK_NAME + 256];

	maria_lock_name(c->home, name);
	snprintf(sql, sizeof(sql),
		 "SELECT h.id,p.user,p.host,p.time FROM (SELECT IS_USED_LOCK(%s) AS id) h "
		 "LEFT JOIN information_schema.processlist p ON p.id=h.id",
		 name);
	return maria_query(c, sql, take_holder, h, err);
}

static int describe_holder(const struct holder *h, char *out, size_t size)
{
	return snprintf(out, size, "connection %s of %s, from %s, in its present command for %s s",
			h->session, h->user, h->host, *h->since ? h->since : "?");
}

static int refused(struct maria_conn *c, struct wb_error *err)
{
	struct holder h = { .found = false };
	struct wb_error ignored = WB_ERROR_INIT;
	char holder[512];

	maria_host->fail(err, WB_E_LOCKED, "another run holds the lock");
	if (find_holder(c, &h, &ignored) == 0 && h.found) {
		describe_holder(&h, holder, sizeof(holder));
		snprintf(err->detail, sizeof(err->detail), "held by %s", holder);
	}
	return WB_E_LOCKED;
}

/* The session becomes one that begins now: others have held the lock since it began. */
static int begin_anew(struct maria_conn *c, struct wb_error *err)
{
	if (c->mysql)
		return 0;
	c->session.made_up = c->session.role_due = c->session.other_database = true;
	/* one that it is in already is not looked at again */
	return maria_query(c, "USE information_schema", NULL, NULL, err) < 0 ||
			       maria_query(c, maria_init_connect_sql, maria_init_connect_take, c,
					   err) < 0
		       ? kit_failed(err)
		       : maria_restore_now(c, err);
}

int maria_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	struct maria_conn *c = conn;
	const int64_t end = kit_clock_ms() + timeout_ms;
	int64_t left = timeout_ms;
	/* a lease is waited for between two calls */
	bool waited = c->asked_for_lock;

	(void)key;
	c->asked_for_lock = true;
	for (;;) {
		int rc = try_lock(c, left > 1000 ? 1000 : left > 0 ? left : 0, err);

		if (rc != BUSY && rc >= 0 && waited && begin_anew(c, err) < 0)
			return kit_failed(err);
		if (rc != BUSY)
			return rc < 0 ? rc : rc == TAKEN_AND_LEASES;
		waited = true;
		if (maria_host->stopping(c->link.client))
			return maria_host->fail(err, WB_E_CANCELLED, "interrupted");
		left = end - kit_clock_ms();
		if (left <= 0)
			return refused(c, err);
	}
}

int maria_unlock(void *conn, const char *key, struct wb_error *err)
{
	struct maria_conn *c = conn;
	char sql[128], got[16];

	(void)key;
	snprintf(sql, sizeof(sql), "SELECT RELEASE_LOCK('%s')", c->lock);
	c->lock[0] = '\0';
	if (maria_simple(c, sql, got, sizeof(got), err) < 0)
		return kit_failed(err);
	if (got[0] == '1')
		return 0;
	return maria_host->fail(err, WB_E_LOCK_LOST,
				"the lock was no longer held at the end of the run");
}

int maria_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		 struct wb_error *err)
{
	struct holder h = { .found = false };
	char words[512];

	(void)key;
	if (find_holder(conn, &h, err) < 0)
		return kit_failed(err);
	if (!h.found)
		return 0;
	describe_holder(&h, words, sizeof(words));
	kit_add(out, words);
	snprintf(words, sizeof(words), "connection %s", h.session);
	kit_add(out_session, words);
	return 1;
}

/* A reading of the lease that tells of the lock as well: one row in any case. */
int maria_read_lease(const struct wb_portable *how, const struct wb_args *args, struct wb_text *out,
		     struct wb_error *err)
{
	char name[MARIA_LOCK_NAME];
	int rc;

	maria_lock_name(args->home, name);
	kit_write(out,
		  "SELECT l.*,CONCAT('connection ',h.id,IFNULL(CONCAT(' of ',p.user,', from ',"
		  "p.host),'')) FROM (SELECT IS_USED_LOCK(%s) AS id) h LEFT JOIN "
		  "information_schema.processlist p ON p.id=h.id LEFT JOIN (",
		  name);
	rc = maria_host->portable(how, WB_OWN_LEASE_READ, args, out, err);
	kit_add(out, ") l ON TRUE");
	return rc;
}
