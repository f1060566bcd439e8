/* SPDX-License-Identifier: MIT */
/* Its name is not its file's. */
#include "fake.h"

static const char *const schemes[] = { "somebody", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER, .name = "somebody",      .schemes = schemes,
	.load = fake_load, .execute = fake_execute, FAKE_SLOTS,
};
WB_REGISTER_DIALECT(dialect)
