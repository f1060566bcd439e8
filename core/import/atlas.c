/* SPDX-License-Identifier: MIT */
/* Atlas: VERSION_title.sql with `-- atlas:…` lines at the top; a file may be several in one, `-- down.sql --`. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "folder.h"
#include "readers.h"

struct atlas {
	struct imported *item;
	struct import_body *body; /* NULL: a part that is left out */
	bool several, checkpoint;
};

static int directive(struct atlas *a, const struct line *line, const char *word, size_t len,
		     struct wb_error *err)
{
	if (words_have(word, len, "txmode") && words_have(word, len, "none"))
		a->item->up.alone = a->item->down.alone = true;
	else if (words_have(word, len, "checkpoint"))
		a->checkpoint = true;
	else if (words_have(word, len, "txtar"))
		a->several = true;
	else if (words_have(word, len, "delimiter"))
		return import_note(&a->item->up.undecided, err,
				   "line %u sets a delimiter: end the statements as the database's "
				   "own client would",
				   (unsigned)line->number);
	return 0;
}

/* `-- NAME --` */
static bool is_part(const struct line *line, const char *name)
{
	AUTO_FREE char *whole = text_format("-- %s --", name);

	return whole && line->len == strlen(whole) && strncmp(line->text, whole, line->len) == 0;
}

static int read_text(struct atlas *a, const char *text, struct wb_error *err)
{
	struct line line = { 0 };
	int rc = 0;

	a->body = &a->item->up;
	a->body->there = true;
	while (rc == 0 && line_next(&text, &line)) {
		const char *word;
		size_t len;

		if (line_says(&line, "atlas:", &word, &len)) {
			rc = directive(a, &line, word, len, err);
		} else if (a->several && is_part(&line, "migration.sql")) {
			a->body = &a->item->up;
		} else if (a->several && is_part(&line, "down.sql")) {
			a->body = &a->item->down;
			a->body->there = true;
		} else if (a->several && is_part(&line, "checks.sql")) {
			a->body = NULL;
			rc = import_note(
				&a->item->notes, err,
				"its checks are left out: write them as a require section");
		} else if (a->body) {
			buf_add(&a->body->text, line.all, line.all_len);
		}
	}
	return rc;
}

/* A new database begins with it. */
static int place_checkpoint(const struct wb_import *im, struct imported *item, struct wb_error *err)
{
	for (size_t i = 0; i < im->items.count; i++) {
		const struct imported *other = im->items.items[i];

		if (other != item && !other->replaces.count &&
		    string_vec_add(&item->replaces, other->id) < 0)
			return wb_error_nomem(err);
	}
	return 0;
}

static int read_file(struct wb_import *im, const char *name, struct wb_error *err)
{
	size_t stem = strlen(name) - strlen(".sql"), version = strcspn(name, "_");
	AUTO_FREE char *key = text_dup(name, version < stem ? version : stem);
	struct atlas a = { 0 };
	struct buf text = { 0 };
	int rc;

	a.item = key ? import_add(im, key, name, err) : NULL;
	if (!a.item)
		return wb_error_nomem(err);
	rc = import_set(&a.item->stem, name, stem, err);
	if (rc == 0 && version < stem)
		rc = import_title(a.item, name + version + 1, stem - version - 1, err);
	if (rc == 0)
		rc = folder_read(im->directory, name, &text, err);
	if (rc == 0)
		rc = read_text(&a, buf_text(&text), err);
	buf_release(&text);
	return rc == 0 && a.checkpoint ? place_checkpoint(im, a.item, err) : rc;
}

int atlas_read(struct wb_import *im, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int rc = folder_list(im->directory, false, &names, err);

	for (size_t i = 0; rc == 0 && i < names.count; i++)
		if (name_ends(names.items[i], ".sql"))
			rc = read_file(im, names.items[i], err);
	string_vec_free(&names);
	return rc == 0 ? import_chain(im, err) : rc;
}
