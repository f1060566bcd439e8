/* SPDX-License-Identifier: MIT */
/* The text of a section with its variables, and its lines of `keep` and `fill`, filled in, a piece at a time. */
#ifndef WB_CORE_FILLING_H
#define WB_CORE_FILLING_H

#include <stdbool.h>

#include "body.h"
#include "base/buf.h"
#include "base/variables.h"
#include "base/vec.h"

/* Where text stands that came from a variable and has line feeds, which the file has not, or may be
 * a secret: then `shown` is what stands in the file. */
struct insert {
	size_t begin, end;
	char *shown; /* NULL: no secret */
};

VEC(struct insert, insert_vec);

/* Where text is filled in: it is appended, and what was inserted is told. */
struct filled {
	struct buf *out;
	struct insert_vec *inserts;
};

struct filling {
	struct body body;
	const struct variables *variables; /* NULL: none are filled in */
	struct buf raw;      /* read, and not filled in: what may be the beginning of a reference */
	uint64_t raw_offset; /* where in the file that is */
	bool ended;
	const char *revision; /* of `keep` and `fill`; NULL: there are none */
	bool keep_by_merge;   /* WB_F_KEEP_BY_MERGE */
	bool no_keep;         /* WB_F_NO_KEEP */
	const char *append;   /* what stands behind the text as well, once; NULL: nothing */
	bool in_line;         /* what was appended last ends in the midst of a line */
};

/* Append about `size` bytes to `out`, and say what was inserted there. At the section's end `ended`
 * is set. An undefined variable is an error with its line. */
int filling_read(struct filling *filling, size_t size, struct buf *out, struct insert_vec *inserts,
		 struct wb_error *err);
void inserts_free(struct insert_vec *inserts);
void filling_release(struct filling *filling);

#endif
