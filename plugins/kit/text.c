/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/text.h>

/* ------------------------------------------------------------------ own texts */

static bool make_room(struct kit_text *text, size_t len)
{
	size_t room = text->room ? text->room : 128;
	char *grown;

	if (text->failed || len >= SIZE_MAX / 4 - text->len)
		return false;
	while (room <= text->len + len)
		room *= 2;
	if (room == text->room)
		return true;
	grown = realloc(text->data, room);
	if (grown) {
		text->data = grown;
		text->room = room;
	}
	return grown != NULL;
}

void kit_text_append(struct kit_text *text, const char *data, size_t len)
{
	if (!make_room(text, len)) {
		text->failed = true;
		return;
	}
	if (len)
		memcpy(text->data + text->len, data, len);
	text->len += len;
	text->data[text->len] = '\0';
}

void kit_text_add(struct kit_text *text, const char *data)
{
	kit_text_append(text, data, strlen(data));
}

void kit_text_comma(struct kit_text *text)
{
	if (text->len)
		kit_text_append(text, ", ", 2);
}

void kit_text_release(struct kit_text *text)
{
	free(text->data);
	*text = (struct kit_text){ 0 };
}

char *kit_text_take(struct kit_text *text)
{
	char *data;

	kit_text_append(text, "", 0);
	data = text->failed ? NULL : text->data;
	if (text->failed)
		free(text->data);
	*text = (struct kit_text){ 0 };
	return data;
}

int kit_text_give(struct kit_text *text, struct wb_text *out, struct wb_error *err)
{
	int rc = text->failed ? kit_no_memory(err) : 0;

	if (rc == 0 && text->len)
		kit_host->append(out, text->data, text->len);
	kit_text_release(text);
	return rc;
}

/* ------------------------------------------------------------------ patterns */

void kit_put(struct kit_sink *out, const char *data, size_t len)
{
	if (out->engines)
		kit_host->append(out->engines, data, len);
	else
		kit_text_append(out->own, data, len);
}

static void put(struct kit_sink *out, const char *data)
{
	kit_put(out, data, strlen(data));
}

void kit_put_quoted(struct kit_sink *out, char quote, bool escape, const char *data, size_t len)
{
	const char other = escape ? '\\' : quote;

	kit_put(out, &quote, 1);
	for (const char *end = data + len; data < end;) {
		size_t part = 0;

		while (data + part < end && data[part] != quote && data[part] != other)
			part++;
		kit_put(out, data, part);
		data += part;
		if (data < end) {
			kit_put(out, data, 1);
			kit_put(out, data++, 1);
		}
	}
	kit_put(out, &quote, 1);
}

static void put_name(struct kit_sink *out, const char *name, bool quoted)
{
	if (quoted || !kit_dialect->name)
		kit_put_quoted(out, kit_dialect->quote, false, name, strlen(name));
	else
		kit_dialect->name(out, name);
}

static void put_literal(struct kit_sink *out, const char *text, size_t len)
{
	if (!text)
		put(out, "NULL");
	else if (kit_dialect->literal)
		kit_dialect->literal(out, text, len);
	else
		kit_put_quoted(out, '\'', false, text, len);
}

static void put_qualified(struct kit_sink *out, const char *space, const char *name)
{
	if (space) {
		put_name(out, space, false);
		put(out, ".");
	}
	put_name(out, name, false);
}

static void put_table(struct kit_sink *out, const char *home, const char *table)
{
	if (home && *home) {
		put_name(out, home, true);
		put(out, ".");
	}
	put(out, table);
}

static void put_number(struct kit_sink *out, int64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, number);
	put(out, digits);
}

static void put_by(struct kit_sink *out, char how, va_list *args)
{
	const struct wb_object *o;
	const char *text;

	switch (how) {
	case 's':
		text = va_arg(*args, const char *);
		put(out, text ? text : "");
		break;
	case 'S':
		text = va_arg(*args, const char *);
		kit_put(out, text, va_arg(*args, size_t));
		break;
	case 'I':
	case 'N':
		put_name(out, va_arg(*args, const char *), how == 'N');
		break;
	case 'L':
		text = va_arg(*args, const char *);
		put_literal(out, text, text ? strlen(text) : 0);
		break;
	case 'M':
		text = va_arg(*args, const char *);
		put_literal(out, text, va_arg(*args, size_t));
		break;
	case 'T':
		text = va_arg(*args, const char *);
		put_table(out, text, va_arg(*args, const char *));
		break;
	case 'd':
		put_number(out, va_arg(*args, int64_t));
		break;
	case 'z':
		put_number(out, (int64_t)va_arg(*args, size_t));
		break;
	case 'Q':
	case 'P':
		o = va_arg(*args, const struct wb_object *);
		put_qualified(out, o->namespace_, how == 'Q' ? o->name : o->parent);
		break;
	default:
		put(out, "%");
	}
}

static void write_pattern(struct kit_sink *out, const char *pattern, va_list *args)
{
	const char *percent;

	while ((percent = strchr(pattern, '%')) && percent[1]) {
		kit_put(out, pattern, (size_t)(percent - pattern));
		put_by(out, percent[1], args);
		pattern = percent + 2;
	}
	put(out, pattern);
}

void kit_add(struct wb_text *out, const char *data)
{
	kit_host->append(out, data, strlen(data));
}

void kit_write(struct wb_text *out, const char *pattern, ...)
{
	struct kit_sink sink = { .engines = out };
	va_list args;

	va_start(args, pattern);
	write_pattern(&sink, pattern, &args);
	va_end(args);
}

void kit_text_write(struct kit_text *text, const char *pattern, ...)
{
	struct kit_sink sink = { .own = text };
	va_list args;

	va_start(args, pattern);
	write_pattern(&sink, pattern, &args);
	va_end(args);
}

char *kit_text_make(const char *pattern, ...)
{
	struct kit_text text = { 0 };
	struct kit_sink sink = { .own = &text };
	va_list args;

	va_start(args, pattern);
	write_pattern(&sink, pattern, &args);
	va_end(args);
	return kit_text_take(&text);
}
