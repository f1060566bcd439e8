/* SPDX-License-Identifier: MIT */
/* Statements that run outside of a transaction, and were interrupted. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sqlite.h"

/* The file that VACUUM INTO writes, as far as it is a literal: false: it is another statement. */
static bool vacuum_file(const char *text, size_t len, char *out, size_t size)
{
	struct sqlite_word w;

	out[0] = '\0';
	sqlite_next(text, len, 0, &w);
	if (!sqlite_word_is(text, &w, "VACUUM"))
		return false;
	while (w.token != TOKEN_END && !sqlite_word_is(text, &w, "INTO"))
		sqlite_next(text, len, w.end, &w);
	if (w.token == TOKEN_END)
		return false;
	sqlite_next(text, len, w.end, &w);
	if (w.token == TOKEN_QUOTED && w.end - w.begin > 2 && w.end - w.begin < size)
		snprintf(out, size, "%.*s", (int)(w.end - w.begin - 2), text + w.begin + 1);
	return true;
}

int sqlite_probe(void *conn, const char *text, size_t len, uint32_t facts, struct wb_text *out_sql,
		 int32_t *out_fate, struct wb_error *err)
{
	static const char *const repeatable[] = { "VACUUM",  "PRAGMA",  "ATTACH", "DETACH",
						  "ANALYZE", "REINDEX", NULL };
	struct sqlite_word first;
	char path[4096];

	(void)conn;
	(void)facts;
	(void)out_sql;
	(void)err;
	sqlite_next(text, len, 0, &first);
	*out_fate = WB_FATE_TRANSACTION;
	for (size_t i = 0; repeatable[i]; i++)
		if (sqlite_word_is(text, &first, repeatable[i]))
			*out_fate = WB_FATE_REPEAT;
	if (vacuum_file(text, len, path, sizeof(path)))
		*out_fate = WB_FATE_UNKNOWN;
	return 0;
}

/* Nothing that SQLite runs alone leaves half of itself, but for a file that is not the database: a
 * rollback journal takes it back. */
int sqlite_judge(void *conn, const struct wb_intent *intent, int32_t *out_verdict,
		 struct wb_rows *repair, struct wb_text *seen, struct wb_error *err)
{
	static const char back[] = "SQLite takes an interrupted statement back";
	static const char file[] =
		"the file that it writes is there, and may not be whole: remove it, and "
		"say that it was not done";
	char path[4096];
	bool left = vacuum_file(intent->text, intent->len, path, sizeof(path)) &&
		    (!path[0] || access(path, F_OK) == 0);
	const char *words = left ? file : back;

	(void)conn;
	(void)repair;
	(void)err;
	*out_verdict = left ? WB_VERDICT_UNKNOWN : WB_VERDICT_NOT_DONE;
	sqlite_host->append(seen, words, strlen(words));
	return 0;
}
