/* SPDX-License-Identifier: MIT */
/* Scratch databases: files beside the database, on whichever machine that is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/split.h>

#include "schema.h"

/* The same server, the same folder. */
static char *place_of(const struct conn *c, const char *name, struct wb_error *err)
{
	char path[1024];
	const char *colon = strrchr(c->place, ':');
	char *slash_there;

	/* an alias says nothing of the folder: the server does */
	if (fb_ask((struct conn *)c, "SELECT mon$database_name FROM mon$database", path,
		   sizeof(path), err) < 0)
		return NULL;
	slash_there = strrchr(path, '/');
	if (slash_there)
		slash_there[1] = '\0';
	return colon ? kit_text_make("%S%s%s.fdb", c->place, (size_t)(colon - c->place) + 1, path,
				     name)
		     : kit_text_make("%s%s.fdb", path, name);
}

static int open_at(const struct conn *like, char *place, bool create, struct conn **out,
		   struct wb_error *err)
{
	struct conn *c = fb_new(like->client);
	int rc;

	if (!c) {
		free(place);
		return kit_no_memory(err);
	}
	c->place = place;
	memcpy(c->dpb, like->dpb, sizeof(c->dpb));
	c->dpb_len = like->dpb_len;
	c->scratch = true;
	rc = fb_open(c, create, err);
	if (rc < 0)
		fb_close(c);
	else
		*out = c;
	return rc;
}

static int drop(const struct conn *like, const char *name, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	ISC_STATUS_ARRAY status = { 0 };
	struct conn *c = NULL;
	char *place = place_of(like, name, err);
	int rc;

	if (!place)
		return err->status ? err->status : kit_no_memory(err);
	rc = open_at(like, place, false, &c, &why);
	if (rc < 0)
		return strcmp(why.sqlstate, "08001") == 0 ? 0 : (*err = why, rc);
	rc = isc_drop_database(status, &c->db) ? fb_fail(c, status, err) : 0;
	fb_close(c);
	return rc;
}

/* Nobody can list the files of a server: what is left behind stays, and says so by its name. */
int fb_scratch(void *conn, int32_t what, const char *name, void **out, struct wb_rows *rows,
	       struct wb_error *err)
{
	struct conn *made = NULL;
	char *place;
	int rc;

	(void)rows;
	if (what == WB_SCRATCH_LIST)
		return 0;
	if (what == WB_SCRATCH_DROP)
		return drop(conn, name, err);
	if (what != WB_SCRATCH_OPEN && what != WB_SCRATCH_OPEN_LIKE)
		return fb_host->fail(err, WB_E_UNSUPPORTED, "no private servers are started");
	place = place_of(conn, name, err);
	if (!place)
		return err->status ? err->status : kit_no_memory(err);
	rc = open_at(conn, place, true, &made, err);
	if (rc == 0)
		*out = made;
	return rc;
}

/* What leads out of one: users of the server, external files and programs, other databases. */
int fb_scratch_check(const struct conn *c, const struct wb_op *op, struct wb_error *err)
{
	static const char *const out[] = {
		"CREATE USER",   "ALTER USER",     "CREATE OR ALTER USER",
		"DROP USER",     "RECREATE USER",  "ALTER DATABASE",
		"CREATE SHADOW", "CREATE MAPPING", NULL
	};

	if (!c->scratch)
		return 0;
	for (size_t i = 0; out[i]; i++)
		if (kit_begins(op->text, op->len, out[i]))
			return fb_host->fail(err, WB_E_REFUSED,
					     "%s leads out of a scratch database", out[i]);
	if (kit_mentions(op->text, op->len, "EXTERNAL"))
		return fb_host->fail(err, WB_E_REFUSED, "EXTERNAL leads out of a scratch database");
	return 0;
}
