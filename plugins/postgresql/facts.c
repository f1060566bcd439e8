/* SPDX-License-Identifier: MIT */
/* What a statement is, as far as its words tell. */
#include <string.h>
#include <strings.h>

#include "facts.h"
#include "sets.h"

/* One that refuses a transaction where its table is partitioned: it stays alone where it may. */
#define MAY_REFUSE WB_PIECE_CALLS

/* A subscription that makes a slot over there can't be taken back. */
static bool makes_slot(const struct kit_words *at)
{
	struct kit_words w = *at;

	for (; !kit_words_ended(&w); kit_words_next(&w)) {
		if (!kit_word_take(&w, "connect") && !kit_word_take(&w, "create_slot"))
			continue;
		kit_words_next(&w);
		if (kit_word_is(&w, "false") || kit_word_is(&w, "off") || kit_mark_is(&w, '0'))
			return false;
	}
	return true;
}

static void read_create(struct kit_words *w, struct pg_facts *f)
{
	if (kit_word_take(w, "OR"))
		kit_word_take(w, "REPLACE");
	if (!kit_word_take(w, "GLOBAL"))
		kit_word_take(w, "LOCAL");
	if (kit_word_is(w, "DATABASE"))
		pg_refuses(f, "CREATE DATABASE");
	else if (kit_word_is(w, "TABLESPACE"))
		pg_refuses(f, "CREATE TABLESPACE");
	else if (kit_word_is(w, "SUBSCRIPTION") && makes_slot(w))
		pg_refuses(f, "CREATE SUBSCRIPTION");
	kit_word_take(w, "UNIQUE");
	if (kit_word_take(w, "INDEX") && kit_word_is(w, "CONCURRENTLY"))
		pg_refuses(f, "CREATE INDEX CONCURRENTLY");
}

static void read_drop(struct kit_words *w, struct pg_facts *f)
{
	if (kit_word_is(w, "DATABASE"))
		pg_refuses(f, "DROP DATABASE");
	else if (kit_word_is(w, "TABLESPACE"))
		pg_refuses(f, "DROP TABLESPACE");
	else if (kit_word_is(w, "SUBSCRIPTION"))
		pg_refuses(f, "DROP SUBSCRIPTION");
	else if (kit_word_take(w, "INDEX") && kit_word_is(w, "CONCURRENTLY"))
		pg_refuses(f, "DROP INDEX CONCURRENTLY");
}

/* ALTER DEFAULT PRIVILEGES, ALTER … OWNER TO. */
static bool alters_privileges(struct kit_words w)
{
	if (kit_word_is(&w, "DEFAULT"))
		return true;
	if (!kit_words_find(&w, "OWNER"))
		return false;
	kit_words_next(&w);
	return kit_word_is(&w, "TO");
}

static void read_alter(struct kit_words *w, struct pg_facts *f)
{
	if (alters_privileges(*w))
		f->flags |= WB_PIECE_PRIVILEGES;
	if (kit_word_is(w, "SYSTEM")) {
		pg_refuses(f, "ALTER SYSTEM");
	} else if (kit_word_take(w, "DATABASE")) {
		kit_words_next(w);
		if (kit_word_take(w, "SET") && kit_word_is(w, "TABLESPACE"))
			pg_refuses(f, "ALTER DATABASE … SET TABLESPACE");
	} else if (kit_word_take(w, "SUBSCRIPTION")) {
		kit_words_next(w);
		/* SET, ADD and DROP PUBLICATION refresh unless they are told not to */
		if (kit_word_is(w, "REFRESH") ||
		    ((kit_word_take(w, "SET") || kit_word_take(w, "ADD") ||
		      kit_word_take(w, "DROP")) &&
		     kit_word_is(w, "PUBLICATION")))
			pg_refuses(f, "ALTER SUBSCRIPTION … PUBLICATION");
	} else if (kit_word_take(w, "TABLE") && kit_words_find(w, "DETACH")) {
		kit_words_next(w);
		if (kit_word_take(w, "PARTITION") && kit_words_find(w, "CONCURRENTLY"))
			pg_refuses(f, "ALTER TABLE … DETACH PARTITION CONCURRENTLY");
	}
}

/* Options in parentheses may say so as well: REINDEX (CONCURRENTLY) TABLE t. */
static void read_reindex(struct kit_words *w, struct pg_facts *f)
{
	bool concurrently = false;

	if (kit_mark_is(w, '(')) {
		for (kit_words_next(w); !kit_mark_is(w, ')') && w->token != WB_TOKEN_END;
		     kit_words_next(w))
			if (kit_word_take(w, "CONCURRENTLY"))
				concurrently = !kit_word_is(w, "OFF") && !kit_word_is(w, "FALSE");
		if (w->token != WB_TOKEN_END)
			kit_words_next(w);
	}
	if (kit_word_is(w, "SCHEMA") || kit_word_is(w, "DATABASE") || kit_word_is(w, "SYSTEM")) {
		pg_refuses(f, "REINDEX of a schema, database or system");
		return;
	}
	kit_words_next(w);
	if (concurrently || kit_word_is(w, "CONCURRENTLY"))
		pg_refuses(f, "REINDEX CONCURRENTLY");
	else
		f->flags |= MAY_REFUSE;
}

static void read_cluster(struct kit_words *w, struct pg_facts *f)
{
	if (kit_mark_is(w, '(')) {
		while (!kit_mark_is(w, ')') && w->token != WB_TOKEN_END)
			kit_words_next(w);
		kit_words_next(w);
	}
	kit_word_take(w, "VERBOSE");
	if (w->token == WB_TOKEN_END)
		pg_refuses(f, "CLUSTER without a table");
	else
		f->flags |= MAY_REFUSE;
}

static void read_copy(struct kit_words *w, struct pg_facts *f)
{
	static const char *const client[] = { "STDIN", "STDOUT", NULL };
	struct kit_words to = *w;

	f->flags |= WB_PIECE_ROWS;
	kit_words_find(&to, "TO");
	kit_words_next(&to);
	/* what a program has been told can't be taken back */
	if (kit_word_is(&to, "PROGRAM"))
		pg_refuses(f, "COPY … TO PROGRAM, which no rollback takes back,");

	kit_word_take(w, "BINARY");
	if (!kit_mark_is(w, '(') && kit_words_find(w, "FROM")) {
		kit_words_next(w);
		if (kit_word_is_any(w, client))
			f->flags |= WB_PIECE_COPY_IN;
	} else if (kit_word_is_any(&to, client)) {
		f->flags |= WB_PIECE_COPY_OUT;
	}
}

static void read_do(struct kit_words *w, struct pg_facts *f)
{
	if (pg_program_commits(w))
		f->flags |= WB_PIECE_CALLS;
}

/* Not what makes a role a member of another one. */
static void read_grant(struct kit_words *w, struct pg_facts *f)
{
	if (kit_words_find(w, "ON"))
		f->flags |= WB_PIECE_PRIVILEGES;
}

static void read_vacuum(struct kit_words *w, struct pg_facts *f)
{
	(void)w;
	pg_refuses(f, "VACUUM");
}

/* A list of set_config() with nothing but literals sets up the session, as SET does. */
static void read_select(struct kit_words *w, struct pg_facts *f)
{
	do {
		if (kit_word_take(w, "pg_catalog") && kit_mark_is(w, '.'))
			kit_words_next(w);
		if (!kit_word_take(w, "set_config") || !kit_mark_is(w, '('))
			return;
		do
			kit_words_next(w);
		while (w->token == WB_TOKEN_STRING || kit_mark_is(w, ',') ||
		       kit_word_is(w, "false") || kit_word_is(w, "true"));
		if (!kit_mark_is(w, ')'))
			return;
		kit_words_next(w);
		if (kit_word_take(w, "AS"))
			kit_words_next(w);
	} while (kit_mark_is(w, ',') && (kit_words_next(w), true));
	if (w->token == WB_TOKEN_END)
		f->flags = WB_PIECE_SESSION;
}

static const struct kind {
	const char *word;
	uint32_t flags;
	void (*read)(struct kit_words *w, struct pg_facts *f); /* with the second word; NULL */
} kinds[] = {
	{ "INSERT", WB_PIECE_ROWS, NULL },
	{ "UPDATE", WB_PIECE_ROWS, NULL },
	{ "SELECT", WB_PIECE_ROWS, read_select },
	{ "CREATE", 0, read_create },
	{ "ALTER", 0, read_alter },
	{ "DROP", 0, read_drop },
	{ "DELETE", WB_PIECE_ROWS, NULL },
	{ "COPY", 0, read_copy },
	{ "SET", 0, pg_read_set },
	{ "RESET", 0, pg_read_reset },
	{ "BEGIN", 0, pg_read_begin },
	{ "START", 0, pg_read_start },
	{ "COMMIT", 0, pg_read_commit },
	{ "END", 0, pg_read_end },
	{ "ABORT", 0, pg_read_end },
	{ "ROLLBACK", 0, pg_read_rollback },
	{ "SAVEPOINT", WB_PIECE_SAVEPOINT, NULL },
	{ "RELEASE", WB_PIECE_SAVEPOINT, NULL },
	{ "PREPARE", 0, pg_read_prepare },
	{ "DEALLOCATE", WB_PIECE_SESSION, NULL },
	{ "DISCARD", 0, pg_read_discard },
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
	struct kit_words w;

	memset(out, 0, sizeof(*out));
	kit_words_begin(&w, text, len, token);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!kit_word_is(&w, kinds[i].word))
			continue;
		out->flags = kinds[i].flags;
		kit_words_next(&w);
		if (kinds[i].read)
			kinds[i].read(&w, out);
		if ((kinds[i].flags & WB_PIECE_ROWS || kinds[i].read == read_do) &&
		    pg_acts_elsewhere(text, len))
			pg_refuses(out,
				   "what dblink has another session do, which no rollback takes "
				   "back,");
		return;
	}
}
