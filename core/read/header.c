/* SPDX-License-Identifier: MIT */
/* From the text of a header to a revision. */
#include "header.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "header_text.h"
#include "base/text.h"

/* A header being read: in place, in a copy of its text. */
struct header {
	struct revision *revision;
	struct problems *problems;
	struct entry_vec entries;
	struct mention_vec
		mentions; /* of all lists; until the end `room` of each says where it begins */
	char *spare;      /* room for the names of lists that have several */
	char *end;        /* of the last value */
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

/* A line "KEY: VALUE", `key_len` bytes before the blanks and the colon at `colon`. */
static void add_key(struct header *h, char *line, size_t key_len, size_t colon, size_t len)
{
	struct entry entry = { .key = header_key_find(line, key_len),
			       .line = h->line,
			       .name = line };
	const char *value = line + colon + 1;
	size_t value_len = text_trim(&value, len - colon - 1);

	entry.value = line + (value - line);
	h->end = entry.value + value_len;
	line[key_len] = *h->end = '\0';
	if (entry_vec_push(&h->entries, entry) < 0)
		h->failed = true;
	h->open = true;
}

/* There is room: at least the line's end and its dashes stand between the two. */
static void continue_value(struct header *h, const char *text, size_t len)
{
	len = text_trim(&text, len);
	if (len && *h->entries.items[h->entries.count - 1].value)
		*h->end++ = ' ';
	memmove(h->end, text, len);
	h->end += len;
	*h->end = '\0';
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
static void read_comment(struct header *h, char *text, size_t len)
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
		/* an unknown one without a blank is a URL or a time */
		add_key(h, text, n, colon, len);
}

static void read_lines(struct header *h, char *text, size_t len)
{
	char *end = text + len, *next;

	for (h->line = h->revision->line; text < end; text = next, h->line++) {
		char *feed = memchr(text, '\n', (size_t)(end - text));
		const char *line = text;
		size_t n;

		next = feed ? feed + 1 : end;
		n = text_trim(&line, (size_t)(next - text));
		if (n < 2 || line[0] != '-' || line[1] != '-') {
			h->open = false;
			continue;
		}
		check_controls(h, line + 2, n - 2);
		read_comment(h, text + (line - text) + 2, n - 2);
	}
}

/* ------------------------------------------------------------------ values */

/* A name as a text of its own: in a list of several there is a comma behind it. */
static char *cut_name(struct header *h, const char *item, size_t len)
{
	char *name = h->spare;

	memcpy(name, item, len);
	name[len] = '\0';
	h->spare += len + 1;
	return name;
}

/* A list of names, separated by commas. `none` alone, in any case, is an empty one. */
static void read_list(struct header *h, const struct entry *entry, struct mention_vec *out)
{
	const bool several = strchr(entry->value, ',');
	char *value = entry->value;

	out->room = h->mentions.count;
	if (!*value || strcasecmp(value, "none") == 0)
		return;
	for (;;) {
		const char *item = value;
		size_t whole = strcspn(value, ","), len = text_trim(&item, whole);
		struct mention mention = { .name = several ? cut_name(h, item, len) : value,
					   .line = entry->line };

		if (!revision_id_valid(item, len))
			problem_add(h->problems, WB_E_REVISION, h->revision->path, entry->line,
				    "%s: '%.100s' is no name", header_key_name(entry->key),
				    mention.name);
		else if (mention_vec_push(&h->mentions, mention) < 0)
			h->failed = true;
		else
			out->count++;
		if (!value[whole])
			return;
		value += whole + 1;
	}
}

static void read_id(struct header *h, const struct entry *entry)
{
	if (!revision_id_valid(entry->value, strlen(entry->value))) {
		problem(h, entry->line, "Revision:", entry->value,
			" is no id: 1 to 64 of A-Z a-z 0-9 _ . -");
		return;
	}
	h->revision->id = entry->value;
	h->revision->id_line = entry->line;
}

static void read_date(struct header *h, const struct entry *entry)
{
	h->revision->date = entry->value;
	if (*entry->value && !revision_parse_date(entry->value, &h->revision->when))
		problem(h, entry->line, "Date:", entry->value,
			" is no date like 2025-12-29 10:15:00 +0000");
}

static void read_switch(struct header *h, const struct entry *entry)
{
	struct revision *revision = h->revision;
	const char *value = entry->value;

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

static void read_value(struct header *h, const struct entry *entry)
{
	const struct header_key_row *row = header_key_row(entry->key);
	void *place = (char *)h->revision + row->offset;

	switch (row->value) {
	case HEADER_ID:
		read_id(h, entry);
		break;
	case HEADER_LIST:
		read_list(h, entry, place);
		break;
	case HEADER_TEXT:
		*(char **)place = entry->value;
		break;
	case HEADER_DATE:
		read_date(h, entry);
		break;
	case HEADER_SWITCH:
		read_switch(h, entry);
		break;
	}
}

static void read_values(struct header *h)
{
	const struct entry *first[KEY_COUNT] = { 0 };

	for (size_t i = 0; i < h->entries.count; i++) {
		const struct entry *entry = &h->entries.items[i];

		if (entry->key == KEY_OTHER) {
			h->revision->imported |= strcasecmp(entry->name, HEADER_ORIGIN) == 0;
			continue;
		}
		if (first[entry->key]) {
			problem_add(h->problems, WB_E_REVISION, h->revision->path, entry->line,
				    "a second '%s:', the first is on line %u",
				    header_key_name(entry->key), first[entry->key]->line);
			continue;
		}
		first[entry->key] = entry;
		read_value(h, entry);
	}
	if (!first[KEY_REVISION])
		problem_add(h->problems, WB_E_REVISION, h->revision->path, 0,
			    "no 'Revision:' in the header");
	if (h->revision->repeat && h->revision->revises.count)
		problem_add(h->problems, WB_E_REVISION, h->revision->path, first[KEY_REVISES]->line,
			    "a revision with 'Repeat:' has no place in the graph, and so no "
			    "'Revises:'");
}

/* ------------------------------------------------------------------ what comes out */

/* The names of a list for those who only read them; where the next ones go. */
static const char **publish_names(const struct mention_vec *list, const char **names,
				  struct wb_names *out)
{
	*out = (struct wb_names){ .items = names, .count = list->count };
	for (size_t i = 0; i < list->count; i++)
		*names++ = list->items[i].name;
	return names;
}

/* The arrays that it and `pub` have, in one piece: a project may have a hundred thousand. */
static bool place_lists(const struct header *h)
{
	struct revision *r = h->revision;
	const size_t lines = h->entries.count, count = h->mentions.count;
	const size_t size = lines * sizeof(struct wb_header_line) +
			    count * (sizeof(struct mention) + sizeof(char *));
	struct wb_header_line *line = malloc(size ? size : 1);
	struct mention *mentions = line ? (struct mention *)(void *)(line + lines) : NULL;
	const char **names = line ? (const char **)(void *)(mentions + count) : NULL;

	if (!line)
		return false;
	r->lists = line;
	r->pub.header = line;
	r->pub.header_count = lines;
	for (size_t i = 0; i < lines; i++)
		line[i] = (struct wb_header_line){ .key = h->entries.items[i].name,
						   .value = h->entries.items[i].value };
	if (count)
		memcpy(mentions, h->mentions.items, count * sizeof(*mentions));
	for (int key = 0; key < KEY_COUNT; key++) {
		const struct header_key_row *row = header_key_row((enum header_key)key);
		struct mention_vec *list = (void *)((char *)r + row->offset);

		if (row->value == HEADER_LIST) {
			list->items = mentions + list->room;
			list->room = list->count;
		}
	}
	names = publish_names(&r->depends, names, &r->pub.depends);
	names = publish_names(&r->branches, names, &r->pub.branches);
	names = publish_names(&r->tags, names, &r->pub.tags);
	publish_names(&r->replaces, names, &r->pub.replaces);
	return true;
}

static void publish(struct revision *r)
{
	r->pub.size = sizeof(r->pub);
	r->pub.id = r->id;
	r->pub.title = r->title;
	r->pub.path = r->path;
	r->pub.date = r->date;
	r->pub.author = r->author;
	r->pub.purpose = r->purpose;
}

int header_parse(struct revision *revision, const char *text, size_t len, struct problems *problems)
{
	struct header h = { .revision = revision, .problems = problems };
	const size_t spare = memchr(text, ',', len) ? len + 1 : 0;

	revision->when = INT64_MIN;
	revision->texts = malloc(len + 1 + spare);
	h.failed = !revision->texts;
	if (!h.failed) {
		memcpy(revision->texts, text, len);
		revision->texts[len] = '\0';
		revision->title = revision->texts + len;
		h.spare = revision->title + 1;
		read_lines(&h, revision->texts, len);
	}
	if (!h.failed)
		read_values(&h);
	h.failed = h.failed || !place_lists(&h);
	entry_vec_release(&h.entries);
	mention_vec_release(&h.mentions);
	if (h.failed)
		return problem_add(problems, WB_E_NOMEM, revision->path, 0, "out of memory");
	publish(revision);
	return revision->id ? 0 : WB_E_REVISION;
}
