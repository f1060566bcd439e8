/* SPDX-License-Identifier: MIT */
/* Statements that reach out of their database: roles, tablespaces, other databases, the server's
 * settings and files. On a scratch database they are refused, since they would change something
 * that is not to be thrown away. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

static int refuse(const char *what, struct wb_error *err)
{
	return pg_host->fail(err, WB_E_REFUSED, "%s reaches out of its database", what);
}

static bool is_any(const struct pg_words *w, const char *const *words)
{
	for (; *words; words++)
		if (pg_word_is(w, *words))
			return true;
	return false;
}

/* ------------------------------------------------------------------ functions */

/* What they do is done outside, or cannot be undone. Their names begin so. */
static const char *const functions[] = {
	"dblink",
	"pg_terminate_backend",
	"pg_cancel_backend",
	"pg_reload_conf",
	"pg_rotate_logfile",
	"pg_switch_wal",
	"pg_create_restore_point",
	"pg_promote",
	"pg_wal_replay",
	"pg_create_physical_replication",
	"pg_create_logical_replication",
	"pg_drop_replication",
	"pg_copy_physical_replication",
	"pg_copy_logical_replication",
	"pg_replication_origin",
	"pg_file_",
	"pg_read_file",
	"pg_read_binary_file",
	"pg_logical_emit_message",
	"pg_notify",
	"lo_import",
	"lo_export",
	"pg_stat_reset",
	"pg_backup_start",
	"pg_start_backup",
	NULL,
};

static bool names_function(const struct pg_words *w)
{
	const char *word = w->text + w->begin;
	size_t len = w->end - w->begin;

	if (w->token == WB_TOKEN_NAME && len > 2) {
		word++;
		len -= 2;
	} else if (w->token != WB_TOKEN_WORD) {
		return false;
	}
	for (const char *const *f = functions; *f; f++)
		if (len >= strlen(*f) && strncasecmp(word, *f, strlen(*f)) == 0)
			return true;
	return false;
}

/* ------------------------------------------------------------------ statements */

static const char *const cluster_objects[] = { "role",       "user",         "group", "database",
					       "tablespace", "subscription", NULL };

/* CREATE, ALTER, DROP, COMMENT ON …: behind the verb. */
static bool is_cluster_object(struct pg_words *w)
{
	if (pg_word_is(w, "system"))
		return true;
	/* CREATE USER MAPPING as well: how a user is known elsewhere lets statements go there */
	return is_any(w, cluster_objects);
}

/* GRANT role TO role has no ON; GRANT … ON DATABASE, TABLESPACE, PARAMETER. */
static bool grants_outside(struct pg_words w)
{
	static const char *const outside[] = { "database", "tablespace", "parameter", NULL };

	if (!pg_words_find(&w, "on"))
		return true;
	pg_words_next(&w);
	return is_any(&w, outside);
}

/* COPY … TO or FROM a file or a program. */
static bool copies_outside(struct pg_words w)
{
	struct pg_words from = w;
	bool found = pg_words_find(&from, "from");

	if (!found) {
		from = w;
		found = pg_words_find(&from, "to");
	}
	if (!found)
		return false;
	pg_words_next(&from);
	return from.token == WB_TOKEN_STRING || pg_word_is(&from, "program");
}

static int check_verb(struct pg_words w, struct wb_error *err)
{
	static const char *const makers[] = { "create", "alter", "drop", NULL };
	static const char *const talkers[] = { "comment", "security", NULL };
	struct pg_words verb = w;

	if (is_any(&w, makers)) {
		pg_words_next(&w);
		return is_cluster_object(&w) ? refuse("this", err) : 0;
	}
	if (is_any(&w, talkers)) {
		while (w.token != WB_TOKEN_END && !pg_word_is(&w, "on"))
			pg_words_next(&w);
		pg_words_next(&w);
		return is_any(&w, cluster_objects) ? refuse("this", err) : 0;
	}
	if (pg_words_skip(&w, "grant") || pg_words_skip(&w, "revoke"))
		return grants_outside(w) ? refuse("a grant of roles, or on databases,", err) : 0;
	if (pg_words_skip(&w, "copy"))
		return copies_outside(w) ? refuse("COPY with a file or a program", err) : 0;
	if (pg_words_skip(&w, "reassign") ||
	    (pg_words_skip(&verb, "drop") && pg_word_is(&verb, "owned")))
		return refuse("this", err);
	if (pg_word_is(&w, "load") || pg_word_is(&w, "checkpoint") || pg_word_is(&w, "notify"))
		return refuse("this", err);
	if (pg_words_skip(&w, "import"))
		return refuse("IMPORT FOREIGN SCHEMA", err);
	return 0;
}

/* --------------------------------------------------------------- what is done inside of strings */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (c & 0x80);
}

static size_t word_at(const char *text, size_t len, size_t *at)
{
	size_t end;

	while (*at < len && !is_letter(text[*at]))
		(*at)++;
	for (end = *at; end < len && is_letter(text[end]); end++)
		;
	return end - *at;
}

/* Is it one of the lines? */
static bool is_listed(const char *lines, const char *word, size_t word_len)
{
	const char *next;
	size_t len;

	for (; (next = pg_line(lines, &len)); lines = next)
		if (len == word_len && strncasecmp(lines, word, len) == 0)
			return true;
	return false;
}

/* A block's text is code, and what it EXECUTEs are strings within: any two words that make such a
 * statement will do, and the name of a routine that has some. */
static bool block_reaches(const struct pg_conn *c, const char *text, size_t len)
{
	static const char *const verbs[] = { "create", "alter", "drop", NULL };
	size_t at = 0, word, before = 0, before_len = 0;

	for (; (word = word_at(text, len, &at)); before = at, before_len = word, at += word) {
		const struct pg_words now = { .text = text,
					      .len = len,
					      .token = WB_TOKEN_WORD,
					      .begin = at,
					      .end = at + word };
		const struct pg_words last = { .text = text,
					       .len = len,
					       .token = WB_TOKEN_WORD,
					       .begin = before,
					       .end = before + before_len };

		if (names_function(&now) || pg_word_is(&now, "program") ||
		    is_listed(c->reaching, text + at, word))
			return true;
		if (before_len && is_any(&last, verbs) &&
		    (is_any(&now, cluster_objects) || pg_word_is(&now, "system")))
			return true;
	}
	return false;
}

/* ------------------------------------------------------------------ routines */

static bool makes_routine(struct pg_words *w)
{
	if (!pg_words_skip(w, "create"))
		return false;
	if (pg_words_skip(w, "or"))
		pg_words_skip(w, "replace");
	return pg_words_skip(w, "function") || pg_words_skip(w, "procedure");
}

static int add_line(struct pg_conn *c, const char *text, size_t len, struct wb_error *err)
{
	size_t had = c->reaching ? strlen(c->reaching) : 0;
	char *grown = realloc(c->reaching, had + len + 2);

	if (!grown)
		return pg_host->fail(err, WB_E_NOMEM, "out of memory");
	memcpy(grown + had, text, len);
	memcpy(grown + had + len, "\n", 2);
	c->reaching = grown;
	return 0;
}

/* A routine that is made does nothing yet; once it is called it would. One that a trigger calls is
 * called by whatever changes rows. `w` stands on its name. */
static int remember_routine(struct pg_conn *c, struct pg_words w, struct wb_error *err)
{
	static const char *const changers[] = { "insert", "update",   "delete",
						"merge",  "truncate", "copy" };
	size_t quoted = w.token == WB_TOKEN_NAME;
	struct pg_words name = w;
	int rc;

	for (pg_words_next(&w); pg_mark_is(&w, '.'); pg_words_next(&w)) {
		pg_words_next(&w);
		name = w;
		quoted = w.token == WB_TOKEN_NAME;
	}
	rc = add_line(c, name.text + name.begin + quoted, name.end - name.begin - 2 * quoted, err);
	if (!pg_words_find(&w, "trigger"))
		return rc;
	for (size_t i = 0; rc == 0 && i < sizeof(changers) / sizeof(changers[0]); i++)
		rc = add_line(c, changers[i], strlen(changers[i]), err);
	return rc;
}

/* ------------------------------------------------------------------ the check */

static bool only_defines(const struct pg_words *w)
{
	static const char *const definers[] = { "create", "alter",  "drop",     "comment",
						"grant",  "revoke", "security", NULL };

	return is_any(w, definers);
}

int pg_refuse_reach(struct pg_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct pg_words w, routine;
	bool defines;

	pg_words_init(&w, text, len, 0);
	if (check_verb(w, err) < 0)
		return err->status;
	if (pg_word_is(&w, "do"))
		return block_reaches(c, text, len) ? refuse("a block that makes or changes roles, "
							    "databases or the like",
							    err)
						   : 0;
	routine = w;
	if (makes_routine(&routine))
		return block_reaches(c, text, len) ? remember_routine(c, routine, err) : 0;
	defines = only_defines(&w);
	for (; w.token != WB_TOKEN_END && w.token != WB_TOKEN_TORN; pg_words_next(&w)) {
		size_t quoted = w.token == WB_TOKEN_NAME;

		if (names_function(&w) || (!defines && (quoted || w.token == WB_TOKEN_WORD) &&
					   is_listed(c->reaching, w.text + w.begin + quoted,
						     w.end - w.begin - 2 * quoted)))
			return refuse("what this calls", err);
	}
	return 0;
}
