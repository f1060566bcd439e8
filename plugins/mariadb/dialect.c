/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <whimbrel/kit/defines.h>
#include <whimbrel/kit/effects.h>
#include <whimbrel/kit/words.h>

#include "schema.h"

const struct wb_host *maria_host;

static char client_library[64] = "MariaDB Connector/C";

static const struct kit_slots slots = {
	.split = maria_split,
	.quote = maria_quote,
	.probe = maria_probe,
	.judge = maria_judge,
	.remember = maria_remember,
	.sample = maria_sample,
	.scratch_open = maria_scratch_open,
	.scratch_clear = maria_scratch_clear,
	.scratch_drop = maria_scratch_drop,
	.scratch_list = maria_scratch_list,
};

static int maria_load(const struct wb_host *host, struct wb_error *err)
{
	maria_host = host;
	kit_load(host, &maria_sql);
	kit_slots_load(&slots);
	snprintf(client_library, sizeof(client_library), "MariaDB Connector/C %.40s",
		 mysql_get_client_info());
	if (!mysql_thread_safe())
		return host->fail(err, WB_E_UNSUPPORTED,
				  "this Connector/C was built without threads");
	if (mysql_library_init(0, NULL, NULL))
		return host->fail(err, WB_E_NOMEM, "Connector/C can't be initialised");
	return 0;
}

static const char *const schemes[] = { "mariadb", "mysql", NULL };

static uint32_t effects(const char *text, size_t len)
{
	static const char *const adds[] = { "TABLE",    "VIEW",      "TRIGGER",
					    "FUNCTION", "PROCEDURE", "SCHEMA",
					    "SEQUENCE", "EVENT",     NULL };

	/* CHANGE gives a column another name */
	return kit_effects(adds, text, len) |
	       (kit_alters_by(text, len, "CHANGE") ? WB_EFFECT_RENAMES : 0);
}

static const char *const own_kinds[] = { "function", "procedure", "package", "package body", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER,
	.name = "mariadb",
	.version = "1.0.0",
	.description = "MariaDB and MySQL",
	.client_library = client_library,
	.schemes = schemes,
	.options = maria_options,
	.features = MARIA_FEATURES,
	.lexical = WB_LEX_BACKSLASH | WB_LEX_HASH | WB_LEX_DASH_SPACE | WB_LEX_BACKTICK |
		   WB_LEX_EXECUTABLE,
	.load = maria_load,
	.connect = maria_connect,
	.close = maria_close,
	.describe = maria_describe,
	.split = kit_slot_split,
	.quote = kit_slot_quote,
	.compose = maria_compose,
	.execute = maria_execute,
	.run = maria_run,
	.cancel = maria_cancel,
	.lock = maria_lock,
	.unlock = maria_unlock,
	.holder = maria_holder,
	.observe = maria_observe,
	.end_session = maria_end_session,
	.probe = kit_slot_probe,
	.judge = kit_slot_judge,
	.introspect = maria_introspect,
	.render = maria_render,
	.scratch = kit_slot_scratch,
	.database = maria_database,
	.backup = maria_backup,
	.backup_suffix = ".sql",
	.kinds = own_kinds,
	.serve = maria_serve,
	.remember = kit_slot_remember,
	.recall = maria_recall,
	.sample = kit_slot_sample,
	.effects = effects,
	.defines = kit_usual_defines,
};
WB_REGISTER_DIALECT(dialect)
