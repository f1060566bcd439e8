/* SPDX-License-Identifier: MIT */
/* The slots of a dialect that does nothing, for the loader's tests: each plugin beside this page
 * has one thing wrong. */
#ifndef WB_TESTS_FAKE_H
#define WB_TESTS_FAKE_H

#include <whimbrel/dialect.h>

static inline int fake_load(const struct wb_host *host, struct wb_error *err)
{
	(void)host;
	(void)err;
	return 0;
}

static inline int fake_connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	(void)params;
	(void)out;
	(void)err;
	return WB_E_CONNECT;
}

static inline void fake_close(void *conn)
{
	(void)conn;
}

static inline int fake_describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	(void)conn;
	(void)out;
	(void)err;
	return 0;
}

static inline int fake_quote(void *conn, int32_t literal, const char *text, size_t len,
			     struct wb_text *out, struct wb_error *err)
{
	(void)conn;
	(void)literal;
	(void)text;
	(void)len;
	(void)out;
	(void)err;
	return 0;
}

static inline int fake_execute(void *conn, const struct wb_op *op, struct wb_rows *rows,
			       struct wb_error *err)
{
	(void)conn;
	(void)op;
	(void)rows;
	(void)err;
	return 0;
}

static inline int fake_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	(void)conn;
	(void)key;
	(void)timeout_ms;
	(void)err;
	return 0;
}

/* clang-format off */
#define FAKE_SLOTS .connect = fake_connect, .close = fake_close, \
	.describe = fake_describe, .quote = fake_quote
/* clang-format on */

#endif
