/* SPDX-License-Identifier: MIT */
/* Revisions in words, as Alembic's users know them. */
#ifndef WB_CLI_FORMAT_H
#define WB_CLI_FORMAT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <whimbrel/whimbrel.h>

#define FORMAT_PARENTS UINT32_C(1)  /* "<base> -> " in front */
#define FORMAT_LABELS UINT32_C(2)   /* " (label)" */
#define FORMAT_SHAPE UINT32_C(4)    /* " (branchpoint)", " (mergepoint)" */
#define FORMAT_TITLE UINT32_C(8)    /* ", title" at the end */
#define FORMAT_CURRENT UINT32_C(16) /* " (current)" */

/* One line, without its end: `a1b2 -> b2c3 (label) (head), title`. */
void format_line(FILE *out, bool color, const struct wb_revision *revision, uint32_t what);
/* The long form: several lines with Rev:, Parent:, Path:, the title and every key of the header. */
void format_long(FILE *out, bool color, const struct wb_revision *revision);
/* "a, b" */
void format_names(FILE *out, const struct wb_names *names);

#endif
