/* SPDX-License-Identifier: MIT */
#include "rename.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/text.h"
#include "scope/scope.h"
#include "rename_pair.h"

/* On the way back another one, which came on the way there, may have the old name. It steps aside,
 * and is dropped by that name. */
static int move_aside(struct scratch *s, const struct model *now, const struct renaming *r,
		      struct buf *out, struct wb_error *err)
{
	const struct renaming taken = { .table = r->table, .from = r->to };
	const struct object *o = renaming_find(now, &taken);
	AUTO_FREE char *name = rename_aside_name(r->to);

	if (!o)
		return 0;
	return name ? rename_give_name(s, now, &(struct new_name){ o, name }, out, err)
		    : wb_error_nomem(err);
}

/* One rename: its SQL goes to `out` and is run. */
static int rename_one(struct scratch *s, struct renaming *r, struct wb_names renames,
		      struct buf *out, struct wb_error *err)
{
	struct model now = { 0 };
	struct object *from;
	int rc = scope_read(s->session, s->conn, &now, err);

	if (rc < 0)
		return rc;
	if (renaming_find_table(r, &now, renames) < 0) {
		model_release(&now);
		return wb_error_nomem(err);
	}
	from = renaming_find(&now, r);
	if (!from)
		rc = wb_error_set(err, WB_E_USAGE, "--rename: there is no %s %s%s%s",
				  r->table ? "column" : "table", r->table ? r->table : "",
				  r->table ? "." : "", r->from);
	if (rc == 0 && r->back)
		rc = move_aside(s, &now, r, out, err);
	if (rc == 0)
		rc = rename_give_name(s, &now, &(struct new_name){ from, r->to }, out, err);
	model_release(&now);
	return rc;
}

int rename_all(struct scratch *s, struct wb_names renames, bool back, struct buf *out,
	       struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < renames.count; i++) {
		struct renaming r = { 0 };

		rc = renaming_read(renames.items[back ? renames.count - 1 - i : i], back, &r, err);
		if (rc == 0)
			rc = rename_one(s, &r, renames, out, err);
		renaming_release(&r);
	}
	return rc;
}
