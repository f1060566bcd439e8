/* SPDX-License-Identifier: MIT */
/* What goes with a session and can't be made again: temporary tables and their like, and settings whose
 * value was looked up. The journal remembers their names, so that after an interruption no statement
 * takes another table of the name, or none, for the one that is gone. A memory is lines "t NAME" and
 * "s NAME", the name in hex; a setting without a name may be any. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "postgresql.h"

void pg_lost_release(struct pg_conn *c)
{
	while (c->lost) {
		struct pg_lost *l = c->lost;

		c->lost = l->next;
		free(l);
	}
	while (c->looked_up) {
		struct pg_lost *l = c->looked_up;

		c->looked_up = l->next;
		free(l);
	}
}

static int add(struct pg_lost **list, bool setting, const char *name, size_t len,
	       struct wb_error *err)
{
	struct pg_lost *l;

	for (l = *list; l; l = l->next)
		if (l->setting == setting && strlen(l->name) == len &&
		    memcmp(l->name, name, len) == 0)
			return 0;
	l = calloc(1, sizeof(*l) + len + 1);
	if (!l)
		return pg_host->fail(err, WB_E_NOMEM, "out of memory");
	memcpy(l->name, name, len);
	l->setting = setting;
	l->next = *list;
	*list = l;
	return 0;
}

/* ------------------------------------------------------------------ statements */

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* Does the text have the word, be it in a string or a body? More than is needed does no harm. */
static bool mentions(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++)
		if (strncasecmp(text + i, word, n) == 0 && (i == 0 || !is_letter(text[i - 1])) &&
		    (i + n == len || !is_letter(text[i + n])))
			return true;
	return false;
}

/* CREATE TEMP … NAME makes what was lost again; with IF NOT EXISTS it might not have. */
static bool makes_again(const char *text, size_t len, const char *name)
{
	static const char *const words[] = { "OR",        "REPLACE",   "GLOBAL", "LOCAL",
					     "TEMP",      "TEMPORARY", "TABLE",  "VIEW",
					     "RECURSIVE", "SEQUENCE",  NULL };
	struct pg_words w;
	bool temporary = false;
	size_t n = strlen(name);

	pg_words_init(&w, text, len, 0);
	if (!pg_words_skip(&w, "CREATE"))
		return false;
	for (size_t i = 0; words[i];) {
		temporary |= pg_word_is(&w, "TEMP") || pg_word_is(&w, "TEMPORARY");
		i = pg_words_skip(&w, words[i]) ? 0 : i + 1;
	}
	if (w.token == WB_TOKEN_NAME && w.end - w.begin == n + 2)
		return temporary && memcmp(text + w.begin + 1, name, n) == 0;
	return temporary && w.end - w.begin == n && strncasecmp(text + w.begin, name, n) == 0;
}

static void forget(struct pg_conn *c, const char *text, size_t len)
{
	struct pg_lost **at = &c->lost;

	while (*at) {
		struct pg_lost *l = *at;

		if (!l->setting && makes_again(text, len, l->name)) {
			*at = l->next;
			free(l);
		} else {
			at = &l->next;
		}
	}
}

/* What only sets up the session reads neither tables nor settings, but for the text that it prepares. */
static bool only_sets_up(const char *text, size_t len, uint32_t facts)
{
	struct pg_words w;

	pg_words_init(&w, text, len, 0);
	return (facts & WB_PIECE_SESSION) && !pg_word_is(&w, "PREPARE");
}

/* A setting with a dot is read by its name alone; others may change what anything means. */
static bool needs(const struct pg_lost *l, const char *text, size_t len)
{
	if (l->setting && !strchr(l->name, '.'))
		return true;
	return mentions(text, len, l->name);
}

static int check(struct pg_conn *c, const char *text, size_t len, uint32_t facts,
		 struct wb_error *err)
{
	forget(c, text, len);
	if (only_sets_up(text, len, facts))
		return 0;
	for (const struct pg_lost *l = c->lost; l; l = l->next) {
		if (!needs(l, text, len))
			continue;
		snprintf(err->detail, sizeof(err->detail),
			 l->setting ? "Set it again in front of this statement, in the part of the "
				      "file that has not run."
				    : "Make and fill it again in front of this statement (CREATE "
				      "TEMP …), in the part of the file that has not run.");
		return pg_host->fail(err, WB_E_UNCERTAIN,
				     "%s %s went with the session that was interrupted, and this "
				     "statement may need it",
				     l->setting ? "the setting" : "the temporary", l->name);
	}
	return 0;
}

/* set_config('name', …) whose value is not written there; SET is simply run again. */
static int learn_settings(struct pg_conn *c, const char *text, size_t len, uint32_t facts,
			  struct wb_error *err)
{
	static const char call[] = "set_config";
	const size_t n = sizeof(call) - 1;

	for (size_t i = 0; !(facts & WB_PIECE_SESSION) && i + n < len; i++) {
		size_t begin = i + n, end;

		if (strncasecmp(text + i, call, n) != 0)
			continue;
		while (begin < len && (text[begin] == ' ' || text[begin] == '('))
			begin++;
		begin += begin < len && text[begin] == '\'';
		for (end = begin; end < len && (is_letter(text[end]) || text[end] == '.');)
			end++;
		if (begin == len || text[begin - 1] != '\'' || end == len || text[end] != '\'')
			end = begin;
		if (add(&c->looked_up, true, text + begin, end - begin, err) < 0)
			return err->status;
	}
	return 0;
}

/* ------------------------------------------------------------------ remembering */

static void add_lines(const struct pg_lost *l, struct wb_text *out)
{
	for (; l; l = l->next) {
		kit_add(out, l->setting ? ",'s " : ",'t ");
		for (const char *at = l->name; *at; at++) {
			char hex[3];

			snprintf(hex, sizeof(hex), "%02x", (unsigned char)*at);
			kit_add(out, hex);
		}
		kit_add(out, "'");
	}
}

int pg_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		struct wb_text *out_sql, struct wb_error *err)
{
	struct pg_conn *c = conn;

	(void)fresh;
	if (!c)
		return 0;
	if (check(c, text, len, facts, err) < 0 || learn_settings(c, text, len, facts, err) < 0)
		return err->status;
	kit_add(out_sql,
		"SELECT pg_catalog.concat_ws(E'\\n',(SELECT pg_catalog.string_agg('t ' || "
		"pg_catalog.encode(pg_catalog.convert_to(o.name::text,'UTF8'),'hex'),E'\\n') FROM "
		"(SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = "
		"pg_catalog.pg_my_temp_schema() AND relkind IN ('r','p','v','S','f') UNION SELECT "
		"proname FROM pg_catalog.pg_proc WHERE pronamespace = "
		"pg_catalog.pg_my_temp_schema()) o (name))");
	add_lines(c->lost, out_sql);
	add_lines(c->looked_up, out_sql);
	kit_add(out_sql, ")");
	return 0;
}

/* ------------------------------------------------------------------ recalling */

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int pg_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	struct pg_conn *c = conn;

	(void)undone;
	pg_lost_release(c);
	c->resumed = true;
	while (memory && *memory) {
		size_t len = strcspn(memory, "\n"), n = 0;
		char name[256];

		for (size_t i = 2; i + 1 < len && n + 1 < sizeof(name); i += 2)
			name[n++] = (char)(digit(memory[i]) << 4 | digit(memory[i + 1]));
		if (add(&c->lost, *memory == 's', name, n, err) < 0)
			return err->status;
		memory += len + (memory[len] == '\n');
	}
	return 0;
}
