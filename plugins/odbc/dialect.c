/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <whimbrel/kit/defines.h>
#include <whimbrel/kit/effects.h>

#include "odbc.h"

const struct wb_host *odbc_host;

static char client_library[64] = "ODBC";

static const struct kit_slots slots = {
	.split = odbc_split,
	.quote = odbc_quote,
	.scratch_open = odbc_scratch_open,
	.scratch_drop = odbc_scratch_drop,
	.scratch_list = odbc_scratch_list,
};

static int odbc_load(const struct wb_host *host, struct wb_error *err)
{
	(void)err;
	odbc_host = host;
	kit_load(host, &odbc_kit);
	kit_slots_load(&slots);
	return 0;
}

static const char *const schemes[] = { "odbc", NULL };

static uint32_t effects(const char *text, size_t len)
{
	static const char *const adds[] = { "TABLE", "VIEW", NULL };

	return kit_effects(adds, text, len);
}

/* as catalog_query.c has them */
static const char *const own_kinds[] = { "rule",      "foreign table", "statistics",
					 "collation", "operator",      NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER,
	.name = "odbc",
	.version = "1.0.0",
	.description = "any database that has an ODBC driver",
	.client_library = client_library,
	.schemes = schemes,
	.options = odbc_options,
	.features = ODBC_FEATURES,
	.load = odbc_load,
	.connect = odbc_connect,
	.close = odbc_close,
	.describe = odbc_describe,
	.split = kit_slot_split,
	.quote = kit_slot_quote,
	.compose = odbc_compose,
	.execute = odbc_execute,
	.cancel = odbc_cancel,
	.lock = odbc_lock,
	.unlock = odbc_unlock,
	.holder = odbc_holder,
	.introspect = odbc_introspect,
	.render = odbc_render,
	.scratch = kit_slot_scratch,
	.effects = effects,
	.defines = kit_usual_defines,
	.offline = odbc_offline,
	.kinds = own_kinds,
};
WB_REGISTER_DIALECT(dialect)
