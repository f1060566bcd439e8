/* SPDX-License-Identifier: MIT */
/* What a session holds by a name: locks of GET_LOCK, and open handlers. A memory has "g COUNT NAME" for a lock
 * whose name is written there, "u TEXT" for one whose name is made, "h NAME" for a handler, in hex. The server
 * says which of the first are held; they are taken again. The others are told to the statement that misses them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

/* A lock of a routine that was made before is not seen, since nothing shows the names of all. */
static const char *const functions[] = { "GET_LOCK", "RELEASE_LOCK", NULL };

enum { LOCK = 'g', MADE_LOCK = 'u', HANDLER = 'h' };

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

/* A call of one of the two: what it names, as a lock's name or as a text. */
struct call {
	bool takes;
	char kind;
	char *name; /* the caller's to free */
	bool alone; /* the statement does nothing else */
};

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* The first argument, in front of a comma or the end of the call; the scan stands on its first token. */
static char *read_argument(struct maria_scan *scan, char *out_kind)
{
	const struct maria_scan first = *scan;
	size_t end = scan->word;
	int depth = 0, tokens = 0;
	char *name;

	for (; scan->kind != MARIA_END && scan->kind != MARIA_TORN; maria_next(scan)) {
		if (depth == 0 && (maria_mark(scan, ',') || maria_mark(scan, ')')))
			break;
		depth += maria_mark(scan, '(') - maria_mark(scan, ')');
		end = scan->end;
		tokens++;
	}
	name = calloc(1, end - first.word + 1);
	if (!name)
		return NULL;
	*out_kind = MADE_LOCK;
	if (tokens == 1 && first.kind == MARIA_STRING) {
		maria_unquote(&first, name, end - first.word + 1);
		if (is_plain(name))
			*out_kind = LOCK;
	}
	if (*out_kind == MADE_LOCK)
		memcpy(name, first.text + first.word, end - first.word);
	return name;
}

/* The next call; 0: there is none, negative: memory ended. */
static int next_call(struct maria_scan *scan, struct call *out)
{
	int before = 0;

	for (; scan->kind != MARIA_END && scan->kind != MARIA_TORN; maria_next(scan), before++) {
		struct maria_scan ahead = *scan;

		if (!maria_one_of(scan, functions))
			continue;
		maria_next(&ahead);
		if (!maria_mark(&ahead, '('))
			continue;
		maria_next(&ahead);
		out->takes = maria_is(scan, functions[0]);
		out->name = read_argument(&ahead, &out->kind);
		while (ahead.kind != MARIA_END && ahead.kind != MARIA_TORN &&
		       !maria_mark(&ahead, ')'))
			maria_next(&ahead);
		maria_next(&ahead);
		out->alone = before == 1 && ahead.kind == MARIA_END;
		maria_next(scan);
		return out->name ? 1 : -1;
	}
	return 0;
}

static bool may_call(const char *text, size_t len)
{
	static const char word[] = "_LOCK";
	const size_t n = sizeof(word) - 1;

	for (size_t i = 0; i + n <= len; i++)
		if (text[i] == '_' && strncasecmp(text + i, word, n) == 0)
			return true;
	return false;
}

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

static int learn_call(struct maria_conn *c, const struct call *call, bool in_body)
{
	struct maria_held **at;

	/* a name in a body is one of the routine's */
	if (call->takes)
		return (in_body && call->kind == MADE_LOCK) || add(c, call->kind, call->name) ? 0
											      : -1;
	at = find(c, call->kind, call->name);
	/* of those with a name the server says whether they are held still */
	if (!*at || !call->alone)
		return 0;
	if ((*at)->lost || --(*at)->count == 0)
		forget(at);
	return 0;
}

/* Calls in a text, and in the texts of its strings, which may be prepared. */
static int learn_calls(struct maria_conn *c, const char *text, size_t len, bool in_body)
{
	static const char *const bodies[] = { "CREATE", "ALTER", NULL };
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	struct call call;
	int rc;

	in_body |= maria_one_of(&scan, bodies);
	while ((rc = next_call(&scan, &call)) > 0) {
		rc = learn_call(c, &call, in_body);
		free(call.name);
		if (rc < 0)
			return rc;
	}
	scan = maria_scan_of(text, len, c->lex_mode);
	while (rc == 0 && maria_more(&scan)) {
		char *inside;

		if (scan.kind != MARIA_STRING || !may_call(text + scan.word, scan.end - scan.word))
			continue;
		inside = malloc(scan.end - scan.word + 1);
		if (!inside)
			return -1;
		maria_unquote(&scan, inside, scan.end - scan.word + 1);
		rc = learn_calls(c, inside, strlen(inside), in_body);
		free(inside);
	}
	return rc;
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
	return may_call(text, len) && learn_calls(c, text, len, false) < 0 ? kit_no_memory(err) : 0;
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
	return maria_host->fail(err, WB_E_UNCERTAIN,
				"the lock %s of GET_LOCK went with the session that was "
				"interrupted, and this statement may count on it",
				h->name);
}

/* May a statement that takes or lets go of one be run without it? */
static bool is_about(struct maria_conn *c, const char *text, size_t len, const struct maria_held *h)
{
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	struct call call;
	bool about = false;

	while (!about && may_call(text, len) && next_call(&scan, &call) > 0) {
		/* taken twice, it would still be held */
		about = call.takes || (call.alone && h->count == 1);
		about &= call.kind == h->kind && strcasecmp(call.name, h->name) == 0;
		free(call.name);
	}
	return about;
}

static bool takes_only(struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	struct call call;
	bool only = may_call(text, len) && next_call(&scan, &call) > 0;

	if (only)
		free(call.name);
	return only && call.alone && call.takes;
}

int maria_held_check(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct maria_name name;
	struct maria_scan what;

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
		for (int i = 0; h->kind != HANDLER && !h->lost && i < h->count; i++, comma = ",") {
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
