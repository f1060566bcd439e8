/* SPDX-License-Identifier: MIT */
/* split, or the lexical rules: as the database's own client would. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "trial.h"

struct splitting {
	char pieces[1024]; /* the statements from their tokens on, with | between them */
	uint32_t flags;    /* of all of them */
	int count;
};

static void note(struct splitting *s, const char *text, const struct wb_piece *p)
{
	size_t used = strlen(s->pieces), end = p->end;

	/* blanks behind it are nobody's */
	while (end > p->token && strchr(" \t\r\n", text[end - 1]))
		end--;
	s->flags |= p->flags;
	if (p->flags & WB_PIECE_IGNORE)
		return;
	s->count++;
	snprintf(s->pieces + used, sizeof(s->pieces) - used, "%s%.*s", used ? "|" : "",
		 (int)(end - p->token), text + p->token);
}

/* Split all of it, handing over `step` bytes more each time; 0: all at once. */
static bool split(struct trial *t, const char *text, size_t step, struct splitting *out)
{
	struct wb_lex state = { .size = sizeof(state), .mode = t->a.server.lex_mode };
	size_t len = strlen(text), at = 0, have = step ? step : len;
	int rc;

	memset(out, 0, sizeof(*out));
	for (int guard = 0; guard < 100000; guard++) {
		struct wb_piece piece = { .size = sizeof(piece) };
		int32_t last;

		have = have > len ? len : have;
		last = have == len;
		wb_error_clear(&t->err);
		rc = driver_split(t->plugin, &state,
				  &(struct lex_text){ text + at, have - at, last }, &piece,
				  &t->err);
		if (rc < 0)
			return trial_failed(t, "statements");
		if (rc == 1) {
			note(out, text + at, &piece);
			at += piece.next;
			state.scanned = 0;
		} else if (last) {
			return true;
		} else {
			have += step;
		}
	}
	return trial_broken(t, "an end", "it goes on for ever");
}

static void show(struct trial *t, const char *text)
{
	snprintf(t->out->sql, sizeof(t->out->sql), "%.500s", text);
}

static bool splits(struct trial *t)
{
	struct splitting s;

	show(t, t->check->text);
	return split(t, t->check->text, 0, &s) &&
	       trial_is(t, text_equal(s.pieces, t->check->text2), t->check->text2, s.pieces);
}

/* However the text arrives. */
static bool splits_in_parts(struct trial *t)
{
	static const char text[] = "/* a;b */ INSERT INTO t VALUES ('x;y', 'it''s');\n-- c;d\nDROP "
				   "TABLE \"a;b\"  ;\r\n\n;; UPDATE t SET n = 1 /* ; */ - -1";
	struct splitting all, parts;

	show(t, text);
	if (!split(t, text, 0, &all))
		return false;
	for (size_t step = 1; step <= 16; step++)
		if (!split(t, text, step, &parts) ||
		    !trial_is(t, text_equal(all.pieces, parts.pieces), all.pieces, parts.pieces))
			return false;
	return true;
}

static bool tells_facts(struct trial *t)
{
	const uint32_t wanted = (uint32_t)t->check->arg;
	struct splitting s;

	show(t, t->check->text);
	if (!split(t, t->check->text, 0, &s))
		return false;
	if (wanted & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END) && s.flags & WB_PIECE_REFUSED)
		return trial_left(t, "the dialect refuses such a statement before anything runs");
	if ((s.flags & wanted) == wanted)
		return true;
	if (wanted == WB_PIECE_TX_BEGIN &&
	    trial_execute(t, &t->a, "START TRANSACTION") == WB_E_SQL &&
	    trial_execute(t, &t->a, "BEGIN") == WB_E_SQL)
		return trial_left(t, "the database takes neither: test its own words for it");
	show(t, t->check->text);
	return trial_broken(t, t->check->text2, "flags 0x%x", (unsigned)s.flags);
}

static bool tells_no_facts(struct trial *t)
{
	struct splitting s;

	show(t, t->check->text);
	return split(t, t->check->text, 0, &s) &&
	       (!(s.flags & (uint32_t)t->check->arg) ||
		trial_broken(t, t->check->text2, "flags 0x%x", (unsigned)s.flags));
}

static bool tells_savepoints(struct trial *t)
{
	static const char set[] = "SAVEPOINT wbc", back[] = "ROLLBACK TO SAVEPOINT wbc";
	struct splitting s;
	bool known = trial_own(t, &t->a, WB_OWN_BEGIN) && trial_execute(t, &t->a, set) == 0 &&
		     trial_execute(t, &t->a, back) == 0;

	if (!trial_own(t, &t->a, WB_OWN_ROLLBACK))
		return false;
	if (!known)
		return trial_left(t, "the database takes neither: test its own words for them");
	show(t, set);
	if (!split(t, set, 0, &s))
		return false;
	if (!(s.flags & WB_PIECE_SAVEPOINT))
		return trial_broken(t, "WB_PIECE_SAVEPOINT", "flags 0x%x", (unsigned)s.flags);
	show(t, back);
	return split(t, back, 0, &s) &&
	       ((s.flags & (WB_PIECE_SAVEPOINT | WB_PIECE_TX_END)) == WB_PIECE_SAVEPOINT ||
		trial_broken(t, "WB_PIECE_SAVEPOINT without WB_PIECE_TX_END", "flags 0x%x",
			     (unsigned)s.flags));
}

static bool is_quick(struct trial *t)
{
	struct wb_lex state = { .size = sizeof(state) };
	struct buf text = { 0 };
	int64_t began = clock_ms();
	size_t at = 0;
	int count = 0, rc = 1;

	for (int i = 0; i < 40000; i++)
		buf_str(&text, "INSERT INTO t VALUES (1, 'some text; and more'); -- c\n");
	while (rc == 1) {
		struct wb_piece piece = { .size = sizeof(piece) };

		rc = driver_split(t->plugin, &state,
				  &(struct lex_text){ text.data + at, text.len - at, 1 }, &piece,
				  &t->err);
		at += rc == 1 ? piece.next : 0;
		count += rc == 1;
		state.scanned = 0;
	}
	buf_release(&text);
	if (rc < 0)
		return trial_failed(t, "statements");
	if (count != 40000)
		return trial_broken(t, "40000 statements", "%d", count);
	return clock_ms() - began < 10000 ||
	       trial_broken(t, "two megabytes in less than ten seconds", "%lld ms",
			    (long long)(clock_ms() - began));
}

static bool ends_in_bounds(struct trial *t)
{
	static const char *const texts[] = { "",         ";",    "'",   "\"",  "/*",  "--",
					     "a",        "a;",   "$$",  "`",   "[",   "\\",
					     "\xff\xfe", "E'\\", "/*/", "a--", ";;;;" };
	struct splitting s;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t step = 0; step < 3; step++)
			if (show(t, texts[i]), !split(t, texts[i], step, &s))
				return false;
	return true;
}

/* Statements with a body, of which one may be known here … */
static const char *const bodies[] = {
	"EXECUTE BLOCK AS DECLARE i INTEGER; BEGIN i = 1; i = 2; END",
	"DO $$ BEGIN PERFORM 1; PERFORM 2; END $$",
};
/* … and how clients write them: what stands before, and behind. */
static const char *const writings[][2] = { { "", ";\n" },
					   { "SET TERM ^ ;\n", "^\nSET TERM ; ^\n" },
					   { "DELIMITER //\n", "//\nDELIMITER ;\n" },
					   { "", "\n/\n" } };

static bool is_one_somehow(struct trial *t, const char *body)
{
	struct buf text = { 0 };
	struct splitting s;
	bool fine = false;

	for (size_t i = 0; i < sizeof(writings) / sizeof(writings[0]) && !fine; i++) {
		buf_clear(&text);
		buf_printf(&text, "%s%s%s", writings[i][0], body, writings[i][1]);
		if (!split(t, buf_text(&text), 0, &s))
			break;
		fine = text_equal(s.pieces, body);
	}
	buf_release(&text);
	show(t, body);
	return fine ||
	       trial_broken(t, "one statement, as it stands or between SET TERM, DELIMITER or /",
			    "%.600s", s.pieces);
}

/* As compose writes it for the database's own client. */
static bool is_one_in_script(struct trial *t, const char *body)
{
	struct wb_args args = trial_args(t);
	struct buf script = { 0 };
	struct splitting s;
	bool fine;

	args.text = body;
	args.text_len = strlen(body);
	fine = trial_compose(t, NULL, WB_OWN_SCRIPT_STATEMENT, &args, &script);
	show(t, buf_text(&script));
	fine = fine && split(t, buf_text(&script), 0, &s) &&
	       trial_is(t, text_equal(s.pieces, body), body, s.pieces);
	buf_release(&script);
	return fine;
}

/* The server itself says which it knows. arg: in a script? */
static bool keeps_bodies_whole(struct trial *t)
{
	struct buf body = { 0 };
	bool known = false, fine = trial_make(t, &t->a);

	for (size_t i = 0; fine && i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		buf_clear(&body);
		trial_fill(t, bodies[i], 0, &body);
		if (trial_execute(t, &t->a, buf_text(&body)) == 0) {
			known = true;
			fine = t->check->arg ? is_one_in_script(t, buf_text(&body))
					     : is_one_somehow(t, buf_text(&body));
		}
	}
	buf_release(&body);
	fine = fine && trial_drop(t, &t->a);
	return fine &&
	       (known ||
		trial_left(t, "no statement with a body that the suite knows of works here"));
}

#define SPLIT(id_, promise_, text_, pieces_)                                             \
	{                                                                                \
		.id = "split." id_, .slot = "split", .promise = promise_, .run = splits, \
		.text = text_, .text2 = pieces_                                          \
	}
#define FACT(id_, promise_, run_, text_, fact_, words_)                                     \
	{                                                                                   \
		.id = "split." id_, .slot = "split", .promise = promise_, .run = run_,      \
		.needs = NEEDS_SQL, .text = text_, .arg = (int32_t)(fact_), .text2 = words_ \
	}

/* clang-format off */
const struct check_case split_cases[] = {
	SPLIT("two", "a semicolon ends a statement", "aa bb; cc dd;", "aa bb|cc dd"),
	SPLIT("last", "the last one needs none", "aa; bb", "aa|bb"),
	SPLIT("empty", "empty statements are none", ";; aa ;\n; ; bb;;", "aa|bb"),
	SPLIT("nothing", "blanks and comments are no statement", " \n-- x\n/* y */ ", ""),
	SPLIT("comments", "comments in front are no part of the token", "/* a;b */ aa;\n-- c;d\nbb;", "aa|bb"),
	SPLIT("string", "a semicolon in a string ends nothing", "aa 'x;y' bb; cc", "aa 'x;y' bb|cc"),
	SPLIT("doubled", "a doubled quote is no end", "aa 'it''s; x'; bb", "aa 'it''s; x'|bb"),
	SPLIT("inner-comment", "a semicolon in a comment ends nothing", "aa /* ; */ bb; cc", "aa /* ; */ bb|cc"),
	SPLIT("lines", "CRLF is as good as LF", "aa\r\nbb;\r\ncc;\r\n", "aa\r\nbb|cc"),
	{ .id = "split.name", .slot = "split", .promise = "a semicolon in a quoted name ends nothing", .run = splits, .needs = NEEDS_SQL,
	  .text = "DROP TABLE \"a;b\"; DROP TABLE c", .text2 = "DROP TABLE \"a;b\"|DROP TABLE c" },
	{ .id = "split.parts", .slot = "split", .promise = "a text that comes in parts falls into the same statements", .run = splits_in_parts },
	{ .id = "split.body", .slot = "split", .promise = "a statement with semicolons in its body is one", .run = keeps_bodies_whole,
	  .needs = NEEDS_SQL },
	{ .id = "script.body", .slot = "compose", .promise = "a statement with semicolons in its body is one in a script too",
	  .run = keeps_bodies_whole, .needs = NEEDS_SQL | NEEDS_OFFLINE, .arg = 1 },
	{ .id = "split.edges", .slot = "split", .promise = "torn and empty texts come to an end", .run = ends_in_bounds },
	{ .id = "split.quick", .slot = "split", .promise = "two megabytes are split quickly", .run = is_quick },
	{ .id = "split.torn-string", .slot = "split", .promise = "a string that the end cuts off is told", .run = tells_facts,
	  .text = "INSERT INTO t VALUES ('x", .arg = WB_PIECE_TORN, .text2 = "WB_PIECE_TORN" },
	{ .id = "split.torn-name", .slot = "split", .promise = "a name that the end cuts off is told", .run = tells_facts,
	  .text = "DROP TABLE \"x", .arg = WB_PIECE_TORN, .text2 = "WB_PIECE_TORN" },
	FACT("begin", "BEGIN or START TRANSACTION opens a transaction", tells_facts, "START TRANSACTION; BEGIN;", WB_PIECE_TX_BEGIN, "WB_PIECE_TX_BEGIN"),
	FACT("commit", "COMMIT ends one", tells_facts, "COMMIT;", WB_PIECE_TX_END, "WB_PIECE_TX_END"),
	FACT("rollback", "ROLLBACK ends one", tells_facts, "/* x */ rollback;", WB_PIECE_TX_END, "WB_PIECE_TX_END"),
	{ .id = "split.savepoint", .slot = "split", .promise = "SAVEPOINT is told, and ROLLBACK TO ends no transaction",
	  .run = tells_savepoints, .features = WB_F_TRANSACTIONAL_DDL, .needs = NEEDS_SQL },
	FACT("plain", "CREATE TABLE neither opens nor ends one", tells_no_facts, "CREATE TABLE commit_x (n INTEGER);",
	     WB_PIECE_TX_BEGIN | WB_PIECE_TX_END | WB_PIECE_TORN | WB_PIECE_META | WB_PIECE_DATA | WB_PIECE_IGNORE, "none of these facts"),
	FACT("rows", "INSERT neither opens nor ends one, and is not passed over", tells_no_facts, "INSERT INTO t VALUES (1);",
	     WB_PIECE_TX_BEGIN | WB_PIECE_TX_END | WB_PIECE_IGNORE | WB_PIECE_NO_TX | WB_PIECE_REFUSED, "none of these facts"),
	{ .id = NULL }
};
