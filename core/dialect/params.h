/* SPDX-License-Identifier: MIT */
/* What a dialect connects with, from a target. */
#ifndef WB_CORE_PARAMS_H
#define WB_CORE_PARAMS_H

#include "config/config.h"
#include "driver.h"

struct params {
	struct wb_params pub;
	struct wb_pair *pairs;
};

/* Borrowed from the target. */
int params_make(const struct plugin *plugin, const struct target *target, uint32_t flags,
		struct params *out, struct wb_error *err);
void params_release(struct params *params);

#endif
