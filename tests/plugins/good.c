/* SPDX-License-Identifier: MIT */
/* Nothing is wrong with it, and it has an alias. */
#include "fake.h"

static const char *const schemes[] = { "good", "fine", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER, .name = "good",          .version = "1.2", .schemes = schemes,
	.load = fake_load, .execute = fake_execute, FAKE_SLOTS,
};
WB_REGISTER_DIALECT(dialect)
