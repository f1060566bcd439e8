/* SPDX-License-Identifier: MIT */
/* What errors mean, and what to do about them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/split.h>

#include "databricks.h"

/* clang-format off */
static const char no_catalog[] = "There is no such catalog: `SHOW CATALOGS` lists those that you may see; `whimbrel create` makes the "
				 "target's, and so does CREATE CATALOG.";
static const char no_right[] = "Ask whoever owns the catalog for USE CATALOG on the catalog, and USE SCHEMA, CREATE TABLE, MODIFY and "
			       "SELECT on the schema.";
static const char no_mapping[] = "Columns can be dropped and renamed only with column mapping: ALTER TABLE … SET TBLPROPERTIES "
				 "('delta.columnMapping.mode' = 'name'); it raises the table's protocol.";
static const char no_use[] = "Ask whoever manages it for CAN USE on it: the token itself was taken.";
static const char no_warehouse[] = "It was not found: `databricks warehouses list` shows them; it is named by http_path or warehouse_id in "
				   "the URL, DATABRICKS_WAREHOUSE_ID, or the profile.";
static const char no_token[] = "The token or the client's secret is wrong, expired, or of another workspace; DATABRICKS_TOKEN and "
			       "~/.databrickscfg may hold an old one.";
static const char no_link[] = "A part of the result was asked for where the service said: its link has ended, or something on the way to "
			      "that place refuses it.";
static const char no_workspace[] = "So answers no workspace: the host is the one that a browser shows when one is open, and a proxy may want "
				   "you to sign in first.";
/* What the service knows better than its SQLSTATE says. The condition is the word in brackets that each message begins with. */
static const struct condition {
	const char *word;
	int32_t status;
	const char *advice;
} conditions[] = {
	{ "NO_SUCH_CATALOG_EXCEPTION", WB_E_SQL, no_catalog }, { "CATALOG_NOT_FOUND", WB_E_SQL, no_catalog },
	{ "SCHEMA_NOT_FOUND", WB_E_SQL, "There is no such schema: `SHOW SCHEMAS IN catalog` lists them; `whimbrel create` makes the target's, "
	  "and so does CREATE SCHEMA." },
	{ "INSUFFICIENT_PERMISSIONS", WB_E_SQL, no_right }, { "PERMISSION_DENIED", WB_E_SQL, no_right },
	{ "TABLE_OR_VIEW_ALREADY_EXISTS", WB_E_EXISTS, NULL }, { "SCHEMA_ALREADY_EXISTS", WB_E_EXISTS, NULL },
	{ "CATALOG_ALREADY_EXISTS", WB_E_EXISTS, NULL },
	{ "DELTA_CONCURRENT_", WB_E_BUSY, "Another writer changed the table at the same time; nothing of this statement was done." },
	{ "DELTA_UNSUPPORTED_DROP_COLUMN", WB_E_SQL, no_mapping }, { "DELTA_UNSUPPORTED_RENAME_COLUMN", WB_E_SQL, no_mapping },
	{ "DELTA_CANNOT_RESTORE_TABLE_VERSION", WB_E_SQL, "The restore point is not kept any more: take the revision back without --restore, "
	  "or by hand." },
	{ "WRONG_COLUMN_DEFAULTS_FOR_DELTA_FEATURE_NOT_ENABLED", WB_E_SQL, "Defaults need ALTER TABLE … SET TBLPROPERTIES "
	  "('delta.feature.allowColumnDefaults' = 'supported') first." },
	{ "WRONG_COLUMN_DEFAULTS_FOR_DELTA_ALTER_TABLE_ADD_COLUMN_NOT_SUPPORTED", WB_E_SQL, "Delta adds no column with a default: ADD COLUMN, "
	  "then ALTER COLUMN … SET DEFAULT, then UPDATE for the rows that are there." },
};

/* What documents tell people to write, and no warehouse knows: statements that begin so. */
static const struct unknown {
	const char *words, *advice;
} unknown[] = {
	{ "CREATE INDEX", "Delta has no indexes: CLUSTER BY (columns) is what there is, and it skips files by itself." },
	{ "CREATE UNIQUE INDEX", "Delta has no indexes and enforces no keys: MERGE keeps rows apart." },
	{ "SHOW WAREHOUSES", "Warehouses are not SQL's: `databricks warehouses list` shows them." },
};
/* clang-format on */

static const struct condition *find_condition(const char *message)
{
	const char *word = strchr(message, '[');

	for (size_t i = 0; word && i < sizeof(conditions) / sizeof(conditions[0]); i++)
		if (strncmp(word + 1, conditions[i].word, strlen(conditions[i].word)) == 0)
			return &conditions[i];
	return NULL;
}

/* ALTER TABLE … ADD COLUMN IF NOT EXISTS */
static bool adds_softly(const char *text, size_t len)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	if (!kit_word_take(&w, "ALTER") || !kit_words_find(&w, "ADD") || !kit_word_take(&w, "ADD"))
		return false;
	if (!kit_word_take(&w, "COLUMN"))
		kit_word_take(&w, "COLUMNS");
	return kit_word_is(&w, "IF");
}

static const char *advice_on(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		if (kit_begins(text, len, unknown[i].words))
			return unknown[i].advice;
	return adds_softly(text, len)
		       ? "ADD COLUMN takes no IF NOT EXISTS: leave it out, the journal knows what "
			 "was run. Several columns are ADD COLUMNS (a INT, b STRING)."
		       : NULL;
}

/* The first line; and the next ones, but for plans and the statement itself. */
static void take_message(const char *message, struct wb_error *err)
{
	const char *end, *stop;

	message += strspn(message, "\r\n ");
	end = strchr(message, '\n');
	snprintf(err->message, sizeof(err->message), "%.*s",
		 end ? (int)(end - message) : (int)strlen(message), message);
	stop = end ? strstr(end, "SQLSTATE: ") : NULL;
	if (stop && stop > end + 1)
		snprintf(err->detail, sizeof(err->detail), "%.*s",
			 stop - end - 1 < 1500 ? (int)(stop - end - 1) : 1500, end + 1);
}

/* "(line 2, pos 7)" or "line 2 pos 7": lines count from 1, positions from 0. */
static void take_position(const char *message, const char *text, size_t len, struct wb_error *err)
{
	const char *at = strstr(message, "line "), *end = text + len;
	unsigned line, pos;

	if (!at || (sscanf(at, "line %u, pos %u", &line, &pos) != 2 &&
		    sscanf(at, "line %u pos %u", &line, &pos) != 2))
		return;
	for (at = text; at && line > 1; line--) {
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : NULL;
	}
	if (at && pos < (size_t)(end - at))
		err->position = (uint32_t)(at - text) + pos + 1;
}

int brick_statement_failed(const char *text, size_t len, json_t *status, struct wb_error *err)
{
	json_t *error = json_object_get(status, "error");
	const char *message = json_string_value(json_object_get(error, "message"));
	const char *state = json_string_value(json_object_get(status, "sql_state"));
	const struct condition *known;
	const char *advice;
	struct wb_error why = WB_ERROR_INIT;

	if (!message)
		message = "the service gave no reason";
	known = find_condition(message);
	advice = known ? known->advice : advice_on(text, len);
	why.status = state ? kit_host->sqlstate_status(state) : WB_E_SQL;
	if (state && strcmp(state, "2D521") == 0)
		why.status = WB_E_BUSY;
	if (known && known->status != WB_E_SQL)
		why.status = known->status;
	/* nothing but the statement failed, whatever class the state is of */
	if (why.status != WB_E_BUSY && why.status != WB_E_EXISTS)
		why.status = WB_E_SQL;
	if (state)
		snprintf(why.sqlstate, sizeof(why.sqlstate), "%.5s", state);
	take_message(message, &why);
	take_position(message, text, len, &why);
	if (advice)
		snprintf(why.detail, sizeof(why.detail), "%s", advice);
	return kit_because(err, &why);
}

bool brick_is_absent(const struct wb_error *err)
{
	return strcmp(err->sqlstate, "42P01") == 0 || strcmp(err->sqlstate, "42704") == 0 ||
	       strcmp(err->sqlstate, "42883") == 0 /* a function */ ||
	       strstr(err->message, "[TABLE_OR_VIEW_NOT_FOUND]") ||
	       strstr(err->message, "[SCHEMA_NOT_FOUND]");
}

/* What to do about a request that was refused. */
static const char *advice_on_refusal(const struct brick_call *call, long http, bool warehouse)
{
	if (call->url)
		return no_link;
	if (http == 401 || http == 403)
		return http == 403 && warehouse ? no_use : no_token;
	if (http < 500 && warehouse)
		return no_warehouse;
	return http < 400 ? no_workspace : NULL;
}

int brick_refused(const struct brick_conn *c, const struct brick_call *call, long http,
		  json_t **answer, struct wb_error *err)
{
	const char *message = json_string_value(json_object_get(*answer, "message"));
	const char *code = json_string_value(json_object_get(*answer, "error_code")), *advice;
	struct wb_error why = WB_ERROR_INIT;
	bool warehouse;

	/* what does not speak as the service does is a gateway between, which may have passed it on */
	why.status = http == 401 || http == 403 ? WB_E_CONNECT
		     : http >= 500 || !code     ? WB_E_LOST
						: WB_E_SQL;
	why.native_code = (int32_t)http;
	if (!message)
		message = json_string_value(json_object_get(*answer, "error_description"));
	if (!message)
		message = *answer ? "no reason given" : "the answer is no JSON";
	snprintf(why.message, sizeof(why.message), "%s: HTTP %ld%s%.60s: %.600s", c->login.host,
		 http, code ? " " : "", code ? code : "", message);
	warehouse = !call->url && (strstr(message, "arehouse") || strstr(message, "endpoint id"));
	advice = advice_on_refusal(call, http, warehouse);
	if (advice == no_warehouse)
		why.status = WB_E_CONFIG;
	if (advice && warehouse && c->login.warehouse)
		snprintf(why.detail, sizeof(why.detail), "SQL warehouse %s: %s", c->login.warehouse,
			 advice);
	else if (advice)
		snprintf(why.detail, sizeof(why.detail), "%s", advice);
	json_decref(*answer);
	*answer = NULL;
	return kit_because(err, &why);
}
