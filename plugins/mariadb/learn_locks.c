/* SPDX-License-Identifier: MIT */
/* Which locks and handlers a statement takes and lets go of, and whether it misses one that went with the
 * session before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "held.h"

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
		if ((*at)->kind == MARIA_HELD_ROUTINE_LOCK && (*at)->lost)
			maria_held_remove(at);
		else
			at = &(*at)->next;
	/* a name in a body is one of the routine's */
	if (call->takes && r->owner && call->kind == MARIA_HELD_MADE_LOCK)
		return !*r->owner || maria_held_add(r->c, MARIA_HELD_ROUTINE_LOCK, r->owner) ? 0
											     : -1;
	if (call->takes)
		return maria_held_add(r->c, call->kind, call->name) ? 0 : -1;
	at = maria_held_find(r->c, call->kind, call->name);
	/* of those with a name the server says whether they are held still */
	if (r->owner || !*at || !call->alone)
		return 0;
	if ((*at)->lost || --(*at)->count == 0)
		maria_held_remove(at);
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
		inside = maria_unquoted(&scan);
		rc = inside ? learn_calls(&r, inside, strlen(inside)) : -1;
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
			maria_held_remove(maria_held_find(c, MARIA_HELD_HANDLER, name.name));
		else if (maria_is(&what, "OPEN") &&
			 !maria_held_add(c, MARIA_HELD_HANDLER, name.name))
			return kit_no_memory(err);
		return 0;
	}
	return learn_locks(c, text, len) < 0 ? kit_no_memory(err) : 0;
}

static int refuse(const struct maria_held *h, struct wb_error *err)
{
	if (h->kind == MARIA_HELD_HANDLER) {
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
	if (h->kind == MARIA_HELD_ROUTINE_LOCK)
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
		about |= h->kind == MARIA_HELD_ROUTINE_LOCK && call.takes;
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
		return kit_failed(err);
	for (const struct maria_held *h = c->resume.held; h; h = h->next) {
		if (!h->lost)
			continue;
		if (h->kind == MARIA_HELD_HANDLER) {
			if (read_handler(c, text, len, &name, &what) && !maria_is(&what, "OPEN") &&
			    strcasecmp(name.name, h->name) == 0)
				return refuse(h, err);
		} else if (!is_about(c, text, len, h) && !takes_only(c, text, len)) {
			return refuse(h, err);
		}
	}
	return 0;
}
