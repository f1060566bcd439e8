/* SPDX-License-Identifier: MIT */
/* It claims to know leases and composes nothing. */
#include "fake.h"

static const char *const schemes[] = { "empty_feature", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER, .name = "empty_feature", .schemes = schemes, .features = WB_F_LEASE,
	.load = fake_load, .execute = fake_execute, FAKE_SLOTS,
};
WB_REGISTER_DIALECT(dialect)
