/* SPDX-License-Identifier: MIT */
#include "slot.h"

#include "base/error.h"
#include "masked.h"

/* A dialect that fails without saying why is a defect of its own, and must not look like
 * success. */
int slot_check(const struct plugin *plugin, const char *slot, int rc, int most,
	       struct wb_error *err)
{
	if (rc >= 0 && rc <= most)
		return rc;
	if (rc > most)
		return wb_error_set(err, WB_E_INTERNAL, "dialect %s: %s returned %d",
				    plugin->table.name, slot, rc);
	masked_error(err);
	if (err && !err->status)
		wb_error_set(err, rc < WB_E_INTERNAL ? WB_E_INTERNAL : rc,
			     "dialect %s: %s failed and did not say why", plugin->table.name, slot);
	return err && err->status ? err->status : rc;
}

void slot_call(struct connection *c)
{
	atomic_store(&c->in_slot, 1);
}

int slot_return(struct connection *c, const char *slot, int rc, int most, struct wb_error *err)
{
	atomic_store(&c->in_slot, 0);
	return slot_check(c->plugin, slot, rc, most, err);
}
