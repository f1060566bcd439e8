/* SPDX-License-Identifier: MIT */
/* What a step leaves behind that no RESET and no DISCARD of ours takes away: advisory locks of the session,
 * since DISCARD ALL would let go of the run's own; and what later sessions shall begin with, as ALTER DATABASE
 * and ALTER ROLE have said, which a session that is there already does not take over; and connections to other servers that an
 * extension holds. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/uses.h>

#include "postgresql.h"
#include "sets.h"

static const char *const takes[] = { "pg_advisory_lock", "pg_advisory_lock_shared",
				     "pg_try_advisory_lock", "pg_try_advisory_lock_shared", NULL };

/* Whatever stands around it: a name may be made of parts. */
static bool contains(const char *text, size_t len, const char *word)
{
	const size_t size = strlen(word);

	for (size_t i = 0; i + size <= len; i++)
		if ((text[i] | 0x20) == word[0] && strncasecmp(text + i, word, size) == 0)
			return true;
	return false;
}

static bool calls_any(const char *text, size_t len,
		      bool (*calls)(const char *text, size_t len, const char *name))
{
	size_t i = 0;

	while (takes[i] && !calls(text, len, takes[i]))
		i++;
	return takes[i] != NULL;
}

/* More than is needed costs a message, and no round trip. */
bool pg_left_learn(struct pg_conn *c, const char *text, size_t len)
{
	static const char *const programs[] = { "CALL", "DO", NULL };
	const bool alters = pg_sets_defaults(text, len);
	const bool links = kit_mentions(text, len, "dblink_connect");
	struct kit_words w;
	bool takes_locks, runs;

	kit_words_begin(&w, text, len, 0);
	/* from now on whatever leads to it may */
	if (kit_word_is(&w, "CREATE")) {
		c->hides_locks |= contains(text, len, "advisory");
		c->hides_defaults |= pg_holds_defaults(text, len);
		c->hides_links |= links;
	}
	runs = kit_word_is_any(&w, programs);
	takes_locks = runs || calls_any(text, len, kit_calls);
	c->left_locks |= takes_locks || c->hides_locks;
	c->left_defaults |= alters || c->hides_defaults;
	c->left_links |= runs || links || c->hides_links;
	return takes_locks || alters || links ||
	       (!c->scratch && (c->hides_locks || c->hides_defaults || c->hides_links));
}

/* A lock that was taken several times is one row. What is no lock of the session is only remarked on. */
static const char locks[] =
	"DO $whimbrel$ DECLARE l record; BEGIN PERFORM "
	"pg_catalog.set_config('client_min_messages','error',true); FOR l IN SELECT mode, "
	"objsubid, "
	"classid::int8 << 32 | objid::int8 AS key, classid::int8::bit(32)::int4 AS first, "
	"objid::int8::bit(32)::int4 AS second FROM pg_catalog.pg_locks WHERE "
	"locktype = 'advisory' AND pid = pg_catalog.pg_backend_pid() AND NOT (objsubid = 1 AND "
	"(classid::int8 << 32 | objid::int8) = %s) LOOP WHILE CASE WHEN l.objsubid = 1 AND l.mode "
	"= "
	"'ShareLock' THEN pg_catalog.pg_advisory_unlock_shared(l.key) WHEN l.objsubid = 1 THEN "
	"pg_catalog.pg_advisory_unlock(l.key) WHEN l.mode = 'ShareLock' THEN "
	"pg_catalog.pg_advisory_unlock_shared(l.first,l.second) ELSE "
	"pg_catalog.pg_advisory_unlock(l.first,l.second) END LOOP END LOOP; END LOOP; END "
	"$whimbrel$";

#define SETTINGS                                                                       \
	"pg_catalog.pg_db_role_setting d, pg_catalog.unnest(d.setconfig) c WHERE "     \
	"d.setdatabase IN (0,(SELECT oid FROM pg_catalog.pg_database WHERE datname = " \
	"pg_catalog.current_database())) AND d.setrole IN (0,(SELECT oid FROM "        \
	"pg_catalog.pg_roles WHERE rolname = session_user))"
#define NOT_OURS "('role','session_authorization','default_transaction_read_only')"

/* What this session took from there as it began: that may no longer be said (manual, 54.24). Those of extensions that
 * are not loaded are not told. */
#define TAKEN \
	"pg_catalog.pg_settings t WHERE t.source IN ('global','database','user','database user')"

const char pg_began_with[] =
	"SELECT pg_catalog.string_agg(n,',') FROM (SELECT pg_catalog.split_part(c,'=',1) "
	"FROM " SETTINGS " UNION SELECT t.name FROM " TAKEN ") y (n)";

/* What the client has asked for when it connected goes over what is said there. */
#define ASKED                                                                    \
	" NOT IN (SELECT p.name FROM pg_catalog.pg_settings p WHERE p.source = " \
	"'client')"

/* What is said twice, or in other words, is no harm, and what this session has set is set again. */
const char pg_left_stale[] =
	"SELECT EXISTS (SELECT 1 FROM " SETTINGS
	" AND pg_catalog.split_part(c,'=',1) NOT IN " NOT_OURS
	" AND pg_catalog.split_part(c,'=',1) NOT IN (SELECT p.name FROM pg_catalog.pg_settings p "
	"WHERE p.source IN ('client','session')) AND "
	"pg_catalog.current_setting(pg_catalog.split_part(c,'=',1),true) IS DISTINCT FROM "
	"pg_catalog.substr(c,pg_catalog.strpos(c,'=') + 1)) OR EXISTS (SELECT 1 FROM " TAKEN
	" AND t.name NOT IN " NOT_OURS
	" AND pg_catalog.lower(t.name) NOT IN (SELECT pg_catalog.lower("
	"pg_catalog.split_part(c,'=',1)) FROM " SETTINGS ")), NULL, NULL";

/* As a session that begins takes them: what is of the role goes over what is of the database. What is no longer
 * said there is as the server's file has it, as far as this user may read that, or as it is built. What may not be
 * set is not set then either. */
static const char defaults[] =
	"DO $whimbrel$ DECLARE s record; v text; BEGIN FOR s IN SELECT n.name, p.boot_val FROM "
	"pg_catalog.unnest(pg_catalog.string_to_array('%s',',')) n (name) LEFT JOIN "
	"pg_catalog.pg_settings p ON p.name = n.name WHERE n.name NOT IN " NOT_OURS
	" AND n.name" ASKED
	" AND n.name NOT IN (SELECT pg_catalog.split_part(c,'=',1) FROM " SETTINGS
	") LOOP BEGIN v := NULL; IF s.boot_val IS NOT NULL AND pg_catalog.has_table_privilege("
	"'pg_catalog.pg_file_settings','SELECT') AND pg_catalog.has_function_privilege("
	"'pg_catalog.pg_show_all_file_settings()','EXECUTE') THEN EXECUTE 'SELECT setting FROM "
	"pg_catalog.pg_file_settings WHERE pg_catalog.lower(name) = pg_catalog.lower($1) AND "
	"applied ORDER BY seqno DESC LIMIT 1' INTO v USING s.name; END IF; PERFORM "
	"pg_catalog.set_config(s.name,coalesce(v,s.boot_val,''),false); EXCEPTION WHEN OTHERS "
	"THEN NULL; END; END LOOP; FOR s IN SELECT pg_catalog.split_part(c,'=',1) AS name, "
	"pg_catalog.substr(c,pg_catalog.strpos(c,'=') + 1) AS value FROM " SETTINGS
	" ORDER BY d.setrole <> 0, d.setdatabase <> 0 LOOP CONTINUE WHEN s.name IN " NOT_OURS
	" OR NOT s.name" ASKED
	"; BEGIN PERFORM pg_catalog.set_config(s.name,s.value,false); EXCEPTION WHEN OTHERS THEN "
	"NULL; END; END LOOP; END $whimbrel$";

static const char *began_with(const struct pg_conn *c)
{
	return c->began_with ? c->began_with : "";
}

void pg_left_remember(const struct pg_conn *c, struct wb_text *out)
{
	if (c->pooled)
		return;
	kit_write(out,
		  ",(SELECT pg_catalog.string_agg('w ' || pg_catalog.encode("
		  "pg_catalog.convert_to(n,'UTF8'),'hex') || ' ' || pg_catalog.encode("
		  "pg_catalog.convert_to(COALESCE(pg_catalog.current_setting(n,true),''),"
		  "'UTF8'),'hex'),E'\n') FROM (SELECT pg_catalog.split_part(c,'=',1) FROM " SETTINGS
		  " UNION SELECT x FROM pg_catalog.unnest(pg_catalog.string_to_array('%s',',')) x) "
		  "y (n) WHERE n NOT IN " NOT_OURS
		  " AND NOT CASE WHEN pg_catalog.strpos(n,'.') > 0 THEN %s ELSE %s END)",
		  began_with(c), c->set_apart ? "true" : "false",
		  c->set_plain_apart ? "true" : "false");
}

/* Those that have a name, and the one that has none. */
static const char links[] =
	"DO $whimbrel$ DECLARE f text; BEGIN FOR f IN SELECT pg_catalog.quote_ident(n.nspname) "
	"FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace "
	"WHERE e.extname = 'dblink' LOOP EXECUTE 'SELECT ' || f || '.dblink_disconnect(c) FROM "
	"pg_catalog.unnest(' || f || '.dblink_get_connections()) c'; EXECUTE 'SELECT ' || f || "
	"'.dblink_disconnect()'; END LOOP; EXCEPTION WHEN OTHERS THEN NULL; END $whimbrel$";

bool pg_left_sql(struct pg_conn *c, int number, struct kit_text *out)
{
	out->len = 0;
	if (c->pooled || c->watcher)
		return false;
	if (number == 0 && c->left_locks)
		kit_text_write(out, locks, *c->lock_key ? c->lock_key : "0");
	else if (number == 1 && c->left_defaults)
		kit_text_write(out, defaults, began_with(c));
	else if (number == 2 && c->left_links)
		kit_text_add(out, links);
	c->left_locks &= number != 0;
	c->left_defaults &= number != 1 || !c->hides_defaults;
	c->left_links &= number != 2;
	return number < 3;
}

/* Names of settings are plain; others are left alone. */
int pg_began_add(struct pg_conn *c, const char *names)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,";
	const char *before = began_with(c);
	char *all;

	if (names[strspn(names, plain)])
		return 0;
	all = kit_text_make("%s%s%s", before, *before && *names ? "," : "", names);
	free(c->began_with);
	c->began_with = all;
	return all ? 0 : -1;
}

/* Before it has set anything itself. */
static int learn_began(struct pg_conn *c, struct wb_error *err)
{
	PGresult *result = pg_row(c, pg_began_with, NULL, 0, err);
	int rc;

	if (!pg_shape(&result, 1, 1, err))
		return kit_failed(err);
	rc = pg_began_add(c, PQgetvalue(result, 0, 0));
	PQclear(result);
	c->began_known = true;
	return rc < 0 ? kit_no_memory(err) : 0;
}

int pg_left_wait(struct pg_conn *c, struct wb_error *err)
{
	if (c->left_defaults || c->pooled || c->watcher)
		return 0;
	c->left_defaults = true;
	return learn_began(c, err);
}

int pg_left_catch_up(struct pg_conn *c, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char settings[512] = "";
	int status;

	if (!c->left_defaults || c->pooled || c->watcher)
		return 0;
	if (!c->began_known && learn_began(c, err) < 0)
		return kit_failed(err);
	kit_text_write(&sql, defaults, began_with(c));
	pg_settings_sql(c, false, settings, sizeof(settings));
	kit_text_write(&sql, "; %s", settings);
	status = sql.failed ? kit_no_memory(err) : pg_query(c, sql.data, NULL, err);
	kit_text_release(&sql);
	return status;
}

bool pg_is_settled(const struct wb_op *op)
{
	static const char last[] = "DISCARD TEMP";

	return op->kind == WB_OP_OWN && op->what == WB_OWN_SETTLE && op->len == sizeof(last) - 1 &&
	       memcmp(op->text, last, op->len) == 0;
}
