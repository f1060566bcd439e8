/* SPDX-License-Identifier: MIT */
/* Temporary tables of a step that no transaction holds, as they are behind each statement. The server copies
 * those that were changed into tables whimbrel_kept_NUMBER beside the journal, in the transaction of the
 * statement's end row; a memory has a line "x NAME SQL" for each, both in hexadecimal, whose SQL makes and
 * fills it again. Those whose names the texts do not show, and those with what can't be read back (serials,
 * triggers, types of the session), are not kept: see lost.c. The copies are there for as long as the step is
 * under way. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/uses.h>

#include "postgresql.h"

#define LEVELS_MOST 16

/* ------------------------------------------------------------------ which there are */

static void forget(struct pg_conn *c, const char *name)
{
	for (struct kit_lost **at = &c->temporary; *at; at = &(*at)->next)
		if (strcmp((*at)->name, name) == 0) {
			struct kit_lost *gone = *at;

			*at = gone->next;
			free(gone);
			return;
		}
}

/* The name without its schema, which is pg_temp where there is one; NULL: it is another. */
static char *table_name(struct kit_words *w, bool *temporary)
{
	struct kit_part part = kit_part_take(w);
	char *name;

	if (kit_mark_take(w, '.')) {
		if (part.len != 7 || strncasecmp(part.at, "pg_temp", 7) != 0)
			return NULL;
		*temporary = true;
		part = kit_part_take(w);
	}
	name = kit_unquoted(part);
	if (name && part.len && *part.at != '"')
		kit_fold(name);
	return name;
}

static bool take_temporary(struct kit_words *w)
{
	return kit_word_take(w, "TEMP") || kit_word_take(w, "TEMPORARY");
}

/* CREATE [TEMP] TABLE [IF NOT EXISTS], SELECT … INTO [TEMP] [TABLE]: the words stand on its name. */
static bool find_name(struct kit_words *w, bool *temporary)
{
	if (!kit_word_is(w, "CREATE")) {
		if ((!kit_word_is(w, "SELECT") && !kit_word_is(w, "WITH")) ||
		    !kit_words_find(w, "INTO"))
			return false;
		kit_words_next(w);
		if (!kit_word_take(w, "GLOBAL"))
			kit_word_take(w, "LOCAL");
		*temporary = take_temporary(w);
		kit_word_take(w, "TABLE");
		return true;
	}
	kit_words_next(w);
	if (!kit_word_take(w, "GLOBAL"))
		kit_word_take(w, "LOCAL");
	*temporary = take_temporary(w);
	if (!kit_word_take(w, "TABLE"))
		return false;
	if (kit_word_take(w, "IF")) {
		kit_words_next(w);
		kit_words_next(w);
	}
	return true;
}

/* What it does at a commit no catalog tells. */
static bool acts_on_commit(struct kit_words w)
{
	while (kit_words_find(&w, "ON")) {
		kit_words_next(&w);
		if (kit_word_take(&w, "COMMIT"))
			return !kit_word_is(&w, "PRESERVE");
	}
	return false;
}

/* The words stand on the statement that may make one. */
static int learn_one(struct pg_conn *c, struct kit_words w, struct wb_error *err)
{
	bool temporary = false;
	char *name;
	int status = 0;

	if (!find_name(&w, &temporary) || !(name = table_name(&w, &temporary)))
		return 0;
	if (temporary && acts_on_commit(w))
		forget(c, name);
	else if (temporary)
		status = kit_lost_add(&c->temporary, KIT_LOST_TABLE, name, strlen(name), err);
	free(name);
	return status;
}

/* A program's text, and those in its strings. One that it does not come to is not there when it is looked for. */
static int learn_within(struct pg_conn *c, struct kit_part text, int level, struct wb_error *err)
{
	struct kit_words w;
	int status = 0;

	kit_words_begin(&w, text.at, text.len, 0);
	for (; status == 0 && !kit_words_ended(&w); kit_words_next(&w)) {
		if (kit_word_is(&w, "CREATE")) {
			status = learn_one(c, w, err);
		} else if (w.token == WB_TOKEN_STRING && level < LEVELS_MOST) {
			char *inner = kit_literal(
				(struct kit_part){ text.at + w.begin, w.end - w.begin });

			status = inner ? learn_within(c, (struct kit_part){ inner, strlen(inner) },
						      level + 1, err)
				       : kit_no_memory(err);
			free(inner);
		}
	}
	return status;
}

int pg_kept_learn(struct pg_conn *c, const char *text, size_t len, uint32_t facts,
		  struct wb_error *err)
{
	struct kit_words w;

	/* what has committed in between shows in no transaction of ours */
	c->keep_all |= (facts & (WB_PIECE_CALLS | WB_PIECE_NO_TX)) != 0;
	kit_words_begin(&w, text, len, 0);
	return kit_word_is(&w, "DO") ? learn_within(c, (struct kit_part){ text, len }, 0, err)
				     : learn_one(c, w, err);
}

void pg_kept_release(struct pg_conn *c)
{
	kit_lost_release(&c->temporary);
	c->keep_all = false;
}

/* ------------------------------------------------------------------ keeping */

/* What CREATE TABLE … (LIKE) and the texts of constraints and indexes say all of. */
#define PLAIN                                                                                     \
	"c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind = 'r' AND NOT "            \
	"(c.relhasrules OR c.relhastriggers OR c.relrowsecurity OR c.relhassubclass OR "          \
	"c.relispartition) AND c.relacl IS NULL AND c.reloptions IS NULL AND c.reloftype = 0 "    \
	"AND pg_catalog.pg_get_userbyid(c.relowner) = session_user AND NOT EXISTS (SELECT 1 "     \
	"FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) AND NOT EXISTS (SELECT 1 FROM "  \
	"pg_catalog.pg_attribute a JOIN pg_catalog.pg_type y ON y.oid = a.atttypid WHERE "        \
	"a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND (a.attidentity <> '' OR " \
	"a.attacl IS NOT NULL OR y.typnamespace = pg_catalog.pg_my_temp_schema())) AND NOT "      \
	"EXISTS (SELECT 1 FROM pg_catalog.pg_attrdef f JOIN pg_catalog.pg_depend d ON d.classid " \
	"= 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid JOIN "                \
	"pg_catalog.pg_class q ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND " \
	"q.oid = d.refobjid AND q.relkind = 'S' WHERE f.adrelid = c.oid)"
#define KEPT "'whimbrel_kept_' || c.oid"
#define COLUMNS                                                                              \
	"(SELECT pg_catalog.string_agg(pg_catalog.quote_ident(attname),',' ORDER BY attnum)" \
	" FROM pg_catalog.pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT "       \
	"attisdropped AND attgenerated = '')"
#define LIKE "INCLUDING ALL EXCLUDING INDEXES EXCLUDING CONSTRAINTS EXCLUDING DEFAULTS"

/* A table that no row was changed of, and whose definition is as it was, stays as it was copied. */
static const char keep[] =
	" BEGIN FOR t IN SELECT s.relname FROM pg_catalog.pg_class s JOIN "
	"pg_catalog.pg_namespace n ON n.oid = s.relnamespace WHERE n.nspname = "
	"whimbrel_home AND s.relkind = 'r' AND s.relname ~ '^whimbrel_kept_[0-9]+$' AND "
	"NOT EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE s.relname = " KEPT " AND " PLAIN
	" AND c.relname = ANY (whimbrel_names)) LOOP EXECUTE pg_catalog.format('DROP TABLE "
	"%I.%I',whimbrel_home,t.relname); END LOOP; "
	"FOR t IN SELECT c.oid, "
	"c.relname, " KEPT
	" AS kept, s.oid AS there, pg_catalog.obj_description(s.oid,'pg_class') AS was, "
	"c.relfilenode || ' ' || (SELECT pg_catalog.sum(a.xmin::text::bigint) FROM "
	"pg_catalog.pg_attribute a WHERE a.attrelid = c.oid) AS is, "
	"pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + "
	"pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) + "
	"pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) AS changes, " COLUMNS
	" AS columns FROM pg_catalog.pg_class c LEFT JOIN (SELECT s.oid, s.relname FROM "
	"pg_catalog.pg_class s JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace "
	"WHERE n.nspname = whimbrel_home) s ON s.relname = " KEPT " WHERE " PLAIN
	" AND c.relname = ANY (whimbrel_names) LOOP CONTINUE WHEN t.was = t.is AND "
	"t.changes = 0 AND NOT whimbrel_all AND "
	"pg_catalog.current_setting('track_counts') = 'on'; IF t.there IS NOT NULL THEN "
	"EXECUTE pg_catalog.format('DROP TABLE %I.%I',whimbrel_home,t.kept); END IF; "
	"CONTINUE WHEN t.columns IS NULL OR pg_catalog.pg_relation_size(t.oid) > "
	"4194304; BEGIN EXECUTE pg_catalog.format('CREATE TABLE %1$I.%2$I (LIKE "
	"pg_temp.%3$I " LIKE
	")',whimbrel_home,t.kept,t.relname); EXECUTE pg_catalog.format('INSERT INTO "
	"%1$I.%2$I (%3$s) SELECT %3$s FROM "
	"pg_temp.%4$I',whimbrel_home,t.kept,t.columns,t.relname); EXECUTE "
	"pg_catalog.format('COMMENT ON TABLE %I.%I IS %L',whimbrel_home,t.kept,t.is); "
	"EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; END $whimbrel$";

/* Whoever listens to changes of schemas would hear of the copies. */
void pg_keep_sql(struct pg_conn *c, const char *home, struct wb_text *out)
{
	kit_write(out,
		  "DO $whimbrel$ DECLARE t record; whimbrel_home text := %L; whimbrel_all boolean "
		  ":= %s; whimbrel_names text[] := CASE WHEN NOT EXISTS (SELECT 1 FROM "
		  "pg_catalog.pg_event_trigger WHERE evtenabled <> 'D') THEN ARRAY[NULL",
		  home, c->keep_all ? "true" : "false");
	for (const struct kit_lost *l = c->temporary; l; l = l->next)
		kit_write(out, ",%L", l->name);
	kit_write(out, "]::text[] END;%s", keep);
	c->keep_all = false;
	c->keeps = true;
}

/* ------------------------------------------------------------------ remembering and recalling */

#define HEX(text) "pg_catalog.encode(pg_catalog.convert_to(" text ",'UTF8'),'hex')"

/* Behind the copies: the names in them mean what they meant in the session. */
const char pg_kept_lines[] =
	"SELECT pg_catalog.string_agg('x ' || " HEX("c.relname::text") " || ' ' || " HEX(
		"pg_catalog.format('BEGIN; SELECT "
		"pg_catalog.set_config(''search_path'',%L,true); CREATE TEMP TABLE %I "
		"(LIKE "
		"%I.%I " LIKE "); INSERT INTO pg_temp.%I (%s) SELECT %s FROM "
		"%I.%I;',pg_catalog.current_setting('search_path'),c.relname,n.nspname,s."
		"relname,c.relname," COLUMNS "," COLUMNS ",n.nspname,s.relname) || "
		"COALESCE((SELECT pg_catalog.string_agg(pg_catalog.format(' ALTER TABLE "
		"pg_temp.%I ALTER %I SET DEFAULT %s;',c.relname,a.attname,pg_catalog."
		"pg_get_expr(f.adbin,f.adrelid)),'' ORDER BY a.attnum) FROM "
		"pg_catalog.pg_attrdef f JOIN pg_catalog.pg_attribute a ON a.attrelid = "
		"f.adrelid AND a.attnum = f.adnum WHERE f.adrelid = c.oid AND "
		"a.attgenerated = "
		"''),'') || COALESCE((SELECT pg_catalog.string_agg(pg_catalog.format(' "
		"ALTER "
		"TABLE pg_temp.%I ADD CONSTRAINT %I "
		"%s;',c.relname,o.conname,pg_catalog.pg_get_constraintdef(o.oid)),'' ORDER "
		"BY "
		"o.oid) FROM pg_catalog.pg_constraint o WHERE o.conrelid = c.oid AND "
		"o.contype "
		"IN ('c','p','u','x')),'') || COALESCE((SELECT "
		"pg_catalog.string_agg(pg_catalog.replace(' ' || "
		"pg_catalog.pg_get_indexdef(i.indexrelid),' ON ' || "
		"pg_catalog.quote_ident(m.nspname) || '.',' ON pg_temp.') || ';','' ORDER "
		"BY "
		"i.indexrelid) FROM pg_catalog.pg_index i JOIN pg_catalog.pg_namespace m "
		"ON "
		"m.oid = c.relnamespace WHERE i.indrelid = c.oid AND NOT EXISTS (SELECT 1 "
		"FROM "
		"pg_catalog.pg_constraint o WHERE o.conindid = i.indexrelid)),'') || ' "
		"COMMIT'") ",E'\\n') FROM pg_catalog.pg_class c JOIN pg_catalog.pg_class s "
			   "ON s.relname = " KEPT
			   " AND s.relkind = 'r' JOIN pg_catalog.pg_namespace n ON n.oid = "
			   "s.relnamespace WHERE "
			   "c.relnamespace = pg_catalog.pg_my_temp_schema()";

const char pg_kept_tables[] =
	"SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_class s ON s.relname = " KEPT
	" AND s.relkind = 'r' WHERE c.relnamespace = pg_catalog.pg_my_temp_schema()";

/* One that can't be made again is missed as others are. */
int pg_kept_again(struct pg_conn *c, const char *name, const char *sql, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int status;

	c->keeps = true;
	c->own = true;
	status = c->pooled ? WB_E_UNSUPPORTED : pg_query(c, sql, NULL, &why);
	if (status < 0 && status != WB_E_LOST && PQtransactionStatus(c->db) != PQTRANS_IDLE)
		status = pg_query(c, "ROLLBACK", NULL, err) < 0 ? WB_E_LOST : status;
	c->own = false;
	if (status == WB_E_LOST)
		return pg_first_error(err, &why);
	return kit_lost_add(status < 0 ? &c->lost : &c->temporary, KIT_LOST_TABLE, name,
			    strlen(name), err);
}
