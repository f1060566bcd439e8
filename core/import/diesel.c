/* SPDX-License-Identifier: MIT */
/* diesel: folders VERSION_title with up.sql, down.sql and a metadata.toml. The version in its table has no dashes. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "folder.h"
#include "readers.h"
#include "version.h"

static char *version_of(const char *folder, size_t len)
{
	char *version = text_dup(folder, len);
	size_t n = 0;

	for (size_t i = 0; version && i < len; i++)
		if (version[i] != '-')
			version[n++] = version[i];
	if (version)
		version[n] = '\0';
	return version;
}

/* `run_in_transaction = false` */
static int read_metadata(struct wb_import *im, struct imported *item, const char *folder,
			 struct wb_error *err)
{
	AUTO_FREE char *name = text_format("%s/metadata.toml", folder);
	struct buf text = { 0 };
	struct line line = { 0 };
	const char *at;
	int rc;

	if (!name)
		return wb_error_nomem(err);
	if (!folder_has(im->directory, name))
		return 0;
	rc = folder_read(im->directory, name, &text, err);
	for (at = buf_text(&text); rc == 0 && line_next(&at, &line);) {
		const char *equals = memchr(line.text, '=', line.len);

		if (equals && strncmp(line.text, "run_in_transaction", 18) == 0) {
			size_t n = line.len - (size_t)(equals + 1 - line.text);

			equals++;
			n = text_trim(&equals, n);
			item->up.alone = item->down.alone = n >= 5 && !strncmp(equals, "false", 5);
		}
	}
	buf_release(&text);
	return rc;
}

static int read_part(struct wb_import *im, const char *folder, const char *file,
		     struct import_body *body, struct wb_error *err)
{
	AUTO_FREE char *name = text_format("%s/%s", folder, file);

	return name ? import_part(im, name, body, err) : wb_error_nomem(err);
}

static int read_folder(struct wb_import *im, const char *up, struct wb_error *err)
{
	AUTO_FREE char *folder = text_dup(up, strlen(up) - strlen("/up.sql"));
	size_t len = folder ? strcspn(folder, "_") : 0;
	AUTO_FREE char *key = folder ? version_of(folder, len) : NULL;
	struct imported *item = key ? import_add(im, key, up, err) : NULL;
	int rc;

	if (!item)
		return wb_error_nomem(err);
	rc = import_set(&item->stem, folder, strlen(folder), err);
	if (rc == 0)
		rc = import_title(item, folder + len + (folder[len] == '_'),
				  strlen(folder + len + (folder[len] == '_')), err);
	if (rc == 0)
		rc = read_part(im, folder, "up.sql", &item->up, err);
	if (rc == 0)
		rc = read_part(im, folder, "down.sql", &item->down, err);
	return rc == 0 ? read_metadata(im, item, folder, err) : rc;
}

int diesel_read(struct wb_import *im, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int rc = folder_list(im->directory, true, &names, err);

	for (size_t i = 0; rc == 0 && i < names.count; i++) {
		const char *slash = strchr(names.items[i], '/');

		if (slash && strcmp(slash, "/up.sql") == 0 && version_digits(names.items[i]))
			rc = read_folder(im, names.items[i], err);
	}
	string_vec_free(&names);
	if (rc == 0)
		rc = version_sort(im, strcmp, err);
	return rc == 0 ? import_chain(im, err) : rc;
}
