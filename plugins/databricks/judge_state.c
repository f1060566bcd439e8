/* SPDX-License-Identifier: MIT */
/* What is there now, so that a later look can tell what has changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge_target.h"

static int take_id(void *ctx, json_t *row)
{
	struct brick_look *look = ctx;
	const char *id = brick_column(row, 1);

	snprintf(look->id, sizeof(look->id), "%s", id ? id : "");
	return 1;
}

static bool is_not_delta(const struct wb_error *err)
{
	return strstr(err->message, "DELTA_") != NULL ||
	       strstr(err->message, "not a Delta table") ||
	       strstr(err->message, "EXPECT_TABLE_NOT_VIEW");
}

/* 1: it is not there, or not of the kind. */
static int ask(struct brick_conn *c, struct kit_text *sql, int (*take)(void *ctx, json_t *row),
	       void *ctx, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int rc = brick_query(c, sql, take, ctx, &why);

	if (rc == 0)
		return 0;
	if (brick_is_absent(&why) || is_not_delta(&why))
		return 1;
	return kit_because(err, &why);
}

int brick_look(struct brick_conn *c, const char *kind, const char *name, struct brick_look *out,
	       struct wb_error *err)
{
	bool table = strcmp(kind, "TABLE") == 0;
	struct kit_text sql = { 0 };
	int rc;

	*out = (struct brick_look){ .version = -1, .keys = -1 };
	kit_text_write(&sql, "DESCRIBE %s %s",
		       table                       ? "DETAIL"
		       : strcmp(kind, "VIEW") == 0 ? "TABLE"
						   : kind,
		       name);
	rc = ask(c, &sql, table ? take_id : NULL, out, err);
	out->there = rc == 0;
	return rc < 0 ? rc : 0;
}

int brick_look_version(struct brick_conn *c, const char *name, struct brick_look *look,
		       struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc = 0;

	if (look->there) {
		kit_text_write(&sql, "DESCRIBE HISTORY %s LIMIT 1", name);
		rc = ask(c, &sql, brick_take_number, &look->version, err);
	}
	return rc < 0 ? rc : 0;
}

/* Of a name in full. */
int brick_look_keys(struct brick_conn *c, const char *name, struct brick_look *look,
		    struct wb_error *err)
{
	struct kit_text sql = { 0 };
	struct kit_part all[3];
	char *parts[3] = { NULL };
	int rc = 0;

	for (size_t i = kit_name_parts((struct kit_part){ name, strlen(name) }, all, 3); i; i--)
		parts[i - 1] = kit_unquoted(all[i - 1]);
	if (look->there && parts[2]) {
		kit_text_write(&sql, brick_count_keys, parts[0], parts[1], parts[2]);
		rc = ask(c, &sql, brick_take_number, &look->keys, err);
	}
	for (size_t i = 0; i < 3; i++)
		free(parts[i]);
	return rc < 0 ? rc : 0;
}

int brick_restore_point(void *conn, const char *table, struct wb_text *out_sql,
			struct wb_error *err)
{
	struct brick_conn *c = conn;
	struct brick_look now;
	struct kit_words w;
	char *name;
	int rc;

	kit_words_begin(&w, table, strlen(table), 0);
	name = brick_full_name(c, "TABLE", kit_name_take(&w));
	if (!name)
		return kit_no_memory(err);
	rc = brick_look(c, "TABLE", name, &now, err);
	if (rc == 0)
		rc = brick_look_version(c, name, &now, err);
	if (rc == 0 && !kit_words_ended(&w))
		rc = kit_host->fail(err, WB_E_SQL, "wanted is the name of one table");
	if (rc == 0 && now.version < 0)
		rc = kit_host->fail(err, WB_E_SQL, "%s is %s", name,
				    now.there ? "no Delta table, and keeps no versions"
					      : "not there when the step begins");
	if (rc == 0)
		kit_write(out_sql, "RESTORE TABLE %s TO VERSION AS OF %d", name, now.version);
	free(name);
	return rc;
}
