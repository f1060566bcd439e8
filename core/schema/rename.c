/* SPDX-License-Identifier: MIT */
#include "rename.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "scope.h"

/* "old=new" or "table.old=new", taken apart; `back`: from new to old. */
struct renaming {
	char *table; /* NULL: a table is renamed */
	char *from, *to;
	bool back;
};

static void renaming_release(struct renaming *r)
{
	free(r->table);
	free(r->from);
	free(r->to);
	*r = (struct renaming){ 0 };
}

static int read_renaming(const char *text, bool back, struct renaming *out, struct wb_error *err)
{
	const char *equals = strchr(text, '='), *dot, *behind;

	if (!equals || equals == text || !equals[1])
		return wb_error_set(
			err, WB_E_USAGE,
			"--rename %s: it is OLD=NEW for a table, TABLE.OLD=NEW for a column", text);
	for (dot = equals - 1; dot > text && *dot != '.'; dot--)
		;
	if (*dot == '.' && dot > text) {
		out->table = text_dup(text, (size_t)(dot - text));
		out->from = text_dup(dot + 1, (size_t)(equals - dot - 1));
	} else {
		out->from = text_dup(text, (size_t)(equals - text));
	}
	behind = strrchr(equals, '.');
	behind = out->table && behind ? behind + 1 : equals + 1;
	out->to = text_dup(behind, strlen(behind));
	if (!out->from || !out->to || (dot > text && *dot == '.' && !out->table)) {
		renaming_release(out);
		return wb_error_nomem(err);
	}
	out->back = back;
	if (back) {
		char *swap = out->from;

		out->from = out->to;
		out->to = swap;
	}
	return 0;
}

static struct object *find_named(const struct model *m, const struct renaming *r)
{
	for (size_t i = 0; i < m->objects.count; i++) {
		struct object *o = m->objects.items[i];

		if (o->pub.kind == (r->table ? WB_KIND_COLUMN : WB_KIND_TABLE) &&
		    text_equal(o->pub.name, r->from) &&
		    (!r->table || text_equal(o->pub.parent, r->table)))
			return o;
	}
	return NULL;
}

/* A table may be called by the name that it has now, or by its other one. */
static int find_table_name(struct renaming *r, const struct model *m, struct wb_names renames)
{
	const struct renaming table = { .from = r->table };

	if (!r->table || find_named(m, &table))
		return 0;
	for (size_t i = 0; i < renames.count; i++) {
		const char *rename = renames.items[i], *equals = strchr(rename, '=');
		size_t len = equals ? (size_t)(equals - rename) : 0;
		bool is_old =
			equals && strlen(r->table) == len && strncmp(rename, r->table, len) == 0;
		bool is_new = equals && strcmp(equals + 1, r->table) == 0;
		char *other;

		if (!is_old && !is_new)
			continue;
		other = is_old ? text_dup(equals + 1, strlen(equals + 1)) : text_dup(rename, len);
		if (!other)
			return -1;
		free(r->table);
		r->table = other;
		return 0;
	}
	return 0;
}

/* On the way back another one, which came on the way there, may have the old name. It steps aside,
 * and is dropped by that name. */
static int move_aside(struct scratch *s, const struct model *now, const struct renaming *r,
		      struct buf *out, struct wb_error *err)
{
	const struct renaming taken = { .table = r->table, .from = r->to };
	const struct object *o = find_named(now, &taken);
	AUTO_FREE char *name = rename_aside_name(r->to);

	if (!o)
		return 0;
	return name ? rename_give_name(s, now, o, name, out, err) : wb_error_nomem(err);
}

/* One rename: its SQL goes to `out` and is run. */
static int rename_one(struct scratch *s, struct renaming *r, struct wb_names renames,
		      struct buf *out, struct wb_error *err)
{
	struct model now = { 0 };
	struct object *from;
	int rc = scope_read(s->session, s->conn, &now, err);

	if (rc < 0)
		return rc;
	if (find_table_name(r, &now, renames) < 0) {
		model_release(&now);
		return wb_error_nomem(err);
	}
	from = find_named(&now, r);
	if (!from)
		rc = wb_error_set(err, WB_E_USAGE, "--rename: there is no %s %s%s%s",
				  r->table ? "column" : "table", r->table ? r->table : "",
				  r->table ? "." : "", r->from);
	if (rc == 0 && r->back)
		rc = move_aside(s, &now, r, out, err);
	if (rc == 0)
		rc = rename_give_name(s, &now, from, r->to, out, err);
	model_release(&now);
	return rc;
}

int rename_all(struct scratch *s, struct wb_names renames, bool back, struct buf *out,
	       struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < renames.count; i++) {
		struct renaming r = { 0 };

		rc = read_renaming(renames.items[back ? renames.count - 1 - i : i], back, &r, err);
		if (rc == 0)
			rc = rename_one(s, &r, renames, out, err);
		renaming_release(&r);
	}
	return rc;
}

/* ------------------------------------------------------- what the desired schema's comments say */

#define RENAME_FILE_MAX ((size_t)1 << 30)

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

/* A name at `p`, without its quotes; moves *p behind it. */
static char *take_name(const char **p)
{
	const char *at = skip_blanks(*p), *begin = at, *end;
	char close = *at == '"' || *at == '`' ? *at : *at == '[' ? ']' : '\0';

	if (close) {
		begin = ++at;
		end = strchr(at, close);
		end = end ? end : at + strlen(at);
		*p = *end ? end + 1 : end;
	} else {
		while (isalnum((unsigned char)*at) || *at == '_' || *at == '$' || (*at & 0x80))
			at++;
		end = *p = at;
	}
	return end > begin ? text_dup(begin, (size_t)(end - begin)) : NULL;
}

static bool take_word(const char **p, const char *word)
{
	const char *at = skip_blanks(*p);
	size_t len = strlen(word);

	if (strncasecmp(at, word, len) != 0 || isalnum((unsigned char)at[len]) || at[len] == '_')
		return false;
	*p = at + len;
	return true;
}

/* CREATE … TABLE [IF NOT EXISTS] [namespace.]name: the name; NULL: the line is something else. */
static char *created_table(const char *line)
{
	char *name;

	if (!take_word(&line, "create"))
		return NULL;
	while (take_word(&line, "unlogged") || take_word(&line, "or") ||
	       take_word(&line, "replace"))
		;
	if (!take_word(&line, "table"))
		return NULL;
	if (take_word(&line, "if") && take_word(&line, "not"))
		take_word(&line, "exists");
	name = take_name(&line);
	if (name && *line == '.') {
		line++;
		free(name);
		name = take_name(&line);
	}
	return name;
}

struct hinting {
	char *table; /* the one that is being created */
	char *old;   /* named by the comment above */
	struct string_vec tables, columns;
};

static int add_hint(struct hinting *h, const char *line, bool is_table)
{
	const char *at = line;
	AUTO_FREE char *name = is_table ? text_dup(h->table, strlen(h->table)) : take_name(&at);
	AUTO_FREE char *text = NULL;

	if (!name || (!is_table && !h->table))
		return 0;
	text = is_table ? text_format("%s=%s", h->old, name)
			: text_format("%s.%s=%s", h->table, h->old, name);
	return text ? string_vec_add(is_table ? &h->tables : &h->columns, text) : -1;
}

static bool enter_table(struct hinting *h, const char *at)
{
	char *table = created_table(at);

	if (!table)
		return false;
	free(h->table);
	h->table = table;
	return true;
}

static int read_line(struct hinting *h, const char *line)
{
	static const char key[] = "whimbrel:renamed-from";
	const char *at = skip_blanks(line);
	bool is_table;
	int rc = 0;

	if (strncmp(at, "--", 2) == 0) {
		at = skip_blanks(at + 2);
		if (strncmp(at, key, sizeof(key) - 1) == 0) {
			at += sizeof(key) - 1;
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

	return find_named(m, &r);
}

/* Does one of the renames in `due` leave the name that this one gives? */
static bool is_left(const struct string_vec *due, const struct renaming *r)
{
	bool left = false;

	for (size_t i = 0; !left && i < due->count; i++) {
		struct renaming other = { 0 };
		struct wb_error ignored = WB_ERROR_INIT;

		left = read_renaming(due->items[i], false, &other, &ignored) == 0 &&
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

	if (read_renaming(hint, false, &r, &ignored) < 0)
		return false;
	if (r.table) {
		const char *to = r.to;
		bool left = is_left(before, &r);

		due = find_column(desired, r.table, to) != NULL;
		if (due && find_table_name(&r, current, string_vec_names(&h->tables)) < 0)
			due = false;
		due = due && find_column(current, r.table, r.from) &&
		      (left || !find_column(current, r.table, to));
	} else {
		const struct renaming now = { .from = r.to };

		due = find_named(current, &r) && find_named(desired, &now) &&
		      (is_left(before, &r) || !find_named(current, &now));
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

int rename_hints(const struct string_vec *files, const struct model *current,
		 const struct model *desired, struct string_vec *out, struct wb_error *err)
{
	struct hinting h = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < files->count; i++) {
		struct buf text = { 0 };
		struct wb_error ignored = WB_ERROR_INIT;

		if (file_read(files->items[i], RENAME_FILE_MAX, &text, &ignored) == 0 && text.len)
			rc = read_text(&h, text.data);
		buf_release(&text);
		free(h.table);
		h.table = NULL;
	}
	if (rc == 0)
		rc = keep_due(&h.tables, current, desired, &h, out);
	if (rc == 0)
		rc = keep_due(&h.columns, current, desired, &h, out);
	free(h.old);
	string_vec_free(&h.tables);
	string_vec_free(&h.columns);
	return rc < 0 ? wb_error_nomem(err) : 0;
}

/* ------------------------------------------------------------------ what may be one */

static size_t count_columns(const struct object *table)
{
	size_t count = 0;

	while (count < table->children.count &&
	       table->children.items[count]->pub.kind == WB_KIND_COLUMN)
		count++;
	return count;
}

/* Do at least half of the columns have the same names? */
static bool like_tables(const struct object *from, const struct object *to)
{
	size_t a = count_columns(from), b = count_columns(to), shared = 0;

	for (size_t i = 0; i < a; i++)
		for (size_t j = 0; j < b; j++)
			shared += strcasecmp(from->children.items[i]->pub.name,
					     to->children.items[j]->pub.name) == 0;
	return shared && 2 * shared >= (a > b ? a : b);
}

/* Of one type, or in one place? */
static bool like_columns(const struct object *from, const struct object *to)
{
	return from->parent && to->parent && strcmp(from->parent->key, to->parent->key) == 0 &&
	       (from->pub.position == to->pub.position ||
		text_equal(object_get(&from->pub, "type"), object_get(&to->pub, "type")));
}

static int add_candidate(const struct object *from, const struct object *to, struct string_vec *out)
{
	bool column = from->pub.kind == WB_KIND_COLUMN;
	AUTO_FREE char *text = text_format("%s%s%s=%s", column ? from->pub.parent : "",
					   column ? "." : "", from->pub.name, to->pub.name);

	return text ? string_vec_add(out, text) : -1;
}

static int find_like(const struct difference *d, const struct object *from, struct string_vec *out)
{
	for (size_t i = 0; i < d->changes.count; i++) {
		const struct object *to = d->changes.items[i]->to;

		if (d->changes.items[i]->kind != WB_CHANGE_CREATE || to->pub.kind != from->pub.kind)
			continue;
		if ((from->pub.kind == WB_KIND_COLUMN ? like_columns(from, to)
						      : like_tables(from, to)) &&
		    add_candidate(from, to, out) < 0)
			return -1;
	}
	return 0;
}

int rename_candidates(struct model *current, struct model *desired, struct string_vec *out,
		      struct wb_error *err)
{
	struct difference d = { .from = current, .to = desired };
	int rc = difference_compare(&d, err);

	for (size_t i = 0; rc == 0 && i < d.changes.count; i++) {
		const struct change *c = d.changes.items[i];

		if (c->kind == WB_CHANGE_DROP &&
		    (c->from->pub.kind == WB_KIND_TABLE || c->from->pub.kind == WB_KIND_COLUMN) &&
		    find_like(&d, c->from, out) < 0)
			rc = wb_error_nomem(err);
	}
	difference_release(&d);
	return rc;
}
