/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include <whimbrel/kit/defines.h>
#include <whimbrel/kit/effects.h>
#include <whimbrel/kit/uses.h>

#include "schema.h"

const struct wb_host *pg_host;

static char client_library[64] = "libpq";

static const struct kit_slots slots = {
	.split = pg_split,
	.quote = pg_quote,
	.probe = pg_probe,
	.judge = pg_judge,
	.remember = pg_remember,
	.sample = pg_sample,
	.scratch_open = pg_scratch_open,
	.scratch_clear = pg_scratch_clear,
	.scratch_drop = pg_scratch_drop,
	.scratch_list = pg_scratch_list,
};

static int pg_load(const struct wb_host *host, struct wb_error *err)
{
	int version = PQlibVersion();

	pg_host = host;
	kit_load(host, &pg_kit);
	kit_slots_load(&slots);
	snprintf(client_library, sizeof(client_library), "libpq %d.%d", version / 10000,
		 version % 10000);
	if (!PQisthreadsafe())
		return host->fail(err, WB_E_UNSUPPORTED, "this libpq was built without threads");
	pg_load_split();
	return pg_load_options(err);
}

static const char *const schemes[] = { "postgresql", "postgres", "pgsql", NULL };

/* A value of an enumeration is of use once it is committed, and a temporary table may end then. */
static bool heeds_commit(const char *text, size_t len)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_take(&w, "ALTER"))
		return kit_word_is(&w, "TYPE") && kit_words_find(&w, "VALUE");
	return kit_word_take(&w, "CREATE") &&
	       (kit_has_word(text, len, "TEMP") || kit_has_word(text, len, "TEMPORARY"));
}

static uint32_t effects(const char *text, size_t len)
{
	static const char *const adds[] = { "TABLE",     "VIEW",      "TRIGGER", "FUNCTION",
					    "PROCEDURE", "SCHEMA",    "TYPE",    "SEQUENCE",
					    "DOMAIN",    "EXTENSION", NULL };

	return kit_effects(adds, text, len) & (heeds_commit(text, len) ? ~WB_EFFECT_PLAIN : ~0U);
}

static int defines(const char *text, size_t len, struct wb_definitions *out)
{
	static const struct kit_define kinds[] = {
		{ "schema", WB_KIND_NAMESPACE, NULL },  { "table", WB_KIND_TABLE, NULL },
		{ "view", WB_KIND_VIEW, NULL },         { "function", WB_KIND_ROUTINE, NULL },
		{ "procedure", WB_KIND_ROUTINE, NULL }, { "type", WB_KIND_TYPE, NULL },
		{ "domain", WB_KIND_TYPE, NULL },       { "sequence", WB_KIND_SEQUENCE, NULL },
		{ "index", WB_KIND_INDEX, "on" },       { "trigger", WB_KIND_TRIGGER, "on" },
		{ "policy", WB_KIND_POLICY, "on" },     { "rule", PG_KIND_RULE, "to" },
		{ "publication", PG_KIND_OTHER, NULL }, { NULL, 0, NULL },
	};

	return kit_defines(kinds, text, len, out);
}

static const char *const own_kinds[] = { "function",
					 "procedure",
					 "aggregate",
					 "rule",
					 "statistics",
					 "collation",
					 "conversion",
					 "cast",
					 "operator",
					 "operator class",
					 "operator family",
					 "publication",
					 "event trigger",
					 "server",
					 "foreign data wrapper",
					 "text search configuration",
					 "text search dictionary",
					 "text search parser",
					 "text search template",
					 "access method",
					 "language",
					 "transform",
					 NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER,
	.name = "postgresql",
	.version = "1.0.0",
	.description = "PostgreSQL 12 and later",
	.client_library = client_library,
	.schemes = schemes,
	.options = pg_options,
	.features = PG_FEATURES,
	.lexical = PG_LEXICAL,
	.load = pg_load,
	.connect = pg_connect,
	.close = pg_close,
	.describe = pg_describe,
	.split = kit_slot_split,
	.quote = kit_slot_quote,
	.compose = pg_compose,
	.execute = pg_execute,
	.run = pg_run,
	.cancel = pg_cancel,
	.lock = pg_lock,
	.unlock = pg_unlock,
	.holder = pg_holder,
	.observe = pg_observe,
	.end_session = pg_end_session,
	.probe = kit_slot_probe,
	.judge = kit_slot_judge,
	.introspect = pg_introspect,
	.render = pg_render,
	.scratch = kit_slot_scratch,
	.database = pg_database,
	.backup = pg_backup,
	.backup_suffix = ".dump",
	.kinds = own_kinds,
	.sample = kit_slot_sample,
	.remember = kit_slot_remember,
	.recall = pg_recall,
	.serve = pg_serve,
	.effects = effects,
	.defines = defines,
};
WB_REGISTER_DIALECT(dialect)
