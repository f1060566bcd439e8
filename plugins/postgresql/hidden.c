/* SPDX-License-Identifier: MIT */
/* Settings that a routine sets for the session, by set_config() or SET: no text of the file has their names. Those are
 * looked up in the texts of all routines, once a step, since that costs milliseconds where there are many: a setting of
 * the session holds them, with "!" behind one that a routine also sets for the transaction alone, so that nobody can
 * tell how long its value lasts. */
#include <string.h>

#include "postgresql.h"

#define CACHE "'whimbrel.hidden'"
/* A dollar quotes a backslash, whatever the session says of strings. */
#define CALLS                                                                                   \
	"SELECT pg_catalog.lower(m[1]), m[2] ~* 'true' FROM pg_catalog.pg_proc p, LATERAL "     \
	"pg_catalog.regexp_matches(p.prosrc,"                                                   \
	"$wb$set_config\\s*\\(\\s*'([^']+)'\\s*,.*?,\\s*(true|false)\\s*\\)$wb$,'gi') m WHERE " \
	"p.oid >= 16384 AND p.prosrc ILIKE '%set_config%'"
#define SETS                                                                                      \
	"SELECT pg_catalog.lower(m[2]), COALESCE(m[1] ~* 'local',false) FROM pg_catalog.pg_proc " \
	"p, "                                                                                     \
	"LATERAL pg_catalog.regexp_matches(p.prosrc,"                                             \
	"$wb$(?:^|;|'|\\mbegin|\\mthen|\\melse|\\mloop)\\s*set\\s+(local\\s+|session\\s+)?"       \
	"([a-z_][a-z0-9_$]*(?:\\.[a-z_][a-z0-9_$]*)?)\\s*(?:=|\\mto\\M)$wb$,'gi') m WHERE "       \
	"p.oid >= 16384 AND p.prosrc ILIKE '%set%'"
#define LOOKED_UP                                                                                \
	"pg_catalog.set_config(" CACHE ",COALESCE((SELECT pg_catalog.string_agg(name || CASE "   \
	"WHEN loc THEN '!' ELSE '' END,',') FROM (SELECT name, pg_catalog.bool_or(is_local) AS " \
	"loc "                                                                                   \
	"FROM (" CALLS " UNION " SETS ") x (name, is_local) GROUP BY name HAVING NOT "           \
	"pg_catalog.bool_and(is_local)) y),'-'),false)"
#define NAME "pg_catalog.encode(pg_catalog.convert_to(name,'UTF8'),'hex')"
#define VALUE "pg_catalog.encode(pg_catalog.convert_to(value,'UTF8'),'hex')"

/* What of the session our own rows see otherwise, or what other means put back. */
#define OURS                                                                                   \
	"'role','session_authorization','default_transaction_read_only','synchronous_commit'," \
	"'client_min_messages'"

static bool makes_routine(const char *text, size_t len)
{
	static const char *const kinds[] = { "FUNCTION", "PROCEDURE", NULL };
	static const char *const programs[] = { "DO", "CALL", "SELECT", "EXECUTE", NULL };
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_is_any(&w, programs))
		return kit_mentions(text, len, "CREATE");
	if (!kit_word_take(&w, "CREATE"))
		return false;
	if (kit_word_take(&w, "OR"))
		kit_word_take(&w, "REPLACE");
	return kit_word_is_any(&w, kinds);
}

void pg_hidden_remember(const struct pg_conn *c, const char *text, size_t len, struct wb_text *out)
{
	if (c->pooled || c->bare)
		return;
	kit_write(out,
		  ",(SELECT pg_catalog.string_agg(CASE WHEN loc OR CASE WHEN pg_catalog.strpos("
		  "name,'.') > 0 THEN %s ELSE %s END THEN 's ' || " NAME " ELSE 'w ' || " NAME
		  " || ' ' || " VALUE " END,E'\\n') FROM (SELECT pg_catalog.rtrim(n,'!') AS name, "
		  "pg_catalog.strpos(n,'!') > 0 AS loc, pg_catalog.current_setting("
		  "pg_catalog.rtrim(n,'!'),true) AS value FROM pg_catalog.unnest("
		  "pg_catalog.string_to_array(",
		  c->set_apart ? "true" : "false", c->set_plain_apart ? "true" : "false");
	kit_add(out, makes_routine(text, len) ? LOOKED_UP
					      : "COALESCE(NULLIF(pg_catalog.current_setting(" CACHE
						",true),'')," LOOKED_UP ")");
	kit_add(out, ",',')) n WHERE n <> '-') h WHERE value <> '' AND name NOT IN (" OURS
		     ") AND (pg_catalog.strpos(name,'.') > 0 OR EXISTS (SELECT 1 FROM "
		     "pg_catalog.pg_settings p WHERE p.name = h.name AND p.source = 'session')))");
}
