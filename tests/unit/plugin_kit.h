/* SPDX-License-Identifier: MIT */
/* Driving a dialect through its table, as the engine does, for the tests of the dialects. */
#ifndef WB_TESTS_PLUGIN_KIT_H
#define WB_TESTS_PLUGIN_KIT_H

#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "dialect/host.h"
#include "dialect/loader.h"

static const struct wb_dialect *dialect;
static struct wb_client client; /* its log goes to `logged` */
static struct buf logged;
static struct wb_error kit_err;

static void kit_log(void *ctx, int level, const char *message)
{
	(void)ctx;
	buf_printf(&logged, "%d %s\n", level, message);
}

/* Load the dialect from the folder that WHIMBREL_PLUGIN_PATH names. */
static inline int kit_load(const char *name)
{
	struct string_vec folders = { 0 };
	const struct plugin_path path = { .folders = &folders };
	const struct plugin *plugin = NULL;
	const char *folder = getenv("WHIMBREL_PLUGIN_PATH");
	struct wb_error err = WB_ERROR_INIT;
	int status;

	client.listener.log = kit_log;
	string_vec_add(&folders, folder ? folder : "plugins/.libs");
	status = plugin_load(&path, name, &plugin, &err);
	string_vec_free(&folders);
	if (status < 0) {
		fprintf(stderr, "%s\n", err.message);
		return -1;
	}
	dialect = &plugin->table;
	return 0;
}

static inline int kit_unload(void **state)
{
	(void)state;
	buf_release(&logged);
	return 0;
}

/* Say why something that should have worked did not. */
static inline void kit_check(int status)
{
	if (status < 0)
		fail_msg("status %d: %s\n%s", status, kit_err.message, kit_err.detail);
}

static struct wb_error *kit_clear(void)
{
	memset(&kit_err, 0, sizeof(kit_err));
	kit_err.size = sizeof(kit_err);
	return &kit_err;
}

static inline int kit_take(void *ctx, const struct wb_value *values, size_t count)
{
	struct buf *out = ctx;

	for (size_t i = 0; i < count; i++) {
		buf_str(out, i ? "|" : "");
		if (values[i].data)
			buf_add(out, values[i].data, values[i].len);
		else
			buf_str(out, "NULL");
	}
	buf_char(out, '\n');
	return 0;
}

/* An own operation, all of its parts; rows go to `out` as "a|b\n" (NULL: none are wanted). */
static inline int kit_own(void *conn, int32_t what, struct wb_args *args, struct buf *out)
{
	struct wb_rows rows = { .take = kit_take, .ctx = out };
	struct wb_error *err = kit_clear();
	struct buf sql = { 0 };
	int status, more;

	args->size = sizeof(*args);
	args->part = 0;
	do {
		struct wb_op op = {
			.size = sizeof(op), .kind = WB_OP_OWN, .what = what, .args = args
		};

		buf_clear(&sql);
		status = more = dialect->compose
					? dialect->compose(conn, what, args, text_sink(&sql), err)
					: 0;
		op.text = buf_text(&sql);
		op.len = op.full_len = sql.len;
		if (status >= 0)
			status = dialect->execute(conn, &op, out ? &rows : NULL, err);
		args->part++;
	} while (status == 0 && more);
	buf_release(&sql);
	return status;
}

static inline int kit_simple(void *conn, int32_t what, const char *name)
{
	struct wb_args args = { .home = "main", .name = name };

	return kit_own(conn, what, &args, NULL);
}

/* A user's statement. */
static inline int kit_user(void *conn, const char *sql)
{
	struct wb_op op = {
		.size = sizeof(op), .kind = WB_OP_USER, .text = sql, .len = strlen(sql)
	};

	op.full_len = op.len;
	return dialect->execute(conn, &op, NULL, kit_clear());
}

/* The rows of a user's statement, until the next call. */
static inline const char *kit_expect(void *conn, const char *sql)
{
	static struct buf out;
	struct wb_rows rows = { .take = kit_take, .ctx = &out };
	struct wb_op op = {
		.size = sizeof(op), .kind = WB_OP_EXPECT, .text = sql, .len = strlen(sql)
	};
	static char text[4096];

	op.full_len = op.len;
	kit_check(dialect->execute(conn, &op, &rows, kit_clear()));
	snprintf(text, sizeof(text), "%s", buf_text(&out));
	buf_release(&out);
	return text;
}

#endif
