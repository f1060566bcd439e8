/* SPDX-License-Identifier: MIT */
/* Our operations as SQL that the profile describes. */
#include <string.h>

#include "odbc.h"

const struct kit_dialect odbc_kit = { .quote = '"' };

int odbc_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
	       struct wb_error *err)
{
	const struct odbc_conn *c = conn;
	const bool escape = c && literal && c->own.portable.flags & WB_PORTABLE_BACKSLASH;
	struct kit_sink sink = { .engines = out };

	if (memchr(text.at, '\0', text.len))
		return odbc_host->fail(err, WB_E_UNSUPPORTED,
				       "there is no %s with a NUL byte in it",
				       literal ? "literal" : "name");
	kit_put_quoted(&sink, literal ? '\'' : c ? c->quote : '"', escape, text.at, text.len);
	return 0;
}

/* The table of leases is looked for first: a server tells everybody who makes one that is there. */
static int take_lease(struct odbc_conn *c, const struct wb_args *args, struct wb_text *out,
		      struct wb_error *err)
{
	int rc = 0;

	if (args->part == 0 && !c->lease_table)
		rc = odbc_has_table(c, "whimbrel_lock", &c->lease_table, err);
	if (rc < 0 || (args->part == 0 && c->lease_table))
		return rc < 0 ? rc : 1;
	return odbc_host->portable(&c->own.portable, WB_OWN_LEASE_TAKE, args, out, err);
}

int odbc_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		 struct wb_error *err)
{
	struct odbc_conn *c = conn;

	if (c->offline)
		return odbc_script(c, what, args, out, err);
	switch (what) {
	case WB_OWN_BEGIN:
	case WB_OWN_COMMIT:
	case WB_OWN_ROLLBACK:
		return 0; /* see execute.c: calls of the driver's */
	case WB_OWN_LEASE_TAKE:
		return take_lease(c, args, out, err);
	default:
		return odbc_host->portable(&c->own.portable, what, args, out, err);
	}
}
