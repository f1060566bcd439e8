/* SPDX-License-Identifier: MIT */
/* Statements on a scratch database: what they may say, and what it means that one was refused. */
#include <mysqld_error.h>
#include <string.h>
#include <strings.h>

#include "definer.h"

/* They change rows, other sessions, or the server. */
static const char *const makes_nothing[] = {
	"INSERT", "UPDATE",  "DELETE",  "REPLACE",   "LOAD",    "SELECT", "VALUES", "SHOW",
	"SET",    "GRANT",   "REVOKE",  "FLUSH",     "KILL",    "RESET",  "CHANGE", "START",
	"STOP",   "PURGE",   "INSTALL", "UNINSTALL", "HANDLER", "LOCK",   "UNLOCK", "OPTIMIZE",
	"REPAIR", "ANALYZE", "CHECK",   "DO",        NULL,
};

/* What these are is not in a database. */
static const char *const servers_own[] = {
	"USER", "ROLE", "SERVER", "LOGFILE", "TABLESPACE", NULL
};

static const char *const definers[] = { "CREATE", "ALTER", "DROP", "TRUNCATE", NULL };

static const char *const objects[] = { "TABLE", "VIEW",     "PROCEDURE", "FUNCTION",
				       "EVENT", "SEQUENCE", "TRIGGER",   NULL };

static const char *const databases[] = { "DATABASE", "SCHEMA", NULL };

/* The target's database, by its own name. */
static bool is_ours(const struct maria_conn *c, const struct maria_scan *s)
{
	char name[64 * 4 + 1];

	maria_unquote(s, name, sizeof(name));
	return strcmp(name, c->trial.target_database) == 0;
}

/* IF EXISTS and the like. */
static void pass_conditions(struct maria_scan *s)
{
	static const char *const words[] = { "IF", "NOT", "EXISTS", "IGNORE", NULL };

	do
		maria_next(s);
	while (maria_one_of(s, words));
}

static bool has_word(struct maria_scan s, const char *word)
{
	while (!maria_ended(&s))
		if (maria_next(&s) == MARIA_WORD && maria_is(&s, word))
			return true;
	return false;
}

/* An object in another database, which stays there. `s` stands on its kind. */
static bool is_elsewhere(const struct maria_conn *c, struct maria_scan s, bool alters)
{
	bool dotted;

	if (has_word(s, "SONAME"))
		return true;
	pass_conditions(&s);
	dotted = s.end < s.len && s.text[s.end] == '.';
	return dotted && !is_ours(c, &s) && !(alters && has_word(s, "RENAME"));
}

/* Would the statement make nothing in the target's database, wherever it runs? */
static bool maria_makes_nothing(const struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan s = maria_first(text, len, c->lex_mode);
	bool alters;

	if (maria_one_of(&s, makes_nothing))
		return true;
	if (maria_is(&s, "RENAME")) {
		maria_next(&s);
		return maria_one_of(&s, servers_own);
	}
	if (!maria_one_of(&s, definers))
		return false;
	alters = maria_is(&s, "ALTER");
	for (size_t i = 0; i < 8 && s.kind != MARIA_END; i++) {
		maria_next(&s);
		if (maria_one_of(&s, servers_own))
			return true;
		if (maria_one_of(&s, databases)) {
			pass_conditions(&s);
			return !alters || !is_ours(c, &s);
		}
		if (maria_one_of(&s, objects))
			return is_elsewhere(c, s, alters);
	}
	return false;
}

bool maria_uses_ours(const struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan s = maria_first(text, len, c->lex_mode);

	if (!maria_is(&s, "USE"))
		return false;
	maria_next(&s);
	return is_ours(c, &s);
}

/* On a server for this purpose: what it has already, or lacks, of its own is no failure. */
static int maria_own_server_failed(const struct maria_conn *c, const char *text, size_t len,
				   struct wb_error *err)
{
	static const int32_t there[] = { ER_DB_CREATE_EXISTS, ER_DB_DROP_EXISTS, ER_CANNOT_USER,
					 ER_PASSWORD_NO_MATCH, ER_NONEXISTING_GRANT };

	for (size_t i = 0; i < sizeof(there) / sizeof(there[0]); i++)
		if (err->status == WB_E_SQL && err->native_code == there[i] &&
		    maria_makes_nothing(c, text, len)) {
			*err = (struct wb_error)WB_ERROR_INIT;
			return 0;
		}
	return kit_failed(err);
}

/* ------------------------------------------------------------------ statements */

static bool is_other(const struct maria_conn *c, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = c->trial.others; *p && len; p = strchr(p, '\n') + 1)
		if (strncasecmp(p, name, len) == 0 && p[len] == '\n')
			return true;
	return false;
}

static int check_name(const struct maria_conn *c, const struct maria_scan *s, bool after_use,
		      struct wb_error *err)
{
	static const char *const far[] = { "FEDERATED", "FEDERATEDX", "SPIDER",
					   "CONNECT",   "MROONGA",    NULL };
	char name[64 * 4 + 1];

	maria_unquote(s, name, sizeof(name));
	if ((after_use || (s->end < s->len && s->text[s->end] == '.')) && is_other(c, name))
		return maria_host->fail(err, WB_E_REFUSED, "it names another database, %s", name);
	if (after_use && kit_among(name, far))
		return maria_host->fail(err, WB_E_REFUSED, "engine %s reaches out of the database",
					name);
	return 0;
}

int maria_scratch_before(struct maria_conn *c, const char *text, size_t len, struct kit_text *out,
			 struct wb_error *err)
{
	static const char *const uses[] = { "USE", "DATABASE", "SCHEMA", "ENGINE", "EXISTS", NULL };
	struct maria_scan s = maria_scan_of(text, len, c->lex_mode);
	bool after_use = false;

	while (c->trial.filtered && maria_more(&s)) {
		if ((s.kind == MARIA_WORD || s.kind == MARIA_NAME) &&
		    check_name(c, &s, after_use, err) < 0)
			return kit_failed(err);
		/* ENGINE=x */
		after_use = maria_one_of(&s, uses) || (after_use && maria_mark(&s, '='));
	}
	maria_without_definer(c, text, len, out);
	return out->failed ? kit_no_memory(err) : 0;
}

int maria_scratch_failed(const struct maria_conn *c, const char *text, size_t len,
			 struct wb_error *err)
{
	static const int32_t rights[] = { ER_DBACCESS_DENIED_ERROR,
					  ER_TABLEACCESS_DENIED_ERROR,
					  ER_COLUMNACCESS_DENIED_ERROR,
					  ER_SPECIFIC_ACCESS_DENIED_ERROR,
					  ER_PROCACCESS_DENIED_ERROR,
					  ER_ACCESS_DENIED_ERROR,
					  ER_CANNOT_USER,
					  ER_CANT_CREATE_USER_WITH_GRANT,
					  ER_OPTION_PREVENTS_STATEMENT };

	if (c->scratch && !c->trial.filtered)
		return maria_own_server_failed(c, text, len, err);
	for (size_t i = 0; c->scratch && i < sizeof(rights) / sizeof(rights[0]); i++)
		if (err->status == WB_E_SQL && err->native_code == rights[i])
			err->status = WB_E_REFUSED;
	if (c->scratch && err->status == WB_E_REFUSED && maria_makes_nothing(c, text, len))
		err->status = WB_E_OUTSIDE;
	return kit_failed(err);
}
