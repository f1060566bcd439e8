/* SPDX-License-Identifier: MIT */
/* Prisma: folders VERSION_title with a migration.sql. Its table has the folder's name and the SHA-256 of the file. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "checksums.h"
#include "folder.h"
#include "readers.h"
#include "version.h"

static int read_folder(struct wb_import *im, const char *name, struct wb_error *err)
{
	AUTO_FREE char *folder = text_dup(name, strlen(name) - strlen("/migration.sql"));
	struct imported *item = folder ? import_add(im, folder, name, err) : NULL;
	size_t digits = folder ? version_digits(folder) : 0;
	int rc;

	if (!item)
		return wb_error_nomem(err);
	digits += digits && folder[digits] == '_';
	item->up.there = true;
	rc = import_set(&item->stem, item->id, strlen(item->id), err);
	if (rc == 0)
		rc = import_title(item, folder + digits, strlen(folder + digits), err);
	if (rc == 0)
		rc = folder_read(im->directory, name, &item->up.text, err);
	if (rc < 0)
		return rc;
	item->checksum = checksum_sha256(buf_text(&item->up.text), item->up.text.len);
	return item->checksum ? 0 : wb_error_nomem(err);
}

int prisma_read(struct wb_import *im, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int rc = folder_list(im->directory, true, &names, err);

	for (size_t i = 0; rc == 0 && i < names.count; i++) {
		const char *slash = strchr(names.items[i], '/');

		if (slash && strcmp(slash, "/migration.sql") == 0)
			rc = read_folder(im, names.items[i], err);
	}
	string_vec_free(&names);
	return rc == 0 ? import_chain(im, err) : rc;
}
