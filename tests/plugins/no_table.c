/* SPDX-License-Identifier: MIT */
/* It has the symbol, and returns nothing. */
#include <whimbrel/dialect.h>

const struct wb_dialect *whimbrel_dialect(void)
{
	return NULL;
}
