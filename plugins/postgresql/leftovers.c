/* SPDX-License-Identifier: MIT */
/* What a step leaves behind that no RESET and no DISCARD of ours takes away: advisory locks of the session,
 * since DISCARD ALL would let go of the run's own; connections to other servers that an extension holds; and what later
 * sessions shall begin with, as ALTER DATABASE and ALTER ROLE have said, for which there is renew.c. */
#include <stdio.h>
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

const char *pg_began_with(const struct pg_conn *c)
{
	const char *names = c->began_with ? strchr(c->began_with, ' ') : NULL;

	return names ? names + 1 : "";
}

/* One that sets one also may make a routine that does. */
static void learn_custom(struct pg_conn *c, const char *text, size_t len)
{
	static const char *const makes[] = { "CREATE", "ALTER", NULL };
	struct kit_words w;
	bool made = !c->scratch && pg_makes_setting(text, len, pg_began_with(c));

	kit_words_begin(&w, text, len, 0);
	c->left_custom |= made;
	c->hides_custom |= (made && !kit_word_is(&w, "SET")) ||
			   (kit_word_is_any(&w, makes) && pg_hides_setting(text, len));
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
	learn_custom(c, text, len);
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

#define NOT_OURS "('role','session_authorization','default_transaction_read_only')"

/* The session that takes the step up has begun later, perhaps with something else, which RESET would bring back. */
static void remember_began(const struct pg_conn *c, struct wb_text *out)
{
	const char *was = c->began_before ? c->began_before : c->began_with ? c->began_with : "";
	char hash[80];

	snprintf(hash, sizeof(hash), "%.*s", (int)strcspn(was, " "), was);
	kit_write(out, ",'b %s'", hash);
}

void pg_left_remember(const struct pg_conn *c, struct wb_text *out)
{
	if (c->pooled)
		return;
	remember_began(c, out);
	kit_write(
		out,
		",(SELECT pg_catalog.string_agg(CASE WHEN pg_catalog.current_setting(n,true) IS "
		"NULL THEN 's ' ELSE 'w ' END || pg_catalog.encode(pg_catalog.convert_to(n,'UTF8'),"
		"'hex') || COALESCE(' ' || pg_catalog.encode(pg_catalog.convert_to("
		"pg_catalog.current_setting(n,true),'UTF8'),'hex'),''),E'\n') FROM (SELECT "
		"pg_catalog.split_part(c,'=',1) "
		"FROM " PG_SETTINGS
		" UNION SELECT x FROM pg_catalog.unnest(pg_catalog.string_to_array(%L,',')) x) "
		"y (n) WHERE n NOT IN " NOT_OURS
		" AND NOT CASE WHEN pg_catalog.strpos(n,'.') > 0 THEN %s ELSE %s END)",
		pg_began_with(c), c->set_apart ? "true" : "false",
		c->set_plain_apart ? "true" : "false");
}

/* Those that have a name, and the one that has none. */
static const char links[] =
	"DO $whimbrel$ DECLARE f text; BEGIN FOR f IN SELECT pg_catalog.quote_ident(n.nspname) "
	"FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace "
	"WHERE e.extname = 'dblink' LOOP EXECUTE 'SELECT ' || f || '.dblink_disconnect(c) FROM "
	"pg_catalog.unnest(' || f || '.dblink_get_connections()) c'; EXECUTE 'SELECT ' || f || "
	"'.dblink_disconnect()'; END LOOP; EXCEPTION WHEN OTHERS THEN NULL; END $whimbrel$";

void pg_left_renews(struct pg_conn *c)
{
	if (c->left_custom)
		c->renew = RENEW_SURE;
	else if ((c->left_defaults || c->hides_custom) && c->renew == RENEW_NO)
		c->renew = RENEW_ASK;
	c->custom_due |= c->hides_custom;
	c->left_custom = false;
	c->left_defaults = c->hides_defaults;
}

bool pg_left_sql(struct pg_conn *c, int number, struct kit_text *out)
{
	out->len = 0;
	if (c->pooled || c->watcher)
		return false;
	if (number == 0)
		pg_left_renews(c);
	if (number == 0 && c->left_locks)
		kit_text_write(out, locks, *c->lock_key ? c->lock_key : "0");
	else if (number == 1 && c->left_links)
		kit_text_add(out, links);
	c->left_locks &= number != 0;
	c->left_links &= number != 1;
	return number < 2;
}

bool pg_is_settled(const struct wb_op *op)
{
	static const char last[] = "DISCARD TEMP";

	return op->kind == WB_OP_OWN && op->what == WB_OWN_SETTLE && op->len == sizeof(last) - 1 &&
	       memcmp(op->text, last, op->len) == 0;
}
