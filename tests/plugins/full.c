/* SPDX-License-Identifier: MIT */
/* It can't be loaded, and says so in texts that are full to the brim, without a NUL. */
#include <string.h>

#include "fake.h"

static int load(const struct wb_host *host, struct wb_error *err)
{
	(void)host;
	memset(err->sqlstate, 'x', sizeof(err->sqlstate));
	memset(err->message, 'm', sizeof(err->message));
	memset(err->detail, 'd', sizeof(err->detail));
	return err->status = WB_E_UNSUPPORTED;
}

static const char *const schemes[] = { "full", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER, .name = "full",          .schemes = schemes,
	.load = load,      .execute = fake_execute, FAKE_SLOTS,
};
WB_REGISTER_DIALECT(dialect)
