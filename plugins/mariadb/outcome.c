/* SPDX-License-Identifier: MIT */
/* What a failed statement has left, and which statements the server takes back when they fail. */
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

/* ------------------------------------------------------------------ a failure */

int32_t maria_outcome(struct maria_conn *c, uint32_t facts, const char *text, size_t len,
		      const struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;
	char in_transaction[8], table[256];

	if (err->native_code == ER_LOCK_DEADLOCK ||
	    (err->native_code == ER_LOCK_WAIT_TIMEOUT && c->rolls_back_on_timeout))
		return WB_FAILED_ALL;
	if (!(facts & (WB_PIECE_ROWS | WB_PIECE_SESSION)))
		return text && maria_in_parts(text, len, c->lex_mode) ? WB_FAILED_PARTLY
								      : WB_FAILED;
	if (text && (facts & WB_PIECE_ROWS) && maria_lasts(c, text, len, table, sizeof(table)))
		return WB_FAILED_PARTLY;
	if (maria_simple(c, c->mysql ? "SELECT 1" : "SELECT @@in_transaction", in_transaction,
			 sizeof(in_transaction), &ignored) == 0 &&
	    in_transaction[0] == '0')
		return WB_FAILED_ALL;
	return WB_FAILED;
}
