/* SPDX-License-Identifier: MIT */
/* As isql splits: SET TERM says what ends a statement from there on. */
#include <whimbrel/kit/split.h>

#include "firebird.h"

static const struct kit_fact facts[] = {
	{ "SET TRANSACTION", WB_PIECE_TX_BEGIN },
	{ "COMMIT", WB_PIECE_TX_END },
	{ "ROLLBACK TO", WB_PIECE_SAVEPOINT },
	{ "ROLLBACK WORK TO", WB_PIECE_SAVEPOINT },
	{ "ROLLBACK", WB_PIECE_TX_END },
	{ "SAVEPOINT", WB_PIECE_SAVEPOINT },
	{ "RELEASE SAVEPOINT", WB_PIECE_SAVEPOINT },
	{ "INSERT", WB_PIECE_ROWS },
	{ "UPDATE", WB_PIECE_ROWS },
	{ "DELETE", WB_PIECE_ROWS },
	{ "MERGE", WB_PIECE_ROWS },
	{ "SELECT", WB_PIECE_ROWS },
	{ "WITH", WB_PIECE_ROWS },
	{ "EXECUTE", WB_PIECE_ROWS },
	{ "GRANT", WB_PIECE_PRIVILEGES },
	{ "REVOKE", WB_PIECE_PRIVILEGES },
	{ NULL, 0 },
};

int fb_split(struct wb_lex *state, const char *text, size_t len, int32_t last, struct wb_piece *out,
	     struct wb_error *err)
{
	static const struct kit_split how = { .terminator = ";",
					      .sets = "SET TERM",
					      .facts = facts };

	(void)err;
	return kit_split(&how, state, &(struct kit_input){ text, len, last != 0 }, out);
}
