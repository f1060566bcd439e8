/* SPDX-License-Identifier: MIT */
/* Alembic and Flask-Migrate: the graph from the files' own literals, the SQL from the tool's `--sql`. */
#include <stdio.h>
#include <string.h>

#include "alembic_folders.h"
#include "alembic_sql.h"
#include "ask.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "folder.h"
#include "python.h"
#include "readers.h"

/* ------------------------------------------------------------------ files */

struct python_file {
	const char *name, *text;
};

/* A name's texts; what is no literal can't be read. */
static int read_texts(const struct wb_import *im, const struct python_file *file, const char *word,
		      struct string_vec *out, struct wb_error *err)
{
	uint32_t line = 0;
	int rc = python_texts(file->text, word, out, &line);

	return rc >= 0 ? rc
		       : wb_error_set(err, WB_E_FILE,
				      "%s/%s:%u: %s is no literal, and only Python "
				      "could tell what it is",
				      im->directory, file->name, (unsigned)line, word);
}

/* The title, and `Create Date:` in what follows. */
static int read_docstring(struct imported *item, const char *text, struct wb_error *err)
{
	size_t len = 0, first;
	const char *doc = python_docstring(text, &len), *date;

	if (!doc)
		return 0;
	len = text_trim(&doc, len);
	first = strcspn(doc, "\n") < len ? strcspn(doc, "\n") : len;
	date = memmem(doc, len, "Create Date:", 12);
	if (date) {
		const char *value = date + 12;
		size_t n = strcspn(value, "\n");

		if (value + n > doc + len)
			n = (size_t)(doc + len - value);
		n = text_trim(&value, n);
		if (import_set(&item->date, value, n, err) < 0)
			return wb_error_kept(err);
	}
	return import_set(&item->title, doc, text_trim(&doc, first), err);
}

static int read_file(struct wb_import *im, const char *name, const char *text, struct wb_error *err)
{
	const struct python_file file = { name, text };
	struct string_vec id = { 0 };
	struct imported *item = NULL;
	int rc = read_texts(im, &file, "revision", &id, err);

	if (rc > 0 && id.count == 1) {
		const char *base = name_base(name);

		item = import_add(im, id.items[0], name, err);
		rc = item ? import_set(&item->stem, base, strlen(base) - strlen(".py"), err)
			  : wb_error_kept(err);
	}
	string_vec_free(&id);
	if (!item)
		return rc < 0 ? rc : 0; /* no migration */
	if (rc == 0)
		rc = read_texts(im, &file, "down_revision", &item->parents, err);
	if (rc >= 0)
		rc = read_texts(im, &file, "branch_labels", &item->branches, err);
	if (rc >= 0)
		rc = read_texts(im, &file, "depends_on", &item->depends, err);
	return rc >= 0 ? read_docstring(item, text, err) : rc;
}

static int read_folder(struct wb_import *im, const char *folder, bool deep, struct wb_error *err)
{
	struct string_vec names = { 0 };
	AUTO_FREE char *path = file_join(im->directory, folder);
	int rc = path ? folder_list(path, deep, &names, err) : wb_error_nomem(err);

	for (size_t i = 0; rc == 0 && i < names.count; i++) {
		AUTO_FREE char *name = text_format("%s/%s", folder, names.items[i]);
		struct buf text = { 0 };

		if (!name)
			rc = wb_error_nomem(err);
		else if (name_ends(name, ".py"))
			rc = folder_read(path, names.items[i], &text, err);
		if (rc == 0 && text.len)
			rc = read_file(im, name, buf_text(&text), err);
		buf_release(&text);
	}
	string_vec_free(&names);
	return rc;
}

static int read_files(struct wb_import *im, struct wb_error *err)
{
	struct alembic_folders folders = { .deep = false };
	int rc = alembic_folders_find(im, &folders, err);

	for (size_t i = 0; rc == 0 && i < folders.paths.count; i++)
		rc = read_folder(im, folders.paths.items[i], folders.deep, err);
	string_vec_free(&folders.paths);
	return rc;
}

/* ------------------------------------------------------------------ what stands on what */

/* A label stands for its revision, the beginning of an id for the id. */
static const char *id_meant(const struct wb_import *im, const char *word)
{
	const struct imported *found = import_find(im, word);

	for (size_t i = 0; !found && i < im->items.count; i++)
		if (string_vec_find(&im->items.items[i]->branches, word) >= 0)
			found = im->items.items[i];
	for (size_t i = 0; !found && i < im->items.count; i++)
		if (strncmp(im->items.items[i]->key, word, strlen(word)) == 0)
			found = im->items.items[i];
	return found ? found->id : NULL;
}

static int name_by_ids(const struct wb_import *im, const struct imported *item,
		       struct string_vec *list, struct wb_error *err)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *id = id_meant(im, list->items[i]);

		if (!id)
			return wb_error_set(err, WB_E_FILE,
					    "%s/%s: it stands on %s, which no file here defines",
					    im->directory, item->source, list->items[i]);
		if (import_set(&list->items[i], id, strlen(id), err) < 0)
			return wb_error_kept(err);
	}
	return 0;
}

static bool is_head(const struct wb_import *im, const struct imported *item)
{
	for (size_t i = 0; i < im->items.count; i++)
		if (string_vec_find(&im->items.items[i]->parents, item->id) >= 0)
			return false;
	return true;
}

/* ------------------------------------------------------------------ SQL */

static const char *usual(const struct wb_import *im)
{
	return strcmp(im->tool->name, "flask-migrate") == 0 ? "flask db" : "alembic";
}

/* The last line that is not indented: what stands deeper shows a place in a program. */
static const char *last_said(const char *said)
{
	const char *last = said;

	for (const char *line = said; line; line = strchr(line, '\n'), line += line ? 1 : 0)
		if (*line && !strchr(" \t\r\n", *line))
			last = line;
	return last;
}

/* What the tool can't say without a database is for a person. */
static int leave_open(struct wb_import *im, struct imported *item, bool up, const char *said,
		      struct wb_error *err)
{
	struct import_body *body = up ? &item->up : &item->down;
	const char *last = last_said(said);

	body->there = true;
	if (body->undecided.count)
		return 0;
	return import_note(&body->undecided, err, "%s printed no SQL for its way %s%s%.*s",
			   im->tool->name, up ? "up" : "down", *last ? ": " : "",
			   (int)strcspn(last, "\r\n"), last);
}

/* Where the tool broke off, and why. */
struct broken_off {
	struct imported *at;
	struct wb_error why;
};

/* 1: all of the range was printed; 0: it broke off. */
static int ask(struct wb_import *im, bool up, const char *range, struct broken_off *out,
	       struct wb_error *err)
{
	AUTO_FREE char *arguments =
		text_format("%s '%s' --sql", up ? "upgrade" : "downgrade", range);
	struct alembic_sql sql = { .up = up };
	struct buf printed = { 0 };
	int rc;

	if (!arguments)
		return wb_error_nomem(err);
	sql.broken = import_ask(im, usual(im), arguments, &printed, &out->why) < 0;
	sql.printed = buf_text(&printed);
	rc = alembic_take_apart(im, &sql, &out->at, err);
	buf_release(&printed);
	return rc < 0 ? rc : !sql.broken;
}

/* From base up to a head, or from it down. Where one breaks off, that one is left open, and behind it it goes on. */
static int ask_line(struct wb_import *im, const struct imported *head, bool up,
		    struct wb_error *err)
{
	const char *from = up ? "base" : head->key;
	int rc = 0;

	for (size_t tries = 0; rc == 0 && tries <= im->items.count; tries++) {
		AUTO_FREE char *range = text_format("%s:%s", from, up ? head->key : "base");
		struct broken_off off = { .why = WB_ERROR_INIT };
		struct imported *last;

		rc = range ? ask(im, up, range, &off, err) : wb_error_nomem(err);
		last = off.at;
		if (rc != 0 || !last)
			break;
		rc = leave_open(im, last, up, off.why.detail, err);
		from = up ? last->key : last->parents.count == 1 ? last->parents.items[0] : NULL;
		if (!from || (up && last == head))
			break;
	}
	return rc < 0 ? rc : 0;
}

static int ask_all(struct wb_import *im, bool up, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < im->items.count; i++)
		if (is_head(im, im->items.items[i]))
			rc = ask_line(im, im->items.items[i], up, err);
	for (size_t i = 0; rc == 0 && i < im->items.count; i++) {
		struct imported *item = im->items.items[i];

		if (!(up ? item->up.there : item->down.there))
			rc = leave_open(im, item, up, "", err);
	}
	return rc;
}

/* Can the program be run at all? */
static int try_program(struct wb_import *im, struct wb_error *err)
{
	struct buf printed = { 0 };
	int rc = import_ask(im, usual(im), "heads", &printed, err);

	buf_release(&printed);
	return rc < 0 ? wb_error_prefix(err,
					"the tool has to be asked for its SQL (--with 'COMMAND' "
					"says how it is called)")
		      : 0;
}

int alembic_read(struct wb_import *im, struct wb_error *err)
{
	int rc = read_files(im, err);

	for (size_t i = 0; rc == 0 && i < im->items.count; i++) {
		struct imported *item = im->items.items[i];

		rc = name_by_ids(im, item, &item->parents, err);
		if (rc == 0)
			rc = name_by_ids(im, item, &item->depends, err);
	}
	if (rc == 0 && im->items.count)
		rc = try_program(im, err);
	if (rc == 0)
		rc = ask_all(im, true, err);
	return rc == 0 ? ask_all(im, false, err) : rc;
}
