/* SPDX-License-Identifier: MIT */
/* Two models to changes with their SQL, in an order in which they can be run. */
#include "difference.h"

int difference_make(struct connection *conn, struct model *from, struct model *to, uint32_t flags,
		    struct difference *out, struct wb_error *err)
{
	struct difference d = { .from = from,
				.to = to,
				.flags = flags | (conn->privileges ? 0 : WB_CHANGE_BARE) };
	int rc = difference_compare(&d, err);

	if (rc == 0)
		rc = difference_render_all(&d, conn, err);
	if (rc == 0)
		rc = difference_order(&d, conn, err);
	if (rc < 0)
		difference_release(&d);
	else
		*out = d;
	return rc;
}
