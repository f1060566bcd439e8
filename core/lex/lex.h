/* SPDX-License-Identifier: MIT */
/* The scanner of SQL text: tokens by the rules WB_LEX_… of whimbrel/host.h, and splitting by them
 * alone. */
#ifndef WB_CORE_LEX_H
#define WB_CORE_LEX_H

#include <stddef.h>
#include <stdint.h>

#include <whimbrel/operation.h>

/* As wb_host.scan, .skip and .split, which these are. */
int32_t lex_scan(uint32_t rules, const char *text, size_t len, size_t begin, int32_t last,
		 size_t *out_end);
int32_t lex_skip(uint32_t rules, char stop, const char *text, size_t len, size_t begin,
		 int32_t last, size_t *out_at);
int lex_split(uint32_t rules, struct wb_lex *state, const char *text, size_t len, int32_t last,
	      struct wb_piece *out, struct wb_error *err);

/* Text to be split, which the dialect is handed as it is. */
struct lex_text {
	const char *data;
	size_t len;
	int32_t last; /* nothing comes behind it */
};

#endif
