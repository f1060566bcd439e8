/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

#define DEEPEST 100

struct reading {
	const char *at;
	int depth;
	bool failed;
};

static bool take(struct reading *r, char mark)
{
	r->at += strspn(r->at, " \t\r\n");
	if (*r->at != mark)
		return false;
	r->at++;
	return true;
}

static char *take_text(struct reading *r, size_t len)
{
	char *text = strndup(r->at, len);

	r->at += len;
	r->failed |= !text;
	return text;
}

static bool says_more(const char *at)
{
	return strncasecmp(at, " NOT NULL", 9) == 0 || strncasecmp(at, " COMMENT ", 9) == 0;
}

/* A word with what is in its parentheses, to what it is made of, the end, or what is said of the field. */
static size_t word_len(const char *at)
{
	bool within = false;
	size_t i;

	for (i = 0; at[i] && (within || (!strchr(",<>", at[i]) && !says_more(at + i))); i++)
		within = at[i] == '(' || (within && at[i] != ')');
	return i;
}

static size_t rest_len(const char *at)
{
	size_t len = strlen(at), i = 0;

	while (i < len && at[i] != ',' && at[i] != '>')
		brick_token(at, len, i, &i);
	return i;
}

static char *take_field_name(struct reading *r)
{
	size_t len = 0, all;
	char *name;

	r->at += strspn(r->at, " \t\r\n");
	all = strlen(r->at);
	if (*r->at == '`')
		brick_token(r->at, all, 0, &len);
	len = len ? len : strcspn(r->at, ":<>,");
	if (!len) {
		r->failed = true;
		return NULL;
	}
	name = *r->at == '`' ? kit_unquoted((struct kit_part){ .at = r->at, .len = len })
			     : strndup(r->at, len);
	r->at += len;
	r->failed |= !name || !take(r, ':');
	return name;
}

static void read_type(struct reading *r, struct brick_type *t);

static void read_parts(struct reading *r, struct brick_type *t)
{
	bool fields = strcasecmp(t->word, "struct") == 0, map = strcasecmp(t->word, "map") == 0;

	do {
		struct brick_type *more = realloc(t->parts, (t->count + 1) * sizeof(*more)), *part;

		r->failed |= !more;
		if (r->failed)
			return;
		t->parts = more;
		part = &more[t->count++];
		*part = (struct brick_type){ 0 };
		part->name = fields ? take_field_name(r)
				    : strdup(!map            ? "element"
					     : t->count == 1 ? "key"
							     : "value");
		read_type(r, part);
		if (!r->failed)
			part->rest = take_text(r, rest_len(r->at));
	} while (!r->failed && take(r, ','));
	r->failed |= !take(r, '>');
}

static void read_type(struct reading *r, struct brick_type *t)
{
	r->failed |= ++r->depth > DEEPEST;
	if (r->failed)
		return;
	r->at += strspn(r->at, " \t\r\n");
	t->word = take_text(r, word_len(r->at));
	if (!r->failed && *r->at == '<') {
		r->at++;
		read_parts(r, t);
	}
	r->depth--;
}

bool brick_type_read(const char *text, struct brick_type *out)
{
	struct reading r = { .at = text ? text : "" };
	struct brick_type t = { 0 };

	read_type(&r, &t);
	if (r.failed || *r.at || !*t.word) {
		brick_type_release(&t);
		return false;
	}
	*out = t;
	return true;
}

void brick_type_release(struct brick_type *t)
{
	for (size_t i = 0; i < t->count; i++)
		brick_type_release(&t->parts[i]);
	free(t->parts);
	free(t->name);
	free(t->word);
	free(t->rest);
}

void brick_type_write(const struct brick_type *t, struct kit_text *out)
{
	bool fields = strcasecmp(t->word, "struct") == 0;

	kit_text_add(out, t->word);
	for (size_t i = 0; i < t->count; i++) {
		kit_text_add(out, i ? ", " : "<");
		if (fields)
			kit_text_write(out, "%I: ", t->parts[i].name);
		brick_type_write(&t->parts[i], out);
		kit_text_add(out, t->parts[i].rest);
	}
	if (t->count)
		kit_text_add(out, ">");
}
