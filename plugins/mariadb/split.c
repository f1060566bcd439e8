/* SPDX-License-Identifier: MIT */
/* Statements as the mariadb client finds them. */
#include <string.h>
#include <strings.h>

#include "assigned.h"
#include "lock_calls.h"
#include "maria.h"

enum { SLOT_KNOWN, SLOT_BEGIN, SLOT_TOKEN, SLOT_DEPTH, SLOT_KINDS, SLOT_BEFORE, SLOT_SEEN };
/* SLOT_SEEN */
enum { SEEN_CODE = 1, SEEN_TIED = 2, SEEN_SEMICOLON = 4, SEEN_SEVERAL = 8 };

static const char torn_hint[] =
	"the text ends inside a string, a quoted name, a comment or a block of statements";
static const char code_hint[] = "the statement ends inside an executable comment";
static const char client_hint[] = "a command of the mariadb client, which is not SQL: leave it "
				  "out, or write what it does as SQL";
static const char release_hint[] =
	"RELEASE ends the connection, and the run's lock with it: leave it out";
static const char flush_hint[] =
	"FLUSH that locks would keep whimbrel's own rows out as well: write LOCK TABLES … READ, "
	"FLUSH TABLES";
static const char xa_hint[] = "an XA transaction takes no row of the journal with it, so "
			      "nobody could tell whether it was "
			      "done: write START TRANSACTION … COMMIT";
static const char fleeting_hint[] =
	"insert_id, last_insert_id and the seeds are for what comes next, which may be a row of "
	"the "
	"journal or another statement after an interruption: write the id in the INSERT, "
	"DO LAST_INSERT_ID(…), RAND(seed)";
static const char completion_hint[] = "completion_type would begin another transaction, or end the "
				      "connection, behind each one that "
				      "ends: write COMMIT AND CHAIN";
static const char telling_hint[] = "session_track_schema and session_track_system_variables have "
				   "the server tell what a step has "
				   "set, so that it ends with the step: leave it out";
static const char rows_hint[] =
	"a setting from rows of a table would be another one when the step is taken up: write "
	"SET @value = (SELECT …), and SET … = @value";
static const char release_all_hint[] =
	"RELEASE_ALL_LOCKS() would let go of the lock of this run as well: write RELEASE_LOCK(…) "
	"for each lock that the file takes";
static const char off_hint[] =
	"a program that leaves autocommit off hides where a transaction begins: write SET "
	"autocommit = 0 in the file itself";
static const char get_hint[] =
	"GET DIAGNOSTICS tells of the statement before, and rows of the journal come in between: "
	"write both in one block, BEGIN NOT ATOMIC … END";
static const char delimiter_hint[] =
	"DELIMITER needs one, without a backslash and of less than 32 bytes";

/* Why a statement is refused, by its first letter: XA, SET, FLUSH, GET, COMMIT or ROLLBACK. */
static const char *refusal(const char *text, size_t len, uint32_t mode)
{
	if ((*text | 0x20) == 'x')
		return xa_hint;
	if ((*text | 0x20) == 'f')
		return flush_hint;
	if ((*text | 0x20) == 'g')
		return get_hint;
	if ((*text | 0x20) != 's')
		return release_hint;
	switch (maria_refused_set(text, len, mode)) {
	case MARIA_REFUSED_CHAINS:
		return completion_hint;
	case MARIA_REFUSED_BLINDS:
		return telling_hint;
	default:
		break;
	}
	return maria_sets_from_rows(text, len, mode) ? rows_hint : fleeting_hint;
}

/* … by what a program within it sets; NULL: it is not. */
static const char *refusal_within(const char *text, size_t len, uint32_t mode)
{
	const struct maria_within within = maria_statement_within(text, len, mode);

	return within.chains   ? completion_hint
	       : within.blinds ? telling_hint
	       : within.off    ? off_hint
			       : NULL;
}

struct split {
	struct wb_lex *state;
	struct maria_scan scan;
	struct wb_piece *out;
};

static struct maria_body body_of(struct wb_lex *state)
{
	return (struct maria_body){ &state->slot[SLOT_DEPTH], &state->slot[SLOT_KINDS],
				    &state->slot[SLOT_BEFORE] };
}

static void forget(struct wb_lex *state)
{
	state->scanned = 0;
	memset(state->slot, 0, sizeof(state->slot));
}

/* WB_PIECE_…, and why it can't be run. */
static uint32_t judge_statement(struct split *s, const char *text, size_t len)
{
	struct wb_lex *state = s->state;
	uint32_t flags = state->slot[SLOT_SEEN] & SEEN_SEVERAL
				 ? WB_PIECE_CALLS
				 : maria_facts(text, len, state->mode);
	const char *within = refusal_within(text, len, state->mode);

	if (flags & WB_PIECE_REFUSED)
		s->out->hint = refusal(text, len, state->mode);
	if (maria_statement_lets_go(text, len, state->mode))
		within = release_all_hint;
	if (within) {
		flags |= WB_PIECE_REFUSED;
		s->out->hint = within;
	}
	if (state->slot[SLOT_SEEN] & SEEN_TIED)
		flags |= WB_PIECE_TIED;
	maria_follow_mode(state, text, len);
	return flags;
}

static int give(struct split *s, size_t end, size_t next, uint32_t flags, const char *hint)
{
	struct wb_lex *state = s->state;
	const char *text = s->scan.text;
	size_t token = (size_t)state->slot[SLOT_TOKEN];

	while (end > token && ((unsigned char)text[end - 1] == ' ' ||
			       (text[end - 1] >= '\t' && text[end - 1] <= '\r')))
		end--;
	s->out->begin = (size_t)state->slot[SLOT_BEGIN];
	s->out->token = token;
	s->out->end = end;
	s->out->next = next;
	s->out->hint = hint;
	if (!(flags & (WB_PIECE_META | WB_PIECE_TORN | WB_PIECE_IGNORE)))
		flags |= judge_statement(s, text + token, end - token);
	s->out->flags = flags;
	forget(state);
	return 1;
}

/* ------------------------------------------------------------------ the client's own commands */

static size_t line_end(const struct maria_scan *scan, size_t from)
{
	const char *feed = memchr(scan->text + from, '\n', scan->len - from);

	return feed ? (size_t)(feed - scan->text) : scan->len;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The word behind DELIMITER, in quotes or not. */
static size_t read_delimiter(const char *text, size_t at, size_t end, char *out, size_t size)
{
	char quote = 0;
	size_t n = 0;

	while (at < end && is_blank(text[at]))
		at++;
	if (at < end && (text[at] == '\'' || text[at] == '"' || text[at] == '`'))
		quote = text[at++];
	for (; at < end && (quote ? text[at] != quote : !is_blank(text[at])); at++) {
		if (n + 1 >= size || text[at] == '\\')
			return 0;
		out[n++] = text[at];
	}
	out[n] = '\0';
	return n;
}

static int set_delimiter(struct split *s)
{
	size_t end = line_end(&s->scan, s->scan.end);
	char word[32];

	if (end == s->scan.len && !s->scan.last)
		return 0;
	if (!read_delimiter(s->scan.text, s->scan.end, end, word, sizeof(word)))
		return give(s, end, end, WB_PIECE_META, delimiter_hint);
	memcpy(s->state->word, word, sizeof(word));
	return give(s, end, end < s->scan.len ? end + 1 : end, WB_PIECE_IGNORE, NULL);
}

/* Does only blank stand between the word and the delimiter or the line's end? */
static bool word_is_alone(const struct split *s, size_t end)
{
	const char *text = s->scan.text;
	size_t at = s->scan.end, len = strlen(s->scan.delimiter);

	while (at < end && is_blank(text[at]))
		at++;
	return at == end || (end - at >= len && memcmp(text + at, s->scan.delimiter, len) == 0);
}

static int refuse_command(struct split *s, size_t end)
{
	return give(s, end, end, WB_PIECE_META, client_hint);
}

/* A statement's first word may be a command of the client: -1, it is none. */
static int command(struct split *s)
{
	static const char *const bare[] = {
		"CLEAR", "EDIT", "EGO",    "EXIT",   "GO",       "NOPAGER",   "NOTEE",
		"PRINT", "QUIT", "REHASH", "STATUS", "WARNINGS", "NOWARNING", "RESETCONNECTION",
		NULL
	};
	static const char *const more[] = { "CHARSET", "CONNECT", "HELP", "PAGER", "PROMPT",
					    "SOURCE",  "SYSTEM",  "TEE",  NULL };
	size_t end;

	if (maria_is(&s->scan, "DELIMITER"))
		return set_delimiter(s);
	end = line_end(&s->scan, s->scan.end);
	if (!maria_one_of(&s->scan, bare) && !maria_one_of(&s->scan, more) &&
	    !maria_is(&s->scan, "USE"))
		return -1;
	if (end == s->scan.len && !s->scan.last)
		return 0;
	if (maria_is(&s->scan, "USE")) {
		/* needs no delimiter */
		if (memmem(s->scan.text + s->scan.end, end - s->scan.end, s->scan.delimiter,
			   strlen(s->scan.delimiter)))
			return -1;
		return give(s, end, end, 0, NULL);
	}
	if (maria_one_of(&s->scan, more) || word_is_alone(s, end))
		return refuse_command(s, end);
	return -1;
}

/* ------------------------------------------------------------------ statements */

static int give_torn(struct split *s, const char *hint)
{
	return give(s, s->scan.len, s->scan.len, WB_PIECE_TORN, hint);
}

static void begin_at(struct wb_lex *state, const struct maria_scan *scan, size_t begin)
{
	while (begin < scan->begin && is_blank(scan->text[begin]))
		begin++;
	state->slot[SLOT_BEGIN] = (int64_t)begin;
	state->slot[SLOT_TOKEN] = (int64_t)scan->begin;
}

/* Find the first token. 1: it is there, or *result is set; 0: there is none yet. */
static int begin(struct split *s, int *result)
{
	struct maria_scan *scan = &s->scan;
	size_t from = 0;

	if (scan->len >= 3 && memcmp(scan->text, "\xEF\xBB\xBF", 3) == 0)
		from = scan->end = 3;
	while (maria_next(scan) == MARIA_CLOSE)
		from = scan->end;
	if (scan->kind == MARIA_END || scan->kind == MARIA_MORE)
		return 0;
	begin_at(s->state, scan, from);
	if (scan->kind == MARIA_TORN)
		*result = give_torn(s, torn_hint);
	else if (scan->kind == MARIA_ESCAPE || maria_mark(scan, '?'))
		*result = refuse_command(s, line_end(scan, scan->word));
	else if (scan->kind == MARIA_WORD && !scan->code)
		*result = command(s);
	if (*result == 0)
		return 0;
	if (*result < 0) {
		s->state->slot[SLOT_KNOWN] = 1;
		s->state->scanned = scan->begin;
		scan->code = false;
		scan->end = scan->begin;
	}
	return 1;
}

/* What a token tells of its statement. */
static void look(struct split *s, struct maria_body *body)
{
	const struct maria_scan *t = &s->scan;
	int64_t *seen = &s->state->slot[SLOT_SEEN];

	if (*seen & SEEN_SEMICOLON)
		*seen |= SEEN_SEVERAL;
	maria_body_take(body, t);
	if (maria_mark(t, ';') && !maria_body_open(body))
		*seen |= SEEN_SEMICOLON;
	if (t->kind != MARIA_WORD)
		return;
	if (t->text[t->word] == '@' ? t->end - t->word > 1 && t->text[t->word + 1] != '@'
				    : maria_is(t, "LAST_INSERT_ID"))
		*seen |= SEEN_TIED;
}

static int go_on(struct split *s)
{
	struct maria_scan *scan = &s->scan;
	struct maria_body body = body_of(s->state);

	for (;;) {
		switch (maria_next(scan)) {
		case MARIA_MORE:
			s->state->scanned = scan->end;
			s->state->slot[SLOT_SEEN] &= ~(int64_t)SEEN_CODE;
			s->state->slot[SLOT_SEEN] |= scan->code ? SEEN_CODE : 0;
			return 0;
		case MARIA_TORN:
			return give_torn(s, torn_hint);
		case MARIA_END:
			if (maria_body_open(&body) && scan->delimiter[0] == ';')
				return give_torn(s, torn_hint);
			return give(s, scan->len, scan->len, 0, NULL);
		case MARIA_ESCAPE:
			return refuse_command(s, line_end(scan, scan->word));
		case MARIA_CLOSE:
			if (scan->code)
				return give(s, scan->word, scan->end, WB_PIECE_TORN, code_hint);
			if (!maria_body_open(&body) || scan->delimiter[0] != ';')
				return give(s, scan->word, scan->end, 0, NULL);
			maria_body_take(&body, scan);
			break;
		default:
			look(s, &body);
		}
	}
}

int maria_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
		struct wb_error *err)
{
	const char *text = input->text;
	const size_t len = input->len;
	struct split s = { .state = state, .out = out };
	const char *nul = memchr(text + state->scanned, '\0', len - state->scanned);
	int result = -1;

	if (nul)
		return maria_host->fail(err, WB_E_REVISION,
					"a NUL byte at byte %zu of the statement",
					(size_t)(nul - text));
	s.scan = (struct maria_scan){
		.text = text, .len = len, .mode = state->mode, .last = input->last
	};
	s.scan.delimiter = state->word[0] ? state->word : ";";
	if (!state->slot[SLOT_KNOWN]) {
		if (!begin(&s, &result))
			return 0;
		if (result >= 0)
			return result;
	} else {
		s.scan.end = state->scanned;
		s.scan.code = state->slot[SLOT_SEEN] & SEEN_CODE;
	}
	return go_on(&s);
}
