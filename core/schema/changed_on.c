/* SPDX-License-Identifier: MIT */
#include "changed_on.h"

#include <stddef.h>

#include "words.h"

/* A statement has its table among so many words and signs. */
#define MOST_WORDS 400

static bool is_one_of(const struct words *w, const char *const *list)
{
	while (*list && !words_is(w, *list))
		list++;
	return *list != NULL;
}

/* On to one of these words of the same statement. */
static bool go_to(struct words *w, const char *const *list)
{
	for (int i = 0; i < MOST_WORDS && w->at < w->end; i++) {
		if (words_next(w)) {
			if (is_one_of(w, list))
				return true;
		} else if (w->at == w->end || w->at[-1] == ';') {
			return false;
		}
	}
	return false;
}

static bool pass(struct words *w, const char *const *list)
{
	bool found;

	do {
		found = words_next(w);
	} while (found && is_one_of(w, list));
	return found;
}

/* namespace.name; whatever has no namespace is where everything is. */
struct name {
	struct buf space, name;
};

static bool take_name(struct words *w, struct name *out)
{
	buf_str(&out->space, buf_text(&w->word));
	if (!words_dot(w) || !words_next(w))
		return false;
	buf_str(&out->name, buf_text(&w->word));
	return true;
}

static int note(struct string_vec *out, const char *kind, const struct name *n)
{
	if (n->space.failed || n->name.failed || string_vec_add(out, kind) < 0 ||
	    string_vec_add(out, buf_text(&n->space)) < 0)
		return -1;
	return string_vec_add(out, buf_text(&n->name));
}

static void release(struct name *n)
{
	buf_release(&n->space);
	buf_release(&n->name);
}

int changed_on_alter(struct string_vec *out, struct words *w)
{
	static const char *const between[] = { "if", "exists", "only", NULL };
	static const char *const columns[] = { "add", "drop", "alter", "rename", NULL };
	struct name n = { .space = { 0 } };
	int rc = 0;

	if (words_is(w, "foreign") && !words_next(w))
		return 0;
	if (words_is(w, "table") && pass(w, between) && take_name(w, &n) && words_next(w) &&
	    is_one_of(w, columns))
		rc = note(out, "table", &n);
	release(&n);
	return rc < 0 ? -1 : 0;
}

int changed_on_grant(struct string_vec *out, struct words *w)
{
	static const char *const on[] = { "on", NULL };
	static const char *const between[] = { "table",   "sequence", "function", "procedure",
					       "routine", "type",     "domain",   NULL };
	struct name n = { .space = { 0 } };
	int rc = 0;

	if (go_to(w, on) && pass(w, between) && take_name(w, &n))
		rc = note(out, "privileges", &n);
	release(&n);
	return rc < 0 ? -1 : 0;
}
