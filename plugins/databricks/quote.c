/* SPDX-License-Identifier: MIT */
/* Names and literals as SQL. */
#include <stdio.h>
#include <string.h>

#include "databricks.h"

static void put_literal(struct kit_sink *out, const char *text, size_t len)
{
	kit_put(out, "'", 1);
	for (size_t i = 0; i < len; i++) {
		/* a quote is escaped and not doubled: before Spark 4 two strings side by side are one */
		if (text[i] == '\'' || text[i] == '\\')
			kit_put(out, "\\", 1);
		/* ${NAME} would be replaced, in strings as well */
		if (text[i] == '$')
			kit_put(out, "\\u0024", 6);
		else if (text[i] == '\0')
			kit_put(out, "\\0", 2);
		else
			kit_put(out, text + i, 1);
	}
	kit_put(out, "'", 1);
}

static bool is_plain(const char *name)
{
	/* words that begin a clause where a name could stand are the only ones that must be quoted */
	static const char words[] =
		" anti cross except full inner intersect join lateral left minus natural null on "
		"right semi union using select from where table as and or not order group having "
		"end case when then else in is true false default constraint primary foreign check "
		"unique references column current_date current_timestamp current_user user ";
	char word[32];

	if (!*name || (*name >= '0' && *name <= '9'))
		return false;
	if (name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")])
		return false;
	snprintf(word, sizeof(word), " %s ", name);
	return !strstr(words, word);
}

static void put_name(struct kit_sink *out, const char *name)
{
	if (is_plain(name))
		kit_put(out, name, strlen(name));
	else
		kit_put_quoted(out, '`', false, name, strlen(name));
}

const struct kit_dialect brick_sql = {
	.lexical = BRICK_LEXICAL, .quote = '`', .name = put_name, .literal = put_literal
};

int brick_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
		struct wb_error *err)
{
	struct kit_sink to = { .engines = out };

	(void)conn;
	if (literal) {
		put_literal(&to, text.at, text.len);
		return 0;
	}
	if (!text.len || text.len > 255 || memchr(text.at, '\0', text.len))
		return kit_host->fail(err, WB_E_UNSUPPORTED,
				      "a name here has 1 to 255 characters, none of them NUL");
	kit_put_quoted(&to, '`', false, text.at, text.len);
	return 0;
}
