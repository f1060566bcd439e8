/* SPDX-License-Identifier: MIT */
/* What a failed statement has left, and which statements the server takes back when they fail. */
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

bool maria_is_several(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = { .text = text, .len = len, .mode = mode, .last = true };
	int64_t depth = 0, kinds = 0, before = 0;
	struct maria_body body = { &depth, &kinds, &before };
	bool ended = false;

	if (!memchr(text, ';', len))
		return false;
	while (maria_next(&scan) != MARIA_END && scan.kind != MARIA_TORN) {
		if (ended && !maria_mark(&scan, ';'))
			return true;
		maria_body_take(&body, &scan);
		ended = maria_mark(&scan, ';') && !maria_body_open(&body);
	}
	return false;
}

/* Programs, and lists of things that are done one by one. */
bool maria_in_parts(const char *text, size_t len, uint32_t mode)
{
	static const char *const programs[] = { "CALL",  "EXECUTE", "BEGIN",  "IF",  "CASE",
						"WHILE", "LOOP",    "REPEAT", "FOR", "DECLARE",
						"GRANT", "REVOKE",  NULL };
	struct maria_scan scan = { .text = text, .len = len, .mode = mode, .last = true };
	bool drop;

	maria_next(&scan);
	if (maria_one_of(&scan, programs) || maria_is_several(text, len, mode))
		return true;
	drop = maria_is(&scan, "DROP");
	if (!drop && !maria_is(&scan, "CREATE") && !maria_is(&scan, "ALTER"))
		return false;
	maria_next(&scan);
	if (!drop || maria_is(&scan, "USER") || maria_is(&scan, "ROLE"))
		return maria_is(&scan, "USER") || maria_is(&scan, "ROLE");
	if (maria_is(&scan, "DATABASE") || maria_is(&scan, "SCHEMA"))
		return true;
	return memchr(text + scan.word, ',', len - scan.word) != NULL;
}

bool maria_sends_nothing(const char *text, size_t len, uint32_t mode)
{
	static const char *const verbs[] = { "INSERT", "UPDATE", "DELETE", "REPLACE", NULL };
	struct maria_scan scan = { .text = text, .len = len, .mode = mode, .last = true };

	maria_next(&scan);
	if (!maria_one_of(&scan, verbs))
		return false;
	for (size_t i = scan.end; i + 9 <= len; i++)
		if ((text[i] == 'R' || text[i] == 'r') &&
		    strncasecmp(text + i, "RETURNING", 9) == 0)
			return false;
	return true;
}

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
