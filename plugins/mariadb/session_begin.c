/* SPDX-License-Identifier: MIT */
/* What a session takes from the server as it begins, and keeps when that changes: values of variables, a default role, what
 * init_connect runs, the database's character set. A step begins with them as they are then: others may have changed
 * them while this one waited for the lock, and what a text makes up and runs may change any. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assigned.h"
#include "lock_calls.h"
#include "maria.h"
#include "names_used.h"

/* A session keeps these, whatever the server's own are. */
static bool is_fixed(const char *name)
{
	static const char *const names[] = { "max_allowed_packet", "net_buffer_length",
					     "max_user_connections", NULL };

	return kit_among(name, names);
}

static void take_other(void *ctx, MYSQL_ROW row)
{
	struct maria_conn *c = ctx;

	if (row[0] && !is_fixed(row[0]) && !maria_is_fleeting(row[0])) {
		kit_names_add(&c->session.dirty, row[0]);
		c->resume.inside.any = c->resume.inside.changed = true;
	}
}

static const char others[] =
	"SELECT LOWER(variable_name) FROM information_schema.system_variables WHERE "
	"variable_scope='SESSION' AND NOT session_value<=>global_value AND "
	"variable_name NOT IN ('CHARACTER_SET_CLIENT','CHARACTER_SET_RESULTS',"
	"'CHARACTER_SET_CONNECTION','COLLATION_CONNECTION')";

int maria_others_learn(struct maria_conn *c, struct wb_error *err)
{
	if (c->mysql || !c->session.made_up)
		return 0;
	c->session.made_up = false;
	return maria_query(c, others, take_other, c, err);
}

/* ------------------------------------------------------------------ SET GLOBAL */

static void add_global(void *ctx, const char *name)
{
	kit_text_write(ctx, "%s%L", ((struct kit_text *)ctx)->len ? "," : "", name);
}

static int add_globals_of(void *ctx, const char *name, const char *body)
{
	(void)name;
	maria_sets_within(body, strlen(body), 0, add_global, ctx);
	return 0;
}

int maria_globals_learn(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct kit_text names = { 0 }, sql = { 0 };
	const size_t before = c->session.dirty.count;
	int rc = 0;

	if (c->mysql || maria_makes_body(maria_first(text, len, c->lex_mode)))
		return 0;
	maria_sets_within(text, len, c->lex_mode, add_global, &names);
	maria_each_body(c, text, len, add_globals_of, &names);
	if (names.len) {
		maria_drain(c);
		kit_text_write(
			&sql,
			"SELECT LOWER(variable_name) FROM information_schema.system_variables "
			"WHERE variable_scope='SESSION' AND variable_name IN (%s)",
			names.data);
		rc = maria_ask(c, &sql, take_other, c, err);
	}
	kit_text_release(&names);
	return rc < 0 ? rc : c->session.dirty.count > before;
}

/* ------------------------------------------------------------------ what a program sets of the session */

struct refusal {
	const struct maria_conn *c;
	const char *why;
	char name[256];
};

static int refuse_body(void *ctx, const char *name, const char *body)
{
	struct refusal *r = ctx;
	const struct maria_within within =
		maria_sets_within(body, strlen(body), r->c->lex_mode, NULL, NULL);

	r->why = maria_refused_within(&within);
	snprintf(r->name, sizeof(r->name), "%s", name);
	return r->why ? -1 : 0;
}

int maria_within_check(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct refusal r = { .c = c };

	if (maria_makes_body(maria_first(text, len, c->lex_mode)) ||
	    maria_lock_bodies(c, text, len, refuse_body, &r) == 0)
		return 0;
	return maria_host->fail(err, WB_E_UNSUPPORTED, "%s %s", r.name, r.why);
}

/* ------------------------------------------------------------------ as a session begins */

static int may_give_role(void *ctx, const char *name, const char *body)
{
	const struct maria_conn *c = ctx;
	const size_t len = strlen(body);

	(void)name;
	return maria_names_default_role(body, len) ||
	       maria_runs(body, len, c->lex_mode) == MARIA_RUNS_MADE;
}

/* A program sets one as well, by its own text or that of a routine, or by one that it makes up. */
static bool gives_role(struct maria_conn *c, const char *text, size_t len)
{
	static const char *const programs[] = { "CALL", "EXECUTE", "BEGIN",  "IF", "CASE",
						"FOR",  "LOOP",    "REPEAT", NULL };
	const struct maria_scan scan = maria_first(text, len, c->lex_mode);

	if (c->resume.keeps_role || !maria_one_of(&scan, programs))
		return false;
	return maria_names_default_role(text, len) ||
	       maria_runs(text, len, c->lex_mode) == MARIA_RUNS_MADE ||
	       maria_lock_bodies(c, text, len, may_give_role, c) != 0;
}

bool maria_default_role_learn(struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	bool is = maria_is(&scan, "SET");

	if (c->mysql)
		return false;
	maria_next(&scan);
	is = (is && maria_is(&scan, "DEFAULT")) || gives_role(c, text, len);
	c->resume.keeps_role |= is;
	return is;
}

#define ER_INVALID_ROLE 1959

static int set_role(struct maria_conn *c, const char *role, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc;

	kit_text_write(&sql, *role ? "SET ROLE %N" : "SET ROLE NONE", role);
	rc = maria_ask(c, &sql, NULL, NULL, err);
	kit_text_release(&sql);
	return rc;
}

/* Of one that was dropped the session had the name alone. */
int maria_role_recall(struct maria_conn *c, const char *line, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	char role[sizeof(c->role)] = "";
	int rc;

	kit_hex_read(line, role, sizeof(role));
	c->resume.keeps_role = c->session.role_due = true;
	rc = set_role(c, role, &why);
	if (rc < 0 && why.native_code == ER_INVALID_ROLE) {
		c->resume.role_lost = true;
		return set_role(c, "", err);
	}
	if (rc < 0)
		*err = why;
	return rc;
}

int maria_role_check(const struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	if (!c->resume.role_lost || !maria_names(text, len, c->lex_mode, "CURRENT_ROLE"))
		return 0;
	snprintf(err->detail, sizeof(err->detail),
		 "The role is gone. Write its name in this statement, which has not run.");
	return maria_host->fail(err, WB_E_UNCERTAIN,
				"the role of the session that was interrupted is not there any "
				"more, and this statement asks for its name");
}

static void take_role(void *ctx, MYSQL_ROW row)
{
	struct maria_conn *c = ctx;

	snprintf(c->role, sizeof(c->role), "%s", row[0] ? row[0] : "");
}

int maria_role_learn(struct maria_conn *c, struct wb_error *err)
{
	static const char sql[] = "SELECT MAX(role_name) FROM information_schema.applicable_roles "
				  "WHERE is_default='YES'";

	if (c->mysql || !c->session.role_due)
		return 0;
	c->session.role_due = false;
	c->session.other_role = true;
	return maria_query(c, sql, take_role, c, err);
}

/* Of those who may connect whatever happens it is not run. */
const char maria_init_connect_sql[] =
	"SELECT @@GLOBAL.init_connect FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM "
	"information_schema.user_privileges WHERE privilege_type IN ('SUPER','CONNECTION ADMIN') "
	"AND grantee=CONCAT('''',SUBSTRING_INDEX(CURRENT_USER(),'@',1),'''@''',"
	"SUBSTRING_INDEX(CURRENT_USER(),'@',-1),''''))";

void maria_init_connect_take(void *ctx, MYSQL_ROW row)
{
	struct maria_conn *c = ctx;

	free(c->session.init_connect);
	c->session.init_connect = row[0] && *row[0] ? strdup(row[0]) : NULL;
}
