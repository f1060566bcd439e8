/* SPDX-License-Identifier: MIT */
/* A source, and what people may see of its statements. */
#ifndef WB_CORE_SOURCE_SHOWN_H
#define WB_CORE_SOURCE_SHOWN_H

#include "filling.h"
#include "source.h"

struct source {
	struct source_settings settings;
	struct filling filling;
	size_t window; /* how much is read at least */
	struct buf text;
	struct insert_vec inserts; /* in `text` */
	size_t at;                 /* in `text`: where the next piece begins … */
	uint32_t line;             /* and its line in the file */
	uint32_t gone_lines;       /* so many went of the comment that begins there */
	bool in_line;              /* that line begins further in front */
	struct wb_lex lex;         /* of the piece that comes … */
	struct wb_lex lex_before;  /* … and as it was before the last one */
	uint64_t number;
	bool copying;             /* data of the last statement follow */
	struct buf copy;          /* that statement, since reading its data moves the window */
	struct buf shown;         /* the last statement without its secrets */
	struct insert_vec hidden; /* where those are: from its token, without what is shown */
};

/* Add what stands from `from` to `to` in the window, with secrets as the file has them; where they
 * were goes to `hidden`. */
int source_show(struct source *s, size_t from, size_t to, struct wb_error *err);
/* How much of a statement a message shows: its first line, not too much of it. */
int source_first_line(const char *text, size_t len);

#endif
