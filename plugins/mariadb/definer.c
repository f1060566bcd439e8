/* SPDX-License-Identifier: MIT */
/* DEFINER of views, triggers, routines and events: the account that they act as. On a scratch database
 * nobody but its own user may be named there, and accounts of the target need not exist: what a statement
 * says is left out when it is run, and kept with the connection. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "definer.h"

struct maria_definer {
	const char *word; /* "VIEW", … */
	char name[64 * 4 + 1];
	struct maria_account account;
	struct maria_definer *next;
};

/* ------------------------------------------------------------------ accounts */

/* A role has no host, and an account that was named without one has '%': the same words mean the one that
 * there is. */
static void set_account(struct maria_account *out, const char *user, const char *host)
{
	struct kit_text sql = { 0 };

	kit_text_write(&sql, "%N", user);
	if (*host && strcmp(host, "%") != 0) {
		kit_text_write(&sql, "@%N", host);
	}
	snprintf(out->sql, sizeof(out->sql), "%s", sql.failed ? "" : sql.data);
	free(sql.data);
}

void maria_account_of(const char *listed, struct maria_account *out)
{
	const char *at = listed ? strrchr(listed, '@') : NULL;
	char user[MARIA_USER_NAME];

	*out = (struct maria_account){ "" };
	if (!listed || !*listed)
		return;
	snprintf(user, sizeof(user), "%.*s", at ? (int)(at - listed) : MARIA_USER_NAME - 1, listed);
	set_account(out, user, at ? at + 1 : "");
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || c == '.' || (unsigned char)c >= 0x80;
}

/* A name or host, in quotes or not; what is behind it. */
static size_t read_name(const char *text, size_t at, size_t len, char *out, size_t size)
{
	char quote = at < len && strchr("'`\"", text[at]) ? text[at++] : '\0';
	size_t n = 0;

	for (; at < len && (quote || is_plain(text[at])); at++) {
		if (quote && text[at] == quote && (at + 1 >= len || text[++at] != quote))
			break;
		if (n + 1 < size)
			out[n++] = text[at];
	}
	out[n] = '\0';
	return at;
}

static size_t pass_blanks(const char *text, size_t at, size_t len)
{
	while (at < len && is_blank(text[at]))
		at++;
	return at;
}

/* `user[@host]` or CURRENT_USER at `at`; what is behind it. */
static size_t read_account(const struct maria_conn *c, const char *text, size_t at, size_t len,
			   struct maria_account *out)
{
	char user[MARIA_USER_NAME], host[256] = "";
	bool quoted, current, role;
	size_t end;

	*out = (struct maria_account){ "" };
	at = pass_blanks(text, at, len);
	quoted = at < len && strchr("'`\"", text[at]);
	at = read_name(text, at, len, user, sizeof(user));
	end = pass_blanks(text, at, len);
	current = !quoted && strcasecmp(user, "CURRENT_USER") == 0;
	role = !quoted && strcasecmp(user, "CURRENT_ROLE") == 0;
	if (current || role) {
		if (role && *c->trial.target_role)
			set_account(out, c->trial.target_role, "");
		return end + 1 < len && text[end] == '(' ? pass_blanks(text, end + 1, len) + 1 : at;
	}
	if (end < len && text[end] == '@')
		at = read_name(text, pass_blanks(text, end + 1, len), len, host, sizeof(host));
	set_account(out, user, host);
	return at;
}

/* ------------------------------------------------------------------ statements */

/* What CREATE and ALTER say before the name of what they make. */
struct head {
	const char *word; /* NULL: it is another statement */
	bool creates, unless_there;
	size_t begin, end; /* of `DEFINER = account `; end 0: it says none */
	struct maria_account account;
	bool elsewhere; /* in another database */
	char name[64 * 4 + 1];
};

static const char *word_of(const struct maria_scan *s)
{
	static const char *const words[] = { "VIEW",    "FUNCTION", "PROCEDURE",
					     "PACKAGE", "TRIGGER",  "EVENT" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (maria_is(s, words[i]))
			return words[i];
	return NULL;
}

/* The scan stands on DEFINER, and goes on behind what it says. */
static void take_definer(const struct maria_conn *c, struct maria_scan *s, struct head *h)
{
	struct maria_scan next = *s;

	maria_next(&next);
	if (!maria_mark(&next, '='))
		return; /* SQL SECURITY DEFINER */
	h->begin = s->word;
	s->end = h->end = read_account(c, s->text, next.end, s->len, &h->account);
}

static void take_name(const struct maria_conn *c, struct maria_scan *s, struct head *h)
{
	if (strcmp(h->word, "PACKAGE") == 0 && maria_is(s, "BODY")) {
		h->word = "PACKAGE BODY";
		maria_next(s);
	}
	for (; maria_is(s, "IF") || maria_is(s, "NOT") || maria_is(s, "EXISTS"); maria_next(s))
		h->unless_there = true;
	maria_unquote(s, h->name, sizeof(h->name));
	h->elsewhere = strcmp(c->session.current, c->database) != 0;
	if (s->end < s->len && s->text[s->end] == '.') {
		h->elsewhere = strcmp(h->name, c->database) != 0;
		maria_next(s);
		maria_next(s);
		maria_unquote(s, h->name, sizeof(h->name));
	}
}

/* The scan ends on the name. */
static struct head read_head(const struct maria_conn *c, struct maria_scan *s)
{
	static const char *const before[] = { "OR",       "REPLACE",   "ALGORITHM", "UNDEFINED",
					      "MERGE",    "TEMPTABLE", "DEFINER",   "SQL",
					      "SECURITY", "INVOKER",   "AGGREGATE", NULL };
	struct head h = { .word = NULL };

	maria_next(s);
	h.creates = maria_is(s, "CREATE");
	if (!h.creates && !maria_is(s, "ALTER"))
		return h;
	for (maria_next(s); maria_one_of(s, before) || maria_mark(s, '='); maria_next(s))
		if (maria_is(s, "DEFINER"))
			take_definer(c, s, &h);
	h.word = word_of(s);
	if (h.word) {
		maria_next(s);
		take_name(c, s, &h);
	}
	return h;
}

bool maria_says_definer(const char *text, size_t len, uint32_t mode)
{
	/* asked of every statement: a connection is large to be made anew */
	static const struct maria_conn nobody;
	struct maria_scan s = maria_scan_of(text, len, mode);

	return read_head(&nobody, &s).account.sql[0];
}

void maria_without_definer(const struct maria_conn *c, const char *text, size_t len,
			   struct kit_text *out)
{
	struct maria_scan s = maria_scan_of(text, len, c->lex_mode);
	struct head h = read_head(c, &s);

	if (h.end && h.word)
		kit_text_write(out, "%S%S", text, h.begin, text + h.end, len - h.end);
}

/* ------------------------------------------------------------------ what a scratch database has */

static struct maria_definer **find(struct maria_conn *c, const char *word, const char *name)
{
	struct maria_definer **at = &c->trial.definers;

	while (*at && (strcmp((*at)->word, word) != 0 || strcasecmp((*at)->name, name) != 0))
		at = &(*at)->next;
	return at;
}

static void forget(struct maria_conn *c, const char *word, const char *name)
{
	struct maria_definer **at = find(c, word, name), *gone = *at;

	if (gone)
		*at = gone->next;
	free(gone);
}

static int keep(struct maria_conn *c, const struct head *h, struct wb_error *err)
{
	struct maria_definer *d = calloc(1, sizeof(*d));

	forget(c, h->word, h->name);
	if (!d)
		return kit_no_memory(err);
	d->word = h->word;
	memcpy(d->name, h->name, sizeof(d->name));
	d->account = h->account;
	d->next = c->trial.definers;
	c->trial.definers = d;
	return 0;
}

static void move(struct maria_conn *c, const char *word, const char *from, const char *to)
{
	struct maria_definer *d;

	forget(c, word, to);
	d = *find(c, word, from);
	if (d)
		snprintf(d->name, sizeof(d->name), "%s", to);
}

/* RENAME TABLE a TO b, c TO d: views among them. The scan stands on TABLE. */
static void follow_renames(struct maria_conn *c, struct maria_scan *s)
{
	struct head from = { .word = "VIEW" }, to = { .word = "VIEW" };

	while (maria_more(s)) {
		take_name(c, s, &from);
		while (maria_next(s) == MARIA_WORD && !maria_is(s, "TO"))
			;
		maria_next(s);
		take_name(c, s, &to);
		if (!from.elsewhere && !to.elsewhere)
			move(c, "VIEW", from.name, to.name);
		maria_next(s);
	}
}

static void follow_event(struct maria_conn *c, struct maria_scan *s, const struct head *h)
{
	struct head to = *h;

	while (maria_more(s) && !maria_is(s, "DO")) {
		if (!maria_is(s, "RENAME"))
			continue;
		maria_next(s);
		maria_next(s);
		take_name(c, s, &to);
		move(c, h->word, h->name, to.name);
		return;
	}
}

bool maria_makes_unless_there(const struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan s = maria_scan_of(text, len, c->lex_mode);
	struct head h = read_head(c, &s);

	return h.word && h.creates && h.unless_there;
}

int maria_follow_definer(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct maria_scan s = maria_scan_of(text, len, c->lex_mode), first = s;
	struct head h = read_head(c, &s);

	maria_next(&first);
	if (maria_is(&first, "RENAME") && maria_next(&first) != MARIA_END)
		follow_renames(c, &first);
	if (!h.word || h.elsewhere)
		return 0;
	if (h.account.sql[0])
		return keep(c, &h, err);
	if (h.end || h.creates || strcmp(h.word, "EVENT") == 0)
		forget(c, h.word, h.name);
	if (!h.creates && strcmp(h.word, "EVENT") == 0)
		follow_event(c, &s, &h);
	return 0;
}

void maria_definers_release(struct maria_conn *c)
{
	while (c->trial.definers) {
		struct maria_definer *next = c->trial.definers->next;

		free(c->trial.definers);
		c->trial.definers = next;
	}
}

/* ------------------------------------------------------------------ what the server shows */

char *maria_take_definer(char *text)
{
	static const struct maria_conn nobody = { .lex_mode = 0 };
	char *at = strstr(text, "DEFINER=");
	size_t len = strlen(text), end;
	struct maria_account account;

	if (!at || at - text > 40)
		return strdup("");
	end = read_account(&nobody, text, (size_t)(at - text) + strlen("DEFINER="), len, &account);
	end += text[end] == ' ';
	memmove(at, text + end, len - end + 1);
	return strdup(account.sql);
}

const char *maria_definer(const struct maria_reading *r, const char *word, const char *name,
			  const char *shown)
{
	const struct maria_definer *kept = *find(r->c, word, name);
	const char *is = kept ? kept->account.sql : shown;

	if (!(r->scope->flags & WB_SCOPE_PRIVILEGES) || !is || !*is ||
	    strcmp(is, r->c->trial.target_account.sql) == 0 ||
	    (!kept && strcmp(is, r->c->account.sql) == 0))
		return NULL;
	return is;
}
