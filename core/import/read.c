/* SPDX-License-Identifier: MIT */
#include "read.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

void import_free(struct wb_import *im)
{
	if (!im)
		return;
	for (size_t i = 0; i < im->items.count; i++)
		imported_free(im->items.items[i]);
	imported_vec_release(&im->items);
	string_vec_free(&im->notes);
	free(im->directory);
	free(im->command);
	free(im);
}

/* Two keys that can be no ids may become one. */
static int check_ids(const struct wb_import *im, struct wb_error *err)
{
	for (size_t i = 0; i < im->items.count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(im->items.items[i]->id, im->items.items[k]->id) == 0)
				return wb_error_set(err, WB_E_FILE,
						    "%s: %s and %s would both be revision %s: "
						    "rename one of them",
						    im->directory, im->items.items[k]->source,
						    im->items.items[i]->source,
						    im->items.items[i]->id);
	return 0;
}

static int read_all(const struct wb_import_source *what, struct wb_import *im, struct wb_error *err)
{
	size_t len = strlen(what->directory);

	while (len > 1 && what->directory[len - 1] == '/')
		len--;
	im->tool = import_tool_find(what->tool, err);
	if (!im->tool)
		return wb_error_kept(err);
	if (!im->tool->read)
		return wb_error_set(err, WB_E_USAGE,
				    "%s's files can't be read: `whimbrel import --replay COMMAND`",
				    im->tool->name);
	im->directory = text_dup(what->directory, len);
	if (what->command)
		im->command = text_dup(what->command, strlen(what->command));
	if (!im->directory || (what->command && !im->command))
		return wb_error_nomem(err);
	if (im->tool->read(im, err) < 0)
		return wb_error_kept(err);
	if (!im->items.count)
		return wb_error_set(
			err, WB_E_FILE,
			"%s: there is no migration of %s here: name the folder that has "
			"its files",
			im->directory, im->tool->name);
	return check_ids(im, err);
}

int import_read(const struct wb_import_source *what, struct wb_import **out, struct wb_error *err)
{
	struct wb_import *im = calloc(1, sizeof(*im));
	int rc = im ? read_all(what, im, err) : wb_error_nomem(err);

	if (rc < 0) {
		import_free(im);
		return rc;
	}
	*out = im;
	return 0;
}

int import_new(const char *command, struct wb_import **out, struct wb_error *err)
{
	static const struct import_tool nobody = { .name = "replay" };
	struct wb_import *im = calloc(1, sizeof(*im));

	if (!im)
		return wb_error_nomem(err);
	im->tool = &nobody;
	im->directory = text_dup("replay", strlen("replay"));
	im->command = text_dup(command, strlen(command));
	if (!im->directory || !im->command) {
		import_free(im);
		return wb_error_nomem(err);
	}
	*out = im;
	return 0;
}
