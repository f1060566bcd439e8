/* SPDX-License-Identifier: MIT */
/* Without a connection: what the option `profile` says, since no driver is asked. */
#include <stdlib.h>

#include "odbc.h"

int odbc_offline(const struct wb_params *params, struct wb_server *out_server, void **out,
		 struct wb_error *err)
{
	struct odbc_conn *c = calloc(1, sizeof(*c));
	int rc;

	if (!c)
		return kit_no_memory(err);
	kit_running_init(&c->running, odbc_stop, c);
	c->offline = true;
	rc = odbc_choose_profile(c, params, "", err);
	if (rc < 0) {
		odbc_close(c);
		return rc;
	}
	c->quote = c->own.portable.flags & WB_PORTABLE_BACKTICK ? '`' : '"';
	c->ddl_rolls_back = c->own.ddl == 1;
	out_server->features = odbc_features(c);
	if (c->named)
		out_server->lex_mode = odbc_lex_mode(c);
	*out = c;
	return 0;
}

/* The client takes a batch from GO to GO, and some statements want one of their own. */
static int put_statement(const struct odbc_conn *c, const struct wb_args *args, struct wb_text *out,
			 struct wb_error *err)
{
	if (c->own.mode & ODBC_MODE_GO)
		kit_add(out, "GO\n");
	return odbc_host->portable(&c->own.portable, WB_OWN_SCRIPT_STATEMENT, args, out, err);
}

int odbc_script(const struct odbc_conn *c, int32_t what, const struct wb_args *args,
		struct wb_text *out, struct wb_error *err)
{
	if (!c->named)
		return odbc_host->fail(
			err, WB_E_UNSUPPORTED,
			"what kind of database the script is for is not known without a "
			"connection: say profile=… in the URL or the target's options");
	if (what == WB_OWN_SCRIPT_STATEMENT)
		return put_statement(c, args, out, err);
	return odbc_host->portable(&c->own.portable, what, args, out, err);
}
