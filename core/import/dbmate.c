/* SPDX-License-Identifier: MIT */
/* dbmate: VERSION_title.sql, with `-- migrate:up` and `-- migrate:down` in it. The words are ours as well; the version is
 * in the name. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "folder.h"
#include "readers.h"
#include "version.h"

/* What follows a marker; NULL: something else stands there. */
static struct import_body *body_of(struct imported *item, const struct line *line,
				   const char **options, size_t *len)
{
	if (line_says(line, "migrate:up", options, len))
		return &item->up;
	if (line_says(line, "migrate:down", options, len))
		return &item->down;
	return NULL;
}

static int read_body(struct wb_import *im, struct imported *item, const char *text,
		     struct wb_error *err)
{
	struct import_body *body = NULL;
	struct line line = { 0 };

	while (line_next(&text, &line)) {
		const char *options;
		size_t len, value_len;
		struct import_body *next = body_of(item, &line, &options, &len);

		if (next && next->there)
			return wb_error_set(err, WB_E_FILE, "%s/%s:%u: this section is there twice",
					    im->directory, item->source, (unsigned)line.number);
		if (next) {
			const char *value = words_value(options, len, "transaction", &value_len);

			body = next;
			body->there = true;
			body->alone = value && value_len == 5 && strncmp(value, "false", 5) == 0;
		} else if (body) {
			buf_add(&body->text, line.all, line.all_len);
		} else if (!line_is_idle(&line)) {
			return wb_error_set(err, WB_E_FILE,
					    "%s/%s:%u: SQL before `-- migrate:up`, which dbmate "
					    "refuses as well",
					    im->directory, item->source, (unsigned)line.number);
		}
	}
	return item->up.there ? 0
			      : wb_error_set(err, WB_E_FILE, "%s/%s: there is no `-- migrate:up`",
					     im->directory, item->source);
}

static int read_file(struct wb_import *im, const char *name, struct wb_error *err)
{
	size_t digits = version_digits(name), stem = strlen(name) - strlen(".sql");
	AUTO_FREE char *key = text_dup(name, digits);
	struct imported *item = key ? import_add(im, key, name, err) : NULL;
	struct buf text = { 0 };
	int rc;

	if (!item)
		return wb_error_nomem(err);
	rc = import_set(&item->stem, name, stem, err);
	if (rc == 0)
		rc = import_title(item, name + digits + (name[digits] == '_'),
				  stem - digits - (name[digits] == '_'), err);
	if (rc == 0)
		rc = folder_read(im->directory, name, &text, err);
	if (rc == 0)
		rc = read_body(im, item, buf_text(&text), err);
	buf_release(&text);
	return rc;
}

int dbmate_read(struct wb_import *im, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int rc = folder_list(im->directory, false, &names, err);

	for (size_t i = 0; rc == 0 && i < names.count; i++)
		if (version_digits(names.items[i]) && name_ends(names.items[i], ".sql"))
			rc = read_file(im, names.items[i], err);
	string_vec_free(&names);
	if (rc == 0)
		rc = version_sort(im, strcmp, err);
	return rc == 0 ? import_chain(im, err) : rc;
}
