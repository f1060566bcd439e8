/* SPDX-License-Identifier: MIT */
/* golang-migrate: VERSION_title.up.sql and VERSION_title.down.sql. A version that has one of them alone does nothing the
 * other way there. */
#include "base/error.h"
#include "pairs.h"
#include "readers.h"

int golang_migrate_read(struct wb_import *im, struct wb_error *err)
{
	const struct pairs how = { 0 };
	int rc = pairs_read(im, &how, err);

	for (size_t i = 0; rc == 0 && i < im->items.count; i++) {
		struct imported *item = im->items.items[i];

		if (!item->up.there)
			buf_str(&item->up.text, "-- golang-migrate had no file for this way\n");
		item->up.there = true;
		if (!item->down.there)
			rc = import_note(
				&item->notes, err,
				"there is no down file: golang-migrate would have counted it "
				"as taken back and done nothing, here it is irreversible");
	}
	return rc;
}
