/* SPDX-License-Identifier: MIT */
/* What the text of one statement tells. */
#include <string.h>
#include <strings.h>

#include "maria.h"

size_t maria_lock_tables(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = maria_first(text, len, mode);

	if (!maria_is(&scan, "LOCK"))
		return 0;
	maria_next(&scan);
	return maria_is(&scan, "TABLES") || maria_is(&scan, "TABLE") ? scan.end : 0;
}

bool maria_is_several(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = maria_scan_of(text, len, mode);
	int64_t depth = 0, kinds = 0, before = 0;
	struct maria_body body = { &depth, &kinds, &before };
	bool ended = false;

	if (!memchr(text, ';', len))
		return false;
	while (maria_more(&scan)) {
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
	struct maria_scan scan = maria_first(text, len, mode);
	bool drop;

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
	struct maria_scan scan = maria_first(text, len, mode);

	if (!maria_one_of(&scan, verbs))
		return false;
	for (size_t i = scan.end; i + 9 <= len; i++)
		if ((text[i] == 'R' || text[i] == 'r') &&
		    strncasecmp(text + i, "RETURNING", 9) == 0)
			return false;
	return true;
}
