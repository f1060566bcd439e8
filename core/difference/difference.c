/* SPDX-License-Identifier: MIT */
/* Two models to changes with their SQL, in an order in which they can be run. */
#include "difference.h"

int difference_make(struct difference *d, struct connection *conn, struct wb_error *err)
{
	int rc;

	d->flags |= conn->privileges ? 0 : WB_CHANGE_BARE;
	rc = difference_compare(d, err);
	if (rc == 0)
		rc = difference_render_all(d, conn, err);
	if (rc == 0)
		rc = difference_order(d, conn, err);
	if (rc < 0) {
		difference_release(d);
		*d = (struct difference){ 0 };
	}
	return rc;
}
