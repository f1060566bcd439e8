/* SPDX-License-Identifier: MIT */
/* Another ABI; nothing behind the first two members may be read, so the rest is nonsense. */
#include "fake.h"

static const char *const schemes[] = { "wrong_abi", NULL };

static const struct wb_dialect dialect = {
	.abi_version = 99,
	.struct_size = sizeof(struct wb_dialect),
	.name = (const char *)1,
	.schemes = schemes,
};
WB_REGISTER_DIALECT(dialect)
