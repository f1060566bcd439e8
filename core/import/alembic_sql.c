/* SPDX-License-Identifier: MIT */
#include "alembic_sql.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "folder.h"

/* Where we are in what was printed. */
struct printed {
	struct wb_import *im;
	struct import_body *body; /* of the revision that is printed; NULL: of none */
	bool up;
	bool skipping; /* a statement of the tool's own, to its end */
	bool outside;  /* behind a COMMIT of the tool's … */
	bool done;     /* … and SQL came since */
};

/* "-- Running upgrade a, b -> c, title" and "-- Running downgrade c -> a, b": c. */
static struct imported *begins(const struct printed *p, const struct line *line)
{
	const char *words = p->up ? "Running upgrade" : "Running downgrade", *rest, *arrow;
	AUTO_FREE char *id = NULL;
	size_t len;

	if (!line_says(line, words, &rest, &len))
		return NULL;
	arrow = memmem(rest, len, "->", 2);
	if (!arrow)
		return NULL;
	if (p->up) {
		len -= (size_t)(arrow + 2 - rest);
		rest = arrow + 2;
		len = text_trim(&rest, len);
	} else {
		len = (size_t)(arrow - rest);
		len = text_trim(&rest, len);
	}
	id = text_dup(rest, strcspn(rest, ", \t\r\n") < len ? strcspn(rest, ", \t\r\n") : len);
	return id ? import_find(p->im, id) : NULL;
}

static bool is(const struct line *line, const char *words)
{
	return line->len == strlen(words) && strncasecmp(line->text, words, line->len) == 0;
}

/* Does a statement on the tool's own table begin here? */
static bool is_own(const struct line *line)
{
	static const char *const begins[] = { "INSERT INTO ", "UPDATE ", "DELETE FROM ",
					      "CREATE TABLE ", "DROP TABLE " };

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		size_t len = strlen(begins[i]);
		const char *name = line->text + len;

		if (line->len <= len || strncmp(line->text, begins[i], len) != 0)
			continue;
		len = strcspn(name, " (;\n");
		return memmem(name, len, "alembic_version", 15) != NULL;
	}
	return false;
}

static void take_line(struct printed *p, const struct line *line)
{
	if (!p->skipping && is_own(line))
		p->skipping = true;
	if (p->skipping) {
		p->skipping = !(line->len && line->text[line->len - 1] == ';');
		return;
	}
	if (is(line, "COMMIT;")) {
		p->outside = true;
		p->done = false;
		return;
	}
	if (is(line, "BEGIN;") || is(line, "START TRANSACTION;")) {
		/* what stood between ran outside of a transaction */
		if (p->body && p->outside && p->done)
			p->body->alone = true;
		p->outside = false;
		return;
	}
	if (!p->body)
		return;
	p->done |= line->len > 0;
	if (line->len || p->body->text.len)
		buf_add(&p->body->text, line->all, line->all_len);
}

/* Blank lines at the end are the tool's. */
static void trim(struct import_body *body)
{
	struct buf *text = &body->text;

	while (text->len > 1 && text->data[text->len - 1] == '\n' &&
	       text->data[text->len - 2] == '\n')
		text->data[--text->len] = '\0';
	if (!text->len)
		buf_str(text, "-- nothing is done here\n");
}

static void forget(struct import_body *body)
{
	buf_clear(&body->text);
	body->there = body->alone = false;
}

int alembic_take_apart(struct wb_import *im, const struct alembic_sql *sql,
		       struct imported **out_last, struct wb_error *err)
{
	const char *printed = sql->printed;
	struct printed p = { .im = im, .up = sql->up };
	struct line line = { 0 };

	*out_last = NULL;
	while (line_next(&printed, &line)) {
		struct imported *item = p.skipping ? NULL : begins(&p, &line);

		if (!item) {
			take_line(&p, &line);
			continue;
		}
		if (p.body)
			trim(p.body);
		*out_last = item;
		p.body = sql->up ? &item->up : &item->down;
		p.outside = p.done = false;
		forget(p.body); /* it may have been asked for before, by another way */
		p.body->there = true;
	}
	if (p.body && sql->broken)
		forget(p.body);
	else if (p.body)
		trim(p.body);
	for (size_t i = 0; i < im->items.count; i++)
		if (buf_check(sql->up ? &im->items.items[i]->up.text
				      : &im->items.items[i]->down.text,
			      err) < 0)
			return wb_error_kept(err);
	return 0;
}
