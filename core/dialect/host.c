/* SPDX-License-Identifier: MIT */
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/secrets.h"
#include "deadline.h"
#include "lex/lex.h"
#include "loader.h"
#include "portable.h"

static void host_log(struct wb_client *client, int32_t level, const char *message)
{
	client_log(client, level, "%s", message);
}

static int host_stopping(struct wb_client *client)
{
	return client && atomic_load(&client->stopping) ? 1 : 0;
}

static void host_append(struct wb_text *text, const char *data, size_t len)
{
	if (text)
		buf_add(sink_buf(text), data, len);
}

static int host_row(struct wb_rows *rows, const struct wb_value *values, size_t count)
{
	if (!rows || !rows->take)
		return 1;
	return rows->take(rows->ctx, values, count);
}

static int host_object(struct wb_schema *sink, const struct wb_object *object)
{
	return sink->object(sink->ctx, object);
}

static int host_edge(struct wb_schema *sink, const struct wb_object *from,
		     const struct wb_object *to)
{
	return sink->edge(sink->ctx, WB_EDGE_NEEDS, from, to);
}

static int host_edge_as(struct wb_schema *sink, int32_t flavour, const struct wb_object *from,
			const struct wb_object *to)
{
	return sink->edge(sink->ctx, flavour, from, to);
}

static int host_fail(struct wb_error *err, int32_t status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int host_fail(struct wb_error *err, int32_t status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	wb_error_vset(err, status, format, args);
	va_end(args);
	return status;
}

/* Without memory it can't be kept, and then little else can. */
static void host_hide(const char *secret)
{
	if (secret)
		secrets_add(secret, strlen(secret), NULL);
}

static const struct wb_host services = {
	.abi_version = WB_ABI_VERSION,
	.struct_size = sizeof(struct wb_host),
	.log = host_log,
	.progress = client_phase,
	.stopping = host_stopping,
	.append = host_append,
	.row = host_row,
	.object = host_object,
	.edge = host_edge,
	.fail = host_fail,
	.sqlstate_status = wb_sqlstate_status,
	.scan = lex_scan,
	.skip = lex_skip,
	.split = lex_split,
	.portable = portable_compose,
	.wait_begin = deadline_begin,
	.wait_end = deadline_end,
	.edge_as = host_edge_as,
	.hide = host_hide,
};

const struct wb_host *host_services(void)
{
	return &services;
}
