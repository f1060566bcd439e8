/* SPDX-License-Identifier: MIT */
/* Settings that a routine, a view or a default sets for the session, by set_config() or SET: no text of the file has
 * their names. Those are looked up in the texts of all of them, once a step and behind what changes one, since that
 * costs milliseconds where there are many: a setting of the session holds them, with "!" behind one that is also set
 * for the transaction alone, so that nobody can tell how long its value lasts. Where the name is made up, or what is
 * set is who runs the statements, the value can't be told: another setting holds what leads to such a text, and a
 * memory has a line "p ROUTINE()" from the first statement on that has come to it. */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/uses.h>

#include "postgresql.h"

/* What a longer statement names is not looked at: it may be anything. */
#define WORDS_MOST 200

#define NAMES "'whimbrel.hidden'"
#define MAKERS "'whimbrel.makers'"
#define MADE "'whimbrel.made'"

#define HEX(name) "pg_catalog.encode(pg_catalog.convert_to(" name ",'UTF8'),'hex')"
#define PLAIN_NAME "'^[a-zA-Z0-9_]+$'"
#define SETTER                                                          \
	"':funcid ' || 'pg_catalog.set_config(text,text,boolean)'::pg_" \
	"catalog.regprocedure::oid || ' '"

/* The texts of routines; %s: that of BEGIN ATOMIC has a function of its own, from 14 on. */
#define BODIES BODIES_WITH("%s")
#define BODIES_WITH(function)                                                              \
	"b (name, body) AS (SELECT p.proname::text, COALESCE(" function ",p.prosrc) FROM " \
	"pg_catalog.pg_proc p WHERE p.oid >= 16384 UNION ALL SELECT c.relname::text, "     \
	"pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c JOIN "                \
	"pg_catalog.pg_rewrite r ON r.ev_class = c.oid WHERE c.relkind IN ('v','m') AND "  \
	"c.oid >= 16384 AND pg_catalog.strpos(r.ev_action::text," SETTER ") > 0 UNION ALL" \
	" SELECT c.relname::text, pg_catalog.pg_get_expr(d.adbin,d.adrelid) FROM "         \
	"pg_catalog.pg_class c JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid WHERE "   \
	"pg_catalog.strpos(d.adbin::text," SETTER ") > 0)"

/* A dollar quotes a backslash, whatever the session says of strings. A value may have calls of its own in it, four
 * deep: of what is more than that it is not known for how long it is set. */
#define PLAIN_VALUE "[^;()']|'[^']*'"
#define DEEPER(inside) PLAIN_VALUE "|\\((?:" inside ")*\\)"
#define A_CALL                                                                                    \
	"$wb$set_config\\s*\\(\\s*'([^']+)'(?:::[a-z_.]+)?\\s*,(?:(?:" DEEPER(                    \
		DEEPER(DEEPER(DEEPER(PLAIN_VALUE)))) ")*,\\s*(true|false)(?:::[a-z_.]+)?\\s*\\))" \
						     "?$wb$"
#define COMMAND "(?:^|;|\\mbegin|\\mthen|\\melse|\\mloop"
#define A_SET                                                                       \
	"$wb$" COMMAND "|')\\s*set\\s+(local\\s+|session\\s+)?([a-z_][a-z0-9_$]*(?" \
	":\\.[a-z_][a-z0-9_$]*)?)\\s*(?:=|\\mto\\M)$wb$"
/* … with a name from elsewhere, or of whose session it is */
#define A_MADE_SET                                                                       \
	"$wb$(?:" COMMAND "|')\\s*set\\s+(?:local\\s+|session\\s+)?(?:role|authorizatio" \
	"n)\\M)|'\\s*set\\s+(?:local\\s+|session\\s+)?(?:%%|')$wb$"

/* What of the session our own rows see otherwise, or what other means put back. */
#define OURS                                                                                   \
	"'role','session_authorization','default_transaction_read_only','synchronous_commit'," \
	"'client_min_messages'"

static const char names_sql[] =
	"WITH " BODIES " SELECT pg_catalog.string_agg(name || CASE WHEN loc THEN '!' ELSE '' "
	"END,',') FROM (SELECT name, pg_catalog.bool_or(is_local) AS loc FROM (SELECT "
	"pg_catalog.lower(m[1]), l FROM b, LATERAL pg_catalog.regexp_matches(b.body," A_CALL
	",'gi') m, LATERAL pg_catalog.unnest(CASE WHEN m[2] IS NULL THEN ARRAY[true,false] ELSE "
	"ARRAY[m[2] ~* 'true'] END) l UNION SELECT pg_catalog.lower(m[2]), COALESCE(m[1] ~* "
	"'local',false) FROM b, LATERAL pg_catalog.regexp_matches(b.body," A_SET
	",'gi') m) x (name, is_local) GROUP BY name HAVING NOT pg_catalog.bool_and(is_local)) y";

/* Pairs "NAME ROUTINE": routines that have the name of one in their text, and what calls these: tables by triggers
 * and defaults, views. */
static const char makers_sql[] =
	"WITH RECURSIVE " BODIES ", m (name, root) AS (SELECT name, name FROM b WHERE (SELECT "
	"pg_catalog.count(*) FROM pg_catalog.regexp_matches(body,'set_config','gi')) > (SELECT "
	"pg_catalog.count(*) FROM pg_catalog.regexp_matches(body," A_CALL ",'gi') n WHERE "
	"pg_catalog.lower(n[1]) NOT IN ('role','session_authorization')) OR body ~* " A_MADE_SET
	" UNION SELECT x.name, m.root FROM m CROSS JOIN LATERAL (SELECT b.name FROM b WHERE CASE "
	"WHEN m.name ~ " PLAIN_NAME " THEN b.body ~* ('(^|[^a-z0-9_$])' || m.name || "
	"'([^a-z0-9_$]|$)') ELSE pg_catalog.strpos(b.body,m.name) > 0 END UNION ALL " PG_CALLERS(
		"m.name") ") x (name)) SELECT pg_catalog.string_agg(CASE WHEN name ~ " PLAIN_NAME
			  " THEN pg_catalog.lower(name) ELSE '*' END || ' ' || " HEX(
				  "root || '()'") ",',') FROM m";

/* Programs may change a text as well; one of a new routine shows in the largest id. */
static bool changes_texts(const char *text, size_t len)
{
	static const char *const makes[] = { "CREATE", "ALTER", NULL };
	static const char *const programs[] = { "DO", "EXECUTE", "SELECT", NULL };
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_is_any(&w, programs))
		return kit_holds_word(text, len, "CREATE");
	if (!kit_word_is_any(&w, makes))
		return kit_word_is(&w, "CALL");
	kit_words_next(&w);
	kit_word_take(&w, "UNIQUE");
	return !kit_word_is(&w, "INDEX");
}

/* A list, as it was looked up in this step. */
static void add_list(const struct pg_conn *c, const char *setting, const char *sql, bool anew,
		     struct wb_text *out)
{
	static const char newest[] = "(SELECT pg_catalog.max(oid)::text FROM pg_catalog.pg_proc)";

	kit_write(out,
		  "pg_catalog.string_to_array(pg_catalog.split_part(CASE WHEN %s AND pg_catalog."
		  "split_part(pg_catalog.current_setting(%s,true),':',1) = %s THEN pg_catalog."
		  "current_setting(%s) ELSE pg_catalog.set_config(%s,%s || ':' || COALESCE((",
		  anew ? "false" : "true", setting, newest, setting, setting, newest);
	kit_write(out, sql,
		  PQserverVersion(c->db) >= 140000 ? "pg_catalog.pg_get_function_sqlbody(p.oid)"
						   : "NULL");
	kit_add(out, "),''),false) END,':',2),',')");
}

static void remember_named(const struct pg_conn *c, bool anew, struct wb_text *out)
{
	kit_write(
		out,
		",(SELECT pg_catalog.string_agg(CASE WHEN loc OR CASE WHEN pg_catalog.strpos("
		"name,'.') > 0 THEN %s ELSE %s END THEN 's ' || " HEX("name") " ELSE 'w ' || " HEX(
			"name") " || ' ' || " HEX("value") " END,E'\\n') FROM (SELECT "
							   "pg_catalog.rtrim(n,'!') AS name, "
							   "pg_catalog.strpos(n,'!') > 0 AS loc, "
							   "pg_catalog.current_setting("
							   "pg_catalog.rtrim(n,'!'),true) AS value "
							   "FROM pg_catalog.unnest(",
		c->set_apart ? "true" : "false", c->set_plain_apart ? "true" : "false");
	add_list(c, NAMES, names_sql, anew, out);
	kit_add(out, ") n) h WHERE value <> '' AND name NOT IN (" OURS
		     ") AND (pg_catalog.strpos(name,'.') > 0 OR EXISTS (SELECT 1 FROM "
		     "pg_catalog.pg_settings p WHERE p.name = h.name AND p.source = 'session')))");
}

/* A condition on `n`, a name: does the statement have it? What it runs may stand elsewhere. */
static void add_condition(const char *text, size_t len, struct kit_text *out)
{
	static const char *const elsewhere[] = { "CALL", "DO", "EXECUTE", NULL };
	struct kit_words w;
	size_t count = 0;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_is_any(&w, elsewhere)) {
		kit_text_add(out, "true");
		return;
	}
	kit_text_add(out, "n = ANY (ARRAY['*'");
	for (; count < WORDS_MOST && !kit_words_ended(&w); kit_words_next(&w)) {
		const bool is = w.token == WB_TOKEN_WORD || w.token == WB_TOKEN_NAME;
		char *name = is ? kit_unquoted((struct kit_part){ text + w.begin, w.end - w.begin })
				: NULL;

		if (name) {
			kit_fold(name);
			kit_text_write(out, ",%L", name);
			count++;
		}
		free(name);
	}
	kit_text_write(out, "]::text[])%s",
		       kit_words_ended(&w) && w.token != WB_TOKEN_TORN ? "" : " OR true");
}

static void remember_made(const struct pg_conn *c, const char *text, size_t len, bool anew,
			  struct wb_text *out)
{
	struct kit_text condition = { 0 };

	add_condition(text, len, &condition);
	kit_add(out, ",CASE WHEN pg_catalog.current_setting(" MADE
		     ",true) <> '' THEN pg_catalog.current_setting(" MADE
		     ") ELSE (SELECT pg_catalog.set_config(" MADE
		     ",'p ' || pg_catalog.split_part(x,' ',2),false) FROM pg_catalog.unnest(");
	add_list(c, MAKERS, makers_sql, anew, out);
	kit_write(out, ") x, LATERAL pg_catalog.split_part(x,' ',1) n WHERE %s LIMIT 1) END",
		  condition.failed ? "true" : condition.data);
	kit_text_release(&condition);
}

void pg_hidden_remember(const struct pg_conn *c, const char *text, size_t len, struct wb_text *out)
{
	const bool anew = changes_texts(text, len);

	if (c->pooled || c->bare)
		return;
	remember_named(c, anew, out);
	remember_made(c, text, len, anew, out);
}

/* ------------------------------------------------------------------ settings with a dot */

/* Does the session have one that some text sets, of which it has begun without ($1), or is there a text that makes up the
 * name? Those of a library that is loaded are the server's. */
#define HAS_CUSTOM(function)                                                                       \
	"WITH " BODIES_WITH(                                                                       \
		function) ", x (name) AS (SELECT pg_catalog.lower(m[1]) FROM b, LATERAL "          \
			  "pg_catalog.regexp_matches(b.body," A_CALL                               \
			  ",'gi') m UNION SELECT pg_catalog.lower(m[2]) FROM b, "                  \
			  "LATERAL pg_catalog.regexp_matches(b.body," A_SET                        \
			  ",'gi') m UNION SELECT pg_catalog.lower("                                \
			  "pg_catalog.split_part(g,'=',1)) FROM pg_catalog.pg_proc p, LATERAL "    \
			  "pg_catalog.unnest("                                                     \
			  "p.proconfig) g) SELECT EXISTS (SELECT FROM x WHERE "                    \
			  "pg_catalog.strpos(name,'.') > 0 AND "                                   \
			  "pg_catalog.current_setting(name,true) IS NOT NULL AND name <> ALL ("    \
			  "pg_catalog.string_to_array(pg_catalog.lower($1),',')) AND NOT EXISTS "  \
			  "(SELECT FROM "                                                          \
			  "pg_catalog.pg_settings s WHERE pg_catalog.lower(s.name) = x.name)) OR " \
			  "EXISTS (SELECT FROM b WHERE "                                           \
			  "(SELECT pg_catalog.count(*) FROM "                                      \
			  "pg_catalog.regexp_matches(body,'set_config','gi')) > (SELECT "          \
			  "pg_catalog.count(*) FROM pg_catalog.regexp_matches(body," A_CALL        \
			  ",'gi')) OR body ~* "                                                    \
			  "$wb$'\\s*set\\s+(?:local\\s+|session\\s+)?(?:%|')$wb$)"

int pg_hidden_custom(struct pg_conn *c, const char *known, struct wb_error *err)
{
	static const char since_14[] = HAS_CUSTOM("pg_catalog.pg_get_function_sqlbody(p.oid)");
	static const char before[] = HAS_CUSTOM("NULL");
	PGresult *result =
		pg_row(c, PQserverVersion(c->db) >= 140000 ? since_14 : before, &known, 1, err);
	int has;

	if (!pg_shape(&result, 1, 1, err))
		return kit_failed(err);
	has = PQgetvalue(result, 0, 0)[0] == 't';
	PQclear(result);
	return has;
}
