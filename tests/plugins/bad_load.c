/* SPDX-License-Identifier: MIT */
/* Its client library is not what it needs: it loads, and says so once. */
#include "fake.h"

static int load(const struct wb_host *host, struct wb_error *err)
{
	static int calls;

	return host->fail(err, WB_E_UNSUPPORTED, "client library 0.9 is too old (call %d)",
			  ++calls);
}

static const char *const schemes[] = { "bad_load", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER, .name = "bad_load",      .schemes = schemes,
	.load = load,      .execute = fake_execute, FAKE_SLOTS,
};
WB_REGISTER_DIALECT(dialect)
