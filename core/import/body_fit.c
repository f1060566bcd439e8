/* SPDX-License-Identifier: MIT */
#include "body_fit.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "dialect/driver.h"
#include "folder.h"
#include "project/project.h"

/* What its statements are. */
struct facts {
	struct wb_piece first,
		last; /* that control a transaction, at both ends; offsets in the text */
	size_t statements;
	size_t control; /* how many control a transaction */
	bool first_begins, last_ends, refuses;
	bool open;       /* a transaction of its own is, so far */
	size_t opened;   /* the line that began it */
	bool mode;       /* something says what holds for a transaction from its beginning */
	bool ends_outer; /* it has ended one that it did not begin */
};

/* One statement. Offsets of `piece` are from the text's beginning. */
static int take_piece(struct import_body *body, const struct wb_piece *piece, struct facts *facts,
		      struct wb_error *err)
{
	const char *text = buf_text(&body->text);
	size_t line = text_lines(text, piece->token) + 1;

	if (piece->flags & (WB_PIECE_IGNORE | WB_PIECE_DATA))
		return 0;
	if (piece->flags & WB_PIECE_META)
		return import_note(&body->undecided, err,
				   "line %zu is a command of the database's own client: %s", line,
				   piece->hint ? piece->hint : "write it as SQL");
	if (piece->flags & WB_PIECE_TORN)
		return import_note(&body->undecided, err,
				   "line %zu begins something that does not end: %s", line,
				   piece->hint ? piece->hint : "a string, a comment or a block");
	const bool control = (piece->flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END)) &&
			     !(piece->flags & WB_PIECE_SAVEPOINT);

	if (control && (piece->flags & WB_PIECE_TX_END)) {
		facts->ends_outer |= !facts->open;
		facts->open = false;
	}
	if (control && (piece->flags & WB_PIECE_TX_BEGIN)) {
		facts->open = true;
		facts->opened = line;
	}
	facts->last_ends = control && (piece->flags & WB_PIECE_TX_END);
	facts->last = *piece;
	if (!facts->statements++) {
		facts->first_begins = control && (piece->flags & WB_PIECE_TX_BEGIN);
		facts->first = *piece;
	}
	facts->control += control;
	facts->refuses |= (piece->flags & WB_PIECE_NO_TX) != 0;
	facts->mode |= (piece->flags & WB_PIECE_MODE) != 0;
	return 0;
}

static int look(const struct wb_project *project, struct import_body *body, struct facts *facts,
		struct wb_error *err)
{
	const struct connection *offline = &project->offline;
	struct wb_lex state = { .size = sizeof(state), .mode = offline->server.lex_mode };
	const char *text = buf_text(&body->text);
	size_t at = 0, len = body->text.len;
	int rc = 0;

	while (rc == 0 && at < len) {
		struct wb_piece piece = { .size = sizeof(piece) };
		int found = driver_split(offline->plugin, &state,
					 &(struct lex_text){ text + at, len - at, 1 }, &piece, err);

		if (found <= 0)
			return found;
		state.scanned = 0;
		piece.begin += at;
		piece.token += at;
		piece.end += at;
		piece.next += at;
		if (piece.next <= at && !(piece.flags & WB_PIECE_DATA_END))
			return wb_error_set(err, WB_E_INTERNAL,
					    "the dialect split a text in a way that can't be");
		at = piece.next;
		rc = take_piece(body, &piece, facts, err);
	}
	return rc;
}

static bool is_rollback(const struct import_body *body, const struct wb_piece *piece)
{
	return strncasecmp(buf_text(&body->text) + piece->token, "rollback", 8) == 0;
}

/* Drop the BEGIN in front and what ends it: the step is the transaction. */
static int unwrap(struct import_body *body, const struct facts *facts, struct wb_error *err)
{
	const char *text = buf_text(&body->text);
	struct buf out = { 0 };

	buf_add(&out, text, facts->first.token);
	buf_add(&out, text + facts->first.next, facts->last.token - facts->first.next);
	buf_add(&out, text + facts->last.next, body->text.len - facts->last.next);
	buf_release(&body->text);
	body->text = out;
	return buf_check(&out, err);
}

/* Drop a COMMIT at the end to which there is no BEGIN: it ends the tool's transaction, or nothing. */
static int drop_end(struct import_body *body, const struct facts *facts, struct wb_error *err)
{
	const char *text = buf_text(&body->text);
	struct buf out = { 0 };

	buf_add(&out, text, facts->last.token);
	buf_add(&out, text + facts->last.next, body->text.len - facts->last.next);
	buf_release(&body->text);
	body->text = out;
	return buf_check(&out, err);
}

/* What holds for a transaction from its beginning needs one of its own, and not the step's. */
static int keep_own(struct import_body *body, const struct facts *facts, struct wb_error *err)
{
	const char *end = buf_text(&body->text) + facts->last.end;
	const bool ended = facts->last.next > facts->last.end && *end == ';';
	struct buf out = { 0 };

	body->alone = true;
	if (facts->control > 1)
		return 0;
	buf_str(&out, "BEGIN;\n");
	buf_add(&out, buf_text(&body->text), body->text.len);
	if (!facts->control)
		buf_printf(&out, "\n%sCOMMIT;\n", ended ? "" : ";\n");
	buf_release(&body->text);
	body->text = out;
	return buf_check(&out, err);
}

/* It ends the transaction that the tool has begun around it, and leaves it another one to end: with those two it is whole. */
static int surround(struct import_body *body, const struct facts *facts, struct wb_error *err)
{
	struct buf out = { 0 };
	const char *text = buf_text(&body->text);

	buf_str(&out, "BEGIN;\n");
	buf_add(&out, text, facts->last.end);
	buf_str(&out, ";\nCOMMIT;\n");
	buf_add(&out, text + facts->last.next, body->text.len - facts->last.next);
	buf_release(&body->text);
	body->text = out;
	body->alone = true;
	return buf_check(&out, err);
}

int import_body_fit(struct wb_project *project, struct import_body *body, bool reverts,
		    struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;
	struct facts facts = { 0 };

	if (!body->there || !body->text.len || !wb_project_dialect(project) ||
	    project_dialect(project, &plugin, &ignored) < 0)
		return 0;
	if (look(project, body, &facts, err) < 0)
		return wb_error_kept(err);
	if (facts.mode && !reverts && !facts.open &&
	    (!facts.control || facts.control == 2 || (facts.control == 1 && facts.last_ends)))
		return keep_own(body, &facts, err);
	if (facts.statements > 1 && facts.control == 2 && facts.first_begins && facts.last_ends &&
	    !facts.refuses && (reverts || !is_rollback(body, &facts.last)))
		return unwrap(body, &facts, err);
	if (facts.control == 1 && facts.ends_outer && facts.last_ends && !facts.refuses &&
	    !is_rollback(body, &facts.last))
		return drop_end(body, &facts, err);
	if (facts.ends_outer && facts.open && !body->alone)
		return surround(body, &facts, err);
	body->alone |= facts.control || facts.refuses;
	return !facts.open ? 0
			   : import_note(&body->undecided, err,
					 "line %zu begins a transaction that nothing ends: take it "
					 "away, or write its COMMIT",
					 facts.opened);
}

uint32_t import_body_marker(const struct import_body *body)
{
	const char *text = buf_text(&body->text);
	struct line line = { 0 };

	while (line_next(&text, &line)) {
		const char *rest;
		size_t len;

		if (line_says(&line, "migrate:", &rest, &len))
			return line.number;
	}
	return 0;
}
