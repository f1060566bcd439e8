/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <stdio.h>

#include <whimbrel/kit/defines.h>
#include <whimbrel/kit/effects.h>

#include "schema.h"

const struct wb_host *sqlite_host;

static char client_library[64] = "SQLite";

static const struct kit_slots slots = {
	.split = sqlite_split,
	.quote = sqlite_quote,
	.probe = sqlite_probe,
	.judge = sqlite_judge,
	.remember = sqlite_remember,
	.sample = sqlite_sample,
	.scratch_open = sqlite_scratch_open,
};

/* SQLite counts what it allocates, under a mutex, which is a twentieth of a run, and for nobody here. A program that has
 * SQLite itself may ask for the counts, and is left as it is. */
static void count_nothing(void)
{
	void *program = dlopen(NULL, RTLD_LAZY);

	if (program && !dlsym(program, "sqlite3_config"))
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (program)
		dlclose(program);
}

static int sqlite_load(const struct wb_host *host, struct wb_error *err)
{
	sqlite_host = host;
	kit_load(host, &sqlite_kit);
	kit_slots_load(&slots);
	snprintf(client_library, sizeof(client_library), "SQLite %s", sqlite3_libversion());
	if (sqlite3_libversion_number() < 3035000)
		return host->fail(err, WB_E_UNSUPPORTED,
				  "SQLite %s is too old: 3.35 is the first that will do",
				  sqlite3_libversion());
	if (!sqlite3_threadsafe())
		return host->fail(err, WB_E_UNSUPPORTED, "this SQLite was built without threads");
	count_nothing();
	return 0;
}

static const char *const schemes[] = { "sqlite", "sqlite3", NULL };

static uint32_t effects(const char *text, size_t len)
{
	static const char *const adds[] = { "TABLE", "VIEW", "TRIGGER", NULL };

	return kit_effects(adds, text, len);
}

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER,
	.name = "sqlite",
	.version = "1.0.0",
	.description = "SQLite, a database in a file",
	.client_library = client_library,
	.schemes = schemes,
	.options = sqlite_options,
	.features = SQLITE_FEATURES,
	.lexical = SQLITE_LEXICAL,
	.load = sqlite_load,
	.connect = sqlite_connect,
	.close = sqlite_close,
	.describe = sqlite_describe,
	.split = kit_slot_split,
	.quote = kit_slot_quote,
	.compose = sqlite_compose,
	.execute = sqlite_execute,
	.cancel = sqlite_cancel,
	.lock = sqlite_lock,
	.unlock = sqlite_unlock,
	.holder = sqlite_holder,
	.probe = kit_slot_probe,
	.judge = kit_slot_judge,
	.introspect = sqlite_introspect,
	.render = sqlite_render,
	.scratch = kit_slot_scratch,
	.database = sqlite_database,
	.backup = sqlite_backup,
	.backup_suffix = ".db",
	.remember = kit_slot_remember,
	.recall = sqlite_recall,
	.sample = kit_slot_sample,
	.effects = effects,
	.defines = kit_usual_defines,
};
WB_REGISTER_DIALECT(dialect)
