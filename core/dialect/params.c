/* SPDX-License-Identifier: MIT */
#include "params.h"

#include <stdlib.h>

#include "base/error.h"
#include "slot.h"

int params_make(const struct plugin *plugin, const struct target *target, uint32_t flags,
		struct params *out, struct wb_error *err)
{
	const struct url *url = &target->url;
	struct wb_params *p = &out->pub;

	*out = (struct params){ .pub = { .size = sizeof(*p), .flags = flags } };
	if (plugin->table.features & WB_F_DATABASE_IS_PATH && url_check_file(url, err) < 0)
		return wb_error_kept(err);
	if (target->options.count) {
		out->pairs = calloc(target->options.count, sizeof(*out->pairs));
		if (!out->pairs)
			return wb_error_nomem(err);
	}
	for (size_t i = 0; i < target->options.count; i++) {
		out->pairs[i].name = target->options.items[i].name;
		out->pairs[i].value = target->options.items[i].value;
	}
	p->scheme = url->scheme;
	p->user = url->user;
	p->password = url->password;
	p->host = url->host;
	p->port = url->port;
	p->database = url->database;
	p->options = out->pairs;
	p->option_count = target->options.count;
	p->version_schema = target->version_schema;
	p->connect_timeout_ms = target->connect_timeout_ms;
	p->statement_timeout_ms = target->statement_timeout_ms;
	if (target->no_statement_timeout)
		p->flags |= WB_CONNECT_NO_STATEMENT_TIMEOUT;
	p->statement_lock_timeout_ms = target->statement_lock_timeout_ms;
	return 0;
}

void params_release(struct params *params)
{
	free(params->pairs);
	params->pairs = NULL;
}

int driver_database(const struct plugin *plugin, const struct target *target, int32_t what,
		    struct wb_client *client, struct wb_error *err)
{
	struct params params;
	int rc;

	if (!plugin->table.database)
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "dialect %s neither makes nor drops databases",
				    plugin->table.name);
	rc = params_make(plugin, target, 0, &params, err);
	params.pub.client = client;
	if (rc == 0)
		rc = slot_check(plugin, "database", plugin->table.database(&params.pub, what, err),
				1, err);
	params_release(&params);
	return rc;
}
