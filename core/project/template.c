/* SPDX-License-Identifier: MIT */
#include "template.h"

#include <stdbool.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/child.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "read/header.h"

#define TEMPLATE_MAX ((size_t)1 << 20)
#define GIT_MOST 1024
#define GIT_LIMIT_MS 5000

/* ------------------------------------------------------------------ who writes it */

/* What git knows is welcome, and nothing is missing without it. */
static void ask_git(const char *key, struct buf *out)
{
	char git[] = "git", config[] = "config", get[] = "--get";
	char *const words[] = { git, config, get, (char *)key, NULL };
	const struct child child = {
		.words = words, .limit_ms = GIT_LIMIT_MS, .most = GIT_MOST, .cuts = true
	};
	struct wb_error ignored = WB_ERROR_INIT;
	struct buf answer = { 0 }, said = { 0 };
	const char *text;
	size_t len;

	if (child_run(&child, &answer, &said, &ignored) == 0) {
		text = buf_text(&answer);
		len = text_trim(&text, answer.len);
		if (text_check_utf8(text, len) == len && text_check_shown(text, len) == len)
			buf_add(out, text, len);
	}
	buf_release(&answer);
	buf_release(&said);
}

static void add_author(struct buf *out)
{
	struct buf mail = { 0 };

	ask_git("user.name", out);
	ask_git("user.email", &mail);
	if (mail.len)
		buf_printf(out, "%s<%s>", out->len ? " " : "", buf_text(&mail));
	buf_release(&mail);
}

/* ------------------------------------------------------------------ filling in */

static void add_line(struct buf *out, const char *value)
{
	for (; *value; value++)
		buf_char(out, *value == '\n' || *value == '\r' ? ' ' : *value);
}

static bool is_name(const char *at, size_t len, const char *name, size_t *out_len)
{
	*out_len = strlen(name);
	return *out_len <= len && memcmp(at, name, *out_len) == 0;
}

static void fill(const char *text, size_t len, const struct template_values *v,
		 const struct buf *author, struct buf *out)
{
	const struct {
		const char *name, *value;
	} names[] = { { "{title}", v->title },
		      { "{rev}", v->id },
		      { "{date}", v->date },
		      { "{author}", buf_text(author) } };

	for (size_t i = 0; i < len;) {
		size_t n = 0, k = 0;

		while (k < sizeof(names) / sizeof(names[0]) &&
		       !is_name(text + i, len - i, names[k].name, &n))
			k++;
		if (k == sizeof(names) / sizeof(names[0])) {
			buf_char(out, text[i++]);
			continue;
		}
		add_line(out, names[k].value);
		i += n;
	}
}

/* ------------------------------------------------------------------ the file */

static bool is_ours(enum header_key key)
{
	return key != KEY_OTHER && !header_key_row(key)->of_people;
}

/* A line of the header says nothing that whimbrel says itself. */
static int check_line(const char *path, uint32_t number, const char *line, size_t len,
		      struct wb_error *err)
{
	size_t n, colon;

	len = text_trim(&line, len);
	if (!len)
		return 0;
	if (len < 2 || line[0] != '-' || line[1] != '-')
		return wb_error_set(err, WB_E_CONFIG,
				    "%s:%u: in front of its first section a template has lines "
				    "that begin with `--` alone",
				    path, (unsigned)number);
	line += 2;
	len -= 2;
	len = text_trim(&line, len);
	n = header_key_length(line, len, &colon);
	if (n && is_ours(header_key_find(line, n)))
		return wb_error_set(err, WB_E_CONFIG,
				    "%s:%u: '%.*s' is written by whimbrel itself: take it out of "
				    "the template",
				    path, (unsigned)number, (int)n, line);
	return 0;
}

/* Where the first section begins; all lines in front of it are checked. */
static int find_sections(const char *path, const struct buf *text, size_t *out,
			 struct wb_error *err)
{
	static const char marker[] = "-- migrate:";
	const char *at = buf_text(text), *end = at + text->len;
	uint32_t number = 0;

	while (at < end && strncmp(at, marker, sizeof(marker) - 1) != 0) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		const char *next = feed ? feed + 1 : end;

		if (check_line(path, ++number, at, (size_t)(next - at), err) < 0)
			return wb_error_kept(err);
		at = next;
	}
	*out = (size_t)(at - buf_text(text));
	return 0;
}

int template_read(const char *path, const struct template_values *values, struct buf *header,
		  struct buf *sections, struct wb_error *err)
{
	struct buf text = { 0 }, author = { 0 };
	size_t at = 0;
	int rc = file_read(path, TEMPLATE_MAX, &text, err);

	if (rc < 0)
		rc = wb_error_prefix(err, "template %s", path);
	else if (text_check_utf8(buf_text(&text), text.len) < text.len)
		rc = wb_error_set(err, WB_E_CONFIG, "template %s: it is not UTF-8", path);
	if (rc == 0)
		rc = find_sections(path, &text, &at, err);
	if (rc == 0 && strstr(buf_text(&text), "{author}"))
		add_author(&author);
	if (rc == 0) {
		const char *begin = buf_text(&text);
		size_t len = at;

		while (len && (begin[len - 1] == '\n' || begin[len - 1] == '\r'))
			len--;
		fill(begin, len, values, &author, header);
		if (len)
			buf_char(header, '\n');
		fill(begin + at, text.len - at, values, &author, sections);
		rc = buf_check(header, err);
		if (rc == 0)
			rc = buf_check(sections, err);
	}
	buf_release(&text);
	buf_release(&author);
	return rc;
}
