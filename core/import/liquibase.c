/* SPDX-License-Identifier: MIT */
/* Liquibase's formatted SQL: files that begin with `--liquibase formatted sql`, with `--changeset author:id …` in them. A
 * change is known by both. */
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "folder.h"
#include "read/revision.h"
#include "placeholders.h"
#include "readers.h"

struct liquibase {
	struct wb_import *im;
	const char *name;
	struct imported *item;
	bool in_rollback; /* a block comment that is one */
	const char *
		path; /* what its table calls the file, whatever folder it is in; NULL: it counts */
	size_t path_len;
};

static bool is_word(const char *at, size_t len, const char *word)
{
	return strlen(word) == len && strncasecmp(at, word, len) == 0;
}

/* On which databases it runs alone. 1: that is said in a way that has no words here. */
static int read_dbms(struct imported *item, const char *value, size_t len, struct wb_error *err)
{
	const char *end = value + len;

	while (value < end) {
		const char *comma = memchr(value, ',', (size_t)(end - value));
		const char *stop = comma ? comma : end;
		size_t n;

		while (value < stop && *value == ' ')
			value++;
		n = (size_t)(stop - value);
		while (n && value[n - 1] == ' ')
			n--;
		if (is_word(value, n, "none") || (n && *value == '!'))
			return 1;
		/* that is everywhere */
		if (is_word(value, n, "all")) {
			string_vec_free(&item->dialects);
			return 0;
		}
		if (n && string_vec_add_len(&item->dialects, value, n) < 0)
			return wb_error_nomem(err);
		value = stop + 1;
	}
	return 0;
}

/* What the change asks of Liquibase and nothing here does. */
static int look_at(struct liquibase *l, const char *words, size_t len, struct wb_error *err)
{
	static const struct {
		const char *name, *value, *why;
		bool stops;
	} attributes[] = {
		{ "endDelimiter", NULL, "end the statements as the database's own client would",
		  true },
		{ "runAlways", "true", "it ran at every update", true },
		{ "failOnError", "false", "its errors were passed over", true },
		{ "dbms", NULL, "it ran on these databases alone: give the section a dialect",
		  true },
		{ "context", NULL, "it ran in this context alone", false },
		{ "contextFilter", NULL, "it ran in this context alone", false },
		{ "labels", NULL, "it had these labels", false },
	};
	struct imported *item = l->item;
	size_t n;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		const char *value = words_value(words, len, attributes[i].name, &n);

		if (!value ||
		    (attributes[i].value && strncasecmp(value, attributes[i].value, n) != 0))
			continue;
		rc = strcmp(attributes[i].name, "dbms") == 0 ? read_dbms(item, value, n, err) : 1;
		if (rc <= 0)
			continue;
		rc = import_note(attributes[i].stops ? &item->up.undecided : &item->notes, err,
				 "%s:%.*s: %s", attributes[i].name, (int)n, value,
				 attributes[i].why);
	}
	return rc;
}

/* A slash in front says that it is all of what the table has. */
static int set_path(struct liquibase *l, const char *words, size_t len, struct wb_error *err)
{
	size_t n;
	const char *path = words_value(words, len, "logicalFilePath", &n);
	AUTO_FREE char *whole = NULL;

	if (!path) {
		path = l->path;
		n = l->path_len;
	}
	if (!path)
		return import_set(&l->item->path, l->name, strlen(l->name), err);
	whole = text_format("/%.*s", (int)n, path);
	return whole ? import_set(&l->item->path, whole, strlen(whole), err) : wb_error_nomem(err);
}

static int begin(struct liquibase *l, const struct line *line, const char *words, size_t len,
		 struct wb_error *err)
{
	size_t id_len = strcspn(words, " \t\r\n"), n;
	const char *colon = memchr(words, ':', id_len < len ? id_len : len), *value;
	AUTO_FREE char *key = text_dup(words, id_len < len ? id_len : len);
	struct imported *item;
	int rc;

	if (!colon)
		return wb_error_set(err, WB_E_FILE, "%s/%s:%u: a changeset without author:id",
				    l->im->directory, l->name, (unsigned)line->number);
	if (key && import_find(l->im, key))
		return wb_error_set(
			err, WB_E_FILE,
			"%s/%s:%u: there is a changeset %s in another place: here one of "
			"them needs another id",
			l->im->directory, l->name, (unsigned)line->number, key);
	item = l->item = key ? import_add(l->im, key, l->name, err) : NULL;
	if (!item)
		return wb_error_nomem(err);
	l->in_rollback = false;
	item->up.there = true;
	if (set_path(l, words, len, err) < 0)
		return wb_error_kept(err);
	rc = import_set(&item->title, key, strlen(key), err);
	if (rc == 0)
		rc = import_set(&item->author, key, (size_t)(colon - words), err);
	value = words_value(words, len, "runOnChange", &n);
	item->repeat = value && n == 4 && strncasecmp(value, "true", 4) == 0;
	value = words_value(words, len, "runInTransaction", &n);
	item->up.alone = item->down.alone = value && n == 5 && strncasecmp(value, "false", 5) == 0;
	return rc == 0 ? look_at(l, words, len, err) : rc;
}

static int rollback(struct liquibase *l, const char *text, size_t len, struct wb_error *err)
{
	struct import_body *body = &l->item->down;
	bool nothing = (len == 5 && strncasecmp(text, "empty", 5) == 0) ||
		       (len == 12 && strncasecmp(text, "not required", 12) == 0);

	body->there = true;
	if (words_value(text, len, "changesetid", &len) || words_have(text, len, "changesetid"))
		return import_note(&body->undecided, err,
				   "its way back was that of another change: copy it");
	if (nothing)
		buf_str(&body->text, "-- nothing is to be done\n");
	else
		buf_printf(&body->text, "%.*s\n", (int)len, text);
	return buf_check(&body->text, err);
}

/* A directive of a change: 1; 0: it is none. */
static int directive(struct liquibase *l, const struct line *line, struct wb_error *err)
{
	const char *rest;
	size_t len;
	int rc = 0;

	if (line_says(line, "rollback", &rest, &len))
		rc = rollback(l, rest, len, err);
	else if (line_says(line, "comment", &rest, &len) ||
		 line_says(line, "comment:", &rest, &len))
		rc = import_set(&l->item->title, rest, len, err);
	else if (line_says(line, "preconditions", &rest, &len) ||
		 line_says(line, "precondition-sql-check", &rest, &len) ||
		 line_says(line, "precondition-table-exists", &rest, &len))
		rc = import_note(&l->item->up.undecided, err,
				 "a precondition, line %u of %s: write it as a require section",
				 (unsigned)line->number, l->name);
	else if (line_says(line, "changeset:", &rest, &len) ||
		 line_says(line, "rollback:", &rest, &len))
		rc = import_note(
			&l->item->up.undecided, err,
			"line %u of %s: to some versions of Liquibase a mistake, to others "
			"a comment: does what stands behind it belong to this change?",
			(unsigned)line->number, l->name);
	else if (!line_says(line, "validCheckSum", &rest, &len) &&
		 !line_says(line, "validCheckSum:", &rest, &len))
		return 0;
	return rc < 0 ? rc : 1;
}

static int take_line(struct liquibase *l, const struct line *line, struct wb_error *err)
{
	const char *rest;
	size_t len;
	int rc;

	if (line_says(line, "changeset", &rest, &len))
		return begin(l, line, rest, len, err);
	if (!l->item && line_says(line, "property", &rest, &len))
		return import_note(&l->im->notes, err,
				   "%s:%u: a property: give its value under "
				   "variables of the config: %.*s",
				   l->name, (unsigned)line->number, (int)len, rest);
	if (!l->item)
		return 0;
	if (!l->in_rollback && line->len >= 2 && strncmp(line->text, "/*", 2) == 0 &&
	    memmem(line->text, line->len, "liquibase rollback", 18)) {
		l->in_rollback = l->item->down.there = true;
		return 0;
	}
	if (l->in_rollback && line->len >= 2 && strncmp(line->text, "*/", 2) == 0) {
		l->in_rollback = false;
		return 0;
	}
	rc = l->in_rollback ? 0 : directive(l, line, err);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	l->item->variables |= memmem(line->all, line->all_len, "${", 2) != NULL;
	buf_add(l->in_rollback ? &l->item->down.text : &l->item->up.text, line->all, line->all_len);
	return 0;
}

static int read_file(struct wb_import *im, const char *name, struct wb_error *err)
{
	struct liquibase l = { .im = im, .name = name };
	struct buf text = { 0 };
	struct line line = { 0 };
	int rc = folder_read(im->directory, name, &text, err);
	const char *at = buf_text(&text), *rest;
	size_t len;

	if (rc == 0 && (!line_next(&at, &line) || !line_says(&line, "liquibase", &rest, &len))) {
		rc = import_note(&im->notes, err, "%s is left out: it is no formatted SQL", name);
		at = "";
	} else if (rc == 0) {
		l.path = words_value(rest, len, "logicalFilePath", &l.path_len);
	}
	while (rc == 0 && line_next(&at, &line))
		rc = take_line(&l, &line, err);
	buf_release(&text);
	return rc;
}

/* The id alone where no other author has it, as people call it. */
static int shorten(struct wb_import *im, struct wb_error *err)
{
	for (size_t i = 0; i < im->items.count; i++) {
		struct imported *item = im->items.items[i];
		const char *id = strchr(item->key, ':') + 1;
		bool alone = revision_id_valid(id, strlen(id));

		for (size_t k = 0; k < im->items.count; k++)
			alone &=
				k == i || strcmp(strchr(im->items.items[k]->key, ':') + 1, id) != 0;
		if (alone && import_set(&item->id, id, strlen(id), err) < 0)
			return wb_error_kept(err);
		if (import_set(&item->stem, item->id, strlen(item->id), err) < 0)
			return wb_error_kept(err);
	}
	return 0;
}

int liquibase_read(struct wb_import *im, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int rc = folder_list(im->directory, true, &names, err);

	for (size_t i = 0; rc == 0 && i < names.count; i++) {
		const char *name = names.items[i];

		if (name_ends(name, ".sql"))
			rc = read_file(im, name, err);
		else if (name_ends(name, ".xml") || name_ends(name, ".yaml") ||
			 name_ends(name, ".yml") || name_ends(name, ".json"))
			rc = import_note(
				&im->notes, err,
				"%s is left out: it is no formatted SQL; where it says an order "
				"other than that of the files' names, change what Revises says",
				name);
	}
	string_vec_free(&names);
	for (size_t i = 0; rc == 0 && i < im->items.count; i++) {
		rc = import_placeholders(im, &im->items.items[i]->up, err);
		if (rc == 0)
			rc = import_placeholders(im, &im->items.items[i]->down, err);
	}
	if (rc == 0)
		rc = shorten(im, err);
	return rc == 0 ? import_chain(im, err) : rc;
}
