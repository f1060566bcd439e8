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
#include <strings.h>

#include <whimbrel/kit/uses.h>

#include "elsewhere.h"

#define LEVELS_MOST 4
#define WORDS_MOST 4000

#define SETTING "'whimbrel.elsewhere'"
#define PLAIN_NAME "'^[a-zA-Z0-9_]+$'"
#define DEPENDS(on, of)                                                  \
	"pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog." on       \
	"'::pg_catalog.regclass AND d.refobjid = t.oid AND d.classid = " \
	"'pg_catalog." of "'::pg_catalog.regclass AND d.deptype IN ('n','a')"

/* Routines that act elsewhere by their own text. dblink() with a query that is written and only reads does not. */
#define ACTS                                                                                   \
	"$wb$dblink_exec|dblink_send_query|\\mdblink\\s*\\((?![^;]*'\\s*\\(*\\s*(?:select|"    \
	"values|table|show)\\M)|\\mdblink\\s*\\([^;]*'\\s*(?:insert|update|delete|merge|call|" \
	"create|alter|drop|truncate|do|copy|grant|revoke)\\M|\\mto\\s+program\\M$wb$"
#define WRITES                                                                               \
	"$wb$\\m(?:into|update|delete\\s+from|truncate|table|copy)\\s+(?:only\\s+)?(?:[^\\s" \
	",.;()]+\\s*\\.\\s*)?\"?$wb$"

/* Kinds: 'r' whatever mentions it leads there, 'f' what writes to it. %s: the text of BEGIN ATOMIC. */
static const char found[] =
	"WITH RECURSIVE b (oid, name, body) AS (SELECT p.oid, p.proname::text, COALESCE(%s,"
	"p.prosrc) FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND p.probin IS NULL), w "
	"(kind, name) AS (SELECT 'f', c.relname::text FROM pg_catalog.pg_class c WHERE c.relkind "
	"= 'f' UNION SELECT 'r', p.proname::text FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 "
	"AND p.proname IN ('dblink_exec','dblink_send_query') UNION SELECT 'r', name FROM b WHERE "
	"body ~* " ACTS
	" UNION SELECT x.kind, x.name FROM w CROSS JOIN LATERAL (SELECT 'r', b.name FROM b WHERE "
	"CASE WHEN w.name !~ " PLAIN_NAME
	" THEN pg_catalog.strpos(b.body,w.name) > 0 WHEN w.kind = "
	"'f' THEN b.body ~* (" WRITES " || w.name || '\"?([^a-z0-9_$]|$)') OR (b.body ~* "
	"$wb$\\mexecute\\M$wb$ AND b.body ~* ('(^|[^a-z0-9_$])' || w.name || '([^a-z0-9_$]|$)')) "
	"ELSE "
	"b.body ~* ('(^|[^a-z0-9_$])' || w.name || '([^a-z0-9_$]|$)') END "
	"UNION ALL SELECT 'f', c.relname::text FROM pg_catalog.pg_proc t JOIN "
	"pg_catalog.pg_trigger g ON g.tgfoid = t.oid JOIN pg_catalog.pg_class c ON c.oid = "
	"g.tgrelid WHERE w.kind = 'r' AND t.proname = w.name::name "
	"UNION ALL SELECT 'f', c.relname::text FROM pg_catalog.pg_proc t JOIN " DEPENDS(
		"pg_proc",
		"pg_attrdef") " JOIN pg_catalog.pg_attrdef a ON a.oid = d.objid JOIN "
			      "pg_catalog.pg_class c ON c.oid = a.adrelid WHERE w.kind = 'r' AND "
			      "t.proname = w.name::name "
			      "UNION ALL SELECT CASE WHEN r.ev_type = '1' THEN 'r' ELSE 'f' END, "
			      "c.relname::text FROM pg_catalog.pg_proc t JOIN " DEPENDS(
				      "pg_proc",
				      "pg_rewrite") " JOIN pg_catalog.pg_rewrite r ON r.oid = "
						    "d.objid JOIN pg_catalog.pg_class c ON c.oid = "
						    "r.ev_class WHERE w.kind = 'r' AND t.proname = "
						    "w.name::name "
						    "UNION ALL SELECT 'f', c.relname::text FROM "
						    "pg_catalog.pg_class t "
						    "JOIN " DEPENDS(
							    "pg_class",
							    "pg_rewrite") " JOIN "
									  "pg_catalog.pg_rewrite r "
									  "ON r.oid = d.objid JOIN "
									  "pg_catalog.pg_class c "
									  "ON c.oid = r.ev_class "
									  "WHERE w.kind = 'f' AND "
									  "t.relname = "
									  "w.name::name "
									  "UNION ALL SELECT 'f', "
									  "c.relname::text FROM "
									  "pg_catalog.pg_class t "
									  "JOIN "
									  "pg_catalog.pg_inherits "
									  "i ON i.inhrelid = t.oid "
									  "JOIN "
									  "pg_catalog.pg_class c "
									  "ON c.oid = "
									  "i.inhparent WHERE "
									  "w.kind = 'f' AND "
									  "t.relname = "
									  "w.name::name "
									  "UNION ALL SELECT 'f', "
									  "c.relname::text FROM "
									  "pg_catalog.pg_class t "
									  "JOIN "
									  "pg_catalog.pg_"
									  "constraint k ON "
									  "k.conrelid = t.oid AND "
									  "k.contype = 'f' AND "
									  "(k.confdeltype "
									  "NOT IN ('a','r') OR "
									  "k.confupdtype NOT IN "
									  "('a','r')) JOIN "
									  "pg_catalog.pg_class c "
									  "ON c.oid "
									  "= k.confrelid WHERE "
									  "w.kind = 'f' AND "
									  "t.relname = "
									  "w.name::name) x (kind, "
									  "name)) SELECT "
									  "COALESCE(pg_catalog."
									  "array_agg(kind || "
									  "pg_catalog.lower(name)),"
									  "'{}')::text FROM "
									  "(SELECT "
									  "kind, name FROM w UNION "
									  "ALL SELECT 'e', '' "
									  "WHERE EXISTS (SELECT "
									  "FROM "
									  "pg_catalog.pg_event_"
									  "trigger e JOIN "
									  "pg_catalog.pg_proc p ON "
									  "p.oid = e.evtfoid JOIN "
									  "w ON "
									  "w.kind = 'r' AND w.name "
									  "= p.proname::text WHERE "
									  "e.evtenabled <> 'D')) y";

/* ------------------------------------------------------------------ what a statement names */

/* Elements of an array: names with their kind in front. */
struct names {
	struct kit_text array;
	char **seen;
	size_t count;
	bool all; /* too many, or none can be told */
};

static void add_name(struct names *n, char kind, const char *name)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->seen[i][0] == kind && strcmp(n->seen[i] + 1, name) == 0)
			return;
	if (n->count == WORDS_MOST ||
	    !(n->seen[n->count] = kit_text_make("%S%s", &kind, (size_t)1, name))) {
		n->all = true;
		return;
	}
	kit_text_write(&n->array, "%s%L", n->count ? "," : "", n->seen[n->count]);
	n->count++;
}

/* The name that the words stand on, its last part. */
static void add_target(struct names *n, struct kit_words w)
{
	struct kit_part part = { NULL, 0 };
	char *name;

	do
		part = kit_part_take(&w);
	while (kit_mark_take(&w, '.'));
	name = part.len ? kit_unquoted(part) : NULL;
	if (name) {
		kit_fold(name);
		add_name(n, 'f', name);
	}
	free(name);
}

/* Words behind which a table stands that is written to, or nothing of that name. */
static bool leads_to_target(const struct kit_words *w, bool truncates)
{
	static const char *const words[] = { "INTO", "UPDATE", "TRUNCATE", "COPY", "ONLY", NULL };

	return kit_word_is_any(w, words) ||
	       (truncates && (kit_word_is(w, "TABLE") || kit_mark_is(w, ',')));
}

static void read_words(struct names *n, const char *text, size_t len, int level);

/* A statement by its first word, or in a program a name alone, of which one may be made. */
static bool may_be_run(const char *text, int level)
{
	static const char *const words[] = { "INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE",
					     "COPY",   "SELECT", "WITH",   "CALL",  "DO",
					     "BEGIN",  "CREATE", NULL };
	struct kit_words w;
	bool name;

	kit_words_begin(&w, text, strlen(text), 0);
	if (kit_word_is_any(&w, words))
		return true;
	name = level > 0 && (w.token == WB_TOKEN_WORD || w.token == WB_TOKEN_NAME);
	kit_words_next(&w);
	return name && kit_words_ended(&w);
}

static void read_literal(struct names *n, struct kit_part literal, int level, bool code)
{
	char *text = level < LEVELS_MOST ? kit_literal(literal) : NULL;

	n->all |= level < LEVELS_MOST && !text;
	if (text && (code || may_be_run(text, level))) {
		struct kit_words w;

		kit_words_begin(&w, text, strlen(text), 0);
		if (!code)
			add_target(n, w);
		read_words(n, text, strlen(text), level + 1);
	}
	free(text);
}

/* Also in the literals of what may run them. */
static void read_words(struct names *n, const char *text, size_t len, int level)
{
	static const char *const programs[] = { "CALL", "DO", "SELECT", "WITH", NULL };
	struct kit_words w;
	bool program, code, truncates, deletes = false;

	kit_words_begin(&w, text, len, 0);
	program = level > 0 || kit_word_is_any(&w, programs);
	code = level == 0 && kit_word_is(&w, "DO");
	truncates = kit_word_is(&w, "TRUNCATE");
	while (!kit_words_ended(&w) && !n->all) {
		const bool target =
			leads_to_target(&w, truncates) || (deletes && kit_word_is(&w, "FROM"));
		const struct kit_words at = w;

		deletes = kit_word_is(&w, "DELETE");
		kit_words_next(&w);
		if (target)
			add_target(n, w);
		if (program && at.token == WB_TOKEN_STRING) {
			read_literal(n, (struct kit_part){ text + at.begin, at.end - at.begin },
				     level, code);
		} else if (at.token == WB_TOKEN_WORD || at.token == WB_TOKEN_NAME) {
			char *name = kit_unquoted(
				(struct kit_part){ text + at.begin, at.end - at.begin });

			if (name) {
				kit_fold(name);
				add_name(n, 'r', name);
			}
			free(name);
		}
	}
	n->all |= w.token == WB_TOKEN_TORN;
}

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
	kit_text_write(out, found,
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
	struct names names = { .seen = NULL };
	bool ddl, run;

	if (!pg_elsewhere_learn(c, text, len) || c->scratch)
		return false;
	run = runs(text, len, &ddl);
	if (!run && !ddl) {
		c->elsewhere_found &= !is_stale(text, len);
		return false;
	}
	names.seen = calloc(WORDS_MOST, sizeof(*names.seen));
	names.all = !names.seen;
	if (run && !names.all)
		read_words(&names, text, len, 0);
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
	while (names.count)
		free(names.seen[--names.count]);
	free(names.seen);
	kit_text_release(&names.array);
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
