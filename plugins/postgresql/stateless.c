/* SPDX-License-Identifier: MIT */
/* Statements that leave nothing in their session, so that nothing has to be put back behind them.
 *
 * Their words tell that they are of a kind that changes no setting, role, cursor or prepared statement and ends
 * no transaction by itself. What triggers, defaults and rules run in their course could: so this holds only
 * where the database has no routine besides PostgreSQL's own ("bare", asked once with the lock), and nothing
 * that may have made one has come since. Of PostgreSQL's own set_config() alone changes a setting; what is
 * stored is searched for it with the same question. Whatever is not known is not plain. Locks of the session, which no
 * reset takes away, are leftovers.c's. */
#include <string.h>
#include <strings.h>

#include "run.h"

static const struct {
	const char *word;
	enum pg_leaves leaves;
} kinds[] = {
	{ "INSERT", LEAVES_NUMBERS },   { "UPDATE", LEAVES_NUMBERS }, { "DELETE", LEAVES_NUMBERS },
	{ "TRUNCATE", LEAVES_NUMBERS }, { "COPY", LEAVES_NUMBERS },   { "SELECT", LEAVES_NUMBERS },
	{ "CREATE", LEAVES_NOTHING },   { "ALTER", LEAVES_NUMBERS },  { "DROP", LEAVES_NOTHING },
	{ "COMMENT", LEAVES_NOTHING },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Of CREATE, ALTER and DROP. */
static const char *const objects[] = { "TABLE", "INDEX",  "SEQUENCE",     "TYPE", "DOMAIN",
				       "VIEW",  "SCHEMA", "MATERIALIZED", NULL };

/* Not plain, but they make no routine either. */
static const char *const makes_none[] = {
	"SET",    "RESET",      "GRANT",    "REVOKE", "SHOW",    "LOCK",   "RELEASE",
	"NOTIFY", "SAVEPOINT",  "ROLLBACK", "LISTEN", "CLOSE",   "WITH",   "UNLISTEN",
	"VALUES", "DEALLOCATE", "DISCARD",  "MERGE",  "ANALYZE", "VACUUM", NULL
};

/* What holds for the whole database as long as only statements come that are known here: 't' where nothing may set
 * what is not plain to see, 'l' where locks of the session may be taken, 'd' where it may be said what later sessions
 * begin with, 'n' where connections to other servers may be opened, 'c' where settings with a dot may be made. A tree of PostgreSQL's names functions and relations by number; its view pg_settings has a rule that
 * sets. */
#define IS_BARE(body)                                                                              \
	"WITH stored AS (SELECT adbin::text AS tree FROM pg_catalog.pg_attrdef UNION ALL "         \
	"SELECT ev_action::text FROM pg_catalog.pg_rewrite WHERE oid >= 16384 UNION ALL "          \
	"SELECT conbin::text FROM pg_catalog.pg_constraint WHERE conbin IS NOT NULL AND oid >= "   \
	"16384 UNION ALL SELECT typdefaultbin::text FROM pg_catalog.pg_type WHERE typdefaultbin "  \
	"IS NOT NULL UNION ALL SELECT tgqual::text FROM pg_catalog.pg_trigger WHERE tgqual IS NOT" \
	" NULL UNION ALL SELECT polqual::text || ' ' || polwithcheck::text FROM "                  \
	"pg_catalog.pg_policy UNION ALL SELECT coalesce(polqual, polwithcheck)::text FROM "        \
	"pg_catalog.pg_policy), code AS (SELECT " body " AS body FROM pg_catalog.pg_proc p WHERE " \
	"p.oid >= 16384) SELECT CASE WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid "   \
	">= 16384) AND NOT EXISTS (SELECT FROM stored WHERE pg_catalog.strpos(tree, ':funcid ' "   \
	"|| 'pg_catalog.set_config(text,text,boolean)'::pg_catalog.regprocedure::oid || ' ') > 0 " \
	"OR pg_catalog.strpos(tree, ':relid ' || "                                                 \
	"'pg_catalog.pg_settings'::pg_catalog.regclass::oid || ' ') > 0) AND "                     \
	"pg_catalog.strpos(pg_catalog.current_setting('search_path'), 'pg_temp') = 0 THEN 't' "    \
	"ELSE 'f' END || CASE WHEN EXISTS (SELECT FROM code WHERE body ~* 'advisory') OR EXISTS "  \
	"(SELECT FROM stored s JOIN pg_catalog.pg_proc f ON pg_catalog.strpos(s.tree, ':funcid '"  \
	" || f.oid || ' ') > 0 WHERE f.proname ~ 'advisory_lock' AND f.oid < 16384) THEN 'l' ELSE" \
	" '' END || CASE WHEN EXISTS (SELECT FROM code WHERE body ~* "                             \
	"'alter\\s+(role|user|database|%|'')') THEN 'd' ELSE '' END || CASE WHEN EXISTS (SELECT "  \
	"FROM code WHERE body ~* 'dblink_connect') THEN 'n' ELSE '' END || CASE WHEN EXISTS "      \
	"(SELECT "                                                                                 \
	"FROM code WHERE body ~* "                                                                 \
	"'set_config|\\mset\\s+(local\\s+|session\\s+)?[a-z_][a-z0-9_$]*\\.|"                      \
	"''\\s*set\\s') OR EXISTS (SELECT FROM stored WHERE pg_catalog.strpos(tree, ':funcid ' "   \
	"|| "                                                                                      \
	"'pg_catalog.set_config(text,text,boolean)'::pg_catalog.regprocedure::oid || ' ') > 0) "   \
	"OR "                                                                                      \
	"EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE "                                          \
	"pg_catalog.strpos(pg_catalog.array_to_string("                                            \
	"p.proconfig, '='), '.') > 0) THEN 'c' ELSE '' END"

const char pg_is_bare[] = IS_BARE("coalesce(pg_catalog.pg_get_function_sqlbody(p.oid), p.prosrc)");
const char pg_is_bare_13[] = IS_BARE("p.prosrc");

/* Is it in the text, in strings and names as well? `word` has a `_` at `at`. */
static bool holds(const char *text, size_t len, const char *word, size_t at)
{
	size_t size = strlen(word);
	const char *end = text + len, *found = text;

	while ((found = memchr(found, '_', (size_t)(end - found)))) {
		if ((size_t)(found - text) >= at && (size_t)(end - found) >= size - at &&
		    strncasecmp(found - at, word, size) == 0)
			return true;
		found++;
	}
	return false;
}

/* U&'…' may spell anything. */
static bool is_spelled(const char *text, size_t len)
{
	const char *end = text + len, *found = text;

	while ((found = memchr(found, '&', (size_t)(end - found)))) {
		if (found > text && (found[-1] == 'U' || found[-1] == 'u'))
			return true;
		found++;
	}
	return false;
}

/* From here to the statement's end. */
static bool has_word(struct kit_words w, const char *const *words)
{
	for (; !kit_words_ended(&w); kit_words_next(&w))
		if (kit_word_is_any(&w, words))
			return true;
	return false;
}

/* Only a query that fills what is made, or rows that are looked at again, take numbers of sequences. */
static enum pg_leaves object_leaves(struct kit_words w, enum pg_leaves leaves)
{
	static const char *const temporary[] = { "TEMP", "TEMPORARY", NULL };
	static const char *const query[] = { "AS", "EXECUTE", NULL };

	if (kit_word_take(&w, "OR"))
		kit_word_take(&w, "REPLACE");
	kit_word_take(&w, "UNIQUE");
	kit_word_take(&w, "UNLOGGED");
	if (!kit_word_is_any(&w, objects) || has_word(w, temporary))
		return LEAVES_ANYTHING;
	return leaves == LEAVES_NOTHING && has_word(w, query) ? LEAVES_NUMBERS : leaves;
}

static enum pg_leaves words_leave(struct kit_words w)
{
	static const char *const into[] = { "INTO", NULL };
	static const char *const ddl[] = { "CREATE", "ALTER", "DROP", NULL };
	size_t i = 0;

	while (i < KINDS && !kit_word_is(&w, kinds[i].word))
		i++;
	if (i == KINDS)
		return LEAVES_ANYTHING;
	if (kit_word_is(&w, "SELECT") && has_word(w, into))
		return LEAVES_ANYTHING;
	if (!kit_word_is_any(&w, ddl))
		return kinds[i].leaves;
	kit_words_next(&w);
	return object_leaves(w, kinds[i].leaves);
}

enum pg_leaves pg_leaves(struct pg_conn *c, const struct wb_op *op)
{
	const uint32_t ends = WB_PIECE_NO_TX | WB_PIECE_TX_BEGIN | WB_PIECE_TX_END | WB_PIECE_CALLS;
	enum pg_leaves leaves;
	struct kit_words w;

	if (!c->bare)
		return LEAVES_ANYTHING;
	kit_words_begin(&w, op->text, op->len, 0);
	leaves = words_leave(w);
	if (holds(op->text, op->len, "set_config", 3) ||
	    holds(op->text, op->len, "pg_settings", 2) || holds(op->text, op->len, "pg_temp", 2) ||
	    is_spelled(op->text, op->len) ||
	    (leaves == LEAVES_ANYTHING && !kit_word_is_any(&w, makes_none)))
		c->bare = false;
	return !c->bare || op->facts & ends ? LEAVES_ANYTHING : leaves;
}

/* What no reset takes away is learned in any case. */
void pg_scratch_heed(struct pg_conn *c, const struct wb_op *op)
{
	enum pg_leaves leaves = pg_leaves(c, op);

	if (pg_left_learn(c, op->text, op->len))
		leaves = LEAVES_ANYTHING;
	if (c->left < leaves)
		c->left = leaves;
}
