/* SPDX-License-Identifier: MIT */
/* What a statement is, as far as its words tell. */
#include <string.h>
#include <strings.h>

#include "postgresql.h"

/* ------------------------------------------------------------------ words */

void pg_words_next(struct pg_words *w)
{
	do {
		w->begin = w->end;
		w->token = pg_host->scan(PG_LEXICAL, w->text, w->len, w->begin, 1, &w->end);
	} while (w->token == WB_TOKEN_SPACE || w->token == WB_TOKEN_COMMENT);
}

void pg_words_init(struct pg_words *w, const char *text, size_t len, size_t from)
{
	*w = (struct pg_words){ .text = text, .len = len, .end = from };
	pg_words_next(w);
}

bool pg_word_is(const struct pg_words *w, const char *word)
{
	size_t len = strlen(word);

	return w->token == WB_TOKEN_WORD && w->end - w->begin == len &&
	       strncasecmp(w->text + w->begin, word, len) == 0;
}

bool pg_words_skip(struct pg_words *w, const char *word)
{
	if (!pg_word_is(w, word))
		return false;
	pg_words_next(w);
	return true;
}

bool pg_mark_is(const struct pg_words *w, char mark)
{
	return w->token == WB_TOKEN_MARK && w->text[w->begin] == mark;
}

bool pg_words_find(struct pg_words *w, const char *word)
{
	unsigned depth = 0;

	for (; w->token != WB_TOKEN_END && w->token != WB_TOKEN_TORN; pg_words_next(w)) {
		if (pg_mark_is(w, '('))
			depth++;
		else if (pg_mark_is(w, ')') && depth)
			depth--;
		else if (!depth && pg_word_is(w, word))
			return true;
	}
	return false;
}

/* ------------------------------------------------------------------ kinds */

/* One that refuses a transaction; `what` is for people. */
static void refuses(struct pg_facts *f, const char *what)
{
	f->flags |= WB_PIECE_NO_TX;
	f->hint = what;
}

/* A subscription that makes a slot over there can't be taken back. */
static bool makes_slot(const struct pg_words *at)
{
	struct pg_words w = *at;

	for (; w.token != WB_TOKEN_END && w.token != WB_TOKEN_TORN; pg_words_next(&w)) {
		if (!pg_words_skip(&w, "connect") && !pg_words_skip(&w, "create_slot"))
			continue;
		pg_words_next(&w);
		if (pg_word_is(&w, "false") || pg_word_is(&w, "off") || pg_mark_is(&w, '0'))
			return false;
	}
	return true;
}

static void read_create(struct pg_words *w, struct pg_facts *f)
{
	if (pg_words_skip(w, "OR"))
		pg_words_skip(w, "REPLACE");
	if (!pg_words_skip(w, "GLOBAL"))
		pg_words_skip(w, "LOCAL");
	if (pg_word_is(w, "DATABASE"))
		refuses(f, "CREATE DATABASE");
	else if (pg_word_is(w, "TABLESPACE"))
		refuses(f, "CREATE TABLESPACE");
	else if (pg_word_is(w, "SUBSCRIPTION") && makes_slot(w))
		refuses(f, "CREATE SUBSCRIPTION");
	pg_words_skip(w, "UNIQUE");
	if (pg_words_skip(w, "INDEX") && pg_word_is(w, "CONCURRENTLY"))
		refuses(f, "CREATE INDEX CONCURRENTLY");
}

static void read_drop(struct pg_words *w, struct pg_facts *f)
{
	if (pg_word_is(w, "DATABASE"))
		refuses(f, "DROP DATABASE");
	else if (pg_word_is(w, "TABLESPACE"))
		refuses(f, "DROP TABLESPACE");
	else if (pg_word_is(w, "SUBSCRIPTION"))
		refuses(f, "DROP SUBSCRIPTION");
	else if (pg_words_skip(w, "INDEX") && pg_word_is(w, "CONCURRENTLY"))
		refuses(f, "DROP INDEX CONCURRENTLY");
}

/* ALTER DEFAULT PRIVILEGES, ALTER … OWNER TO. */
static bool alters_privileges(struct pg_words w)
{
	if (pg_word_is(&w, "DEFAULT"))
		return true;
	if (!pg_words_find(&w, "OWNER"))
		return false;
	pg_words_next(&w);
	return pg_word_is(&w, "TO");
}

static void read_alter(struct pg_words *w, struct pg_facts *f)
{
	if (alters_privileges(*w))
		f->flags |= WB_PIECE_PRIVILEGES;
	if (pg_word_is(w, "SYSTEM")) {
		refuses(f, "ALTER SYSTEM");
	} else if (pg_words_skip(w, "DATABASE")) {
		pg_words_next(w);
		if (pg_words_skip(w, "SET") && pg_word_is(w, "TABLESPACE"))
			refuses(f, "ALTER DATABASE … SET TABLESPACE");
	} else if (pg_words_skip(w, "SUBSCRIPTION")) {
		pg_words_next(w);
		/* SET, ADD and DROP PUBLICATION refresh unless they are told not to */
		if (pg_word_is(w, "REFRESH") ||
		    ((pg_words_skip(w, "SET") || pg_words_skip(w, "ADD") ||
		      pg_words_skip(w, "DROP")) &&
		     pg_word_is(w, "PUBLICATION")))
			refuses(f, "ALTER SUBSCRIPTION … PUBLICATION");
	} else if (pg_words_skip(w, "TABLE") && pg_words_find(w, "DETACH")) {
		pg_words_next(w);
		if (pg_words_skip(w, "PARTITION") && pg_words_find(w, "CONCURRENTLY"))
			refuses(f, "ALTER TABLE … DETACH PARTITION CONCURRENTLY");
	}
}

/* Options in parentheses may say so as well: REINDEX (CONCURRENTLY) TABLE t. */
static void read_reindex(struct pg_words *w, struct pg_facts *f)
{
	bool concurrently = false;

	if (pg_mark_is(w, '(')) {
		for (pg_words_next(w); !pg_mark_is(w, ')') && w->token != WB_TOKEN_END;
		     pg_words_next(w))
			if (pg_words_skip(w, "CONCURRENTLY"))
				concurrently = !pg_word_is(w, "OFF") && !pg_word_is(w, "FALSE");
		if (w->token != WB_TOKEN_END)
			pg_words_next(w);
	}
	if (pg_word_is(w, "SCHEMA") || pg_word_is(w, "DATABASE") || pg_word_is(w, "SYSTEM")) {
		refuses(f, "REINDEX of a schema, database or system");
		return;
	}
	pg_words_next(w);
	if (concurrently || pg_word_is(w, "CONCURRENTLY"))
		refuses(f, "REINDEX CONCURRENTLY");
}

static void read_cluster(struct pg_words *w, struct pg_facts *f)
{
	if (pg_mark_is(w, '(')) {
		while (!pg_mark_is(w, ')') && w->token != WB_TOKEN_END)
			pg_words_next(w);
		pg_words_next(w);
	}
	pg_words_skip(w, "VERBOSE");
	if (w->token == WB_TOKEN_END)
		refuses(f, "CLUSTER without a table");
}

/* What a program has been told can't be taken back. */
static bool to_program(struct pg_words to)
{
	if (!pg_words_find(&to, "TO"))
		return false;
	pg_words_next(&to);
	return pg_word_is(&to, "PROGRAM");
}

static void read_copy(struct pg_words *w, struct pg_facts *f)
{
	struct pg_words to = *w;

	f->flags |= WB_PIECE_ROWS;
	if (to_program(*w))
		refuses(f, "COPY … TO PROGRAM, which no rollback takes back,");

	pg_words_skip(w, "BINARY");
	if (!pg_mark_is(w, '(') && pg_words_find(w, "FROM")) {
		pg_words_next(w);
		if (pg_word_is(w, "STDIN") || pg_word_is(w, "STDOUT"))
			f->flags |= WB_PIECE_COPY_IN;
	} else if (pg_words_find(&to, "TO")) {
		pg_words_next(&to);
		if (pg_word_is(&to, "STDOUT") || pg_word_is(&to, "STDIN"))
			f->flags |= WB_PIECE_COPY_OUT;
	}
}

/* on, off and their like, bare or in quotes. */
static int strings_value(const struct pg_words *w)
{
	const char *text = w->text + w->begin;
	size_t len = w->end - w->begin;

	if (pg_word_is(w, "DEFAULT"))
		return 2;
	if (w->token == WB_TOKEN_STRING && len >= 2) {
		text++;
		len -= 2;
	}
	return (len == 2 && strncasecmp(text, "on", 2) == 0) ||
			       (len == 4 && strncasecmp(text, "true", 4) == 0) ||
			       (len == 3 && strncasecmp(text, "yes", 3) == 0) ||
			       (len == 1 && *text == '1')
		       ? 1
		       : -1;
}

static void read_set(struct pg_words *w, struct pg_facts *f)
{
	if (pg_word_is(w, "CONSTRAINTS"))
		return;
	f->flags |= WB_PIECE_SESSION;
	if (!pg_words_skip(w, "SESSION"))
		pg_words_skip(w, "LOCAL");
	if (!pg_words_skip(w, "standard_conforming_strings"))
		return;
	pg_words_next(w);
	f->strings = strings_value(w);
}

static void read_reset(struct pg_words *w, struct pg_facts *f)
{
	f->flags |= WB_PIECE_SESSION;
	if (pg_word_is(w, "standard_conforming_strings") || pg_word_is(w, "ALL"))
		f->strings = 2;
}

static void read_discard(struct pg_words *w, struct pg_facts *f)
{
	f->flags |= WB_PIECE_SESSION;
	if (pg_word_is(w, "ALL"))
		refuses(f, "DISCARD ALL");
}

/* AND CHAIN: the end of a transaction begins the next one. */
static void read_end(struct pg_words *w, struct pg_facts *f)
{
	f->flags |= WB_PIECE_TX_END;
	if (!pg_words_skip(w, "WORK"))
		pg_words_skip(w, "TRANSACTION");
	if (pg_words_skip(w, "AND") && pg_word_is(w, "CHAIN"))
		f->flags |= WB_PIECE_TX_BEGIN;
}

static void read_commit(struct pg_words *w, struct pg_facts *f)
{
	if (pg_word_is(w, "PREPARED"))
		refuses(f, "COMMIT PREPARED");
	else
		read_end(w, f);
}

/* ROLLBACK TO a savepoint ends nothing. */
static void read_rollback(struct pg_words *w, struct pg_facts *f)
{
	if (!pg_words_skip(w, "WORK"))
		pg_words_skip(w, "TRANSACTION");
	if (pg_word_is(w, "PREPARED"))
		refuses(f, "ROLLBACK PREPARED");
	else if (!pg_word_is(w, "TO"))
		read_end(w, f);
}

static void read_prepare(struct pg_words *w, struct pg_facts *f)
{
	f->flags |= WB_PIECE_SESSION;
	if (!pg_word_is(w, "TRANSACTION"))
		return;
	f->flags = WB_PIECE_TX_END | WB_PIECE_REFUSED;
	f->hint = "PREPARE TRANSACTION would take the journal's row with it, and nobody could tell "
		  "whether the transaction was done: write COMMIT";
}

static void read_start(struct pg_words *w, struct pg_facts *f)
{
	if (pg_word_is(w, "TRANSACTION"))
		f->flags |= WB_PIECE_TX_BEGIN;
}

/* Its text may end transactions: the word is enough, whatever it stands for there. */
static void read_do(struct pg_words *w, struct pg_facts *f)
{
	const char *body = w->text + w->begin;
	size_t len = w->len - w->begin;

	for (size_t i = 0; i + 6 <= len; i++)
		if (strncasecmp(body + i, "commit", 6) == 0 ||
		    (i + 8 <= len && strncasecmp(body + i, "rollback", 8) == 0))
			f->flags |= WB_PIECE_CALLS;
}

/* Not what makes a role a member of another one. */
static void read_grant(struct pg_words *w, struct pg_facts *f)
{
	if (pg_words_find(w, "ON"))
		f->flags |= WB_PIECE_PRIVILEGES;
}

static void read_vacuum(struct pg_words *w, struct pg_facts *f)
{
	(void)w;
	refuses(f, "VACUUM");
}

/* A list of set_config() with nothing but literals sets up the session, as SET does. */
static void read_select(struct pg_words *w, struct pg_facts *f)
{
	do {
		if (pg_words_skip(w, "pg_catalog") && pg_mark_is(w, '.'))
			pg_words_next(w);
		if (!pg_words_skip(w, "set_config") || !pg_mark_is(w, '('))
			return;
		do
			pg_words_next(w);
		while (w->token == WB_TOKEN_STRING || pg_mark_is(w, ',') ||
		       pg_word_is(w, "false") || pg_word_is(w, "true"));
		if (!pg_mark_is(w, ')'))
			return;
		pg_words_next(w);
		if (pg_words_skip(w, "AS"))
			pg_words_next(w);
	} while (pg_mark_is(w, ',') && (pg_words_next(w), true));
	if (w->token == WB_TOKEN_END)
		f->flags = WB_PIECE_SESSION;
}

static const struct kind {
	const char *word;
	uint32_t flags;
	void (*read)(struct pg_words *w, struct pg_facts *f); /* with the second word; NULL */
} kinds[] = {
	{ "INSERT", WB_PIECE_ROWS, NULL },
	{ "UPDATE", WB_PIECE_ROWS, NULL },
	{ "SELECT", WB_PIECE_ROWS, read_select },
	{ "CREATE", 0, read_create },
	{ "ALTER", 0, read_alter },
	{ "DROP", 0, read_drop },
	{ "DELETE", WB_PIECE_ROWS, NULL },
	{ "COPY", 0, read_copy },
	{ "SET", 0, read_set },
	{ "RESET", 0, read_reset },
	{ "BEGIN", WB_PIECE_TX_BEGIN, NULL },
	{ "START", 0, read_start },
	{ "COMMIT", 0, read_commit },
	{ "END", 0, read_end },
	{ "ABORT", 0, read_end },
	{ "ROLLBACK", 0, read_rollback },
	{ "PREPARE", 0, read_prepare },
	{ "DEALLOCATE", WB_PIECE_SESSION, NULL },
	{ "DISCARD", 0, read_discard },
	{ "LISTEN", WB_PIECE_SESSION, NULL },
	{ "UNLISTEN", WB_PIECE_SESSION, NULL },
	{ "LOAD", WB_PIECE_SESSION, NULL },
	{ "REINDEX", 0, read_reindex },
	{ "CLUSTER", 0, read_cluster },
	{ "VACUUM", 0, read_vacuum },
	{ "CALL", WB_PIECE_CALLS, NULL },
	{ "DO", 0, read_do },
	{ "WITH", WB_PIECE_ROWS, NULL },
	{ "VALUES", WB_PIECE_ROWS, NULL },
	{ "TABLE", WB_PIECE_ROWS, NULL },
	{ "MERGE", WB_PIECE_ROWS, NULL },
	{ "TRUNCATE", WB_PIECE_ROWS, NULL },
	{ "GRANT", 0, read_grant },
	{ "REVOKE", 0, read_grant },
	{ "REASSIGN", WB_PIECE_PRIVILEGES, NULL },
};

void pg_facts(const char *text, size_t len, size_t token, struct pg_facts *out)
{
	struct pg_words w;

	memset(out, 0, sizeof(*out));
	pg_words_init(&w, text, len, token);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!pg_word_is(&w, kinds[i].word))
			continue;
		out->flags = kinds[i].flags;
		if (!kinds[i].read)
			return;
		pg_words_next(&w);
		kinds[i].read(&w, out);
		return;
	}
}
