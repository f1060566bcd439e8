/* SPDX-License-Identifier: MIT */
/* The one table of tools. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "readers.h"

const struct import_tool import_tools[] = {
	{ .name = "dbmate", .read = dbmate_read },
	{ .name = "diesel", .read = diesel_read },
	{ .name = "flyway", .read = flyway_read },
	{ .name = "golang-migrate", .read = golang_migrate_read },
	{ .name = "goose", .read = goose_read },
	{ .name = "sqlx", .read = sqlx_read },
	{ .name = NULL },
};

#define TOOLS (sizeof(import_tools) / sizeof(import_tools[0]) - 1)

const struct import_tool *import_tool_find(const char *name, struct wb_error *err)
{
	const char *names[TOOLS], *near;
	struct buf all = { 0 };

	for (size_t i = 0; i < TOOLS; i++) {
		names[i] = import_tools[i].name;
		if (strcmp(name, names[i]) == 0)
			return &import_tools[i];
		buf_printf(&all, "%s%s", i ? ", " : "", names[i]);
	}
	near = text_nearest(name, names, TOOLS);
	wb_error_set(err, WB_E_USAGE, "there is no reader for \"%.60s\"%s%s%s (there are: %s)",
		     name, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "",
		     buf_text(&all));
	buf_release(&all);
	return NULL;
}
