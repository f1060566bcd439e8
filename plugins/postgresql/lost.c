/* SPDX-License-Identifier: MIT */
/* Temporary tables and their like, and settings whose value was looked up: what goes with a session. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/hex.h>
#include <whimbrel/kit/object.h>
#include <whimbrel/kit/uses.h>

#include "postgresql.h"
#include "sets.h"

void pg_lost_release(struct pg_conn *c)
{
	c->sets_role = c->sets_user = c->sets_reading = false;
	c->set_apart = c->set_plain_apart = c->again_due = c->links = false;
	free(c->began_before);
	c->began_before = NULL;
	kit_text_release(&c->again);
	kit_lost_release(&c->resets);
	c->resets_hidden = false;
	kit_lost_release(&c->lost);
	kit_lost_release(&c->looked_up);
	pg_kept_release(c);
}

/* What only sets up the session reads neither tables nor settings, but for the text that it prepares. */
static bool only_sets_up(const char *text, size_t len, uint32_t facts)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	return (facts & WB_PIECE_SESSION) && !kit_word_is(&w, "PREPARE");
}

/* A value that was looked up. */
static int learn_setting(void *ctx, const struct pg_set_call *call)
{
	struct pg_conn *c = ctx;
	struct wb_error ignored = WB_ERROR_INIT;

	return call->local ? 0
			   : kit_lost_add(&c->looked_up, KIT_LOST_SETTING, call->name,
					  strlen(call->name), &ignored);
}

/* What our own rows see otherwise, or what other means put back. */
static bool is_ours(const char *name)
{
	static const char *const names[] = { "role",
					     "session_authorization",
					     "default_transaction_read_only",
					     "synchronous_commit",
					     "client_min_messages",
					     "all",
					     NULL };
	return kit_among(name, names);
}

/* Its value is set again, unless one for the transaction alone may have hidden it when it was asked for. */
static bool is_kept(const struct pg_conn *c, const struct kit_lost *l)
{
	return l->kind == KIT_LOST_SETTING && *l->name && !is_ours(l->name) && !c->pooled &&
	       !(strchr(l->name, '.') ? c->set_apart : c->set_plain_apart);
}

static void add_lines(const struct pg_conn *c, const struct kit_lost *l, struct wb_text *out)
{
	for (; l; l = l->next) {
		if (is_kept(c, l)) {
			kit_add(out, ",'w ");
			kit_lost_name(l, out);
			kit_write(out,
				  " ' || "
				  "pg_catalog.encode(pg_catalog.convert_to(pg_catalog.current_"
				  "setting(%L,true),'UTF8'),'hex')",
				  l->name);
			continue;
		}
		kit_add(out, ",'");
		kit_lost_line(l, out);
		kit_add(out, "'");
	}
}

#define HEX(name) "pg_catalog.encode(pg_catalog.convert_to(" name ",'UTF8'),'hex')"
/* Functions of an extension that go over connections of the session's. */
#define LINKED                                                                                    \
	"probin ~ 'dblink' AND proname !~ '^dblink_(connect|build|get_pkey|current)' AND EXISTS " \
	"(SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'dblink')"
/* What is kept (k). Temporary objects that are no part of others; routines that have the name of one in their text, and what
 * calls these: routines, tables by triggers and defaults, views. Cursors, and locks but for our own. */
/* clang-format off */
static const char remembered[] =
	"SELECT pg_catalog.concat_ws(E'\\n',(%s),(WITH RECURSIVE k AS (%s), o (name) AS (SELECT c.relname::text "
	"FROM pg_catalog.pg_class c WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND "
	"c.oid NOT IN (SELECT oid FROM k) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_index i JOIN k "
	"ON k.oid = i.indrelid WHERE i.indexrelid = c.oid) AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = "
	"'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND c.relkind IN "
	"('i','I','S') AND (d.deptype = 'i' OR (c.relkind = 'S' AND d.deptype = 'a'))) UNION "
	"SELECT proname::text FROM pg_catalog.pg_proc WHERE pronamespace = "
	"pg_catalog.pg_my_temp_schema() UNION SELECT typname::text FROM pg_catalog.pg_type WHERE "
	"typnamespace = pg_catalog.pg_my_temp_schema() AND typtype IN ('e','d','r') UNION SELECT "
	"proname::text FROM pg_catalog.pg_proc WHERE " LINKED " AND (%s OR EXISTS (SELECT 1 FROM pg_catalog.pg_proc p JOIN "
	"pg_catalog.pg_language y ON y.oid = p.prolang WHERE y.lanname <> 'c' AND p.prosrc ~* 'dblink_connect'))), w (name, "
	"root) AS (SELECT name, name FROM o UNION SELECT x.name, w.root FROM w CROSS JOIN "
	"LATERAL (SELECT p.proname::text FROM pg_catalog.pg_proc p WHERE p.pronamespace NOT IN "
	"(SELECT oid FROM pg_catalog.pg_namespace WHERE nspname IN "
	"('pg_catalog','information_schema')) AND CASE WHEN w.name ~ '^[a-zA-Z0-9_]+$' THEN "
	"p.prosrc ~* ('(^|[^a-z0-9_$])' || w.name || '([^a-z0-9_$]|$)') ELSE "
	"pg_catalog.strpos(p.prosrc,w.name) > 0 END UNION ALL " PG_CALLERS("w.name") ") x (name)) SELECT pg_catalog.string_agg(CASE WHEN name = root THEN "
	"CASE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_proc WHERE proname = name AND " LINKED ") THEN 'n ' ELSE 't ' END || " HEX("name") " ELSE 'v ' || " HEX("name") " || '01' || " HEX("root") " END,E'\\n') FROM w),(SELECT "
	"pg_catalog.string_agg('y ' || " HEX("name") ",E'\\n') FROM pg_catalog.pg_cursors WHERE "
	"is_holdable),(SELECT pg_catalog.string_agg('l ' || " HEX("classid || ':' || objid || ':' || objsubid || ' ' || mode") ",E'\\n') FROM pg_catalog.pg_locks WHERE locktype = 'advisory' "
	"AND pid = pg_catalog.pg_backend_pid() AND NOT (objsubid = 1 AND (classid::int8 << 32 | "
	"objid::int8) = %s))";
/* clang-format on */

/* The way out of one that was lost is to set it again. */
static void forget_set(struct pg_conn *c, const char *text, size_t len)
{
	for (struct kit_lost **at = &c->lost, *l; (l = *at);) {
		if (l->kind == KIT_LOST_SETTING && pg_sets_it(text, len, l->name)) {
			*at = l->next;
			free(l);
		} else {
			at = &l->next;
		}
	}
}

/* A routine that it calls may set the role. */
static bool may_call(const struct pg_conn *c, const char *text, size_t len)
{
	static const char *const words[] = { "CALL", "DO", "EXECUTE", "SELECT", "WITH", NULL };
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	return !c->bare && kit_word_is_any(&w, words);
}

/* Routines that give a setting back what the session began with, and what calls these. */
#define RESETS                                                                                     \
	"$wb$(?:^|;|\\mbegin|\\mthen|\\melse|\\mloop|')\\s*reset\\s|(?:\\mto|=)\\s*default\\M|"    \
	"\\mzone\\s"                                                                               \
	"+(?:local|default)\\M|set_config\\s*\\((?!\\s*'[^']*'(?:::[a-z_.]+)?\\s*,\\s*'[^']*'\\s*" \
	",)"                                                                                       \
	"$wb$"

static int learn_resets(struct pg_conn *c, struct wb_error *err)
{
	static const char sql[] =
		"WITH RECURSIVE b (name, body) AS (SELECT p.proname::text, COALESCE(%s,p.prosrc) "
		"FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND p.probin IS NULL), w (name) AS "
		"(SELECT name FROM b WHERE body ~* " RESETS
		" UNION SELECT x.name FROM w CROSS JOIN LATERAL (SELECT b.name FROM b WHERE CASE "
		"WHEN w.name ~ '^[a-zA-Z0-9_]+$' THEN b.body ~* ('(^|[^a-z0-9_$])' || w.name || "
		"'([^a-z0-9_$]|$)') ELSE pg_catalog.strpos(b.body,w.name) > 0 END UNION "
		"ALL " PG_CALLERS("w.name") ") x (name)) SELECT name FROM w";
	struct kit_text text = { 0 };
	PGresult *result;
	int status = 0;

	kit_text_write(&text, sql,
		       PQserverVersion(c->db) >= 140000
			       ? "pg_catalog.pg_get_function_sqlbody(p.oid)"
			       : "NULL::text");
	result = text.failed ? (kit_no_memory(err), NULL) : pg_row(c, text.data, NULL, 0, err);
	kit_text_release(&text);
	if (!pg_shape(&result, 1, 0, err))
		return kit_failed(err);
	for (int i = 0; status == 0 && i < PQntuples(result); i++) {
		const char *name = PQgetvalue(result, i, 0);

		status = kit_lost_add(&c->resets, KIT_LOST_WAY, name, strlen(name), err);
	}
	PQclear(result);
	return status;
}

/* … and it may be one that came since, or that a prepared statement calls. */
static bool leads_to_reset(struct pg_conn *c, const char *text, size_t len, uint32_t facts)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_is(&w, "CREATE")) {
		c->resets_hidden |= kit_holds_word(text, len, "RESET") ||
				    kit_holds_word(text, len, "DEFAULT") ||
				    kit_mentions(text, len, "set_config");
		return false;
	}
	if (facts & WB_PIECE_SESSION)
		return false;
	if (c->resets_hidden || (c->resets && kit_word_is(&w, "EXECUTE")))
		return true;
	for (const struct kit_lost *l = c->resets; l; l = l->next)
		if (kit_names_it(text, len, l->name))
			return true;
	return false;
}

/* The step has said itself what later sessions begin with, and this is one. */
static int refuse_reset(struct wb_error *err)
{
	snprintf(err->detail, sizeof(err->detail),
		 "Set it to a value (SET name = …) in place of this statement, in the part of the "
		 "file that has not run.");
	return pg_host->fail(err, WB_E_UNCERTAIN,
			     "what the session that was interrupted began with is another since "
			     "then, and this statement brings back what a session began with");
}

/* What the session has from now on, by all that it sets. */
static void learn_sets(struct pg_conn *c, const char *text, size_t len, uint32_t sets)
{
	c->links |= kit_mentions(text, len, "dblink_connect");
	c->sets_role |= (sets & PG_SETS_ROLE) != 0 || may_call(c, text, len);
	c->sets_user |= (sets & PG_SETS_USER) != 0;
	c->sets_reading |= (sets & PG_SETS_READING) != 0;
	c->set_apart |= (sets & PG_SETS_CUSTOM) && (sets & PG_SETS_LOCAL);
	c->set_plain_apart |=
		(sets & PG_SETS_LOCAL) && (sets == PG_SETS_ANY || !(sets & PG_SETS_CUSTOM));
}

int pg_remember(void *conn, const struct kit_statement *statement, bool fresh,
		struct wb_text *out_sql, struct wb_error *err)
{
	const char *text = statement->text;
	const size_t len = statement->len;
	const struct kit_part part = { text, len };
	const uint32_t sets = pg_sets(text, len);
	struct pg_conn *c = conn;

	(void)fresh;
	if (!c)
		return 0;
	learn_sets(c, text, len, sets);
	/* the first statement that has not run is made ready: those that are run again are behind us */
	c->again_due = c->again.len > 0;
	forget_set(c, text, len);
	if (!only_sets_up(text, len, statement->facts) &&
	    kit_lost_check(&c->lost, &part, "session", false, err) < 0)
		return kit_failed(err);
	if (c->began_before &&
	    (pg_resets(text, len) || leads_to_reset(c, text, len, statement->facts)))
		return refuse_reset(err);
	if (!(statement->facts & WB_PIECE_SESSION) &&
	    pg_each_set_call(text, len, learn_setting, c) < 0)
		return kit_no_memory(err);
	if ((sets & PG_SETS_SEED) && kit_lost_add(&c->looked_up, KIT_LOST_SEED, "setseed()",
						  sizeof("setseed()") - 1, err) < 0)
		return kit_failed(err);
	if (pg_kept_learn(c, text, len, statement->facts, err) < 0)
		return kit_failed(err);
	kit_write(out_sql, remembered, c->temporary ? pg_kept_lines : "NULL",
		  c->temporary ? pg_kept_tables : "SELECT 0::pg_catalog.oid AS oid",
		  c->links ? "true" : "false", *c->lock_key ? c->lock_key : "0");
	add_lines(c, c->lost, out_sql);
	add_lines(c, c->looked_up, out_sql);
	if (!c->bare || c->left_defaults || pg_sets_defaults(text, len))
		pg_left_remember(c, out_sql);
	pg_hidden_remember(c, text, len, out_sql);
	if (c->set_apart)
		kit_add(out_sql, ",'q'");
	if (c->set_plain_apart)
		kit_add(out_sql, ",'Q'");
	kit_add(out_sql, ")");
	return 0;
}

/* "w NAME VALUE", both in hexadecimal: one that can't be set again is missed as others are. It is set once more behind
 * the statements that are run again, which may set it as well. */
static int set_again(struct pg_conn *c, const char *name, const char *value, struct wb_error *err)
{
	const char *params[] = { name, value };
	struct wb_error why = WB_ERROR_INIT;
	PGresult *result;
	int status;

	result = pg_row(c, "SELECT pg_catalog.set_config($1,$2,false)", params, 2, &why);
	status = result ? 0 : why.status;
	PQclear(result);
	if (status == WB_E_LOST)
		return pg_first_error(err, &why);
	c->left_custom |= strchr(name, '.') != NULL;
	if (status == 0)
		kit_text_write(&c->again, "%spg_catalog.set_config(%L,%L,false)",
			       c->again.len ? "," : "SELECT ", name, value);
	return kit_lost_add(status < 0 ? &c->lost : &c->looked_up, KIT_LOST_SETTING, name,
			    strlen(name), err);
}

/* Two words in hexadecimal. */
static int recall_pair(struct pg_conn *c, const char *at,
		       int (*recall)(struct pg_conn *c, const char *name, const char *value,
				     struct wb_error *err),
		       struct wb_error *err)
{
	char *name = kit_hex_take(&at), *value = name ? kit_hex_take(&at) : NULL;
	int status = value ? recall(c, name, value, err) : kit_no_memory(err);

	free(name);
	free(value);
	return status;
}

/* "b HASH": what the session began with. */
static int recall_began(struct pg_conn *c, const char *hash, size_t len, struct wb_error *err)
{
	const char *now = c->began_with ? c->began_with : "";

	if (strcspn(now, " ") == len && memcmp(now, hash, len) == 0)
		return 0;
	free(c->began_before);
	c->began_before = strndup(hash, len);
	return c->began_before ? 0 : kit_no_memory(err);
}

static int recall_settings(struct pg_conn *c, const char *memory, struct wb_error *err)
{
	size_t len;
	int status = 0;

	for (const char *next; status == 0 && (next = kit_line(memory, &len)); memory = next) {
		c->set_apart |= *memory == 'q';
		c->set_plain_apart |= *memory == 'Q';
		if (len >= 2 && *memory == 'b')
			status = recall_began(c, memory + 2, len - 2, err);
		if (len > 2 && *memory == 'w')
			status = recall_pair(c, memory + 2, set_again, err);
	}
	return status;
}

static int recall_tables(struct pg_conn *c, const char *memory, struct wb_error *err)
{
	size_t len;
	int status = 0;

	for (const char *next; status == 0 && (next = kit_line(memory, &len)); memory = next)
		if (len > 2 && *memory == 'x')
			status = recall_pair(c, memory + 2, pg_kept_again, err);
	return status;
}

/* By its own text, or by that of a routine whose name is in it: what only lasts as long as the transaction does no harm. */
int pg_lost_with_listener(struct pg_conn *c, struct wb_text *seen, struct wb_error *err)
{
	static const char sql[] =
		"WITH RECURSIVE r (root, oid, prosrc) AS (SELECT p.proname, p.oid, p.prosrc FROM "
		"pg_catalog.pg_event_trigger e JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid "
		"WHERE "
		"e.evtenabled <> 'D' UNION SELECT r.root, p.oid, p.prosrc FROM r JOIN "
		"pg_catalog.pg_proc p ON p.oid >= 16384 AND pg_catalog.strpos(pg_catalog.lower("
		"r.prosrc),pg_catalog.lower(p.proname)) > 0) SELECT root FROM r WHERE "
		"pg_catalog.regexp_replace(prosrc,$wb$set_config\\s*\\((?:[^();]|\\([^()]*\\))*,"
		"\\s*"
		"true\\s*\\)$wb$,'','gi') ~* "
		"$wb$set_config|(?:^|;|\\mbegin|\\mthen|\\melse|\\mloop|')"
		"\\s*(?:set\\s+(?!local\\M|constraints\\M)|reset\\s|listen\\s|load\\s|prepare\\s)|"
		"\\mtemp(?:orary)?\\M|\\mpg_temp\\M|advisory_lock|\\msetseed\\M|dblink_connect|"
		"\\mwith\\s+hold\\M"
		"$wb$ LIMIT 1";
	PGresult *result = pg_row(c, sql, NULL, 0, err);
	int found;

	if (!pg_shape(&result, 1, 0, err))
		return kit_failed(err);
	found = PQntuples(result) > 0;
	if (found)
		kit_write(seen,
			  "; %s(), which an event trigger calls, may have left something in the "
			  "session, which is gone: make that again in front of what comes next in "
			  "the file",
			  PQgetvalue(result, 0, 0));
	PQclear(result);
	return found;
}

int pg_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	struct pg_conn *c = conn;

	(void)undone;
	pg_lost_release(c);
	/* it would take with it what comes now */
	if (pg_renew(c, err) < 0)
		return kit_failed(err);
	c->resumed = true;
	/* statements that are not handed in here again may have */
	c->sets_role = c->sets_user = c->sets_reading = true;
	c->keep_all = c->left_defaults = true;
	if (kit_lost_read(&c->lost, memory, err) < 0 || recall_settings(c, memory, err) < 0 ||
	    (c->began_before && learn_resets(c, err) < 0))
		return kit_failed(err);
	return recall_tables(c, memory, err);
}
