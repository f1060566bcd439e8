/* SPDX-License-Identifier: MIT */
/* Temporary tables and their like, and settings whose value was looked up: what goes with a session. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "postgresql.h"

void pg_lost_release(struct pg_conn *c)
{
	c->sets_role = c->sets_user = c->sets_reading = false;
	kit_lost_release(&c->lost);
	kit_lost_release(&c->looked_up);
}

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* What only sets up the session reads neither tables nor settings, but for the text that it prepares. */
static bool only_sets_up(const char *text, size_t len, uint32_t facts)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	return (facts & WB_PIECE_SESSION) && !kit_word_is(&w, "PREPARE");
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
		if (kit_lost_add(&c->looked_up, true, text + begin, end - begin, err) < 0)
			return err->status;
	}
	return 0;
}

static void add_lines(const struct kit_lost *l, struct wb_text *out)
{
	for (; l; l = l->next) {
		kit_add(out, ",'");
		kit_lost_line(l, out);
		kit_add(out, "'");
	}
}

int pg_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		struct wb_text *out_sql, struct wb_error *err)
{
	const struct kit_part statement = { text, len };
	struct pg_conn *c = conn;

	(void)fresh;
	if (!c)
		return 0;
	c->sets_role |= kit_mentions(text, len, "role");
	c->sets_user |= kit_mentions(text, len, "authorization");
	c->sets_reading |= kit_mentions(text, len, "default_transaction_read_only") ||
			   kit_mentions(text, len, "characteristics");
	if (!only_sets_up(text, len, facts) &&
	    kit_lost_check(&c->lost, &statement, "session", false, err) < 0)
		return err->status;
	if (learn_settings(c, text, len, facts, err) < 0)
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

int pg_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	struct pg_conn *c = conn;

	(void)undone;
	pg_lost_release(c);
	c->resumed = true;
	/* statements that are not handed in here again may have */
	c->sets_role = c->sets_user = c->sets_reading = true;
	return kit_lost_read(&c->lost, memory, err);
}
