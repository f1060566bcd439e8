/* SPDX-License-Identifier: MIT */
/* Around a call of a dialect's table: for the files of this folder that call it. */
#ifndef WB_CORE_SLOT_H
#define WB_CORE_SLOT_H

#include "driver.h"

/* What a slot returned, which may be 0 to `most`, or an error that says why. */
int slot_check(const struct plugin *plugin, const char *slot, int rc, int most,
	       struct wb_error *err);
/* Before and behind one that works on the connection, and may be cancelled meanwhile. */
void slot_call(struct connection *c);
int slot_return(struct connection *c, const char *slot, int rc, int most, struct wb_error *err);

#endif
