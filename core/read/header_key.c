/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "header.h"
#include "revision.h"
#include "base/text.h"

/* Where its value goes. */
#define LIST(member) .value = HEADER_LIST, .offset = offsetof(struct revision, member)
#define TEXT(member) .value = HEADER_TEXT, .offset = offsetof(struct revision, member)

static const struct header_key_row rows[KEY_COUNT] = {
	[KEY_MIGRATION] = { .name = "Migration", TEXT(title) },
	[KEY_REVISION] = { .name = "Revision", .value = HEADER_ID, .of_graph = true },
	[KEY_REVISES] = { .name = "Revises", LIST(revises), .of_graph = true },
	[KEY_DEPENDS] = { .name = "Depends", LIST(depends), .of_graph = true },
	[KEY_BRANCH] = { .name = "Branch", LIST(branches), .of_graph = true },
	[KEY_TAG] = { .name = "Tag", LIST(tags), .of_graph = true, .of_people = true },
	[KEY_REPLACES] = { .name = "Replaces", LIST(replaces), .of_graph = true },
	[KEY_REPEAT] = { .name = "Repeat", .value = HEADER_SWITCH, .of_graph = true },
	[KEY_VARIABLES] = { .name = "Variables", .value = HEADER_SWITCH },
	[KEY_DATE] = { .name = "Date", .value = HEADER_DATE },
	[KEY_AUTHOR] = { .name = "Author", TEXT(author), .of_people = true },
	[KEY_PURPOSE] = { .name = "Purpose", TEXT(purpose), .of_people = true },
};

/* Other forms of those of the graph, in lower case, without blanks, dashes and underscores. */
static const struct form {
	const char *text;
	bool stem; /* whatever follows it */
	enum header_key key;
} forms[] = {
	{ .text = "revisionid", .stem = true, .key = KEY_REVISION },
	{ .text = "revisionnumber", .key = KEY_REVISION },
	{ .text = "revisionno", .key = KEY_REVISION },
	{ .text = "revid", .key = KEY_REVISION },
	{ .text = "revise", .stem = true, .key = KEY_REVISES },
	{ .text = "downrevision", .key = KEY_REVISES },
	{ .text = "depend", .stem = true, .key = KEY_DEPENDS },
	{ .text = "branch", .stem = true, .key = KEY_BRANCH },
	{ .text = "tags", .key = KEY_TAG },
	{ .text = "tagname", .key = KEY_TAG },
	{ .text = "replace", .stem = true, .key = KEY_REPLACES },
	{ .text = "replacing", .key = KEY_REPLACES },
	{ .text = "repeat", .stem = true, .key = KEY_REPEAT },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *header_key_name(enum header_key key)
{
	return rows[key].name;
}

const struct header_key_row *header_key_row(enum header_key key)
{
	return &rows[key];
}

enum header_key header_key_find(const char *text, size_t len)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (strlen(rows[i].name) == len && strncasecmp(rows[i].name, text, len) == 0)
			return (enum header_key)i;
	return KEY_OTHER;
}

/* Two neighbours changed places, and nothing else. */
static bool is_swap(const char *a, const char *b)
{
	size_t i = 0;

	if (strlen(a) != strlen(b))
		return false;
	while (a[i] && tolower((unsigned char)a[i]) == tolower((unsigned char)b[i]))
		i++;
	return a[i] && a[i + 1] &&
	       tolower((unsigned char)a[i]) == tolower((unsigned char)b[i + 1]) &&
	       tolower((unsigned char)a[i + 1]) == tolower((unsigned char)b[i]) &&
	       strcasecmp(a + i + 2, b + i + 2) == 0;
}

enum header_key header_key_near(const char *text, size_t len)
{
	char plain[32];
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (strchr(" \t-_", text[i]))
			continue;
		if (n + 1 == sizeof(plain))
			return KEY_OTHER;
		plain[n++] = (char)tolower((unsigned char)text[i]);
	}
	plain[n] = '\0';
	for (size_t i = 0; i < COUNT(forms); i++)
		if (forms[i].stem ? strncmp(plain, forms[i].text, strlen(forms[i].text)) == 0
				  : strcmp(plain, forms[i].text) == 0)
			return forms[i].key;
	for (size_t i = 0; i < KEY_COUNT; i++) {
		const char *name = rows[i].name;

		/* two slips would take Review for Revises, and one in so short a word as Tag would
		 * take anything */
		if (rows[i].of_graph && (strcasecmp(plain, name) == 0 || is_swap(plain, name) ||
					 (strlen(name) > 4 && text_distance(plain, name) <= 1)))
			return (enum header_key)i;
	}
	return KEY_OTHER;
}

bool revision_id_valid(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '_' || c == '.' || c == '-'))
			return false;
	}
	/* a file of this name would be a folder */
	return len >= 1 && len <= 64 &&
	       !(text[0] == '.' && (len == 1 || (len == 2 && text[1] == '.')));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

size_t header_key_length(const char *text, size_t len, size_t *out_colon)
{
	const char *colon = memchr(text, ':', len < 48 ? len : 48);
	size_t n = colon ? (size_t)(colon - text) : 0, words = 1;

	*out_colon = n;
	while (n && is_blank(text[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++) {
		char c = text[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter &&
		    (i == 0 || !((c >= '0' && c <= '9') || c == '-' || c == '_' || is_blank(c))))
			return 0;
		words += is_blank(c);
	}
	return words <= 3 ? n : 0;
}
