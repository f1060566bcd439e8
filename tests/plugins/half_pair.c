/* SPDX-License-Identifier: MIT */
/* A slot that comes with another one, alone. */
#include "fake.h"

static const char *const schemes[] = { "half_pair", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER, .name = "half_pair",     .schemes = schemes, .lock = fake_lock,
	.load = fake_load, .execute = fake_execute, FAKE_SLOTS,
};
WB_REGISTER_DIALECT(dialect)
