/* SPDX-License-Identifier: MIT */
/* Connections: one, what stands for one, and what it is like. */
#include <string.h>

#include "answer.h"
#include "base/error.h"
#include "driver.h"
#include "params.h"
#include "slot.h"

int driver_connect(const struct plugin *plugin, const struct login *login, struct connection *out,
		   struct wb_error *err)
{
	struct params params;
	void *handle = NULL;
	int rc = params_make(plugin, login->target, login->flags, &params, err);

	if (rc < 0)
		return rc;
	params.pub.client = login->client;
	params.pub.run_id = login->run_id;
	rc = slot_check(plugin, "connect", plugin->table.connect(&params.pub, &handle, err), 0,
			err);
	params_release(&params);
	rc = answer_handle(handle, plugin->table.name, "connect", rc, err);
	if (rc < 0)
		return rc;
	memset(out, 0, sizeof(*out));
	out->plugin = plugin;
	out->handle = handle;
	out->client = login->client;
	out->statement_timeout_ms = login->target->statement_timeout_ms;
	rc = driver_describe(out, &out->server, err);
	if (rc < 0) {
		driver_close(out);
		return rc;
	}
	if (out->server.warning[0] && !(login->flags & WB_CONNECT_WATCHER))
		client_log(login->client, WB_LOG_WARNING, "%s", out->server.warning);
	return 0;
}

int driver_offline(const struct plugin *plugin, const struct login *login, struct connection *out,
		   struct wb_error *err)
{
	struct wb_server server = { .size = sizeof(server), .features = plugin->table.features };
	struct params params;
	void *handle = NULL;
	int rc = 0;

	memset(out, 0, sizeof(*out));
	out->plugin = plugin;
	out->client = login->client;
	if (plugin->table.offline) {
		rc = params_make(plugin, login->target, 0, &params, err);
		if (rc < 0)
			return rc;
		params.pub.client = login->client;
		rc = slot_check(plugin, "offline",
				plugin->table.offline(&params.pub, &server, &handle, err), 0, err);
		params_release(&params);
		rc = answer_handle(handle, plugin->table.name, "offline", rc, err);
		answer_end_server(&server);
	}
	server.features = features_here(&plugin->table, server.features);
	out->server = server;
	out->handle = handle;
	return rc;
}

void driver_close(struct connection *c)
{
	if (c->handle)
		c->plugin->table.close(c->handle);
	c->handle = NULL;
}

int driver_describe(struct connection *c, struct wb_server *out, struct wb_error *err)
{
	struct wb_server server = { .size = sizeof(server) };
	int rc;

	slot_call(c);
	rc = slot_return(c, "describe", c->plugin->table.describe(c->handle, &server, err), 0, err);
	if (rc < 0)
		return rc;
	server.features = features_here(&c->plugin->table, server.features);
	answer_end_server(&server);
	*out = server;
	return 0;
}
