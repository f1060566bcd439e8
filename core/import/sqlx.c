/* SPDX-License-Identifier: MIT */
/* sqlx: VERSION_title.sql, or VERSION_title.up.sql and VERSION_title.down.sql. Its table has the SHA-384 of the file. */
#include <string.h>

#include "base/error.h"
#include "checksums.h"
#include "pairs.h"
#include "readers.h"

static int look(struct imported *item, struct import_body *body, struct wb_error *err)
{
	static const char alone[] = "-- no-transaction";

	body->alone = strncmp(buf_text(&body->text), alone, sizeof(alone) - 1) == 0;
	if (body != &item->up)
		return 0;
	item->checksum = checksum_sha384(buf_text(&body->text), body->text.len);
	return item->checksum ? 0 : wb_error_nomem(err);
}

int sqlx_read(struct wb_import *im, struct wb_error *err)
{
	const struct pairs how = { .single = true, .look = look };
	int rc = pairs_read(im, &how, err);

	for (size_t i = 0; rc == 0 && i < im->items.count; i++)
		if (!im->items.items[i]->up.there)
			rc = wb_error_set(err, WB_E_FILE,
					  "%s: version %s has no file for the way up",
					  im->directory, im->items.items[i]->key);
	return rc;
}
