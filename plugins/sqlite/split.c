/* SPDX-License-Identifier: MIT */
/* Statements as the sqlite3 shell finds them: a semicolon ends one, but for triggers, which end
 * where sqlite3_complete() says. That function wants the whole text so far each time; the rules
 * below are its own, fed piece by piece. */
#include <stdio.h>
#include <string.h>

#include "sqlite.h"

/* ------------------------------------------------------------------ what a statement is */

/* What the words at a statement's beginning tell. */
struct head {
	uint32_t flags;
	int64_t hint;
	bool trigger;
	bool cut; /* the text ended too soon to tell */
};

static const char *const hints[] = {
	NULL,
	"VACUUM",
	"DETACH",
	"this PRAGMA",
	"a command of the sqlite3 shell, not SQL: leave it out, or write what it does as SQL",
	"the text ends inside a string or a quoted name",
	"the text ends inside a trigger: its END; is missing",
	"without a journal on the disk a crash breaks the database: write DELETE or WAL",
};
enum {
	HINT_NONE,
	HINT_VACUUM,
	HINT_DETACH,
	HINT_PRAGMA,
	HINT_DOT,
	HINT_QUOTE,
	HINT_TRIGGER,
	HINT_JOURNAL
};

static const char *const row_words[] = { "INSERT", "UPDATE", "DELETE", "REPLACE",
					 "SELECT", "WITH",   "VALUES", NULL };

/* These refuse to change inside a transaction … */
static const char *const outside_pragmas[] = { "journal_mode", "synchronous", "temp_store",
					       "wal_checkpoint", NULL };
/* … these change or check the database, not the session … */
static const char *const lasting_pragmas[] = {
	"user_version",      "application_id",     "encoding",       "schema_version",
	"journal_mode",      "incremental_vacuum", "wal_checkpoint", "optimize",
	"foreign_key_check", "integrity_check",    "quick_check",    NULL,
};

/* A value may be in quotes of any kind. */
static void read_journal_mode(const char *text, size_t len, size_t from, struct head *h)
{
	static const char *const unsafe[] = { "OFF", "MEMORY", NULL };
	struct sqlite_word value;

	sqlite_next(text, len, from, &value);
	h->cut |= value.cut;
	if (value.token == TOKEN_QUOTED && value.end - value.begin > 2) {
		value.token = TOKEN_WORD;
		value.begin++;
		value.end--;
	}
	if (!sqlite_one_of(text, &value, unsafe))
		return;
	h->flags |= WB_PIECE_REFUSED;
	h->hint = HINT_JOURNAL;
}

static void read_pragma(const char *text, size_t len, size_t from, struct head *h)
{
	struct sqlite_word name, mark;

	sqlite_next(text, len, from, &name);
	sqlite_next(text, len, name.end, &mark);
	if (mark.token == TOKEN_OTHER && text[mark.begin] == '.') {
		sqlite_next(text, len, mark.end, &name);
		sqlite_next(text, len, name.end, &mark);
	}
	h->cut = name.cut || mark.cut;
	if (!sqlite_one_of(text, &name, lasting_pragmas))
		h->flags |= WB_PIECE_SESSION;
	/* with a value, or it only asks; a checkpoint acts without one */
	if (sqlite_one_of(text, &name, outside_pragmas) &&
	    (mark.token == TOKEN_OTHER || sqlite_word_is(text, &name, "wal_checkpoint"))) {
		h->flags |= WB_PIECE_NO_TX;
		h->hint = HINT_PRAGMA;
	}
	if (sqlite_word_is(text, &name, "journal_mode") && mark.token == TOKEN_OTHER)
		read_journal_mode(text, len, mark.end, h);
}

static void read_create(const char *text, size_t len, size_t from, struct head *h)
{
	struct sqlite_word w;

	sqlite_next(text, len, from, &w);
	while (sqlite_word_is(text, &w, "TEMP") || sqlite_word_is(text, &w, "TEMPORARY"))
		sqlite_next(text, len, w.end, &w);
	h->cut = w.cut;
	h->trigger = sqlite_word_is(text, &w, "TRIGGER");
}

/* Behind EXPLAIN sqlite3_complete() waits for CREATE through anything but these. */
static void read_explain(const char *text, size_t len, size_t from, struct head *h)
{
	static const char *const others[] = {
		"EXPLAIN", "TEMP", "TEMPORARY", "TRIGGER", "END", NULL
	};
	struct sqlite_word w = { .end = from };

	do {
		sqlite_next(text, len, w.end, &w);
	} while (w.token != TOKEN_SEMICOLON && w.token != TOKEN_END && !w.cut &&
		 !sqlite_one_of(text, &w, others) && !sqlite_word_is(text, &w, "CREATE"));
	h->cut = w.cut;
	if (sqlite_word_is(text, &w, "CREATE"))
		read_create(text, len, w.end, h);
	h->flags = WB_PIECE_ROWS;
}

static void read_rollback(const char *text, size_t len, size_t from, struct head *h)
{
	struct sqlite_word w;

	sqlite_next(text, len, from, &w);
	if (sqlite_word_is(text, &w, "TRANSACTION"))
		sqlite_next(text, len, w.end, &w);
	h->cut = w.cut;
	h->flags |= sqlite_word_is(text, &w, "TO") ? WB_PIECE_SAVEPOINT : WB_PIECE_TX_END;
}

/* Its name must be there. */
static void read_savepoint(const char *text, size_t len, size_t from, struct head *h)
{
	struct sqlite_word w;

	sqlite_next(text, len, from, &w);
	h->cut = w.cut;
	if (sqlite_word_is(text, &w, "SAVEPOINT")) {
		sqlite_next(text, len, w.end, &w);
		h->cut |= w.cut;
	}
}

static void read_head(const char *text, size_t len, const struct sqlite_word *first, struct head *h)
{
	memset(h, 0, sizeof(*h));
	h->cut = first->cut;
	if (first->token != TOKEN_WORD)
		return;
	/* what most statements are is told first */
	if (sqlite_one_of(text, first, row_words))
		h->flags |= WB_PIECE_ROWS;
	else if (sqlite_word_is(text, first, "EXPLAIN"))
		read_explain(text, len, first->end, h);
	else if (sqlite_word_is(text, first, "CREATE"))
		read_create(text, len, first->end, h);
	else if (sqlite_word_is(text, first, "PRAGMA"))
		read_pragma(text, len, first->end, h);
	else if (sqlite_word_is(text, first, "ROLLBACK"))
		read_rollback(text, len, first->end, h);
	else if (sqlite_word_is(text, first, "BEGIN"))
		h->flags |= WB_PIECE_TX_BEGIN;
	else if (sqlite_word_is(text, first, "COMMIT") || sqlite_word_is(text, first, "END"))
		h->flags |= WB_PIECE_TX_END;
	else if (sqlite_word_is(text, first, "SAVEPOINT") || sqlite_word_is(text, first, "RELEASE"))
		read_savepoint(text, len, first->end, h);
	else if (sqlite_word_is(text, first, "ATTACH"))
		h->flags |= WB_PIECE_SESSION;
	else if (sqlite_word_is(text, first, "DETACH")) {
		h->flags |= WB_PIECE_SESSION | WB_PIECE_NO_TX;
		h->hint = HINT_DETACH;
	} else if (sqlite_word_is(text, first, "VACUUM")) {
		h->flags |= WB_PIECE_NO_TX;
		h->hint = HINT_VACUUM;
	}
}

/* ------------------------------------------------------------------ splitting */

/* What `struct wb_lex` keeps between two calls for the same statement. */
enum {
	SLOT_KNOWN,
	SLOT_BEGIN,
	SLOT_TOKEN,
	SLOT_FLAGS,
	SLOT_HINT,
	SLOT_TRIGGER,
	SLOT_SEMICOLON,
	/* and for the next one: 0 = no transaction is open, -1 = one is; else a savepoint opened it whose
	 * name `word` has, and so many of the name are there */
	SLOT_OPEN
};

/* Where a statement ends, and what is told of it besides. */
struct ending {
	size_t end, next;
	uint32_t more; /* WB_PIECE_… */
	int64_t hint;
};

static int give(struct wb_lex *state, struct wb_piece *out, struct ending at)
{
	out->begin = (size_t)state->slot[SLOT_BEGIN];
	out->token = (size_t)state->slot[SLOT_TOKEN];
	out->end = at.end;
	out->next = at.next;
	out->flags = (uint32_t)state->slot[SLOT_FLAGS] | at.more;
	out->hint = hints[at.hint ? at.hint : state->slot[SLOT_HINT]];
	state->slot[SLOT_KNOWN] = 0;
	state->scanned = 0;
	return 1;
}

/* A dot-command is a line. */
static int give_command(struct wb_lex *state, const char *text, size_t len, int32_t last,
			struct wb_piece *out)
{
	size_t token = (size_t)state->slot[SLOT_TOKEN];
	const char *end = memchr(text + token, '\n', len - token);

	if (!end && !last)
		return 0;
	if (end)
		return give(state, out,
			    (struct ending){ (size_t)(end - text), (size_t)(end - text) + 1,
					     WB_PIECE_META, HINT_DOT });
	return give(state, out, (struct ending){ len, len, WB_PIECE_META, HINT_DOT });
}

static bool is_named(const struct wb_lex *state, const char *text, const struct sqlite_word *name)
{
	size_t len = name->end - name->begin;

	return strlen(state->word) == len &&
	       sqlite3_strnicmp(state->word, text + name->begin, (int)len) == 0;
}

/* A savepoint opens a transaction where none is open; that ends when it is released. */
static void follow(struct wb_lex *state, const char *text, size_t len,
		   const struct sqlite_word *first, struct head *h)
{
	int64_t *open = &state->slot[SLOT_OPEN];
	struct sqlite_word name;
	bool save;

	if (h->flags & WB_PIECE_ROWS)
		return;
	save = sqlite_word_is(text, first, "SAVEPOINT");
	if (h->flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END))
		*open = h->flags & WB_PIECE_TX_BEGIN ? -1 : 0;
	if (!save && !sqlite_word_is(text, first, "RELEASE"))
		return;
	h->flags |= WB_PIECE_SAVEPOINT;
	sqlite_next(text, len, first->end, &name);
	if (!save && sqlite_word_is(text, &name, "SAVEPOINT"))
		sqlite_next(text, len, name.end, &name);
	if (save && *open == 0) {
		h->flags |= WB_PIECE_TX_BEGIN;
		*open = 1;
		snprintf(state->word, sizeof(state->word), "%.*s", (int)(name.end - name.begin),
			 text + name.begin);
	} else if (*open > 0 && is_named(state, text, &name)) {
		*open += save ? 1 : -1;
		h->flags |= *open ? 0 : WB_PIECE_TX_END;
	}
}

/* Find the statement's first token, and what it is: 1 when it is known, 0 when that takes more text
 * or there is none. */
static int begin(struct wb_lex *state, const char *text, size_t len, int32_t last)
{
	struct sqlite_word first = { .end = 0 };
	struct head h;
	size_t from;

	do {
		from = first.end;
		sqlite_next(text, len, from, &first);
	} while (first.token == TOKEN_SEMICOLON);
	if (first.token == TOKEN_END)
		return 0;
	read_head(text, len, &first, &h);
	if (h.cut && !last)
		return 0;
	/* the same one may be begun again with more text */
	if (state->slot[SLOT_KNOWN])
		h.flags = (uint32_t)state->slot[SLOT_FLAGS];
	else
		follow(state, text, len, &first, &h);
	while (sqlite_is_blank(text[from]))
		from++;
	state->slot[SLOT_KNOWN] = 1;
	state->slot[SLOT_BEGIN] = (int64_t)from;
	state->slot[SLOT_TOKEN] = (int64_t)first.begin;
	state->slot[SLOT_FLAGS] = h.flags;
	state->slot[SLOT_HINT] = h.hint;
	state->slot[SLOT_TRIGGER] = h.trigger;
	state->slot[SLOT_SEMICOLON] = 0;
	state->scanned = first.begin;
	return 1;
}

/* Is all that stands between the trigger's last semicolon and `end` the word END? */
static bool trigger_ends(const struct wb_lex *state, const char *text, size_t end)
{
	size_t from = (size_t)state->slot[SLOT_SEMICOLON];
	struct sqlite_word w;

	if (!from)
		return false;
	sqlite_next(text, end, from, &w);
	if (!sqlite_word_is(text, &w, "END"))
		return false;
	sqlite_next(text, end, w.end, &w);
	return w.token == TOKEN_END;
}

/* A comment that nothing closes is closed by the end of the text; a string is not. */
static bool ends_in_comment(const char *text, size_t len, size_t from)
{
	size_t end;

	for (;;) {
		int32_t token = sqlite_host->scan(SQLITE_LEXICAL, text, len, from, 1, &end);

		if (token == WB_TOKEN_END)
			return false;
		if (token == WB_TOKEN_TORN)
			return text[from] == '/';
		from = end;
	}
}

/* The text is at its end, and no semicolon came. */
static int give_last(struct wb_lex *state, const char *text, size_t len, bool torn,
		     struct wb_piece *out)
{
	size_t end = len;

	if (torn && !ends_in_comment(text, len, (size_t)state->slot[SLOT_TOKEN]))
		return give(state, out, (struct ending){ len, len, WB_PIECE_TORN, HINT_QUOTE });
	if (state->slot[SLOT_TRIGGER] && !trigger_ends(state, text, len))
		return give(state, out, (struct ending){ len, len, WB_PIECE_TORN, HINT_TRIGGER });
	while (sqlite_is_blank(text[end - 1]))
		end--;
	return give(state, out, (struct ending){ end, len, 0, HINT_NONE });
}

int sqlite_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
		 struct wb_error *err)
{
	const char *text = input->text;
	const size_t len = input->len;
	const bool last = input->last;

	(void)err;
	if ((!state->scanned || !state->slot[SLOT_KNOWN]) && !begin(state, text, len, last))
		return 0;
	if (text[state->slot[SLOT_TOKEN]] == '.')
		return give_command(state, text, len, last, out);
	for (;;) {
		size_t at;
		int32_t token = sqlite_host->skip(SQLITE_LEXICAL, ';', text, len,
						  (size_t)state->scanned, last, &at);

		if (token == WB_TOKEN_MORE) {
			state->scanned = at;
			return 0;
		}
		if (token != WB_TOKEN_MARK)
			return give_last(state, text, len, token == WB_TOKEN_TORN, out);
		if (!state->slot[SLOT_TRIGGER] || trigger_ends(state, text, at))
			return give(state, out, (struct ending){ at, at + 1, 0, HINT_NONE });
		state->slot[SLOT_SEMICOLON] = (int64_t)at + 1;
		state->scanned = at + 1;
	}
}
