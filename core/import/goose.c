/* SPDX-License-Identifier: MIT */
/* goose: VERSION_title.sql with `-- +goose …` lines, and programs in Go. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "folder.h"
#include "readers.h"
#include "version.h"

struct goose {
	struct wb_import *im;
	struct imported *item;
	struct import_body *body; /* the section that is read; NULL: none yet */
	bool block, environment, used;
	size_t block_begin; /* in the section's text */
};

/* Is the text behind `from` without a semicolon at its end? */
static bool is_open(const struct buf *text, size_t from)
{
	size_t end = text->len;

	while (end > from && strchr(" \t\r\n", text->data[end - 1]))
		end--;
	return end > from && text->data[end - 1] != ';';
}

static int directive(struct goose *g, const struct line *line, const char *word, size_t len,
		     struct wb_error *err)
{
	bool up = words_have(word, len, "up") && len == 2;

	if (up || (len == 4 && words_have(word, len, "down"))) {
		g->body = up ? &g->item->up : &g->item->down;
		if (g->body->there)
			return wb_error_set(err, WB_E_FILE, "%s/%s:%u: this section is there twice",
					    g->im->directory, g->item->source,
					    (unsigned)line->number);
		g->body->there = true;
	} else if (len == 14 && words_have(word, len, "statementbegin")) {
		g->block = true;
		g->block_begin = g->body ? g->body->text.len : 0;
	} else if (len == 12 && words_have(word, len, "statementend")) {
		if (g->block && g->body && is_open(&g->body->text, g->block_begin))
			buf_str(&g->body->text, ";\n");
		g->block = false;
	} else if (words_have(word, len, "no") && words_have(word, len, "transaction")) {
		g->item->up.alone = g->item->down.alone = true;
	} else if (words_have(word, len, "envsub")) {
		g->environment = words_have(word, len, "on");
		g->used |= g->environment;
	} else {
		return wb_error_set(err, WB_E_FILE, "%s/%s:%u: `-- +goose %.*s` is not known here",
				    g->im->directory, g->item->source, (unsigned)line->number,
				    (int)len, word);
	}
	return 0;
}

/* Where ENVSUB is on, `${NAME}` and `$NAME` come from the environment. */
static void add_line(struct goose *g, const struct line *line)
{
	struct buf *to = &g->body->text;
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
				      "0123456789";

	for (size_t i = 0; i < line->all_len; i++) {
		const char *at = line->all + i;
		size_t len = strspn(at + 1, letters);

		if (!g->environment || *at != '$') {
			buf_char(to, *at);
		} else if (at[1] == '{') {
			buf_str(to, "${env:");
			i++;
		} else if (len && !(at[1] >= '0' && at[1] <= '9')) {
			buf_printf(to, "${env:%.*s}", (int)len, at + 1);
			i += len;
		} else {
			buf_char(to, *at);
		}
	}
}

static int read_sql(struct goose *g, const char *text, struct wb_error *err)
{
	struct line line = { 0 };
	int rc = 0;

	while (rc == 0 && line_next(&text, &line)) {
		const char *word;
		size_t len;

		if (line_says(&line, "+goose", &word, &len))
			rc = directive(g, &line, word, len, err);
		else if (g->body)
			add_line(g, &line);
		else if (!line_is_idle(&line))
			return wb_error_set(err, WB_E_FILE,
					    "%s/%s:%u: SQL before `-- +goose Up`, which goose "
					    "refuses as well",
					    g->im->directory, g->item->source,
					    (unsigned)line.number);
	}
	if (rc == 0 && g->block)
		return wb_error_set(err, WB_E_FILE, "%s/%s: a StatementBegin without its end",
				    g->im->directory, g->item->source);
	g->item->variables = g->used;
	return rc;
}

/* A program is not SQL: what it does is for a person. */
static int read_program(struct goose *g, struct wb_error *err)
{
	struct imported *item = g->item;

	item->up.there = item->down.there = true;
	if (import_note(&item->up.undecided, err,
			"%s is a program in Go: write here as SQL what its way up does",
			item->source) < 0)
		return wb_error_kept(err);
	return import_note(&item->down.undecided, err,
			   "%s is a program in Go: write here as SQL what its way down does",
			   item->source);
}

static int read_file(struct wb_import *im, const char *name, bool program, struct wb_error *err)
{
	size_t digits = version_digits(name), stem = strlen(name) - (program ? 3 : 4);
	AUTO_FREE char *key = version_number(name, digits);
	struct goose g = { .im = im };
	struct buf text = { 0 };
	int rc;

	g.item = key ? import_add(im, key, name, err) : NULL;
	if (!g.item)
		return wb_error_nomem(err);
	rc = import_set(&g.item->stem, name, stem, err);
	if (rc == 0)
		rc = import_title(g.item, name + digits + 1, stem - digits - 1, err);
	if (rc == 0 && program)
		return read_program(&g, err);
	if (rc == 0)
		rc = folder_read(im->directory, name, &text, err);
	if (rc == 0)
		rc = read_sql(&g, buf_text(&text), err);
	buf_release(&text);
	if (rc == 0 && !g.item->up.there)
		rc = wb_error_set(err, WB_E_FILE, "%s/%s: there is no `-- +goose Up`",
				  im->directory, name);
	return rc;
}

int goose_read(struct wb_import *im, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int rc = folder_list(im->directory, false, &names, err);

	for (size_t i = 0; rc == 0 && i < names.count; i++) {
		const char *name = names.items[i];
		size_t digits = version_digits(name);
		bool program = name_ends(name, ".go") && !name_ends(name, "_test.go");

		if (digits && name[digits] == '_' && (program || name_ends(name, ".sql")))
			rc = read_file(im, name, program, err);
	}
	string_vec_free(&names);
	if (rc == 0)
		rc = version_sort(im, version_compare, err);
	return rc == 0 ? import_chain(im, err) : rc;
}
