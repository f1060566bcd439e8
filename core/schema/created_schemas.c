/* SPDX-License-Identifier: MIT */
#include "created_schemas.h"

#include "changed_on.h"
#include "words.h"

static int note(struct words *w, struct string_vec *out)
{
	const char *name = buf_text(&w->word);

	if (w->word.failed)
		return -1;
	return string_vec_find(out, name) >= 0 ? 0 : string_vec_add(out, name);
}

/* Behind CREATE SCHEMA. */
static int created(struct words *w, struct string_vec *out)
{
	bool good = words_next(w);

	/* IF NOT EXISTS */
	if (good && words_is(w, "if"))
		for (int words = 0; good && words < 3; words++)
			good = words_next(w);
	if (good && words_is(w, "authorization"))
		good = words_next(w);
	return good ? note(w, out) : 0;
}

/* Behind ALTER SCHEMA: RENAME TO. */
static int renamed(struct words *w, struct string_vec *out)
{
	if (!words_next(w) /* the name */)
		return 0;
	if (words_next(w) && words_is(w, "rename") && words_next(w) && words_is(w, "to") &&
	    words_next(w))
		return note(w, out);
	return 0;
}

static int take_statement(struct words *w, struct string_vec *out, const struct made_on *on)
{
	const bool create = words_is(w, "create"), alter = words_is(w, "alter");

	if (on && (words_is(w, "grant") || words_is(w, "revoke")))
		return changed_on_grant(on->changed, w);
	if ((!create && !alter) || !words_next(w))
		return 0;
	if (words_is(w, "schema"))
		return create ? created(w, out) : renamed(w, out);
	if (!on)
		return 0;
	return create ? made_on_take(on, w) : changed_on_alter(on->changed, w);
}

int created_schemas_find(const char *text, size_t len, const struct variables *variables,
			 struct string_vec *out, const struct made_on *on)
{
	struct words w = { .at = text, .end = text + len, .variables = variables };
	int rc = 0;

	while (rc == 0 && w.at < w.end)
		if (words_next(&w))
			rc = take_statement(&w, out, on);
	buf_release(&w.word);
	return rc;
}
