/* SPDX-License-Identifier: MIT */
/* SQLite keeps DDL as it was typed. Two texts that differ in blanks, comments, quotes or the case
 * of words mean the same. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

void sqlite_note_name(struct kit_names *names, struct kit_part name)
{
	char *text = kit_unquoted(name);

	if (text) {
		kit_fold(text);
		kit_names_add(names, text);
	} else {
		names->failed = true;
	}
	free(text);
}

bool sqlite_knows_name(const struct kit_names *names, const char *name)
{
	char *folded = strdup(name);
	bool found;

	if (!folded)
		return false;
	kit_fold(folded);
	found = kit_names_have(names, folded);
	free(folded);
	return found;
}

static void add_quoted(struct kit_text *out, const struct kit_names *names, struct kit_part token)
{
	char *plain = kit_unquoted(token), *folded = kit_unquoted(token);

	if (plain && folded) {
		kit_fold(folded);
		/* what no name explains is a string: SQLite takes double quotes for single ones
		 * there */
		if (token.at[0] == '"' && !kit_names_have(names, folded))
			kit_text_write(out, "%L", plain);
		else
			kit_text_add(out, folded);
	}
	out->failed = out->failed || !plain || !folded;
	free(plain);
	free(folded);
}

static void add_word(struct kit_text *out, struct kit_part token)
{
	for (size_t i = 0; i < token.len; i++) {
		char ch = token.at[i];

		ch = ch >= 'A' && ch <= 'Z' ? (char)(ch - 'A' + 'a') : ch;
		kit_text_append(out, &ch, 1);
	}
}

static bool wordish(int32_t token)
{
	return token == WB_TOKEN_WORD || token == WB_TOKEN_NAME || token == WB_TOKEN_NUMBER ||
	       token == WB_TOKEN_STRING;
}

static void add_token(struct kit_text *out, const struct kit_names *names,
		      const struct kit_words *c, int32_t before)
{
	struct kit_part token = { c->text + c->begin, c->end - c->begin };

	if (wordish(before) && wordish(c->token))
		kit_text_add(out, " ");
	if (c->token == WB_TOKEN_NAME)
		add_quoted(out, names, token);
	else if (c->token == WB_TOKEN_WORD || c->token == WB_TOKEN_NUMBER)
		add_word(out, token);
	else
		kit_text_append(out, token.at, token.len);
	/* lists are for people as well */
	if (kit_mark_is(c, ','))
		kit_text_add(out, " ");
}

void normal_add(struct kit_text *out, const struct kit_names *names, struct kit_part text)
{
	struct kit_words c;
	int32_t before = WB_TOKEN_END;

	for (kit_words_begin(&c, text.at, text.len, 0); !kit_words_ended(&c); kit_words_next(&c)) {
		add_token(out, names, &c, before);
		before = c.token;
	}
}

void normal_columns(struct kit_text *out, const struct kit_names *names, struct kit_part list)
{
	struct kit_words c;
	int32_t before = WB_TOKEN_END;
	size_t depth = 0;

	for (kit_words_begin(&c, list.at, list.len, 0); !kit_words_ended(&c); kit_words_next(&c)) {
		depth += kit_mark_is(&c, '(');
		depth -= depth && kit_mark_is(&c, ')');
		if (!depth && kit_word_is(&c, "asc"))
			continue;
		add_token(out, names, &c, before);
		before = c.token;
	}
}

/* A text without the parentheses around all of it. */
static struct kit_part strip(struct kit_part text)
{
	struct kit_words c;

	for (;;) {
		struct kit_part inner;

		kit_words_begin(&c, text.at, text.len, 0);
		if (!kit_mark_is(&c, '('))
			return text;
		inner = kit_parens_take(&c);
		if (c.token != WB_TOKEN_END)
			return text;
		text = inner;
	}
}

/* A word alone: one that SQLite knows, or a string without its quotes. */
static void default_word(struct kit_text *out, const struct kit_names *names, struct kit_part word,
			 bool *out_constant)
{
	static const char *const keywords[] = {
		"null", "true", "false", "current_time", "current_date", "current_timestamp"
	};
	char *plain;

	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (word.len == strlen(keywords[i]) &&
		    sqlite3_strnicmp(word.at, keywords[i], (int)word.len) == 0) {
			*out_constant = i < 3;
			normal_add(out, names, word);
			return;
		}
	plain = kit_unquoted(word);
	if (plain)
		kit_text_write(out, "%L", plain);
	else
		out->failed = true;
	free(plain);
}

void normal_default(struct kit_text *out, const struct kit_names *names, struct kit_part text,
		    bool *out_constant)
{
	struct kit_part inner = strip(text);
	struct kit_words c;
	int32_t first;

	kit_words_begin(&c, inner.at, inner.len, 0);
	*out_constant = true;
	first = c.token;
	if (first == WB_TOKEN_WORD || first == WB_TOKEN_NAME) {
		struct kit_part word = kit_part_take(&c);

		if (c.token == WB_TOKEN_END) {
			default_word(out, names, word, out_constant);
			return;
		}
		/* x'00' */
		*out_constant =
			word.len == 1 && (word.at[0] | 0x20) == 'x' && c.token == WB_TOKEN_STRING;
		if (*out_constant)
			kit_words_next(&c);
	} else {
		if (kit_mark_is(&c, '-') || kit_mark_is(&c, '+'))
			kit_words_next(&c);
		*out_constant = kit_number_take(&c) || c.token == WB_TOKEN_STRING;
		if (c.token == WB_TOKEN_STRING)
			kit_words_next(&c);
	}
	*out_constant = *out_constant && c.token == WB_TOKEN_END;
	normal_add(out, names, inner);
}
