/* SPDX-License-Identifier: MIT */
/* Built for a newer minor version, whose table has more slots than this engine knows. */
#include "fake.h"

static const char *const schemes[] = { "large", NULL };

static const struct {
	struct wb_dialect known;
	void (*newer[8])(void *conn);
} dialect = {
	.known = {
		.abi_version = WB_ABI_VERSION,
		.struct_size = sizeof(dialect),
		.name = "large",
		.schemes = schemes,
		.load = fake_load,
		.execute = fake_execute,
		FAKE_SLOTS,
	},
	.newer = { fake_close },
};
WB_REGISTER_DIALECT(dialect.known)
