/* SPDX-License-Identifier: MIT */
#include "timeout.h"

#include <stdlib.h>
#include <string.h>

#include "exit_code.h"

int timeout_read(const char *text, long long *out_ms, struct wb_error *err)
{
	static const struct {
		const char *unit;
		long long ms;
	} units[] = { { "", 1000 }, { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
	char *end = NULL;
	long long number = strtoll(text, &end, 10);

	for (size_t i = 0; end > text && i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(end, units[i].unit) == 0 && number >= 0 && number <= 1000000000) {
			*out_ms = number * units[i].ms;
			return 0;
		}
	return cli_fail(err, WB_E_USAGE, "--timeout %.40s: it is a time such as 30s, 500ms or 5m",
			text);
}
