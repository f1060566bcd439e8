/* SPDX-License-Identifier: MIT */
/* What leads out of this database: foreign tables that are written to, whose server commits a moment before this one, and
 * routines that have another session or a program do something. No rollback takes that back, and the end of the
 * transaction here tells nothing of it.
 *
 * Where the database has any (asked with the lock), each statement comes with a question, which the server answers in
 * front of it: does it lead there, by its own words, or by a trigger, default, rule, view, key or routine? In a step
 * that no transaction holds the answer is the probe of an intent that is committed before; elsewhere the statement is
 * refused. What was found is kept in a setting of the session until a statement may change it. */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/uses.h>

#include "elsewhere.h"
#include "elsewhere_names.h"

#define SETTING "'whimbrel.elsewhere'"

/* Does it run anything, or only store it? What listens to changes of the schema runs in any case. */
static bool runs(const char *text, size_t len, bool *ddl)
{
	static const char *const changes[] = { "CREATE",  "ALTER",  "DROP",     "COMMENT",
					       "GRANT",   "REVOKE", "SECURITY", "REFRESH",
					       "REINDEX", "IMPORT", NULL };
	static const char *const made[] = { "TABLE",    "MATERIALIZED", "INDEX",  "TEMP",
					    "UNLOGGED", "TEMPORARY",    "UNIQUE", NULL };
	static const char *const stores[] = { "PREPARE", "SET", "RESET", "DEALLOCATE", NULL };
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	*ddl = kit_word_is_any(&w, changes);
	if (kit_word_take(&w, "CREATE"))
		return kit_word_is_any(&w, made) &&
		       (kit_holds_word(text, len, "AS") || kit_has_word(text, len, "INDEX"));
	if (kit_word_take(&w, "ALTER"))
		return kit_word_is(&w, "TABLE");
	return kit_word_is(&w, "REFRESH") || !(*ddl || kit_word_is_any(&w, stores));
}

/* ------------------------------------------------------------------ the question */

/* May it change what is found: not rows alone? */
static bool is_stale(const char *text, size_t len)
{
	static const char *const rows[] = { "INSERT",   "UPDATE", "DELETE", "MERGE", "COPY",
					    "VALUES",   "SELECT", "SET",    "RESET", "WITH",
					    "TRUNCATE", "TABLE",  NULL };
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	return !kit_word_is_any(&w, rows);
}

bool pg_elsewhere_learn(struct pg_conn *c, const char *text, size_t len)
{
	static const char *const words[] = { "dblink",  "dblink_exec", "dblink_send_query",
					     "foreign", "extension",   "program",
					     NULL };
	static const char *const makes[] = { "CREATE", "IMPORT", "DO", "SELECT", "CALL", NULL };
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	for (size_t i = 0; !c->elsewhere && words[i] && kit_word_is_any(&w, makes); i++)
		c->elsewhere = kit_mentions(text, len, words[i]);
	return c->elsewhere;
}

static void add_found(struct pg_conn *c, struct kit_text *out)
{
	kit_text_write(out,
		       "CASE WHEN %s AND pg_catalog.current_setting(" SETTING
		       ",true) <> '' THEN pg_catalog.current_setting(" SETTING
		       ") ELSE pg_catalog.set_config(" SETTING ",(",
		       c->elsewhere_found ? "true" : "false");
	kit_text_write(out, pg_elsewhere_found_sql,
		       PQserverVersion(c->db) >= 140000
			       ? "pg_catalog.pg_get_function_sqlbody(p.oid)"
			       : "NULL::text");
	kit_text_add(out, "),false) END");
}

/* EXECUTE: what the text has that was prepared. */
static bool add_prepared(const char *text, size_t len, struct kit_text *out)
{
	struct kit_words w;
	char *name;

	kit_words_begin(&w, text, len, 0);
	if (!kit_word_take(&w, "EXECUTE"))
		return false;
	name = kit_unquoted(kit_part_take(&w));
	if (name)
		kit_fold(name);
	kit_text_write(out,
		       " OR EXISTS (SELECT FROM pg_catalog.pg_prepared_statements s WHERE "
		       "pg_catalog.lower("
		       "s.name) = %L AND pg_catalog.strpos(pg_catalog.lower(s.statement),"
		       "pg_catalog.substr(n,2)) > 0)",
		       name ? name : "");
	free(name);
	return true;
}

bool pg_elsewhere_asks(struct pg_conn *c, const char *text, size_t len, struct kit_text *out)
{
	struct pg_names names;
	bool ddl, run;

	if (!pg_elsewhere_learn(c, text, len) || c->scratch)
		return false;
	run = runs(text, len, &ddl);
	if (!run && !ddl) {
		c->elsewhere_found &= !is_stale(text, len);
		return false;
	}
	pg_names_read(run ? text : "", run ? len : 0, &names);
	/* what only listens is looked for where there is anything that does */
	if (!run)
		kit_text_add(out, "CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_event_trigger "
				  "WHERE evtenabled <> 'D') THEN ");
	kit_text_add(out, "(SELECT COALESCE(NULLIF(pg_catalog.substr(n,2),''),'what listens to "
			  "changes of the schema') FROM pg_catalog.unnest((");
	add_found(c, out);
	kit_text_write(out, ")::text[]) n WHERE %s OR n = ANY (ARRAY[%s%s%s]::text[])",
		       names.all ? "true" : "false", names.count ? names.array.data : "",
		       names.count && ddl ? "," : "", ddl ? "'e'" : "");
	if (run)
		add_prepared(text, len, out);
	kit_text_add(out, run ? " LIMIT 1)" : " LIMIT 1) END");
	c->elsewhere_found = !is_stale(text, len);
	out->failed |= names.array.failed;
	pg_names_release(&names);
	return true;
}

/* Its transaction has more than this statement, and nothing tells of it before that ends. */
void pg_elsewhere_refuse(struct pg_conn *c, const char *text, size_t len, struct kit_text *out)
{
	struct kit_text question = { 0 };

	if (pg_elsewhere_asks(c, text, len, &question))
		kit_text_write(
			out,
			"DO $whimbrel$ DECLARE whimbrel_way text := %s; BEGIN IF whimbrel_way IS "
			"NOT NULL THEN RAISE "
			"EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = "
			"'this leads out of the database, by ' || whimbrel_way || ', and what is "
			"done there "
			"no rollback takes back', HINT = 'Write transaction:false behind the "
			"marker of the section, so that the journal tells how far it has come'; "
			"END IF; END $whimbrel$",
			question.data);
	out->failed |= question.failed;
	kit_text_release(&question);
}
