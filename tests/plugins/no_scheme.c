/* SPDX-License-Identifier: MIT */
/* Its schemes lack its own name. */
#include "fake.h"

static const char *const schemes[] = { "somebody", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER, .name = "no_scheme",     .schemes = schemes,
	.load = fake_load, .execute = fake_execute, FAKE_SLOTS,
};
WB_REGISTER_DIALECT(dialect)
