/* SPDX-License-Identifier: MIT */
/* Temporary tables and their like, and settings whose value was looked up: what goes with a session. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "postgresql.h"

void pg_lost_release(struct pg_conn *c)
{
	c->sets_role = c->sets_user = c->sets_reading = false;
	kit_lost_release(&c->lost);
	kit_lost_release(&c->looked_up);
	pg_kept_release(c);
}

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* What only sets up the session reads neither tables nor settings, but for the text that it prepares. */
static bool only_sets_up(const char *text, size_t len, uint32_t facts)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	return (facts & WB_PIECE_SESSION) && !kit_word_is(&w, "PREPARE");
}

/* set_config('name', …) whose value is not written there; SET is simply run again. */
static int learn_settings(struct pg_conn *c, const char *text, size_t len, uint32_t facts,
			  struct wb_error *err)
{
	static const char call[] = "set_config";
	const size_t n = sizeof(call) - 1;

	for (size_t i = 0; !(facts & WB_PIECE_SESSION) && i + n < len; i++) {
		size_t begin = i + n, end;

		if (strncasecmp(text + i, call, n) != 0)
			continue;
		while (begin < len && (text[begin] == ' ' || text[begin] == '('))
			begin++;
		begin += begin < len && text[begin] == '\'';
		for (end = begin; end < len && (is_letter(text[end]) || text[end] == '.');)
			end++;
		if (begin == len || text[begin - 1] != '\'' || end == len || text[end] != '\'')
			end = begin;
		if (kit_lost_add(&c->looked_up, KIT_LOST_SETTING, text + begin, end - begin, err) <
		    0)
			return err->status;
	}
	return 0;
}

static void add_lines(const struct kit_lost *l, struct wb_text *out)
{
	for (; l; l = l->next) {
		kit_add(out, ",'");
		kit_lost_line(l, out);
		kit_add(out, "'");
	}
}

/* A SET is run again, but the numbers begin again with it. */
static bool sets_seed(const char *text, size_t len, uint32_t facts)
{
	return kit_mentions(text, len, "setseed") ||
	       ((facts & WB_PIECE_SESSION) && kit_mentions(text, len, "seed"));
}

#define HEX(name) "pg_catalog.encode(pg_catalog.convert_to(" name ",'UTF8'),'hex')"
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
	"typnamespace = pg_catalog.pg_my_temp_schema() AND typtype IN ('e','d','r')), w (name, "
	"root) AS (SELECT name, name FROM o UNION SELECT x.name, w.root FROM w CROSS JOIN "
	"LATERAL (SELECT p.proname::text FROM pg_catalog.pg_proc p WHERE p.pronamespace NOT IN "
	"(SELECT oid FROM pg_catalog.pg_namespace WHERE nspname IN "
	"('pg_catalog','information_schema')) AND CASE WHEN w.name ~ '^[a-zA-Z0-9_]+$' THEN "
	"p.prosrc ~* ('(^|[^a-z0-9_$])' || w.name || '([^a-z0-9_$]|$)') ELSE "
	"pg_catalog.strpos(p.prosrc,w.name) > 0 END UNION ALL SELECT c.relname::text FROM "
	"pg_catalog.pg_proc p JOIN pg_catalog.pg_depend d ON d.refclassid = "
	"'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refobjid = p.oid JOIN "
	"pg_catalog.pg_class c ON c.oid = COALESCE((SELECT tgrelid FROM pg_catalog.pg_trigger t "
	"WHERE t.oid = d.objid),(SELECT adrelid FROM pg_catalog.pg_attrdef a WHERE a.oid = "
	"d.objid),(SELECT ev_class FROM pg_catalog.pg_rewrite r WHERE r.oid = d.objid)) WHERE "
	"p.proname = w.name) x (name)) SELECT pg_catalog.string_agg(CASE WHEN name = root THEN "
	"'t ' || " HEX("name") " ELSE 'v ' || " HEX("name") " || '01' || " HEX("root") " END,E'\\n') FROM w),(SELECT "
	"pg_catalog.string_agg('y ' || " HEX("name") ",E'\\n') FROM pg_catalog.pg_cursors WHERE "
	"is_holdable),(SELECT pg_catalog.string_agg('l ' || " HEX("classid || ':' || objid || ':' || objsubid || ' ' || mode") ",E'\\n') FROM pg_catalog.pg_locks WHERE locktype = 'advisory' "
	"AND pid = pg_catalog.pg_backend_pid() AND NOT (objsubid = 1 AND (classid::int8 << 32 | "
	"objid::int8) = %s))";
/* clang-format on */

int pg_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		struct wb_text *out_sql, struct wb_error *err)
{
	const struct kit_part statement = { text, len };
	struct pg_conn *c = conn;

	(void)fresh;
	if (!c)
		return 0;
	c->sets_role |= kit_mentions(text, len, "role");
	c->sets_user |= kit_mentions(text, len, "authorization");
	c->sets_reading |= kit_mentions(text, len, "default_transaction_read_only") ||
			   kit_mentions(text, len, "characteristics");
	if (!only_sets_up(text, len, facts) &&
	    kit_lost_check(&c->lost, &statement, "session", false, err) < 0)
		return err->status;
	if (learn_settings(c, text, len, facts, err) < 0)
		return err->status;
	if (sets_seed(text, len, facts) && kit_lost_add(&c->looked_up, KIT_LOST_SEED, "setseed()",
							sizeof("setseed()") - 1, err) < 0)
		return err->status;
	if (pg_kept_learn(c, text, len, facts, err) < 0)
		return err->status;
	kit_write(out_sql, remembered, c->temporary ? pg_kept_lines : "NULL",
		  c->temporary ? pg_kept_tables : "SELECT 0::pg_catalog.oid AS oid",
		  *c->lock_key ? c->lock_key : "0");
	add_lines(c->lost, out_sql);
	add_lines(c->looked_up, out_sql);
	kit_add(out_sql, ")");
	return 0;
}

int pg_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	struct pg_conn *c = conn;

	(void)undone;
	pg_lost_release(c);
	c->resumed = true;
	/* statements that are not handed in here again may have */
	c->sets_role = c->sets_user = c->sets_reading = true;
	c->keep_all = true;
	if (kit_lost_read(&c->lost, memory, err) < 0)
		return err->status;
	return pg_kept_recall(c, memory, err);
}
