/* SPDX-License-Identifier: MIT */
/* Parts of what SHOW CREATE says, and going through it. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

struct kit_part maria_between(const struct maria_scan *s, size_t begin, size_t end)
{
	while (end > begin && (s->text[end - 1] == ' ' || s->text[end - 1] == '\n'))
		end--;
	while (begin < end && (s->text[begin] == ' ' || s->text[begin] == '\n'))
		begin++;
	return (struct kit_part){ s->text + begin, end - begin };
}

struct kit_part maria_token(const struct maria_scan *s)
{
	return (struct kit_part){ s->text + s->word, s->end - s->word };
}

bool maria_part_is(struct kit_part part, const char *word)
{
	return part.len == strlen(word) && strncasecmp(part.at, word, part.len) == 0;
}

char maria_unescaped(char c)
{
	return c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
}

char *maria_part_plain(struct kit_part part)
{
	const char quote =
		part.len > 1 && (part.at[0] == '\'' || part.at[0] == '`') ? part.at[0] : '\0';
	size_t i = quote ? 1 : 0, end = part.len - i, n = 0;
	char *out = malloc(part.len + 1);

	while (out && i < end) {
		if (quote == '\'' && part.at[i] == '\\' && i + 1 < end) {
			out[n++] = maria_unescaped(part.at[i + 1]);
			i += 2;
			continue;
		}
		if (part.at[i] == quote && i + 1 < end)
			i++;
		out[n++] = part.at[i++];
	}
	if (out)
		out[n] = '\0';
	return out;
}

char *maria_part_list(struct kit_part part)
{
	struct maria_scan s = maria_scan_of(part.at, part.len, 0);
	char *out = malloc(part.len * 2 + 1);
	size_t n = 0, last = 0;

	if (!out)
		return NULL;
	while (maria_more(&s)) {
		if (n && s.word > last)
			out[n++] = ' ';
		if (maria_mark(&s, ',')) {
			out[n++] = ',';
			last = s.end - 1;
			continue;
		}
		maria_unquote(&s, out + n, part.len + 1);
		n += strlen(out + n);
		last = s.end;
	}
	out[n] = '\0';
	return out;
}

bool maria_grow(void **items, size_t *room, size_t count, size_t size)
{
	size_t wanted = *room ? *room * 2 : 8;
	void *grown;

	if (count < *room)
		return true;
	grown = realloc(*items, wanted * size);
	if (!grown)
		return false;
	*items = grown;
	*room = wanted;
	return true;
}

/* At an opening parenthesis: go to the one that closes it; what is between them. */
struct kit_part maria_parens(struct maria_scan *s)
{
	size_t begin = s->end;
	int depth = 1;

	while (depth && maria_more(s))
		depth += maria_mark(s, '(') ? 1 : maria_mark(s, ')') ? -1 : 0;
	return maria_between(s, begin, depth ? s->len : s->word);
}

/* Go on to the next opening parenthesis; what is in it. */
struct kit_part maria_next_parens(struct maria_scan *s)
{
	while (!maria_mark(s, '('))
		if (!maria_more(s))
			return (struct kit_part){ 0 };
	return maria_parens(s);
}
