/* SPDX-License-Identifier: MIT */
/* What sql_mode changes of how a text is read, and where the text sets it. */
#include <string.h>
#include <strings.h>

#include "maria.h"

uint32_t maria_mode_of(const char *sql_mode, size_t len)
{
	static const struct {
		const char *name;
		uint32_t bits;
	} modes[] = {
		{ "NO_BACKSLASH_ESCAPES", MARIA_NO_BACKSLASH },
		{ "ANSI_QUOTES", MARIA_ANSI_QUOTES },
		{ "ANSI", MARIA_ANSI_QUOTES },
		{ "ORACLE", MARIA_ORACLE | MARIA_ANSI_QUOTES },
		{ "DB2", MARIA_ANSI_QUOTES },
		{ "MAXDB", MARIA_ANSI_QUOTES },
		{ "MSSQL", MARIA_ANSI_QUOTES },
		{ "POSTGRESQL", MARIA_ANSI_QUOTES },
	};
	uint32_t bits = 0;

	while (len) {
		const char *comma = memchr(sql_mode, ',', len);
		size_t part = comma ? (size_t)(comma - sql_mode) : len;

		for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
			if (strlen(modes[i].name) == part &&
			    strncasecmp(modes[i].name, sql_mode, part) == 0)
				bits |= modes[i].bits;
		sql_mode += part + (comma != NULL);
		len -= part + (comma != NULL);
	}
	return bits;
}

/* What sql_mode is set to: a literal says it; anything else brings back what there was, as the end
 * of a dump does. */
static void follow(struct wb_lex *state, struct maria_scan *scan)
{
	char value[1024];

	if (!(state->mode & MARIA_SAVED))
		state->mode |= MARIA_SAVED | (state->mode & MARIA_MODES) << MARIA_SAVED_SHIFT;
	maria_next(scan);
	state->mode &= ~MARIA_MODES;
	if (scan->kind == MARIA_STRING || scan->kind == MARIA_NAME ||
	    (scan->kind == MARIA_WORD && scan->text[scan->word] != '@')) {
		maria_unquote(scan, value, sizeof(value));
		state->mode |= maria_mode_of(value, strlen(value));
	} else {
		state->mode |= state->mode >> MARIA_SAVED_SHIFT & MARIA_MODES;
	}
}

void maria_follow_mode(struct wb_lex *state, const char *text, size_t len)
{
	static const char *const names[] = { "SQL_MODE", "@@SQL_MODE", NULL };
	struct maria_scan scan = maria_first(text, len, state->mode);

	if (!maria_is(&scan, "SET"))
		return;
	while (maria_more(&scan)) {
		if (maria_is(&scan, "STATEMENT") || maria_is(&scan, "GLOBAL"))
			return;
		if (!maria_one_of(&scan, names))
			continue;
		maria_next(&scan);
		if (maria_mark(&scan, ':'))
			maria_next(&scan);
		if (maria_mark(&scan, '='))
			follow(state, &scan);
	}
}
