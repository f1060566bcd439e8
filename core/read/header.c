/* SPDX-License-Identifier: MIT */
/* From the text of a header to a revision. */
#include "header.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "header_text.h"
#include "base/text.h"

/* A header being read. */
struct header {
	struct revision *revision;
	struct problems *problems;
	struct entry_vec entries;
	uint32_t line;
	bool open;   /* the last line may be continued */
	bool failed; /* out of memory */
};

static int problem(struct header *h, uint32_t line, const char *what, const char *word,
		   const char *more)
{
	return problem_add(h->problems, WB_E_REVISION, h->revision->path, line, "%s '%.100s'%s",
			   what, word, more);
}

/* ------------------------------------------------------------------ lines */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_id_list(const char *text, size_t len)
{
	bool any = false;

	while (len) {
		const char *item = text, *comma = memchr(text, ',', len);
		size_t n = comma ? (size_t)(comma - text) : len, trimmed = text_trim(&item, n);

		if (!revision_id_valid(item, trimmed))
			return false;
		any = true;
		n += comma != NULL;
		text += n;
		len -= n;
	}
	return any;
}

/* What people are shown must not move their cursor, or read otherwise than it is. */
static void check_controls(struct header *h, const char *text, size_t len)
{
	size_t good = text_check_shown(text, len);
	const char *turn = memchr(text, '\r', good);

	good = turn ? (size_t)(turn - text) : good;
	if (good < len)
		problem_add(
			h->problems, WB_E_REVISION, h->revision->path, h->line,
			"a control character, or one that turns text round, in the header, byte "
			"%zu of the line",
			good + 3);
}

static void add_key(struct header *h, const char *key, size_t key_len, const char *value,
		    size_t len)
{
	struct entry entry = { .key = header_key_find(key, key_len), .line = h->line };

	len = text_trim(&value, len);
	if (string_vec_add_len(&h->revision->keys, key, key_len) < 0 ||
	    string_vec_add_len(&h->revision->values, value, len) < 0 ||
	    entry_vec_push(&h->entries, entry) < 0)
		h->failed = true;
	h->open = true;
}

static void continue_value(struct header *h, const char *text, size_t len)
{
	char **value = &h->revision->values.items[h->revision->values.count - 1], *longer;

	len = text_trim(&text, len);
	longer = text_format("%s%s%.*s", *value, **value && len ? " " : "", (int)len, text);
	if (!longer) {
		h->failed = true;
		return;
	}
	free(*value);
	*value = longer;
}

/* A key of the graph with too many blanks in front would be read as prose, and a child would become
 * a base. */
static bool is_lost_key(const char *text, size_t len)
{
	size_t n, colon;
	enum header_key key;

	len = text_trim(&text, len);
	n = header_key_length(text, len, &colon);
	key = n ? header_key_find(text, n) : KEY_OTHER;
	return (key == KEY_REVISION || key == KEY_REVISES || key == KEY_DEPENDS ||
		key == KEY_REPLACES) &&
	       is_id_list(text + colon + 1, len - colon - 1);
}

/* A line with two or more blanks behind `--`. */
static void read_indented(struct header *h, const char *text, size_t len)
{
	size_t colon;

	if (is_lost_key(text, len)) {
		len = text_trim(&text, len);
		problem_add(h->problems, WB_E_REVISION, h->revision->path, h->line,
			    "the key '%.*s' stands too far to the right: at most one space goes "
			    "before it",
			    (int)header_key_length(text, len, &colon), text);
	} else if (h->open) {
		continue_value(h, text, len);
	}
}

/* What stands behind `--`. */
static void read_comment(struct header *h, const char *text, size_t len)
{
	size_t blanks = 0, n, colon;
	enum header_key near;

	while (blanks < len && is_blank(text[blanks]))
		blanks++;
	if (blanks >= 2) {
		read_indented(h, text, len);
		return;
	}
	text += blanks;
	len -= blanks;
	n = header_key_length(text, len, &colon);
	h->open = false;
	if (!n)
		return;
	near = header_key_find(text, n) == KEY_OTHER ? header_key_near(text, n) : KEY_OTHER;
	if (near != KEY_OTHER)
		problem_add(h->problems, WB_E_REVISION, h->revision->path, h->line,
			    "unknown key '%.*s': did you mean '%s'?", (int)n, text,
			    header_key_name(near));
	else if (header_key_find(text, n) != KEY_OTHER || colon + 1 == len ||
		 is_blank(text[colon + 1]))
		add_key(h, text, n, text + colon + 1,
			len - colon - 1); /* an unknown one without a blank is a URL or a time */
}

static void read_lines(struct header *h, const char *text, size_t len)
{
	const char *end = text + len, *next;

	for (h->line = h->revision->line; text < end; text = next, h->line++) {
		const char *feed = memchr(text, '\n', (size_t)(end - text)), *line = text;
		size_t n;

		next = feed ? feed + 1 : end;
		n = text_trim(&line, (size_t)(next - text));
		if (n < 2 || line[0] != '-' || line[1] != '-') {
			h->open = false;
			continue;
		}
		check_controls(h, line + 2, n - 2);
		read_comment(h, line + 2, n - 2);
	}
}

/* ------------------------------------------------------------------ values */

/* A list of names, separated by commas. `none` alone, in any case, is an empty one. */
static void read_list(struct header *h, const struct entry *entry, const char *value,
		      struct mention_vec *out)
{
	if (!*value || strcasecmp(value, "none") == 0)
		return;
	for (;;) {
		const char *item = value;
		size_t whole = strcspn(value, ","), len = text_trim(&item, whole);
		struct mention mention = { .name = text_dup(item, len), .line = entry->line };

		if (!mention.name || mention_vec_push(out, mention) < 0) {
			free(mention.name);
			h->failed = true;
			return;
		}
		if (!revision_id_valid(item, len)) {
			problem_add(h->problems, WB_E_REVISION, h->revision->path, entry->line,
				    "%s: '%.100s' is no name", header_key_name(entry->key),
				    mention.name);
			free(out->items[--out->count].name);
		}
		if (!value[whole])
			return;
		value += whole + 1;
	}
}

static void read_id(struct header *h, const struct entry *entry, const char *value)
{
	size_t len = strlen(value);

	if (!revision_id_valid(value, len)) {
		problem(h, entry->line, "Revision:", value,
			" is no id: 1 to 64 of A-Z a-z 0-9 _ . -");
		return;
	}
	h->revision->id = text_dup(value, len);
	h->revision->id_line = entry->line;
	h->failed |= !h->revision->id;
}

static void read_text(struct header *h, const char *value, char **out)
{
	*out = text_dup(value, strlen(value));
	h->failed |= !*out;
}

static void read_date(struct header *h, const struct entry *entry, const char *value)
{
	read_text(h, value, &h->revision->date);
	if (*value && !revision_parse_date(value, &h->revision->when))
		problem(h, entry->line, "Date:", value,
			" is no date like 2025-12-29 10:15:00 +0000");
}

static void read_switch(struct header *h, const struct entry *entry, const char *value)
{
	struct revision *revision = h->revision;

	if (entry->key == KEY_REPEAT) {
		revision->repeat = strcasecmp(value, "on-change") == 0;
		if (!revision->repeat)
			problem(h, entry->line, "Repeat:", value,
				": the one thing it can be is on-change");
	} else {
		revision->variables_off = strcasecmp(value, "off") == 0;
		if (!revision->variables_off && strcasecmp(value, "on") != 0)
			problem(h, entry->line, "Variables:", value, ": it is on or off");
	}
}

static void read_value(struct header *h, const struct entry *entry, const char *value)
{
	const struct header_key_row *row = header_key_row(entry->key);
	void *place = (char *)h->revision + row->offset;

	switch (row->value) {
	case HEADER_ID:
		read_id(h, entry, value);
		break;
	case HEADER_LIST:
		read_list(h, entry, value, place);
		break;
	case HEADER_TEXT:
		read_text(h, value, place);
		break;
	case HEADER_DATE:
		read_date(h, entry, value);
		break;
	case HEADER_SWITCH:
		read_switch(h, entry, value);
		break;
	}
}

static void read_values(struct header *h)
{
	const struct entry *first[KEY_COUNT] = { 0 };

	for (size_t i = 0; i < h->entries.count; i++) {
		const struct entry *entry = &h->entries.items[i];

		if (entry->key == KEY_OTHER)
			continue;
		if (first[entry->key]) {
			problem_add(h->problems, WB_E_REVISION, h->revision->path, entry->line,
				    "a second '%s:', the first is on line %u",
				    header_key_name(entry->key), first[entry->key]->line);
			continue;
		}
		first[entry->key] = entry;
		read_value(h, entry, h->revision->values.items[i]);
	}
	if (!first[KEY_REVISION])
		problem_add(h->problems, WB_E_REVISION, h->revision->path, 0,
			    "no 'Revision:' in the header");
	if (h->revision->repeat && h->revision->revises.count)
		problem_add(h->problems, WB_E_REVISION, h->revision->path, first[KEY_REVISES]->line,
			    "a revision with 'Repeat:' has no place in the graph, and so no "
			    "'Revises:'");
}

int header_parse(struct revision *revision, const char *text, size_t len, struct problems *problems)
{
	struct header h = { .revision = revision, .problems = problems };

	revision->when = INT64_MIN;
	read_lines(&h, text, len);
	if (!h.failed)
		read_values(&h);
	entry_vec_release(&h.entries);
	if (h.failed)
		return problem_add(problems, WB_E_NOMEM, revision->path, 0, "out of memory");
	return revision->id ? 0 : WB_E_REVISION;
}
