/* SPDX-License-Identifier: MIT */
#include "buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void wipe(char *data, size_t len)
{
	if (data)
		explicit_bzero(data, len);
}

static bool grow(struct buf *b, size_t need)
{
	size_t room = b->room ? b->room : 64;
	char *grown;

	while (room < need)
		room *= 2;
	if (b->secret) {
		/* realloc would leave a copy behind */
		grown = malloc(room);
		if (grown && b->data) {
			memcpy(grown, b->data, b->len);
			wipe(b->data, b->room);
			free(b->data);
		}
	} else {
		grown = realloc(b->data, room);
	}
	if (!grown) {
		b->failed = true;
		return false;
	}
	b->data = grown;
	b->room = room;
	return true;
}

char *buf_reserve(struct buf *b, size_t more)
{
	size_t max = b->max ? b->max : BUF_MAX;

	if (b->failed)
		return NULL;
	if (more >= max || b->len >= max - more) {
		b->failed = true;
		return NULL;
	}
	if (b->len + more + 1 > b->room && !grow(b, b->len + more + 1))
		return NULL;
	return b->data + b->len;
}

void buf_add(struct buf *b, const char *data, size_t len)
{
	char *to = buf_reserve(b, len);

	if (!to)
		return;
	if (len)
		memcpy(to, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_str(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_in_line(struct buf *buf, const char *text)
{
	for (; *text; text++)
		buf_char(buf, (unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text);
}

void buf_char(struct buf *b, char c)
{
	char *to = buf_reserve(b, 1);

	if (!to)
		return;
	to[0] = c;
	to[1] = '\0';
	b->len++;
}

void buf_vprintf(struct buf *b, const char *format, va_list args)
{
	va_list again;
	int len;
	char *to;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	to = len < 0 ? NULL : buf_reserve(b, (size_t)len);
	if (to) {
		vsnprintf(to, (size_t)len + 1, format, again);
		b->len += (size_t)len;
	} else {
		b->failed = true;
	}
	va_end(again);
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(b, format, args);
	va_end(args);
}

void buf_consume(struct buf *b, size_t len)
{
	if (!len)
		return;
	b->len -= len;
	memmove(b->data, b->data + len, b->len);
	b->data[b->len] = '\0';
}

const char *buf_text(const struct buf *b)
{
	return b->data && b->len ? b->data : "";
}

char *buf_take(struct buf *b)
{
	char *data;

	if (!b->failed && !b->data)
		buf_add(b, "", 0);
	if (b->failed) {
		buf_release(b);
		return NULL;
	}
	data = b->data;
	b->data = NULL;
	b->len = b->room = 0;
	return data;
}

void buf_clear(struct buf *b)
{
	if (b->secret)
		wipe(b->data, b->room);
	b->len = 0;
	b->failed = false;
	if (b->data)
		b->data[0] = '\0';
}

void buf_release(struct buf *b)
{
	if (b->secret)
		wipe(b->data, b->room);
	free(b->data);
	b->data = NULL;
	b->len = b->room = 0;
	b->failed = false;
}
