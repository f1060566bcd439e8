/* SPDX-License-Identifier: MIT */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "databricks.h"

/* What one question tells of a connection. */
enum { ROW_CATALOG, ROW_SCHEMA, ROW_USER, ROW_VERSION, ROW_TABLES };

static const char *told(const struct brick_conn *c, size_t column)
{
	const char *text = brick_column(c->description, column);

	return text ? text : "";
}

static int ask(struct brick_conn *c, const char *home, struct wb_error *err)
{
	json_t *rows = json_array();
	struct kit_text sql = { 0 };
	int rc;

	kit_text_write(&sql, brick_who, home && *home ? home : NULL);
	rc = brick_query(c, &sql, brick_keep_row, rows, err);
	json_decref(c->description);
	c->description = json_incref(json_array_get(rows, 0));
	json_decref(rows);
	return rc;
}

/* They may be named in another case, and the catalog knows them by one. */
static int note(struct brick_conn *c, const char *home, struct wb_error *err)
{
	if (!*told(c, ROW_CATALOG) || !*told(c, ROW_SCHEMA))
		return kit_host->fail(err, WB_E_CONNECT, "%s: the warehouse gave no answer",
				      c->login.host);
	if (brick_replace(&c->login.catalog, strdup(told(c, ROW_CATALOG)), err) < 0 ||
	    brick_replace(&c->login.schema, strdup(told(c, ROW_SCHEMA)), err) < 0)
		return kit_failed(err);
	snprintf(c->home, sizeof(c->home), "%s", home && *home ? home : c->login.schema);
	return 0;
}

/* Of the connections of this process, by their numbers, a bit each: which are open? After so many they are used again. */
#define MOST_OPEN 1024
static atomic_uint connections;
static atomic_ullong open_ones[MOST_OPEN / 64];
#define WORD(number) (&open_ones[(number) % MOST_OPEN / 64])
#define BIT(number) (1ULL << (number) % 64)

bool brick_is_open(unsigned number)
{
	return atomic_load(WORD(number)) & BIT(number);
}

struct brick_conn *brick_open(const struct wb_params *params, struct wb_error *err)
{
	struct brick_conn *c = calloc(1, sizeof(*c));

	if (!c) {
		kit_no_memory(err);
		return NULL;
	}
	c->client = params->client;
	c->number = atomic_fetch_add(&connections, 1) + 1;
	atomic_fetch_or(WORD(c->number), BIT(c->number));
	c->lease.ttl_ms = BRICK_LEASE_MS;
	c->statement_timeout_ms = params->statement_timeout_ms;
	snprintf(c->run_id, sizeof(c->run_id), "%s", params->run_id ? params->run_id : "");
	c->curl = curl_easy_init();
	if (!c->curl)
		kit_no_memory(err);
	else if (brick_login_read(&c->login, params, err) == 0)
		return c;
	brick_close(c);
	return NULL;
}

static int learn_server(struct brick_conn *c, const char *home, struct wb_error *err)
{
	int rc = ask(c, home, err);

	if (rc < 0 && err && strstr(err->message, "information_schema"))
		snprintf(err->detail, sizeof(err->detail),
			 "The catalog has no information_schema, so it is none of Unity Catalog's "
			 "(hive_metastore): name one that is with catalog=NAME.");
	if (rc < 0 || note(c, home, err) < 0)
		return kit_failed(err);
	c->described = true;
	return 0;
}

int brick_learn_like(struct brick_conn *c, const struct brick_conn *like, struct wb_error *err)
{
	c->description = json_pack("[s,s,s,s,s]", told(like, ROW_CATALOG), c->login.schema,
				   told(like, ROW_USER), told(like, ROW_VERSION), "0");
	c->described = true;
	return note(c, NULL, err);
}

int brick_connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	struct brick_conn *c = brick_open(params, err);
	int rc = c ? learn_server(c, params->version_schema, err) : kit_failed(err);

	if (rc < 0) {
		/* there was no way to it yet */
		if (err && err->status == WB_E_LOST)
			err->status = rc = WB_E_CONNECT;
		brick_close(c);
		return rc;
	}
	*out = c;
	return 0;
}

void brick_close(void *conn)
{
	struct brick_conn *c = conn;

	if (!c)
		return;
	if (c->number)
		atomic_fetch_and(WORD(c->number), ~BIT(c->number));
	if (c->curl)
		curl_easy_cleanup(c->curl);
	json_decref(c->description);
	brick_unfollow(c);
	json_decref(c->made);
	free(c->target_catalog);
	free(c->target_schema);
	brick_login_release(&c->login);
	free(c);
}

int brick_describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	struct brick_conn *c = conn;

	/* what `connect` has asked is as good once */
	if (!c->described && ask(c, c->home, err) < 0)
		return kit_failed(err);
	c->described = false;
	out->tables = *told(c, ROW_TABLES) > '0' ? WB_TABLES_PRESENT : WB_TABLES_ABSENT;
	out->features = WB_F_STOPS | WB_F_NO_ROLLBACK | WB_F_KEEP_BY_MERGE;
	snprintf(out->product, sizeof(out->product), "Databricks");
	snprintf(out->version, sizeof(out->version), "Spark %.*s",
		 (int)strcspn(told(c, ROW_VERSION), " "), told(c, ROW_VERSION));
	snprintf(out->database, sizeof(out->database), "%s", c->login.catalog);
	snprintf(out->schema, sizeof(out->schema), "%s", c->login.schema);
	/* a target's schema is always named, and its name is part of nothing: no other is usual */
	snprintf(out->usual_schema, sizeof(out->usual_schema), "information_schema");
	snprintf(out->home, sizeof(out->home), "%s", c->home);
	snprintf(out->user, sizeof(out->user), "%s", told(c, ROW_USER));
	snprintf(out->session, sizeof(out->session), "run %s connection %u", c->run_id, c->number);
	out->lease_ms = BRICK_LEASE_MS;
	out->lease_poll_ms = BRICK_LEASE_POLL_MS;
	return 0;
}

/* The loops that wait see it; asked again it is the same. */
int brick_cancel(void *conn, struct wb_error *err)
{
	struct brick_conn *c = conn;

	(void)err;
	atomic_store(&c->cancelled, true);
	return 0;
}
