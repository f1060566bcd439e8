/* SPDX-License-Identifier: MIT */
/* A required slot is NULL. */
#include "fake.h"

static const char *const schemes[] = { "no_slot", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER, .name = "no_slot", .schemes = schemes, .load = fake_load, FAKE_SLOTS,
};
WB_REGISTER_DIALECT(dialect)
