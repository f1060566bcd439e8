/* SPDX-License-Identifier: MIT */
/* Checksum algorithm 1: SHA-256 over SQL whose comments and white space are normalised. The same
 * for all dialects, and frozen for ever: tests/vectors/checksums.txt says so. It is written "1:"
 * and 64 digits, of the text that these rules make of bytes, the first one that fits at each place:
 *
 *  1. A CR directly before an LF is dropped, everywhere. All below sees what is left.
 *  2. White space is space, tab, LF, CR, VT (11) and FF (12).
 *  3. A comment is `--` and all up to the next LF, which does not belong to it, or to the text's
 *     end. It counts as white space. Two dashes are enough: what follows them does not matter.
 *  4. A run of white space becomes one space; none is left at the beginning and the end of the
 *     text.
 *  5. Quoted text is copied as it is. It begins with one of ' " ` and goes on to the next byte of
 *     the same kind. (A doubled quote ends one and begins another.) A backslash is a byte like
 *     others. Without a closing quote it goes on to the text's end, and white space there is kept.
 *  6. So is dollar-quoted text: from a tag to the next place where the same bytes stand. A tag is
 *     `$`, no or up to 64 bytes that are letters A-Z a-z, digits, `_` or over 127, the first one no
 *     digit, and `$`. It is none when the byte before it is one of those or `$`, and was copied by
 *     rule 8.
 *  7. A block comment, from a slash and a star to the next star and slash behind them, is text: it
 *     is kept, with rule 4. Rules 3, 5 and 6 find nothing inside it, or an apostrophe there would
 *     turn all behind it inside out. They do not nest. Without an end it goes on to the text's end.
 *  8. All other bytes are copied.
 *
 * Feed it a text in pieces of any size: the result is the same. */
#ifndef WB_CORE_CHECKSUM_H
#define WB_CORE_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "section.h"

#define CHECKSUM_TAG_MAX 64

struct checksum {
	struct digest digest;
	int state;
	char quote;     /* what ends the quoted text */
	bool cr;        /* the last byte was a CR, and is still to be judged */
	bool space;     /* white space was met, and is written when something follows */
	bool any;       /* something was written */
	bool word;      /* the last byte may stand in a tag, or is $ */
	size_t tag_len; /* of `tag`, with both its $ */
	size_t match;   /* how much of it was met again */
	size_t out_len;
	char tag[CHECKSUM_TAG_MAX + 2];
	unsigned char out[4096]; /* last: nobody clears it */
};

void checksum_init(struct checksum *c);
void checksum_add(struct checksum *c, const char *text, size_t len);
void checksum_final(struct checksum *c, char out[CHECKSUM_SIZE]);

#endif
