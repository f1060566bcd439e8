/* SPDX-License-Identifier: MIT */
/* What the server reports of the session with its answers: each variable that a statement has set, and
 * the database that it is in. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"
#include "names_used.h"

bool maria_is_fleeting(const char *name)
{
	static const char *const names[] = { "identity",
					     "last_insert_id",
					     "insert_id",
					     "rand_seed1",
					     "rand_seed2",
					     "wsrep_gtid_seq_no",
					     "character_set_database",
					     "collation_database",
					     "gtid_seq_no",
					     "error_count",
					     "warning_count",
					     "proxy_user",
					     "in_transaction",
					     "statement_id",
					     "last_gtid",
					     NULL };

	return kit_among(name, names);
}

/* Our own rows set these for themselves; the server reports them with the next answer, as they are
 * again. */
static struct maria_shielded *shielded(struct maria_conn *c, const char *name)
{
	static const char *const names[] = { "sql_mode", "sql_big_selects", "group_concat_max_len",
					     "max_statement_time" };

	for (size_t i = 0; i < 4; i++)
		if (strcmp(names[i], name) == 0)
			return &c->session.shielded[i];
	return NULL;
}

static bool is_shield(struct maria_conn *c, const char *name, const char *value, size_t len)
{
	struct maria_shielded *s = shielded(c, name);

	if (!s)
		return false;
	if (c->session.learning && len < sizeof(s->value)) {
		memcpy(s->value, value, len);
		s->value[len] = '\0';
		s->known = true;
	}
	return s->known && strlen(s->value) == len && memcmp(s->value, value, len) == 0;
}

/* Not the same once more, behind a row of ours. */
static bool is_news(struct maria_conn *c, const char *name, const char *value, size_t len)
{
	struct maria_shielded *s = shielded(c, name);

	if (!s || len >= sizeof(s->now))
		return true;
	if (strlen(s->now) == len && memcmp(s->now, value, len) == 0)
		return false;
	memcpy(s->now, value, len);
	s->now[len] = '\0';
	return true;
}

/* What SET NAMES says, and puts back. */
static bool is_names(const char *name)
{
	static const char *const names[] = { "character_set_client", "character_set_results",
					     "character_set_connection", "collation_connection",
					     NULL };

	return kit_among(name, names);
}

/* SET itself is run again. */
void maria_track_inside(struct maria_conn *c)
{
	c->resume.inside.any |= !c->session.sets_up;
	c->resume.inside.changed = true;
}

static void note(struct maria_conn *c, const char *name, size_t len, const char *value,
		 size_t value_len)
{
	char word[64];

	if (len >= sizeof(word))
		return;
	memcpy(word, name, len);
	word[len] = '\0';
	if (strcasecmp(word, "autocommit") == 0) {
		c->session.users_autocommit_off = value_len == 3;
		return;
	}
	if (is_names(word)) {
		c->session.other_names = true;
		return;
	}
	if (strcasecmp(word, "completion_type") == 0 && c->session.tracking)
		c->session.completes = value_len != 8 || memcmp(value, "NO_CHAIN", 8) != 0;
	if (strcmp(word, "sql_mode") == 0 && c->session.tracking &&
	    value_len < sizeof(c->session.sql_mode)) {
		memcpy(c->session.sql_mode, value, value_len);
		c->session.sql_mode[value_len] = '\0';
	}
	if (maria_is_fleeting(word) || is_shield(c, word, value, value_len) || c->session.learning)
		return;
	kit_names_add(&c->session.dirty, word);
	if (c->session.tracking && is_news(c, word, value, value_len))
		maria_track_inside(c);
}

void maria_track(struct maria_conn *c)
{
	const char *name, *value;
	size_t len, value_len;
	int rc = mysql_session_track_get_first(c->link.db, SESSION_TRACK_SYSTEM_VARIABLES, &name,
					       &len);
	unsigned status = 0;

	if (mariadb_get_infov(c->link.db, MARIADB_CONNECTION_SERVER_STATUS, &status) == 0) {
		c->session.autocommit_off = !(status & SERVER_STATUS_AUTOCOMMIT);
		c->session.in_transaction = status & SERVER_STATUS_IN_TRANS;
	}
	while (rc == 0) {
		if (mysql_session_track_get_next(c->link.db, SESSION_TRACK_SYSTEM_VARIABLES, &value,
						 &value_len))
			break;
		note(c, name, len, value, value_len);
		rc = mysql_session_track_get_next(c->link.db, SESSION_TRACK_SYSTEM_VARIABLES, &name,
						  &len);
	}
	if (mysql_session_track_get_first(c->link.db, SESSION_TRACK_SCHEMA, &name, &len) == 0 &&
	    len < sizeof(c->session.current)) {
		memcpy(c->session.current, name, len);
		c->session.current[len] = '\0';
		c->session.other_database = strcmp(c->session.current, c->database) != 0;
	}
}

/* ------------------------------------------------------------------ SET @@name = … */

/* The server does not report these (10.11): the scan stands on the name. */
static void note_unreported(struct maria_conn *c, const struct maria_scan *scan)
{
	/* of the next transaction, not of the session */
	static const char *const others[] = {
		"tx_isolation",          "tx_read_only", "transaction_isolation",
		"transaction_read_only", "autocommit",   NULL
	};
	const size_t len = scan->end - scan->word - 2;
	char name[64];

	if (len == 0 || len >= sizeof(name))
		return;
	for (size_t i = 0; i <= len; i++)
		name[i] = (char)(i == len ? '\0' : tolower(scan->text[scan->word + 2 + i]));
	if (kit_among(name, others))
		return;
	if (is_names(name))
		c->session.other_names = true;
	else if (!maria_is_fleeting(name)) {
		kit_names_add(&c->session.dirty, name);
		maria_track_inside(c);
	}
}

/* Is it @@name, with an assignment behind it? */
static bool assigns(const struct maria_scan *scan)
{
	struct maria_scan next = *scan;

	if (scan->kind != MARIA_WORD || scan->end - scan->word < 3 ||
	    memcmp(scan->text + scan->word, "@@", 2) != 0)
		return false;
	maria_next(&next);
	return maria_mark(&next, '=') || maria_mark(&next, ':');
}

static void track_string(struct maria_conn *c, const struct maria_scan *scan)
{
	char *inside = maria_unquoted(scan);

	if (inside)
		maria_track_set(c, inside, strlen(inside));
	free(inside);
}

void maria_track_set(struct maria_conn *c, const char *text, size_t len)
{
	const bool strings = maria_runs(text, len, c->lex_mode) == MARIA_RUNS_WRITTEN;
	struct maria_scan scan = maria_scan_of(text, len, c->lex_mode);
	bool set = false, first = false;
	int64_t depth = 0;

	if (!memmem(text, len, "@@", 2))
		return;
	while (maria_more(&scan)) {
		if (scan.kind == MARIA_STRING && strings)
			track_string(c, &scan);
		if (first && assigns(&scan))
			note_unreported(c, &scan);
		set = (set || maria_is(&scan, "SET")) && !maria_mark(&scan, ';');
		depth += maria_mark(&scan, '(') - maria_mark(&scan, ')');
		first = maria_is(&scan, "SET") || (set && depth == 0 && maria_mark(&scan, ','));
	}
}
