/* SPDX-License-Identifier: MIT */
/* Statements that run outside of a transaction, and were interrupted. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sqlite.h"

/* The file that VACUUM INTO writes, as far as it is a literal that is a path: false: it is another statement. */
static bool vacuum_file(const char *text, size_t len, char *out, size_t size)
{
	struct kit_words w;
	char *path;

	out[0] = '\0';
	kit_words_begin(&w, text, len, 0);
	if (!kit_word_take(&w, "VACUUM") || !kit_words_find(&w, "INTO"))
		return false;
	kit_words_next(&w);
	if (w.token != WB_TOKEN_STRING && w.token != WB_TOKEN_NAME)
		return true;
	path = kit_unquoted(kit_part_take(&w));
	if (path && strlen(path) < size && kit_words_ended(&w) &&
	    sqlite3_strnicmp(path, "file:", 5) != 0)
		memcpy(out, path, strlen(path) + 1);
	free(path);
	return true;
}

int sqlite_probe(void *conn, const struct kit_statement *statement, struct wb_text *out_sql,
		 int32_t *out_fate, struct wb_error *err)
{
	static const char *const repeatable[] = { "VACUUM",  "PRAGMA",  "ATTACH", "DETACH",
						  "ANALYZE", "REINDEX", NULL };
	struct kit_words first;
	char path[4096];

	(void)conn;
	(void)out_sql;
	(void)err;
	kit_words_begin(&first, statement->text, statement->len, 0);
	*out_fate = kit_word_is_any(&first, repeatable) ? WB_FATE_REPEAT : WB_FATE_TRANSACTION;
	if (vacuum_file(statement->text, statement->len, path, sizeof(path)))
		*out_fate = WB_FATE_UNKNOWN;
	return 0;
}

/* Nothing that SQLite runs alone leaves half of itself, but for a file that is not the database: a
 * rollback journal takes it back. */
int sqlite_judge(void *conn, const struct wb_intent *intent, struct kit_judgement *out,
		 struct wb_error *err)
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
	(void)err;
	out->verdict = left ? WB_VERDICT_UNKNOWN : WB_VERDICT_NOT_DONE;
	sqlite_host->append(out->seen, words, strlen(words));
	return 0;
}
