/* SPDX-License-Identifier: MIT */
#include "copied.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "exclude.h"
#include "words.h"

/* The name of what is changed is among so many words. */
#define MOST_WORDS 12

/* What a statement may say that it changes, and of which kind an object is that is called so. */
struct called {
	const char *word;
	int32_t kind;
	bool on_table; /* it is the table behind ON that counts */
};

static const struct called things[] = {
	{ "table", WB_KIND_TABLE, false },       { "view", WB_KIND_VIEW, false },
	{ "function", WB_KIND_ROUTINE, false },  { "procedure", WB_KIND_ROUTINE, false },
	{ "routine", WB_KIND_ROUTINE, false },   { "aggregate", WB_KIND_ROUTINE, false },
	{ "type", WB_KIND_TYPE, false },         { "domain", WB_KIND_TYPE, false },
	{ "sequence", WB_KIND_SEQUENCE, false }, { "index", WB_KIND_INDEX, false },
	{ "column", WB_KIND_TABLE, false },      { "statistics", WB_KIND_DIALECT, false },
	{ "trigger", WB_KIND_TABLE, true },      { "policy", WB_KIND_TABLE, true },
	{ "rule", WB_KIND_TABLE, true },         { "constraint", WB_KIND_TABLE, true },
};

static const struct called rows = { "table", WB_KIND_TABLE, false };

static bool is_one_of(const struct words *w, const char *const *list)
{
	while (*list && !words_is(w, *list))
		list++;
	return *list != NULL;
}

static const struct called *find_thing(struct words *w)
{
	for (int i = 0; i < MOST_WORDS && words_next(w); i++)
		for (size_t t = 0; t < sizeof(things) / sizeof(things[0]); t++)
			if (words_is(w, things[t].word))
				return &things[t];
	return NULL;
}

static bool go_to_on(struct words *w)
{
	bool more = true;

	for (int i = 0; more && i < MOST_WORDS && !words_is(w, "on"); i++)
		more = words_next(w) || words_dot(w);
	return words_is(w, "on");
}

/* Behind the first word: what it is that the statement changes; NULL: nothing that can be told. */
static const struct called *find_change(struct words *w, bool *out_rows)
{
	static const char *const data[] = { "insert", "update", "delete", NULL };
	static const char *const objects[] = { "alter", "drop", "create", "comment", NULL };
	const bool makes = words_is(w, "create");
	const struct called *found;

	*out_rows = is_one_of(w, data);
	if (*out_rows)
		return &rows;
	found = is_one_of(w, objects) ? find_thing(w) : NULL;
	/* what is made on others' tables is ours, and never copied */
	if (found && found->on_table && (makes || !go_to_on(w)))
		return NULL;
	return found;
}

/* NAME, SPACE.NAME; of a column its table. */
static bool take_name(struct words *w, bool column, struct copied *out)
{
	static const char *const between[] = { "if",   "not",  "exists", "only", "concurrently",
					       "into", "from", "table",  "is",   NULL };
	struct buf parts[3] = { { 0 }, { 0 }, { 0 } };
	size_t count = 0;
	bool found;

	do {
		found = words_next(w);
	} while (found && is_one_of(w, between));
	for (; found && count < 3; count++) {
		buf_str(&parts[count], buf_text(&w->word));
		found = words_dot(w) && words_next(w);
	}
	count -= column && count;
	if (count == 2)
		buf_str(&out->space, buf_text(&parts[0]));
	if (count == 1 || count == 2)
		buf_str(&out->name, buf_text(&parts[count - 1]));
	for (size_t i = 0; i < 3; i++)
		buf_release(&parts[i]);
	return count == 1 || count == 2;
}

static bool is_copied(struct wb_session *session, const struct copied *c, int32_t kind)
{
	const struct wb_server *server = &session->conn.server;
	const char *space = c->space.len ? buf_text(&c->space) : NULL;
	const struct wb_object o = {
		.size = sizeof(o), .kind = kind, .namespace_ = space, .name = buf_text(&c->name)
	};

	if (space && string_vec_find(&session->surroundings.namespaces, space) >= 0)
		return true;
	return exclude_takes(&session->project->setup.target.exclude, &o,
			     space || !server->usual_schema[0] ? space : server->schema);
}

bool copied_is_changed(struct wb_session *session, const char *text, size_t len, struct copied *out)
{
	struct words w = { .at = text, .end = text + len, .variables = NULL };
	const struct called *found = words_next(&w) ? find_change(&w, &out->rows) : NULL;
	const bool named = found && take_name(&w, strcmp(found->word, "column") == 0, out) &&
			   !out->space.failed && !out->name.failed;

	buf_release(&w.word);
	if (!named || !is_copied(session, out, found->kind))
		return false;
	out->absent = found->on_table;
	snprintf(out->kind, sizeof(out->kind), "%s",
		 found->kind == WB_KIND_TABLE ? "table" : found->word);
	return true;
}

int copied_note(struct scratch *s, const struct copied *c, struct wb_error *err)
{
	AUTO_FREE char *whole = NULL;

	/* what the config leaves alone is not asked for */
	if (c->rows ||
	    string_vec_find(&s->session->surroundings.namespaces, buf_text(&c->space)) < 0)
		return 0;
	whole = text_format("%s.%s", buf_text(&c->space), buf_text(&c->name));
	return whole ? uncompared_add(&s->others, c->kind, whole,
				      (struct why_not){
					      "the files change it, and it is not ours",
					      "`schemas` takes it in, `exclude` leaves it alone" },
				      err)
		     : wb_error_nomem(err);
}

void copied_release(struct copied *c)
{
	buf_release(&c->space);
	buf_release(&c->name);
	*c = (struct copied){ .rows = false };
}
