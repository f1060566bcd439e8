/* SPDX-License-Identifier: MIT */
/* Of a driver without wide functions the driver manager makes them up, and keeps the low byte of each
 * character alone: such a driver gets its SQL as bytes of UTF-8, if it is proved that they arrive. */
#include <string.h>
#include <strings.h>

#include "odbc.h"

#define HEX "e282acf09f90a6"

/* Behind a comment: whoever makes one line of both answers nothing. */
static int ask_hex(struct odbc_conn *c, char *out, size_t size, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc = 0;

	kit_text_write(&sql, "-- letters\n%s", c->own.hex_of_letters);
	if (sql.failed)
		rc = kit_no_memory(err);
	else
		rc = odbc_ask(c, sql.data, out, size, err);
	if (rc == 0 && !*out && !c->one_line) {
		c->one_line = true;
		rc = odbc_ask(c, sql.data, out, size, err);
	}
	kit_text_release(&sql);
	return rc;
}

/* Do they get there, and back? */
static int are_kept(struct odbc_conn *c, bool *out, struct wb_error *err)
{
	char there[64], back[64];
	int rc = ask_hex(c, there, sizeof(there), err);

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
