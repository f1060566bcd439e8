/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "firebird.h"

/* ------------------------------------------------------------------ where it is */

/* "path" for the engine in this process, else "host/port:path". */
static int find_place(const struct wb_params *params, char **out, struct wb_error *err)
{
	const char *path = params->database ? params->database : "";
	char folder[2048] = "";
	struct kit_text text = { 0 };

	if (!*path)
		return fb_host->fail(
			err, WB_E_CONFIG,
			"the URL names no database: firebird:///PATH, or "
			"firebird://user@host/ALIAS, or with two slashes before a path");
	if (params->host)
		kit_text_write(&text, "%s%s%s:%s", params->host, params->port ? "/" : "",
			       params->port, path);
	else if (*path == '/' || !getcwd(folder, sizeof(folder)))
		kit_text_add(&text, path);
	else
		kit_text_write(&text, "%s/%s", folder, path);
	*out = kit_text_take(&text);
	return *out ? 0 : kit_no_memory(err);
}

/* ------------------------------------------------------------------ connecting */

static void add(struct conn *c, int code, const char *value)
{
	size_t len = value ? strlen(value) : 0;

	if (!value || len > 255 || (size_t)c->dpb_len + len + 2 > sizeof(c->dpb))
		return;
	c->dpb[c->dpb_len++] = (char)code;
	c->dpb[c->dpb_len++] = (char)len;
	memcpy(c->dpb + c->dpb_len, value, len);
	c->dpb_len = (short)(c->dpb_len + (short)len);
}

static void fill(struct conn *c, const struct wb_params *params)
{
	const uint32_t seconds = (params->connect_timeout_ms + 999) / 1000;
	const char number[] = { (char)seconds, 0 };

	c->dpb[c->dpb_len++] = isc_dpb_version1;
	/* who runs the engine in this process needs no password */
	add(c, isc_dpb_user_name, params->user ? params->user : params->host ? NULL : "SYSDBA");
	add(c, isc_dpb_password, params->password);
	add(c, isc_dpb_lc_ctype, "UTF8");
	add(c, isc_dpb_set_db_charset, "UTF8"); /* of one that is made */
	add(c, isc_dpb_sql_dialect, "\3");
	if (seconds && seconds < 256)
		add(c, isc_dpb_connect_timeout, number);
}

int fb_open(struct conn *c, bool create, struct wb_error *err)
{
	ISC_STATUS_ARRAY status = { 0 };
	struct sigaction interrupt, end;
	int rc;

	sigaction(SIGINT, NULL, &interrupt);
	sigaction(SIGTERM, NULL, &end);
	if (create)
		isc_create_database(status, 0, c->place, &c->db, c->dpb_len, c->dpb, 0);
	else
		isc_attach_database(status, 0, c->place, &c->db, c->dpb_len, c->dpb);
	/* the library shuts all connections down at these, from its first one on: they are the engine's */
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGTERM, &end, NULL);
	if (!fb_failed(status))
		return 0;
	rc = fb_fail(c, status, err);
	if (rc != WB_E_CANCELLED && rc != WB_E_NOMEM)
		rc = err->status = WB_E_CONNECT;
	return rc;
}

struct conn *fb_new(struct wb_client *client)
{
	struct conn *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->client = client;
	kit_running_init(&c->running, fb_stop, c);
	return c;
}

static int connect_or_create(const struct wb_params *params, bool create, void **out,
			     struct wb_error *err)
{
	struct conn *c = fb_new(params->client);
	int rc = c ? find_place(params, &c->place, err) : kit_no_memory(err);

	if (rc == 0) {
		c->lock_timeout_ms = params->statement_lock_timeout_ms;
		fill(c, params);
		rc = fb_open(c, create, err);
	}
	if (rc < 0)
		fb_close(c);
	else
		*out = c;
	return rc;
}

int fb_connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	return connect_or_create(params, false, out, err);
}

void fb_close(void *conn)
{
	struct conn *c = conn;
	ISC_STATUS_ARRAY status;

	if (!c)
		return;
	if (c->tx)
		isc_rollback_transaction(status, &c->tx);
	if (c->locks)
		isc_rollback_transaction(status, &c->locks);
	if (c->db)
		isc_detach_database(status, &c->db);
	kit_running_release(&c->running);
	explicit_bzero(c->dpb, sizeof(c->dpb));
	free(c->place);
	free(c);
}

/* ------------------------------------------------------------------ what it is like */

int fb_describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	struct conn *c = conn;
	char count[8] = "";
	int rc = fb_ask(
		c,
		"SELECT COUNT(*) FROM rdb$relations WHERE rdb$relation_name = 'WHIMBREL_VERSION'",
		count, sizeof(count), err);

	out->tables = count[0] == '1' ? WB_TABLES_PRESENT : WB_TABLES_ABSENT;
	out->features = WB_F_TRANSACTIONAL_DDL | WB_F_COMMIT_EACH | WB_F_NO_KEEP;
	snprintf(out->product, sizeof(out->product), "Firebird");
	if (rc == 0)
		rc = fb_ask(c,
			    "SELECT rdb$get_context('SYSTEM', 'ENGINE_VERSION') FROM rdb$database",
			    out->version, sizeof(out->version), err);
	if (rc == 0)
		rc = fb_ask(c, "SELECT CURRENT_USER FROM rdb$database", out->user,
			    sizeof(out->user), err);
	if (rc == 0)
		rc = fb_ask(c, "SELECT CURRENT_CONNECTION FROM rdb$database", out->session,
			    sizeof(out->session), err);
	/* the file, whichever way and alias led to it */
	if (rc == 0)
		rc = fb_ask(c, "SELECT mon$database_name FROM mon$database", out->identity,
			    sizeof(out->identity), err);
	snprintf(out->database, sizeof(out->database), "%s", c->place);
	return rc;
}

/* ------------------------------------------------------------------ making and dropping */

int fb_database(const struct wb_params *params, int32_t what, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	ISC_STATUS_ARRAY status = { 0 };
	void *conn = NULL;
	int rc = fb_connect(params, &conn, &why);
	const bool there = rc == 0, absent = strcmp(why.sqlstate, "08001") == 0;

	if (!there && !absent)
		return kit_because(err, &why);
	rc = (what == WB_DATABASE_CREATE) == there; /* already */
	if (!rc && there && isc_drop_database(status, &((struct conn *)conn)->db))
		rc = fb_fail(conn, status, err);
	else if (!rc && !there)
		rc = connect_or_create(params, true, &conn, err);
	fb_close(conn);
	return rc;
}
