/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "lex/lex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Pieces lie inside the text, in order, and there is an end to them. The first four bytes are the
 * rules. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wb_lex state = { .size = sizeof(state) };
	struct wb_error err = WB_ERROR_INIT;
	struct wb_piece piece;
	uint32_t rules;
	const char *text;
	size_t at = 0;
	int rc;

	if (size < sizeof(rules))
		return 0;
	memcpy(&rules, data, sizeof(rules));
	text = (const char *)data + sizeof(rules);
	size -= sizeof(rules);
	do {
		memset(&piece, 0, sizeof(piece));
		piece.size = sizeof(piece);
		rc = lex_split(rules, &state, text + at, size - at, 1, &piece, &err);
		if (rc == 1 && (piece.begin > piece.end || piece.end > piece.next ||
				piece.next > size - at || !piece.next))
			abort();
		at += rc == 1 ? piece.next : 0;
		state.scanned = 0;
	} while (rc == 1);
	return 0;
}
