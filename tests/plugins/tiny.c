/* SPDX-License-Identifier: MIT */
/* Its table ends before the names. */
#include "fake.h"

static const char *const schemes[] = { "tiny", NULL };

static const struct wb_dialect dialect = {
	.abi_version = WB_ABI_VERSION,
	.struct_size = 4,
	.name = "tiny",
	.schemes = schemes,
};
WB_REGISTER_DIALECT(dialect)
