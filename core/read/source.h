/* SPDX-License-Identifier: MIT */
/* The statements of a section, one after the other: read from the file in a window, variables
 * filled in, split by the dialect. Memory is bounded by the longest statement, not by the
 * section. */
#ifndef WB_CORE_SOURCE_H
#define WB_CORE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <whimbrel/operation.h>

#include "body.h"
#include "lex/lex.h"
#include "revision.h"
#include "section.h"
#include "base/variables.h"

struct source;

/* What a section is read with. Borrowed for as long as the source is open. */
struct source_settings {
	const struct variables *variables; /* NULL: none are filled in */
	uint32_t lex_mode;                 /* for wb_lex.mode */
	bool keep_by_merge;                /* WB_F_KEEP_BY_MERGE */
	bool no_keep;                      /* WB_F_NO_KEEP */
	/* how many bytes are read at a time; 0: as many as is good. Tests make it small */
	size_t window;
	void *ctx;
	/* as wb_dialect.split, with the context in front */
	int (*split)(void *ctx, struct wb_lex *state, const struct lex_text *text,
		     struct wb_piece *out, struct wb_error *err);
};

/* One statement. Its texts last until the next source_next. */
struct statement {
	const char *text; /* from wb_piece.begin: comments in front included … */
	size_t len;       /* … to wb_piece.end */
	size_t full_len;  /* to wb_piece.next: with what ended it */
	size_t token;     /* where its first token begins */
	uint32_t line;    /* of that token, in the file */
	uint32_t flags;   /* WB_PIECE_… */
	uint64_t number;  /* 1-based within the section */
	const char *hint;
	/* as people may see it: from its token, with what may be a secret as it stands in the
	 * file */
	const char *shown;
	size_t shown_len;
};

/* What stands in a section of a revision. */
struct sql_text section_text(const struct revision *revision, const struct section *section);
int source_open(const struct sql_text *text, const struct source_settings *settings,
		struct source **out, struct wb_error *err);
void source_close(struct source *source);
/* The next statement: 1, 0 at the end, or negative with err->line. Data of COPY, client commands
 * and torn statements are errors here, except that data are passed over when nobody asked for
 * them. */
int source_next(struct source *source, struct statement *out, struct wb_error *err);
/* Where in what is shown of the statement that came last a byte of its text is. Both 1-based from
 * where each begins, 0: nowhere. */
uint32_t source_position(const struct source *source, const struct statement *statement,
			 uint32_t position);
/* The next data of the COPY_IN statement that came last: 1, or 0 when there are no more. */
int source_data(struct source *source, const char **out, size_t *out_len, struct wb_error *err);

/* What a `-- expect:` line asks of the statement below it. */
enum expect_kind { EXPECT_NOTHING, EXPECT_VALUE, EXPECT_NULL, EXPECT_ROWS, EXPECT_NO_ROWS };

struct expect {
	enum expect_kind kind;
	const char *value; /* for EXPECT_VALUE: borrowed from the statement; see expect_equal */
	size_t value_len;
	/* the quotes that were taken off; one that stands doubled in `value` means one. 0: there
	 * were none */
	char quote;
};

/* Read the last `-- expect:` among the comments in front of a statement. Quotes around a value are
 * taken off. */
int expect_read(const struct statement *statement, struct expect *out, struct wb_error *err);
/* Is this text the value that is expected? */
bool expect_equal(const struct expect *expect, const char *text, size_t len);

#endif
