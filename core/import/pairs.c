/* SPDX-License-Identifier: MIT */
#include "pairs.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "folder.h"
#include "version.h"

/* A name taken apart. */
struct pair {
	size_t digits, title, stem; /* lengths from the name's beginning */
	bool down;
};

static bool take_apart(const struct pairs *how, const char *name, struct pair *out)
{
	size_t len = strlen(name);

	out->digits = version_digits(name);
	if (!out->digits || name[out->digits] != '_')
		return false;
	out->down = name_ends(name, ".down.sql");
	if (out->down)
		out->stem = len - strlen(".down.sql");
	else if (name_ends(name, ".up.sql"))
		out->stem = len - strlen(".up.sql");
	else if (how->single && name_ends(name, ".sql"))
		out->stem = len - strlen(".sql");
	else
		return false;
	out->title = out->digits + 1;
	return out->stem >= out->title;
}

static struct imported *item_of(struct wb_import *im, const char *name, const struct pair *pair,
				struct wb_error *err)
{
	AUTO_FREE char *key = version_number(name, pair->digits);
	struct imported *item = key ? import_find(im, key) : NULL;

	if (item)
		return item;
	item = key ? import_add(im, key, name, err) : NULL;
	if (!item || import_set(&item->stem, name, pair->stem, err) < 0 ||
	    import_title(item, name + pair->title, pair->stem - pair->title, err) < 0) {
		wb_error_nomem(err);
		return NULL;
	}
	return item;
}

static int read_file(struct wb_import *im, const struct pairs *how, const char *name,
		     struct wb_error *err)
{
	struct import_body *body;
	struct imported *item;
	struct pair pair;
	int rc;

	if (!take_apart(how, name, &pair))
		return 0;
	item = item_of(im, name, &pair, err);
	if (!item)
		return wb_error_kept(err);
	body = pair.down ? &item->down : &item->up;
	if (body->there)
		return wb_error_set(err, WB_E_FILE,
				    "%s: %s and another file are both version %s, %s",
				    im->directory, name, item->key, pair.down ? "down" : "up");
	body->there = true;
	rc = folder_read(im->directory, name, &body->text, err);
	if (rc == 0 && !pair.down)
		rc = import_set(&item->source, name, strlen(name), err);
	return rc == 0 && how->look ? how->look(item, body, err) : rc;
}

int pairs_read(struct wb_import *im, const struct pairs *how, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int rc = folder_list(im->directory, false, &names, err);

	for (size_t i = 0; rc == 0 && i < names.count; i++)
		rc = read_file(im, how, names.items[i], err);
	string_vec_free(&names);
	if (rc == 0)
		rc = version_sort(im, version_compare, err);
	return rc == 0 ? import_chain(im, err) : rc;
}
