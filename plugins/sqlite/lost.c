/* SPDX-License-Identifier: MIT */
/* Temporary tables go with the connection, and can't be made again with the rows that they had. The journal
 * remembers their names, so that after an interruption no statement takes another table of the name, or
 * none, for the one that is gone. A memory is lines "t NAME", the name in hex. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite.h"

void sqlite_lost_release(struct sqlite_conn *c)
{
	while (c->lost) {
		struct sqlite_lost *l = c->lost;

		c->lost = l->next;
		free(l);
	}
}

static int add(struct sqlite_conn *c, const char *name, size_t len, struct wb_error *err)
{
	struct sqlite_lost *l = calloc(1, sizeof(*l) + len + 1);

	if (!l)
		return sqlite_host->fail(err, WB_E_NOMEM, "out of memory");
	memcpy(l->name, name, len);
	l->next = c->lost;
	c->lost = l;
	return 0;
}

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static bool mentions(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++)
		if (sqlite3_strnicmp(text + i, word, (int)n) == 0 &&
		    (i == 0 || !is_letter(text[i - 1])) &&
		    (i + n == len || !is_letter(text[i + n])))
			return true;
	return false;
}

/* CREATE TEMP TABLE or VIEW NAME makes what was lost again; with IF NOT EXISTS it might not have. */
static bool makes_again(const char *text, size_t len, const char *name)
{
	struct sqlite_word w;
	size_t n = strlen(name);

	sqlite_next(text, len, 0, &w);
	if (!sqlite_word_is(text, &w, "CREATE"))
		return false;
	sqlite_next(text, len, w.end, &w);
	if (!sqlite_word_is(text, &w, "TEMP") && !sqlite_word_is(text, &w, "TEMPORARY"))
		return false;
	sqlite_next(text, len, w.end, &w);
	sqlite_next(text, len, w.end, &w);
	if (w.token == TOKEN_QUOTED && w.end - w.begin == n + 2)
		return sqlite3_strnicmp(text + w.begin + 1, name, (int)n) == 0;
	return w.end - w.begin == n && sqlite3_strnicmp(text + w.begin, name, (int)n) == 0;
}

static int check(struct sqlite_conn *c, const char *text, size_t len, struct wb_error *err)
{
	for (struct sqlite_lost **at = &c->lost; *at;) {
		struct sqlite_lost *l = *at;

		if (makes_again(text, len, l->name)) {
			*at = l->next;
			free(l);
			continue;
		}
		if (mentions(text, len, l->name)) {
			snprintf(err->detail, sizeof(err->detail),
				 "Make and fill it again in front of this statement (CREATE TEMP "
				 "…), in "
				 "the part of the file that has not run.");
			return sqlite_host->fail(
				err, WB_E_UNCERTAIN,
				"the temporary %s went with the connection that was "
				"interrupted, and this statement may need it",
				l->name);
		}
		at = &l->next;
	}
	return 0;
}

int sqlite_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		    struct wb_text *out_sql, struct wb_error *err)
{
	static const char sql[] = "SELECT coalesce(group_concat('t ' || hex(name), char(10)), '')";
	static const char from[] = " FROM temp.sqlite_schema WHERE type IN ('table', 'view')";
	struct sqlite_conn *c = conn;

	(void)facts;
	(void)fresh;
	if (!c)
		return 0;
	if (check(c, text, len, err) < 0)
		return err->status;
	sqlite_host->append(out_sql, sql, sizeof(sql) - 1);
	for (const struct sqlite_lost *l = c->lost; l; l = l->next) {
		char *line = sqlite3_mprintf(" || char(10) || 't ' || hex(%Q)", l->name);

		if (!line)
			return sqlite_host->fail(err, WB_E_NOMEM, "out of memory");
		sqlite_host->append(out_sql, line, strlen(line));
		sqlite3_free(line);
	}
	sqlite_host->append(out_sql, from, sizeof(from) - 1);
	return 0;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 0;
}

int sqlite_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	struct sqlite_conn *c = conn;

	(void)undone;
	sqlite_lost_release(c);
	while (memory && *memory) {
		size_t len = strcspn(memory, "\n"), n = 0;
		char name[1024];

		for (size_t i = 2; i + 1 < len && n + 1 < sizeof(name); i += 2)
			name[n++] = (char)(digit(memory[i]) << 4 | digit(memory[i + 1]));
		if (n && add(c, name, n, err) < 0)
			return err->status;
		memory += len + (memory[len] == '\n');
	}
	return 0;
}
