/* SPDX-License-Identifier: MIT */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include <whimbrel/kit/defines.h>
#include <whimbrel/kit/effects.h>

#include "schema.h"

static char client_library[64] = "libcurl";

static const struct kit_slots slots = {
	.split = brick_split,
	.quote = brick_quote,
	.probe = brick_probe,
	.judge = brick_judge,
	.scratch_open = brick_scratch_open,
	.scratch_drop = brick_scratch_drop,
	.scratch_list = brick_scratch_list,
};

static int load(const struct wb_host *host, struct wb_error *err)
{
	const curl_version_info_data *curl;

	kit_load(host, &brick_sql);
	kit_slots_load(&slots);
	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return host->fail(err, WB_E_NOMEM, "libcurl can't be initialised");
	curl = curl_version_info(CURLVERSION_NOW);
	snprintf(client_library, sizeof(client_library), "libcurl %.40s", curl->version);
	if (!(curl->features & CURL_VERSION_SSL))
		return host->fail(err, WB_E_UNSUPPORTED, "this libcurl was built without TLS");
	return 0;
}

static uint32_t effects(const char *text, size_t len)
{
	static const char *const adds[] = { "TABLE",   "VIEW",   "FUNCTION", "SCHEMA",
					    "CATALOG", "VOLUME", NULL };

	return kit_effects(adds, text, len);
}

static const char *const schemes[] = { "databricks", NULL };

static int defines(const char *text, size_t len, struct wb_definitions *out)
{
	static const struct kit_define kinds[] = {
		{ "schema", WB_KIND_NAMESPACE, NULL },
		{ "table", WB_KIND_TABLE, NULL },
		{ "view", WB_KIND_VIEW, NULL },
		{ "function", WB_KIND_ROUTINE, NULL },
		{ NULL, 0, NULL },
	};

	return kit_defines(kinds, text, len, out);
}

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER,
	.name = "databricks",
	.version = "1.0.0",
	.description = "Databricks SQL warehouses, with Delta tables in Unity Catalog",
	.client_library = client_library,
	.schemes = schemes,
	.options = brick_options,
	.features = WB_F_STOPS | WB_F_NO_ROLLBACK | WB_F_KEEP_BY_MERGE,
	.lexical = BRICK_LEXICAL,
	.load = load,
	.connect = brick_connect,
	.close = brick_close,
	.describe = brick_describe,
	.split = kit_slot_split,
	.quote = kit_slot_quote,
	.compose = brick_compose,
	.execute = brick_execute,
	.run = brick_run,
	.cancel = brick_cancel,
	.observe = brick_observe,
	.end_session = brick_end_session,
	.probe = kit_slot_probe,
	.judge = kit_slot_judge,
	.introspect = brick_introspect,
	.render = brick_render,
	.scratch = kit_slot_scratch,
	.database = brick_database,
	.effects = effects,
	.defines = defines,
	.restore_point = brick_restore_point,
};
WB_REGISTER_DIALECT(dialect)
