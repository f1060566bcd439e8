/* SPDX-License-Identifier: MIT */
#include "rows.h"

#include <string.h>

bool rows_violate(const struct wb_error *err)
{
	return strncmp(err->sqlstate, "23", 2) == 0;
}

bool rows_are_to_blame(const struct wb_error *err)
{
	return rows_violate(err) || strncmp(err->sqlstate, "22", 2) == 0 ||
	       strncmp(err->sqlstate, "01", 2) == 0;
}
