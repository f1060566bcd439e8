/* SPDX-License-Identifier: MIT */
/* `-- expect:` lines. */
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "source.h"
#include "base/text.h"

/* A comment line that asks for something: what stands behind its colon. */
struct found {
	const char *text; /* NULL: there is none */
	size_t len;
};

static void look_at_comment(const char *text, size_t len, struct found *out)
{
	static const char key[] = "expect:";

	len = text_trim(&text, len);
	if (len < sizeof(key) - 1 || strncasecmp(text, key, sizeof(key) - 1) != 0)
		return;
	out->text = text + sizeof(key) - 1;
	out->len = text_trim(&out->text, len - (sizeof(key) - 1));
}

/* The last one among comments and blanks. */
static struct found find(const char *text, size_t len)
{
	const char *end = text + len, *close;
	struct found found = { 0 };

	while (end - text >= 2) {
		if (*text == '#' || memcmp(text, "--", 2) == 0) {
			close = memchr(text, '\n', (size_t)(end - text));
			close = close ? close : end;
			if (*text == '-')
				look_at_comment(text + 2, (size_t)(close - text) - 2, &found);
			text = close;
		} else if (memcmp(text, "/*", 2) == 0) {
			close = memmem(text + 2, (size_t)(end - text) - 2, "*/", 2);
			text = close ? close + 2 : end;
		} else {
			text++;
		}
	}
	return found;
}

static int fail(const struct statement *statement, const char *what, const struct found *found,
		struct wb_error *err)
{
	if (err && !err->line)
		err->line =
			statement->line -
			(uint32_t)text_lines(found->text, (size_t)(statement->text +
								   statement->token - found->text));
	return wb_error_set(err, WB_E_REVISION, "-- expect: %.*s: %s",
			    found->len > 100 ? 100 : (int)found->len, found->text, what);
}

/* The value has quotes of one kind around it, and inside only doubled ones. */
static int take_quoted(const struct statement *statement, const struct found *found,
		       struct expect *out, struct wb_error *err)
{
	char quote = found->text[0];
	size_t at = 1;

	while (at < found->len && !(found->text[at] == quote &&
				    (at + 1 == found->len || found->text[at + 1] != quote)))
		at += found->text[at] == quote ? 2 : 1;
	if (at >= found->len)
		return fail(statement, "the closing quote is missing", found, err);
	if (at + 1 != found->len)
		return fail(statement, "something follows the closing quote", found, err);
	*out = (struct expect){ .kind = EXPECT_VALUE,
				.value = found->text + 1,
				.value_len = found->len - 2,
				.quote = quote };
	return 0;
}

static bool is_phrase(const struct found *found, const char *phrase)
{
	return found->len == strlen(phrase) && strncasecmp(found->text, phrase, found->len) == 0;
}

int expect_read(const struct statement *statement, struct expect *out, struct wb_error *err)
{
	struct found found = find(statement->text, statement->token);

	if (!found.text) {
		*out = (struct expect){ .kind = EXPECT_NOTHING };
		return 0;
	}
	if (!found.len)
		return fail(statement, "nothing is asked for; '' is an empty text", &found, err);
	if (*found.text == '\'' || *found.text == '"')
		return take_quoted(statement, &found, out, err);
	*out = (struct expect){ .kind = EXPECT_VALUE, .value = found.text, .value_len = found.len };
	if (is_phrase(&found, "NULL"))
		out->kind = EXPECT_NULL;
	else if (is_phrase(&found, "rows"))
		out->kind = EXPECT_ROWS;
	else if (is_phrase(&found, "no rows"))
		out->kind = EXPECT_NO_ROWS;
	return 0;
}

bool expect_equal(const struct expect *expect, const char *text, size_t len)
{
	size_t at = 0, i = 0;

	if (!expect->quote)
		return len == expect->value_len && (!len || memcmp(text, expect->value, len) == 0);
	for (; at < expect->value_len && i < len; at++, i++) {
		if (expect->value[at] != text[i])
			return false;
		if (expect->value[at] == expect->quote)
			at++;
	}
	return at == expect->value_len && i == len;
}
