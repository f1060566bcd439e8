/* SPDX-License-Identifier: MIT */
/* What no rollback takes back: rows of tables whose engine has no transactions, and the numbers that
 * sequences have given; and the views, routines and triggers by which a statement may reach them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assigned.h"
#include "maria.h"
#include "names_used.h"

void maria_forget_lasting(struct maria_conn *c)
{
	while (c->resume.lasting) {
		struct maria_lasting *l = c->resume.lasting;

		c->resume.lasting = l->next;
		free(l->body);
		free(l);
	}
	c->resume.lasting_known = c->resume.any_lasting = c->resume.any_session = false;
}

static struct maria_lasting *add(struct maria_conn *c, char kind, const char *name)
{
	struct maria_lasting *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->kind = kind;
	l->lasts = strchr("ps", kind) != NULL;
	c->resume.any_lasting |= l->lasts;
	c->resume.any_session |= kind == 'l';
	l->next = c->resume.lasting;
	c->resume.lasting = l;
	return l;
}

static void take_name(void *ctx, MYSQL_ROW row)
{
	if (row[0] && row[1])
		add(ctx, row[0][0], row[1]);
}

static void take_body(void *ctx, MYSQL_ROW row)
{
	const struct maria_conn *c = ctx;
	struct maria_lasting *l;
	size_t len;

	if (!row[0] || !row[1] || !row[2] || !(l = add(ctx, row[0][0], row[1])))
		return;
	len = strlen(row[2]);
	l->body = strdup(row[2]);
	l->session = maria_calls(row[2], len, c->lex_mode, "GET_LOCK") ||
		     maria_calls(row[2], len, c->lex_mode, "RELEASE_ALL_LOCKS") ||
		     memmem(row[2], len, "@@", 2) != NULL ||
		     maria_names(row[2], len, c->lex_mode, "TEMPORARY") ||
		     maria_names_default_role(row[2], len) ||
		     maria_names(row[2], len, c->lex_mode, "START") ||
		     maria_names(row[2], len, c->lex_mode, "ROLLBACK") ||
		     maria_names(row[2], len, c->lex_mode, "CHAIN") ||
		     maria_runs(row[2], len, c->lex_mode) == MARIA_RUNS_MADE ||
		     maria_may_set_within(row[2], len);
}

/* Does the text mean it? A routine is called, be it by CALL without parentheses. */
static bool means(const struct maria_conn *c, const char *text, size_t len,
		  const struct maria_lasting *l)
{
	const uint32_t mode = c->lex_mode;

	if (l->kind == 'r' && !maria_names(text, len, mode, "CALL"))
		return maria_calls(text, len, mode, l->name);
	return maria_names(text, len, mode, l->name);
}

/* The first of what lasts that the text means, of these kinds. A text that makes up statements and runs them
 * may mean any. */
static const struct maria_lasting *find(const struct maria_conn *c, const char *text, size_t len,
					const char *kinds)
{
	const bool any = maria_runs(text, len, c->lex_mode) == MARIA_RUNS_MADE;

	for (const struct maria_lasting *l = c->resume.lasting; l; l = l->next)
		if (l->lasts && strchr(kinds, l->kind) && (any || means(c, text, len, l)))
			return l;
	return NULL;
}

/* … that a statement comes to which only reads: numbers, routines, and views that call these. */
static const struct maria_lasting *find_read(const struct maria_conn *c, const char *text,
					     size_t len)
{
	const struct maria_lasting *found = find(c, text, len, "sr");

	for (const struct maria_lasting *l = c->resume.lasting; l && !found; l = l->next)
		if (l->calls && means(c, text, len, l))
			found = l;
	return found;
}

/* ------------------------------------------------------------------ learning */

static bool reaches_session(const struct maria_conn *c, const char *text, size_t len)
{
	for (const struct maria_lasting *l = c->resume.lasting; l; l = l->next)
		if (l->session && means(c, text, len, l))
			return true;
	return false;
}

static void spread(struct maria_conn *c)
{
	bool more = true;

	while (more) {
		more = false;
		for (struct maria_lasting *l = c->resume.lasting; l; l = l->next) {
			const size_t len = l->body ? strlen(l->body) : 0;

			if (l->body && !l->lasts && find(c, l->body, len, "psvrtf"))
				more = l->lasts = true;
			if (l->kind == 'v' && l->body && !l->calls && find_read(c, l->body, len))
				more = l->calls = true;
			if (l->body && !l->session && reaches_session(c, l->body, len))
				more = l->session = true;
		}
	}
}

/* All at once, since one at a time would cost a trip for each. */
static void learn(struct maria_conn *c)
{
	struct wb_error ignored = WB_ERROR_INIT;

	maria_drain(c);
	c->resume.lasting_known =
		maria_query(c, maria_lasting_names_sql, take_name, c, &ignored) == 0;
	if (!c->resume.any_lasting && !c->resume.any_session)
		return;
	c->resume.lasting_known &=
		maria_query(c, maria_lasting_bodies_sql, take_body, c, &ignored) == 0;
	spread(c);
}

static void know(struct maria_conn *c)
{
	if (!c->resume.lasting_known)
		learn(c);
}

bool maria_any_lasting(struct maria_conn *c)
{
	know(c);
	return c->resume.any_lasting;
}

bool maria_calls_function(const struct maria_conn *c, const char *text, size_t len)
{
	for (const struct maria_lasting *l = c->resume.lasting; l; l = l->next)
		if (l->kind == 'f' && maria_calls(text, len, c->lex_mode, l->name))
			return true;
	return false;
}

bool maria_may_call(struct maria_conn *c, const char *text, size_t len)
{
	if (!memchr(text, '(', len))
		return false;
	know(c);
	return maria_calls_function(c, text, len);
}

bool maria_sets_by_function(struct maria_conn *c, const char *text, size_t len)
{
	const struct maria_scan scan = maria_first(text, len, c->lex_mode);

	return maria_is(&scan, "SET") && maria_may_call(c, text, len);
}

/* ------------------------------------------------------------------ what stays in the session */

static int visit(struct maria_conn *c, const char *text, size_t len, maria_take_body take,
		 void *ctx)
{
	int rc = 0;

	for (struct maria_lasting *l = c->resume.lasting; l && rc == 0; l = l->next) {
		if (l->visited || !l->session || !l->body || !means(c, text, len, l))
			continue;
		l->visited = true;
		rc = take(ctx, l->name, l->body);
		if (rc == 0)
			rc = visit(c, l->body, strlen(l->body), take, ctx);
	}
	return rc;
}

static int each_body(struct maria_conn *c, const char *text, size_t len, maria_take_body take,
		     void *ctx)
{
	if (!c->resume.any_session)
		return 0;
	for (struct maria_lasting *l = c->resume.lasting; l; l = l->next)
		l->visited = false;
	return visit(c, text, len, take, ctx);
}

int maria_lock_bodies(struct maria_conn *c, const char *text, size_t len, maria_take_body take,
		      void *ctx)
{
	know(c);
	return each_body(c, text, len, take, ctx);
}

void maria_each_body(struct maria_conn *c, const char *text, size_t len, maria_take_body take,
		     void *ctx)
{
	if (c->resume.lasting_known)
		each_body(c, text, len, take, ctx);
}

/* ------------------------------------------------------------------ statements */

/* Where the list of the tables that are written ends. */
static size_t head_end(struct maria_scan scan)
{
	static const char *const ends[] = { "SET",   "VALUES", "VALUE", "SELECT",
					    "WHERE", "USING",  NULL };

	while (!maria_ended(&scan) && !maria_one_of(&scan, ends))
		maria_next(&scan);
	return maria_ended(&scan) ? scan.len : scan.word;
}

static const struct maria_lasting *prepared(const struct maria_conn *c, struct maria_scan scan)
{
	char name[256];

	maria_next(&scan);
	maria_unquote(&scan, name, sizeof(name));
	for (const struct maria_prepared *p = c->resume.prepared; p; p = p->next)
		if (strcasecmp(p->name, name) == 0 && !p->variable)
			return find(c, p->text, strlen(p->text), "psvrt");
	/* its text is anywhere */
	for (const struct maria_lasting *l = c->resume.lasting; l; l = l->next)
		if (l->lasts)
			return l;
	return NULL;
}

static bool writes_file(struct maria_scan scan)
{
	while (maria_more(&scan)) {
		if (!maria_is(&scan, "INTO"))
			continue;
		maria_next(&scan);
		if (maria_is(&scan, "OUTFILE") || maria_is(&scan, "DUMPFILE"))
			return true;
	}
	return false;
}

static const struct maria_lasting *reached(struct maria_conn *c, struct maria_scan *scan)
{
	static const char *const writes[] = { "INSERT", "UPDATE", "DELETE", "REPLACE", NULL };
	static const char *const anything[] = { "LOAD", "WITH",   "CALL",    "BEGIN",
						"IF",   "CASE",   "WHILE",   "LOOP",
						"FOR",  "REPEAT", "DECLARE", NULL };
	const struct maria_lasting *l;

	if (maria_is(scan, "EXECUTE")) {
		struct maria_scan ahead = *scan;

		maria_next(&ahead);
		return maria_is(&ahead, "IMMEDIATE") ? find(c, scan->text, scan->len, "psvrt")
						     : prepared(c, *scan);
	}
	if (maria_one_of(scan, anything) || maria_is_several(scan->text, scan->len, scan->mode))
		return find(c, scan->text, scan->len, "psvrt");
	l = maria_one_of(scan, writes) ? find(c, scan->text, head_end(*scan), "psvrt") : NULL;
	return l ? l : find_read(c, scan->text, scan->len);
}

bool maria_lasts(struct maria_conn *c, const char *text, size_t len, char *out, size_t size)
{
	static const char *const others[] = { "USE",  "PREPARE", "DEALLOCATE", "LOCK", "UNLOCK",
					      "SHOW", "CREATE",  "DROP",       NULL };
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	const struct maria_lasting *l;

	if (maria_one_of(&scan, others))
		return false;
	if (maria_is(&scan, "SELECT") && writes_file(scan)) {
		snprintf(out, size, "a file");
		return true;
	}
	know(c);
	l = c->resume.any_lasting ? reached(c, &scan) : NULL;
	if (l)
		snprintf(out, size, "%s", l->name);
	return l != NULL;
}

bool maria_fill_lasts(struct maria_conn *c, const char *text, size_t len, char *out, size_t size)
{
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	const struct maria_lasting *l = NULL;

	if (!maria_is(&scan, "CREATE"))
		return false;
	while (maria_more(&scan) && !l) {
		if (!maria_is(&scan, "SELECT") && !maria_is(&scan, "VALUES"))
			continue;
		know(c);
		l = find_read(c, scan.text + scan.word, scan.len - scan.word);
		break;
	}
	if (l)
		snprintf(out, size, "%s", l->name);
	return l != NULL;
}
