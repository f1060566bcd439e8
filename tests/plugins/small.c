/* SPDX-License-Identifier: MIT */
/* Built when the table ended behind `execute`: what stands behind its end in memory is not the
 * engine's to read. */
#include "fake.h"

static const char *const schemes[] = { "small", NULL };

static const struct wb_dialect dialect = {
	.abi_version = WB_ABI_VERSION,
	.struct_size = offsetof(struct wb_dialect, run),
	.name = "small",
	.schemes = schemes,
	.load = fake_load,
	.execute = fake_execute,
	/* not there, as far as the size tells */
	.lock = fake_lock,
	FAKE_SLOTS,
};
WB_REGISTER_DIALECT(dialect)
