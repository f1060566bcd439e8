/* SPDX-License-Identifier: MIT */
/* What the desired schema's comments say of renames. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "desired/definitions.h"
#include "desired/schema_files.h"
#include "rename.h"
#include "rename_pair.h"

#define RENAME_FILE_MAX ((size_t)1 << 30)
#define HINT_KEY "whimbrel:renamed-from"

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

/* The rest of a quoted name, where a quote is doubled. */
static char *take_quoted(const char **p, char close)
{
	const char *at = *p;
	struct buf name = { 0 };

	for (; *at && (*at != close || at[1] == close); at++) {
		if (*at == close)
			at++;
		buf_char(&name, *at);
	}
	*p = *at ? at + 1 : at;
	if (name.len)
		return buf_take(&name);
	buf_release(&name);
	return NULL;
}

/* A name at `p`, without its quotes; moves *p behind it. */
static char *take_name(const char **p)
{
	const char *at = skip_blanks(*p), *begin = at;
	char close = *at == '"' || *at == '`' ? *at : *at == '[' ? ']' : '\0';

	if (close) {
		*p = at + 1;
		return take_quoted(p, close);
	}
	while (isalnum((unsigned char)*at) || *at == '_' || *at == '$' || (*at & 0x80))
		at++;
	*p = at;
	return at > begin ? text_dup(begin, (size_t)(at - begin)) : NULL;
}

struct hinting {
	struct wb_definitions sink; /* first: it is handed to the dialect */
	const struct wb_session *session;
	const struct model *desired;
	bool entered;
	char *table; /* the one that is being created, as it was told */
	char *old;   /* named by the comment above */
	struct string_vec tables, columns;
};

/* As the schema has it: a dialect tells names without quotes in small letters. NULL: which one is not known. */
static const char *find_table(const struct model *m, const char *told)
{
	const char *found = NULL;

	for (size_t i = 0; i < m->objects.count; i++) {
		const struct wb_object *o = &m->objects.items[i]->pub;

		if (o->kind != WB_KIND_TABLE || strcasecmp(o->name, told) != 0)
			continue;
		if (found && strcmp(found, o->name) != 0)
			return NULL;
		found = o->name;
	}
	return found;
}

static int add_hint(struct hinting *h, const char *line, bool is_table)
{
	const char *at = line, *table = h->table ? find_table(h->desired, h->table) : NULL;
	AUTO_FREE char *column = is_table ? NULL : take_name(&at);
	AUTO_FREE char *text = NULL;

	if (!table || (!is_table && !column))
		return 0;
	text = renaming_text(is_table ? NULL : table, h->old, is_table ? table : column);
	return text ? string_vec_add(is_table ? &h->tables : &h->columns, text) : -1;
}

static int note_table(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct hinting *h = (struct hinting *)(void *)sink;

	if (how != WB_DEFINE_MAKES || o->kind != WB_KIND_TABLE)
		return 0;
	free(h->table);
	h->table = text_dup(o->name, strlen(o->name));
	h->entered = true;
	return h->table ? 0 : WB_E_NOMEM;
}

/* Does a line, up to a semicolon, make a table? Columns below it are that one's. */
static bool enter_table(struct hinting *h, const char *line)
{
	h->entered = false;
	return definitions_find(h->session, line, strcspn(line, ";"), &h->sink) == 0 && h->entered;
}

static int read_line(struct hinting *h, const char *line)
{
	const char *at = skip_blanks(line);
	bool is_table;
	int rc = 0;

	if (strncmp(at, "--", 2) == 0) {
		at = skip_blanks(at + 2);
		if (strncmp(at, HINT_KEY, sizeof(HINT_KEY) - 1) == 0) {
			at += sizeof(HINT_KEY) - 1;
			free(h->old);
			h->old = take_name(&at);
		}
		return 0;
	}
	if (!*at)
		return 0;
	is_table = enter_table(h, at);
	if (h->old)
		rc = add_hint(h, at, is_table);
	free(h->old);
	h->old = NULL;
	/* the line may go on with another table */
	while ((at = strchr(at, ';')))
		enter_table(h, ++at);
	return rc;
}

static int read_text(struct hinting *h, char *text)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\r\n", &save); line; line = strtok_r(NULL, "\r\n", &save))
		if (read_line(h, line) < 0)
			return -1;
	return 0;
}

static struct object *find_column(const struct model *m, const char *table, const char *column)
{
	const struct renaming r = { .table = (char *)(uintptr_t)table,
				    .from = (char *)(uintptr_t)column };

	return renaming_find(m, &r);
}

/* Does one of the renames in `due` leave the name that this one gives? */
static bool is_left(const struct string_vec *due, const struct renaming *r)
{
	bool left = false;

	for (size_t i = 0; !left && i < due->count; i++) {
		struct renaming other = { 0 };
		struct wb_error ignored = WB_ERROR_INIT;

		left = renaming_read(due->items[i], false, &other, &ignored) == 0 &&
		       text_equal(other.from, r->to) && text_equal(other.table, r->table);
		renaming_release(&other);
	}
	return left;
}

/* The comment may stay for ever: it counts as long as the old name is there and the new one is
 * not, or is left by another rename that comes before. */
static bool still_due(const char *hint, const struct model *current, const struct model *desired,
		      const struct hinting *h, const struct string_vec *before)
{
	struct renaming r = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	bool due = false;

	if (renaming_read(hint, false, &r, &ignored) < 0)
		return false;
	if (r.table) {
		const char *to = r.to;
		bool left = is_left(before, &r);

		due = find_column(desired, r.table, to) != NULL;
		if (due && renaming_find_table(&r, current, string_vec_names(&h->tables)) < 0)
			due = false;
		due = due && find_column(current, r.table, r.from) &&
		      (left || !find_column(current, r.table, to));
	} else {
		const struct renaming now = { .from = r.to };

		due = renaming_find(current, &r) && renaming_find(desired, &now) &&
		      (is_left(before, &r) || !renaming_find(current, &now));
	}
	renaming_release(&r);
	return due;
}

/* In an order in which each name is free when it is given. */
static int keep_due(const struct string_vec *hints, const struct model *current,
		    const struct model *desired, const struct hinting *h, struct string_vec *out)
{
	size_t had;

	do {
		had = out->count;
		for (size_t i = 0; i < hints->count; i++)
			if (string_vec_find(out, hints->items[i]) < 0 &&
			    still_due(hints->items[i], current, desired, h, out) &&
			    string_vec_add(out, hints->items[i]) < 0)
				return -1;
	} while (out->count > had);
	return 0;
}

static int read_files(struct hinting *h, const struct string_vec *files)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < files->count; i++) {
		struct buf text = { 0 };
		struct wb_error ignored = WB_ERROR_INIT;

		/* mostly no line says so */
		if (file_read(files->items[i], RENAME_FILE_MAX, &text, &ignored) == 0 && text.len &&
		    memmem(text.data, text.len, HINT_KEY, sizeof(HINT_KEY) - 1))
			rc = read_text(h, text.data);
		buf_release(&text);
		free(h->table);
		h->table = NULL;
	}
	return rc;
}

int rename_hints(const struct wb_session *session, const struct model *current,
		 const struct model *desired, struct string_vec *out, struct wb_error *err)
{
	struct hinting h = { .sink = { .size = sizeof(h.sink), .add = note_table },
			     .session = session,
			     .desired = desired };
	struct string_vec files = { 0 };
	int rc = desired_files(session->project, &files, err);

	if (rc == 0 &&
	    (read_files(&h, &files) < 0 || keep_due(&h.tables, current, desired, &h, out) < 0 ||
	     keep_due(&h.columns, current, desired, &h, out) < 0))
		rc = wb_error_nomem(err);
	free(h.old);
	string_vec_free(&files);
	string_vec_free(&h.tables);
	string_vec_free(&h.columns);
	return rc;
}
