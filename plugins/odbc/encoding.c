/* SPDX-License-Identifier: MIT */
/* Of a driver without wide functions the driver manager makes them up, and keeps the low byte of each
 * character alone: such a driver gets its SQL as bytes of UTF-8, if it is proved that they arrive. */
#include <string.h>
#include <strings.h>

#include "odbc.h"

#define HEX "e282acf09f90a6"

/* Do they get there, and back? */
static int are_kept(struct odbc_conn *c, bool *out, struct wb_error *err)
{
	char there[64], back[64];
	int rc = odbc_ask(c, c->own.hex_of_letters, there, sizeof(there), err);

	if (rc == 0)
		rc = odbc_ask(c, "SELECT '" ODBC_LETTERS "'", back, sizeof(back), err);
	*out = rc == 0 && strcasecmp(there, HEX) == 0 && strcmp(back, ODBC_LETTERS) == 0;
	return rc;
}

int odbc_prove_letters(struct odbc_conn *c, struct wb_error *err)
{
	bool kept = false;
	int rc = 0;

	if (!c->own.hex_of_letters)
		return 0;
	rc = are_kept(c, &kept, err);
	if (rc == 0 && !kept) {
		c->bytes = true;
		rc = are_kept(c, &kept, err);
	}
	if (rc == 0 && kept && c->bytes && !odbc_is_ascii(c->way.data))
		return odbc_host->fail(
			err, WB_E_CONNECT,
			"this driver takes names of data sources in ASCII alone: use "
			"its Unicode driver");
	if (rc < 0 || kept)
		return rc;
	return odbc_host->fail(
		err, WB_E_CONNECT,
		"this driver loses letters outside of ASCII: use its Unicode driver");
}
