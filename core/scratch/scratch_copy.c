/* SPDX-License-Identifier: MIT */
#include "scratch_copy.h"

#include "difference/difference.h"

int scratch_copy(struct scratch *scratch, struct model *model, struct wb_error *err)
{
	struct model nothing = { 0 };
	struct difference d = { .from = &nothing, .to = model };
	struct buf sql = { 0 };
	int rc = difference_make(&d, scratch->conn, err);

	/* as a dump is loaded, whatever the settings of the target are */
	d.flags |= WB_CHANGE_DUMP;
	if (rc == 0)
		rc = difference_write(&d, scratch->conn, &sql, err);
	if (rc == 0)
		rc = scratch_run(scratch, "copy of the current schema", buf_text(&sql), true, err);
	difference_release(&d);
	buf_release(&sql);
	return rc;
}
