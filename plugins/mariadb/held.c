/* SPDX-License-Identifier: MIT */
/* What a session holds by a name: locks of GET_LOCK, and open handlers. A memory has "g COUNT NAME" for a lock
 * whose name is written there, "u TEXT" for one whose name is made, "r NAME" for one whose name the routine or
 * trigger NAME makes, "h NAME" for a handler, in hex. The server says which of the first are held; they are taken
 * again. The others are told to the statement that misses them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lock_calls.h"
#include "maria.h"

enum { LOCK = MARIA_LOCK_WRITTEN, MADE_LOCK = MARIA_LOCK_MADE, ROUTINE_LOCK = 'r', HANDLER = 'h' };

/* ------------------------------------------------------------------ the list */

static struct maria_held **find(struct maria_conn *c, char kind, const char *name)
{
	struct maria_held **at = &c->resume.held;

	while (*at && ((*at)->kind != kind || strcasecmp((*at)->name, name) != 0))
		at = &(*at)->next;
	return at;
}

static void forget(struct maria_held **at)
{
	struct maria_held *gone = *at;

	if (!gone)
		return;
	*at = gone->next;
	free(gone);
}

static struct maria_held *add(struct maria_conn *c, char kind, const char *name)
{
	struct maria_held **at = find(c, kind, name), *h = *at;

	if (!h) {
		h = calloc(1, sizeof(*h) + strlen(name));
		if (!h)
			return NULL;
		memcpy(h->name, name, strlen(name));
		h->kind = kind;
		*at = h;
	}
	h->count = h->lost ? 1 : h->count + 1;
	h->lost = false;
	return h;
}

void maria_held_release(struct maria_conn *c)
{
	while (c->resume.held)
		forget(&c->resume.held);
}

/* ------------------------------------------------------------------ reading */

/* HANDLER [schema.]table OPEN [[AS] name]; HANDLER name READ or CLOSE. */
static bool read_handler(const struct maria_conn *c, const char *text, size_t len,
			 struct maria_name *name, struct maria_scan *what)
{
	*what = maria_first(text, len, c->lex_mode);
	if (!maria_is(what, "HANDLER"))
		return false;
	maria_next(what);
	maria_read_name(what, c->session.current, name);
	if (maria_is(what, "OPEN")) {
		struct maria_scan alias = *what;

		maria_next(&alias);
		if (maria_is(&alias, "AS"))
			maria_next(&alias);
		if (alias.kind == MARIA_WORD || alias.kind == MARIA_NAME)
			maria_unquote(&alias, name->name, sizeof(name->name));
	}
	return true;
}

/* ------------------------------------------------------------------ what a statement does to it */

/* What learns of calls in a text. */
struct reading {
	struct maria_conn *c;
	const char
		*owner; /* the routine or trigger whose text it is; "": it only makes one; NULL */
};

static int learn_call(const struct reading *r, const struct maria_lock_call *call)
{
	struct maria_held **at;

	/* what is taken again in the place of those whose names nobody knows */
	for (at = &r->c->resume.held; call->takes && !r->owner && *at;)
		if ((*at)->kind == ROUTINE_LOCK && (*at)->lost)
			forget(at);
		else
			at = &(*at)->next;
	/* a name in a body is one of the routine's */
	if (call->takes && r->owner && call->kind == MADE_LOCK)
		return !*r->owner || add(r->c, ROUTINE_LOCK, r->owner) ? 0 : -1;
	if (call->takes)
		return add(r->c, call->kind, call->name) ? 0 : -1;
	at = find(r->c, call->kind, call->name);
	/* of those with a name the server says whether they are held still */
	if (r->owner || !*at || !call->alone)
		return 0;
	if ((*at)->lost || --(*at)->count == 0)
		forget(at);
	return 0;
}

/* Calls in a text, and in the texts of its strings. */
static int learn_calls(const struct reading *given, const char *text, size_t len)
{
	struct reading r = *given;
	struct maria_scan scan = maria_first(text, len, r.c->lex_mode);
	const bool strings = r.owner || maria_prepares(&scan);
	struct maria_lock_call call;
	int rc;

	if (!r.owner && maria_makes_body(scan))
		r.owner = "";
	while ((rc = maria_next_lock_call(&scan, &call)) > 0) {
		rc = learn_call(&r, &call);
		free(call.name);
		if (rc < 0)
			return rc;
	}
	scan = maria_scan_of(text, len, r.c->lex_mode);
	while (rc == 0 && strings && maria_more(&scan)) {
		char *inside;

		if (scan.kind != MARIA_STRING ||
		    !maria_may_lock(text + scan.word, scan.end - scan.word))
			continue;
		inside = malloc(scan.end - scan.word + 1);
		if (!inside)
			return -1;
		maria_unquote(&scan, inside, scan.end - scan.word + 1);
		rc = learn_calls(&r, inside, strlen(inside));
		free(inside);
	}
	return rc;
}

static int learn_body(void *ctx, const char *name, const char *body)
{
	const struct reading r = { ctx, name };

	return learn_calls(&r, body, strlen(body));
}

/* What it calls, and what routines and triggers call that it reaches. */
static int learn_locks(struct maria_conn *c, const char *text, size_t len)
{
	const struct reading r = { c, NULL };

	if (maria_may_lock(text, len) && learn_calls(&r, text, len) < 0)
		return -1;
	return maria_makes_body(maria_first(text, len, c->lex_mode))
		       ? 0
		       : maria_lock_bodies(c, text, len, learn_body, c);
}

int maria_held_learn(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct maria_name name;
	struct maria_scan what;

	if (read_handler(c, text, len, &name, &what)) {
		if (maria_is(&what, "CLOSE"))
			forget(find(c, HANDLER, name.name));
		else if (maria_is(&what, "OPEN") && !add(c, HANDLER, name.name))
			return kit_no_memory(err);
		return 0;
	}
	return learn_locks(c, text, len) < 0 ? kit_no_memory(err) : 0;
}

static int refuse(const struct maria_held *h, struct wb_error *err)
{
	if (h->kind == HANDLER) {
		snprintf(
			err->detail, sizeof(err->detail),
			"Open it again in front of this statement (HANDLER … OPEN), in the part of "
			"the file that has not run.");
		return maria_host->fail(err, WB_E_UNCERTAIN,
					"the handler %s went with the session that was "
					"interrupted, and this statement needs it",
					h->name);
	}
	snprintf(err->detail, sizeof(err->detail),
		 "Take it again in front of this statement (DO GET_LOCK(…)), in the part of the "
		 "file "
		 "that has not run, once nobody else has it.");
	if (h->kind == ROUTINE_LOCK)
		return maria_host->fail(err, WB_E_UNCERTAIN,
					"a lock of GET_LOCK that %s takes may have gone with the "
					"session that was interrupted, and this statement may "
					"count on it",
					h->name);
	return maria_host->fail(err, WB_E_UNCERTAIN,
				"the lock %s of GET_LOCK went with the session that was "
				"interrupted, and this statement may count on it",
				h->name);
}

/* May a statement that takes or lets go of one be run without it? */
static bool is_about(struct maria_conn *c, const char *text, size_t len, const struct maria_held *h)
{
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	struct maria_lock_call call;
	bool about = false;

	while (!about && maria_may_lock(text, len) && maria_next_lock_call(&scan, &call) > 0) {
		/* taken twice, it would still be held */
		about = call.takes || (call.alone && h->count == 1);
		about &= call.kind == h->kind && strcasecmp(call.name, h->name) == 0;
		/* nobody knows its name */
		about |= h->kind == ROUTINE_LOCK && call.takes;
		free(call.name);
	}
	return about;
}

static bool takes_only(struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	struct maria_lock_call call;
	bool only = maria_may_lock(text, len) && maria_next_lock_call(&scan, &call) > 0;

	if (only)
		free(call.name);
	return only && call.alone && call.takes;
}

struct letting_go {
	struct maria_conn *c;
	char name[256];
};

static int check_body(void *ctx, const char *name, const char *body)
{
	struct letting_go *l = ctx;

	if (!maria_lets_go_of_all(body, strlen(body), l->c->lex_mode, true))
		return 0;
	snprintf(l->name, sizeof(l->name), "%s", name);
	return -1;
}

static int check_routines(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct letting_go l = { .c = c };

	if (!c->lock[0] || maria_makes_body(maria_first(text, len, c->lex_mode)) ||
	    maria_lock_bodies(c, text, len, check_body, &l) == 0)
		return 0;
	return maria_host->fail(err, WB_E_UNSUPPORTED,
				"%s calls RELEASE_ALL_LOCKS(), which would let go of the lock of "
				"this run as well: let it call RELEASE_LOCK(…) for each lock of "
				"its own",
				l.name);
}

int maria_held_check(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct maria_name name;
	struct maria_scan what;

	if (check_routines(c, text, len, err) < 0)
		return err->status;
	for (const struct maria_held *h = c->resume.held; h; h = h->next) {
		if (!h->lost)
			continue;
		if (h->kind == HANDLER) {
			if (read_handler(c, text, len, &name, &what) && !maria_is(&what, "OPEN") &&
			    strcasecmp(name.name, h->name) == 0)
				return refuse(h, err);
		} else if (!is_about(c, text, len, h) && !takes_only(c, text, len)) {
			return refuse(h, err);
		}
	}
	return 0;
}

/* ------------------------------------------------------------------ remembering and recalling */

static void add_name(struct kit_text *out, const char *name)
{
	kit_text_add(out, "CONVERT(X'");
	maria_text_hex(out, name);
	kit_text_add(out, "' USING utf8mb4)");
}

void maria_held_remember(const struct maria_conn *c, struct kit_text *out)
{
	for (const struct maria_held *h = c->resume.held; h; h = h->next) {
		const bool asks = h->kind == LOCK && !h->lost;
		const char letter[] = { h->kind, '\0' };

		if (asks) {
			kit_text_add(out, ",IF(IS_USED_LOCK(");
			add_name(out, h->name);
			kit_text_add(out, ")=CONNECTION_ID()");
		}
		kit_text_write(out, ",'%s ", letter);
		if (h->kind == LOCK)
			kit_text_write(out, "%d ", (int64_t)h->count);
		maria_text_hex(out, h->name);
		kit_text_add(out, asks ? "',NULL)" : "'");
	}
}

void maria_held_let_go(const struct maria_conn *c, struct kit_text *sql)
{
	const char *comma = "DO ";

	for (const struct maria_held *h = c->resume.held; h; h = h->next)
		for (int i = 0;
		     h->kind != HANDLER && h->kind != ROUTINE_LOCK && !h->lost && i < h->count;
		     i++, comma = ",") {
			kit_text_write(sql, "%sRELEASE_LOCK(", comma);
			if (h->kind == LOCK)
				add_name(sql, h->name);
			else
				kit_text_add(sql, h->name);
			kit_text_add(sql, ")");
		}
}

int maria_held_close(struct maria_conn *c, struct wb_error *err)
{
	struct maria_held **at = &c->resume.held;

	while (*at) {
		struct wb_error why = WB_ERROR_INIT;
		struct kit_text sql = { 0 };

		if ((*at)->kind != HANDLER) {
			at = &(*at)->next;
			continue;
		}
		/* one whose table was dropped is closed */
		kit_text_write(&sql, "HANDLER %N CLOSE", (*at)->name);
		if (maria_ask(c, &sql, NULL, NULL, &why) == WB_E_LOST)
			return maria_host->fail(err, WB_E_LOST, "%s", why.message);
		forget(at);
	}
	return 0;
}

int maria_held_forget(struct maria_conn *c, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc = 0;

	maria_held_let_go(c, &sql);
	if (sql.len)
		rc = maria_ask(c, &sql, NULL, NULL, err);
	if (rc == 0)
		rc = maria_held_close(c, err);
	maria_held_release(c);
	return rc;
}

/* The session that is gone may take a moment to let go of it. */
static int take_again(struct maria_conn *c, struct maria_held *h, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char got[16] = "";
	int rc;

	if (h->count > 1)
		return 0;
	kit_text_add(&sql, MARIA_SHIELD "SELECT GET_LOCK(");
	add_name(&sql, h->name);
	kit_text_add(&sql, ",3)");
	rc = maria_ask_first(c, &sql, got, sizeof(got), err);
	h->lost = rc < 0 || got[0] != '1';
	return rc;
}

int maria_held_recall(struct maria_conn *c, char kind, const char *line, struct wb_error *err)
{
	struct maria_held *h;
	char *name = malloc(strcspn(line, "\n") + 1);
	int count = 1;

	if (!name)
		return kit_no_memory(err);
	if (kind == LOCK) {
		count = atoi(line);
		line += strcspn(line, " \n");
		line += *line == ' ';
	}
	maria_read_hex(line, name, strcspn(line, "\n") + 1);
	h = add(c, kind, name);
	free(name);
	if (!h)
		return kit_no_memory(err);
	h->count = count;
	h->lost = true;
	return kind == LOCK ? take_again(c, h, err) : 0;
}
