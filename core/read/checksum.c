/* SPDX-License-Identifier: MIT */
#include "checksum.h"

#include <string.h>

#include "lex/lex_token.h"
#include "base/text.h"

enum state {
	IN_TEXT,
	AFTER_DASH,  /* a dash, not written yet */
	AFTER_SLASH, /* a slash, not written yet */
	IN_LINE,     /* a -- comment */
	IN_BLOCK,    /* a block comment … */
	AFTER_STAR,  /* … behind a star */
	IN_QUOTES,
	IN_TAG, /* a $ and what may become a tag; in `tag`, not written yet */
	IN_DOLLARS
};

/* ------------------------------------------------------------------ writing */

static void flush(struct checksum *c)
{
	if (c->out_len)
		digest_add(&c->digest, c->out, c->out_len);
	c->out_len = 0;
}

static void copy(struct checksum *c, const char *text, size_t len)
{
	if (len > sizeof(c->out) - c->out_len) {
		flush(c);
		if (len > sizeof(c->out)) {
			digest_add(&c->digest, text, len);
			return;
		}
	}
	memcpy(c->out + c->out_len, text, len);
	c->out_len += len;
}

/* Write text, and in front of it the space that is due. */
static void put(struct checksum *c, const char *text, size_t len)
{
	if (c->space && c->any)
		copy(c, " ", 1);
	c->space = false;
	c->any = true;
	copy(c, text, len);
}

/* -------------------------------------------------------------- reading: each takes what it can */

/* Bytes that have no meaning but themselves, between single spaces too, which most of SQL is made
 * of. */
static const char *plain(struct checksum *c, const char *p, const char *end,
			 const bool special[256])
{
	const char *begin = p;

	for (;;) {
		while (p < end && !special[(unsigned char)*p])
			p++;
		if (p == begin || end - p < 2 || *p != ' ' || special[(unsigned char)p[1]])
			break;
		p += 2;
	}
	if (p > begin) {
		put(c, begin, (size_t)(p - begin));
		c->word = lex_is_word(p[-1]);
	}
	return p;
}

/* clang-format off */
static const bool special_in_text[256] = {
	['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true, [' '] = true,
	['-'] = true, ['/'] = true, ['\''] = true, ['"'] = true, ['`'] = true, ['$'] = true,
};
static const bool special_in_block[256] = {
	['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true, [' '] = true,
	['*'] = true,
};
/* clang-format on */

static const char *in_text(struct checksum *c, const char *p, const char *end)
{
	p = plain(c, p, end, special_in_text);
	if (p == end)
		return p;
	switch (*p) {
	case '-':
		c->state = AFTER_DASH;
		break;
	case '/':
		c->state = AFTER_SLASH;
		break;
	case '\'':
	case '"':
	case '`':
		c->state = IN_QUOTES;
		c->quote = *p;
		put(c, p, 1);
		break;
	case '$':
		if (c->word) {
			put(c, p, 1);
			return p + 1;
		}
		c->state = IN_TAG;
		c->tag[0] = '$';
		c->tag_len = 1;
		break;
	default:
		c->space = true;
	}
	c->word = false;
	return p + 1;
}

/* Behind one dash or slash. A second one, or a star, makes it a comment; else it is text, and what
 * follows is looked at again. */
static const char *after_mark(struct checksum *c, const char *p)
{
	if (c->state == AFTER_DASH && *p == '-') {
		c->state = IN_LINE;
		c->space = true;
		return p + 1;
	}
	if (c->state == AFTER_SLASH && *p == '*') {
		c->state = IN_BLOCK;
		put(c, "/*", 2);
		return p + 1;
	}
	put(c, c->state == AFTER_DASH ? "-" : "/", 1);
	c->state = IN_TEXT;
	return p;
}

static const char *in_line(struct checksum *c, const char *p, const char *end)
{
	const char *feed = memchr(p, '\n', (size_t)(end - p));

	if (!feed)
		return end;
	c->state = IN_TEXT;
	return feed;
}

static const char *in_block(struct checksum *c, const char *p, const char *end)
{
	if (c->state == AFTER_STAR && *p == '/') {
		put(c, p, 1);
		c->state = IN_TEXT;
		c->word = false;
		return p + 1;
	}
	c->state = IN_BLOCK;
	p = plain(c, p, end, special_in_block);
	if (p == end)
		return p;
	if (*p == '*') {
		put(c, p, 1);
		c->state = AFTER_STAR;
	} else {
		c->space = true;
	}
	return p + 1;
}

static const char *in_quotes(struct checksum *c, const char *p, const char *end)
{
	const char *close = memchr(p, c->quote, (size_t)(end - p));
	const char *to = close ? close + 1 : end;

	put(c, p, (size_t)(to - p));
	if (close)
		c->state = IN_TEXT;
	return to;
}

static const char *in_tag(struct checksum *c, const char *p)
{
	bool first = c->tag_len == 1;

	if (*p == '$') {
		c->tag[c->tag_len++] = '$';
		put(c, c->tag, c->tag_len);
		c->state = IN_DOLLARS;
		c->match = 0;
		return p + 1;
	}
	if (lex_is(*p, first ? LEX_LETTER : LEX_LETTER | LEX_DIGIT) &&
	    c->tag_len <= CHECKSUM_TAG_MAX) {
		c->tag[c->tag_len++] = *p;
		return p + 1;
	}
	put(c, c->tag, c->tag_len);
	c->state = IN_TEXT;
	c->word = true;
	return p;
}

/* A $ stands at both ends of a tag and nowhere else in it: where a match fails, at most that $ is
 * the beginning of another one. */
static const char *in_dollars(struct checksum *c, const char *p, const char *end)
{
	const char *begin = p;

	while (p < end && c->match < c->tag_len) {
		if (c->match == 0 && *p != '$') {
			p = memchr(p, '$', (size_t)(end - p));
			p = p ? p : end;
			continue;
		}
		c->match = *p == c->tag[c->match] ? c->match + 1 : *p == '$';
		p++;
	}
	put(c, begin, (size_t)(p - begin));
	if (c->match == c->tag_len)
		c->state = IN_TEXT;
	return p;
}

/* Text without CR LF. */
static void feed(struct checksum *c, const char *p, size_t len)
{
	const char *end = p + len;

	while (p < end) {
		switch ((enum state)c->state) {
		case IN_TEXT:
			p = in_text(c, p, end);
			break;
		case AFTER_DASH:
		case AFTER_SLASH:
			p = after_mark(c, p);
			break;
		case IN_LINE:
			p = in_line(c, p, end);
			break;
		case IN_BLOCK:
		case AFTER_STAR:
			p = in_block(c, p, end);
			break;
		case IN_QUOTES:
			p = in_quotes(c, p, end);
			break;
		case IN_TAG:
			p = in_tag(c, p);
			break;
		case IN_DOLLARS:
			p = in_dollars(c, p, end);
			break;
		}
	}
}

/* ------------------------------------------------------------------ the whole */

void checksum_init(struct checksum *c)
{
	memset(c, 0, offsetof(struct checksum, out));
	digest_init(&c->digest);
}

void checksum_add(struct checksum *c, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *cr;

		if (c->cr && *text != '\n')
			feed(c, "\r", 1);
		c->cr = false;
		cr = memchr(text, '\r', (size_t)(end - text));
		feed(c, text, (size_t)((cr ? cr : end) - text));
		if (!cr)
			return;
		c->cr = true;
		text = cr + 1;
	}
}

void checksum_final(struct checksum *c, char out[CHECKSUM_SIZE])
{
	if (c->cr)
		feed(c, "\r", 1);
	if (c->state == AFTER_DASH || c->state == AFTER_SLASH)
		put(c, c->state == AFTER_DASH ? "-" : "/", 1);
	else if (c->state == IN_TAG)
		put(c, c->tag, c->tag_len);
	flush(c);
	memcpy(out, "1:", 2);
	digest_hex(&c->digest, out + 2);
}
