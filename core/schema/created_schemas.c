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

/* Where in a text its words stand. */
struct place {
	bool begins; /* a statement may begin here, or a text that some code executes */
	bool first;  /* the one that ended last was a statement */
	bool data;   /* its texts are rows or comments, which nobody executes */
	bool quoted; /* one of its texts begins */
};

static bool is_one_of(const struct words *w, const char *const *list)
{
	while (*list && !words_is(w, *list))
		list++;
	return *list != NULL;
}

static void pass_mark(struct place *p, char mark)
{
	/* a slash may be a client's own end of a statement */
	p->first = mark == ';' || mark == '/';
	p->quoted = mark == '\'';
	p->begins = p->first || p->quoted;
}

static void pass_word(struct place *p, const struct words *w)
{
	static const char *const openers[] = { "begin", "then", "else", "loop", "atomic", NULL };
	static const char *const rows[] = { "insert",  "update",  "delete", "values",
					    "comment", "replace", NULL };

	if (p->first)
		p->data = is_one_of(w, rows);
	p->first = false;
	p->quoted = false;
	p->begins = buf_text(&w->word)[0] == '$' || is_one_of(w, openers);
}

/* Does this word begin a statement that may be run? */
static bool may_run(const struct place *p)
{
	return p->begins && !(p->quoted && p->data);
}

static int take_statement(struct words *w, struct string_vec *out, const struct made_on *on,
			  bool runs)
{
	const bool create = words_is(w, "create"), alter = words_is(w, "alter");

	if (on && runs && (words_is(w, "grant") || words_is(w, "revoke")))
		return changed_on_grant(on->changed, w);
	if ((!create && !alter) || !words_next(w))
		return 0;
	if (words_is(w, "schema"))
		return create ? created(w, out) : renamed(w, out);
	if (!on)
		return 0;
	return create ? made_on_take(on, w) : runs ? changed_on_alter(on->changed, w) : 0;
}

int created_schemas_find(const char *text, size_t len, const struct variables *variables,
			 struct string_vec *out, const struct made_on *on)
{
	struct words w = { .at = text, .end = text + len, .variables = variables };
	struct place place = { .begins = true, .first = true };
	int rc = 0;

	while (rc == 0 && w.at < w.end) {
		const bool runs = may_run(&place);

		if (!words_next(&w)) {
			pass_mark(&place, w.at[-1]);
			continue;
		}
		pass_word(&place, &w);
		rc = take_statement(&w, out, on, runs);
		/* it may have been read to its end */
		if (w.at[-1] == ';')
			pass_mark(&place, ';');
	}
	buf_release(&w.word);
	return rc;
}
