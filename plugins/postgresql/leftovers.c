/* SPDX-License-Identifier: MIT */
/* What a step leaves behind that no RESET and no DISCARD of ours takes away: advisory locks of the session,
 * since DISCARD ALL would let go of the run's own; and what later sessions shall begin with, as ALTER DATABASE
 * and ALTER ROLE have said, which a session that is there already does not take over. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "postgresql.h"

static bool mentions_any(const char *text, size_t len, const char *const *words)
{
	while (*words && !kit_mentions(text, len, *words))
		words++;
	return *words != NULL;
}

/* More than is needed costs a message, and no round trip. */
bool pg_left_learn(struct pg_conn *c, const char *text, size_t len)
{
	static const char *const takes[] = { "pg_advisory_lock", "pg_advisory_lock_shared",
					     "pg_try_advisory_lock", "pg_try_advisory_lock_shared",
					     NULL };
	static const char *const of[] = { "DATABASE", "ROLE", "USER", NULL };
	static const char *const programs[] = { "CALL", "DO", NULL };
	static const char *const sets[] = { "SET", "RESET", NULL };
	struct kit_words w;
	bool takes_locks, alters;

	kit_words_begin(&w, text, len, 0);
	takes_locks = kit_word_is_any(&w, programs) || mentions_any(text, len, takes);
	alters = (kit_word_is(&w, "ALTER") || kit_word_is_any(&w, programs)) &&
		 kit_mentions(text, len, "ALTER") && mentions_any(text, len, of) &&
		 mentions_any(text, len, sets);
	c->left_locks |= takes_locks;
	c->left_defaults |= alters;
	return takes_locks || alters;
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

/* What is taken away by RESET holds until the session ends: it began with that.
 *
 * As a session that begins takes them: what is of the role goes over what is of the database. What may not be
 * set is not set then either. */
static const char defaults[] =
	"DO $whimbrel$ DECLARE s record; BEGIN FOR s IN SELECT pg_catalog.split_part(c,'=',1) AS "
	"name, "
	"pg_catalog.substr(c,pg_catalog.strpos(c,'=') + 1) AS value FROM "
	"pg_catalog.pg_db_role_setting "
	"d, pg_catalog.unnest(d.setconfig) c WHERE d.setdatabase IN (0,(SELECT oid FROM "
	"pg_catalog.pg_database WHERE datname = pg_catalog.current_database())) AND d.setrole IN "
	"(0,(SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user)) ORDER BY d.setrole "
	"<> 0, "
	"d.setdatabase <> 0 LOOP CONTINUE WHEN s.name IN "
	"('role','session_authorization','default_transaction_read_only'); BEGIN PERFORM "
	"pg_catalog.set_config(s.name,s.value,false); EXCEPTION WHEN OTHERS THEN NULL; END; END "
	"LOOP; END "
	"$whimbrel$";

bool pg_left_sql(struct pg_conn *c, int number, char *out, size_t size)
{
	if (c->pooled || c->watcher)
		return false;
	if (number == 0 && c->left_locks)
		snprintf(out, size, locks, *c->lock_key ? c->lock_key : "0");
	else if (number == 1 && c->left_defaults)
		snprintf(out, size, "%s", defaults);
	else
		*out = '\0';
	c->left_locks &= number != 0;
	return number < 2;
}

bool pg_is_settled(const struct wb_op *op)
{
	static const char last[] = "DISCARD TEMP";

	return op->kind == WB_OP_OWN && op->what == WB_OWN_SETTLE && op->len == sizeof(last) - 1 &&
	       memcmp(op->text, last, op->len) == 0;
}
