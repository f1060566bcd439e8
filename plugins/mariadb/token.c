/* SPDX-License-Identifier: MIT */
/* Tokens as the server and its client see them. Executable comments are code: their signs are
 * blanks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$' || c == '@' || (unsigned char)c >= 0x80;
}

static bool at_delimiter(const struct maria_scan *s, size_t i)
{
	size_t len;

	if (!s->delimiter || s->text[i] != s->delimiter[0])
		return false;
	len = strlen(s->delimiter);
	return s->len - i >= len && memcmp(s->text + i, s->delimiter, len) == 0;
}

/* May more text make a delimiter, or a sign of several bytes, of what stands at the end? */
static bool cut(const struct maria_scan *s, size_t i, size_t need)
{
	return !s->last && s->len - i < need;
}

static enum maria_kind give(struct maria_scan *s, enum maria_kind kind, size_t begin, size_t end)
{
	s->kind = kind;
	s->word = begin;
	if (kind != MARIA_MORE)
		s->end = end;
	return kind;
}

/* Two dashes begin a comment before a blank or a control character, and at the end. */
static bool is_dash_comment(const struct maria_scan *s, size_t i)
{
	return s->text[i] == '-' && i + 1 < s->len && s->text[i + 1] == '-' &&
	       (i + 2 >= s->len || (unsigned char)s->text[i + 2] <= ' ');
}

/* The bytes that open an executable comment at `i`; 0: it is none. The one that begins a dump is
 * for the client alone. */
static size_t opens_code(const struct maria_scan *s, size_t i)
{
	size_t n = 2;

	if (i + n < s->len && s->text[i + n] == 'M')
		n++;
	if (i + n >= s->len || s->text[i + n] != '!')
		return 0;
	n++;
	if (s->len - i >= n + 7 && memcmp(s->text + i + n, "999999\\", 7) == 0)
		return 0;
	while (i + n < s->len && s->text[i + n] >= '0' && s->text[i + n] <= '9')
		n++;
	return n;
}

/* A blank or comment at *i: 1 it was passed; 0 there is none; negative: cut off (*kind says
 * how). */
static int pass_blank(struct maria_scan *s, size_t *i, size_t *code_begin, enum maria_kind *kind)
{
	const char *text = s->text, *found;
	size_t at = *i, n;

	*kind = s->last ? MARIA_TORN : MARIA_MORE;
	if (is_blank(text[at])) {
		++*i;
		return 1;
	}
	if (text[at] == '#' || is_dash_comment(s, at)) {
		found = memchr(text + at, '\n', s->len - at);
		if (!found && !s->last)
			return -1;
		*i = found ? (size_t)(found - text) + 1 : s->len;
		return 1;
	}
	if (text[at] == '*' && s->code && at + 1 < s->len && text[at + 1] == '/') {
		s->code = false;
		*code_begin = SIZE_MAX;
		*i += 2;
		return 1;
	}
	if (text[at] != '/' || at + 1 >= s->len || text[at + 1] != '*')
		return 0;
	if (cut(s, at, 14))
		return -1;
	n = s->code ? 0 : opens_code(s, at);
	if (n) {
		s->code = true;
		*code_begin = at;
		*i += n;
		return 1;
	}
	found = s->len - at > 2 ? memmem(text + at + 2, s->len - at - 2, "*/", 2) : NULL;
	if (!found)
		return -1;
	*i = (size_t)(found - text) + 2;
	return 1;
}

static enum maria_kind quoted(struct maria_scan *s, size_t begin)
{
	char quote = s->text[begin];
	bool name = quote == '`' || (quote == '"' && (s->mode & MARIA_ANSI_QUOTES));
	bool escapes = !name && !(s->mode & MARIA_NO_BACKSLASH);
	size_t i = begin + 1;

	while (i < s->len) {
		if (escapes && s->text[i] == '\\') {
			i += 2;
		} else if (s->text[i] != quote) {
			i++;
		} else if (i + 1 >= s->len && !s->last) {
			break;
		} else if (i + 1 < s->len && s->text[i + 1] == quote) {
			i += 2;
		} else {
			return give(s, name ? MARIA_NAME : MARIA_STRING, begin, i + 1);
		}
	}
	return give(s, s->last ? MARIA_TORN : MARIA_MORE, begin, s->len);
}

static enum maria_kind word(struct maria_scan *s, size_t begin)
{
	bool usual = !s->delimiter || s->delimiter[0] == ';';
	size_t i = begin;

	while (i < s->len && is_word(s->text[i]) && (usual || !at_delimiter(s, i)))
		i++;
	if (i == s->len && !s->last)
		return give(s, MARIA_MORE, begin, i);
	return give(s, MARIA_WORD, begin, i);
}

/* The next token; after MARIA_MORE the scan goes on where it was. */
static enum maria_kind find(struct maria_scan *s)
{
	size_t i = s->end, code_begin = SIZE_MAX, need = s->delimiter ? strlen(s->delimiter) : 1;
	enum maria_kind kind;

	for (;;) {
		int rc;

		if (i >= s->len)
			break;
		if (cut(s, i, need > 3 ? need : 3)) {
			s->begin = i;
			return give(s, MARIA_MORE, i, i);
		}
		if (at_delimiter(s, i)) {
			s->begin = i;
			return give(s, MARIA_CLOSE, i, i + need);
		}
		rc = pass_blank(s, &i, &code_begin, &kind);
		if (rc < 0) {
			s->begin = i;
			return give(s, kind, i, s->len);
		}
		if (rc == 0)
			break;
	}
	if (i >= s->len) {
		s->begin = i;
		return give(s,
			    s->code && s->last ? MARIA_TORN
			    : s->last          ? MARIA_END
					       : MARIA_MORE,
			    i, i);
	}
	s->begin = code_begin == SIZE_MAX ? i : code_begin;
	switch (s->text[i]) {
	case '\'':
	case '"':
	case '`':
		return quoted(s, i);
	case '\\':
		return give(s, MARIA_ESCAPE, i, i + 1);
	default:
		return is_word(s->text[i]) ? word(s, i) : give(s, MARIA_MARK, i, i + 1);
	}
}

enum maria_kind maria_next(struct maria_scan *s)
{
	const bool code = s->code;

	if (find(s) == MARIA_MORE)
		s->code = code;
	return s->kind;
}

bool maria_ended(const struct maria_scan *s)
{
	return s->kind == MARIA_END || s->kind == MARIA_TORN;
}

bool maria_more(struct maria_scan *s)
{
	maria_next(s);
	return !maria_ended(s);
}

struct maria_scan maria_scan_of(const char *text, size_t len, uint32_t mode)
{
	return (struct maria_scan){ .text = text, .len = len, .mode = mode, .last = true };
}

struct maria_scan maria_first(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan s = maria_scan_of(text, len, mode);

	maria_next(&s);
	return s;
}

/* Most words differ in their first letter. */
bool maria_is(const struct maria_scan *s, const char *what)
{
	size_t len;

	if (s->kind != MARIA_WORD || s->word == s->end || ((s->text[s->word] ^ *what) & ~0x20))
		return false;
	len = strlen(what);
	return s->end - s->word == len && strncasecmp(s->text + s->word, what, len) == 0;
}

bool maria_one_of(const struct maria_scan *s, const char *const *words)
{
	for (; *words; words++)
		if (maria_is(s, *words))
			return true;
	return false;
}

bool maria_mark(const struct maria_scan *s, char mark)
{
	return s->kind == MARIA_MARK && s->text[s->word] == mark;
}

void maria_unquote(const struct maria_scan *s, char *out, size_t size)
{
	size_t i = s->word, end = s->end, n = 0;
	char quote = 0;

	if (s->kind == MARIA_STRING || s->kind == MARIA_NAME) {
		quote = s->text[i++];
		end--;
	}
	while (i < end && n + 1 < size) {
		if (quote && i + 1 < end &&
		    ((s->text[i] == quote && s->text[i + 1] == quote) ||
		     (s->kind == MARIA_STRING && s->text[i] == '\\' &&
		      !(s->mode & MARIA_NO_BACKSLASH))))
			i++;
		out[n++] = s->text[i++];
	}
	out[n] = '\0';
}

char *maria_unquoted(const struct maria_scan *s)
{
	const size_t size = s->end - s->word + 1;
	char *out = malloc(size);

	if (out)
		maria_unquote(s, out, size);
	return out;
}

void maria_read_name(struct maria_scan *s, const char *schema, struct maria_name *out)
{
	snprintf(out->schema, sizeof(out->schema), "%s", schema);
	maria_unquote(s, out->name, sizeof(out->name));
	maria_next(s);
	if (!maria_mark(s, '.'))
		return;
	maria_next(s);
	memcpy(out->schema, out->name, sizeof(out->schema));
	maria_unquote(s, out->name, sizeof(out->name));
	maria_next(s);
}
