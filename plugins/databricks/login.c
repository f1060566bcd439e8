/* SPDX-License-Identifier: MIT */
#include "login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "databricks.h"

/* clang-format off */
#define TEXT .type = WB_OPTION_TEXT, .help
const struct wb_option brick_options[] = {
	{ .name = "http_path", TEXT = "the SQL warehouse, as in /sql/1.0/warehouses/ID" },
	{ .name = "warehouse_id", TEXT = "the SQL warehouse's id; DATABRICKS_WAREHOUSE_ID" },
	{ .name = "catalog", TEXT = "the catalog; the workspace's own" },
	{ .name = "schema", TEXT = "the schema; default" },
	{ .name = "profile", TEXT = "a profile in ~/.databrickscfg; DATABRICKS_CONFIG_PROFILE" },
	{ .name = "client_id", TEXT = "of a service principal, for a token; DATABRICKS_CLIENT_ID" },
	{ .name = "client_secret", .flags = WB_OPTION_SECRET, TEXT = "its secret; DATABRICKS_CLIENT_SECRET" },
	{ .name = "ca_file", .type = WB_OPTION_PATH, .help = "certificates to trust instead of the system's" },
	{ .name = "tls", .type = WB_OPTION_FLAG, .fallback = "yes", .help = "no: plain HTTP, to this machine alone" },
	{ .name = NULL },
};
/* clang-format on */

/* The warehouse of a path such as /sql/1.0/warehouses/ID. */
static int take_path(struct brick_login *login, const char *path, struct wb_error *err)
{
	const char *id = path ? strrchr(path, '/') : NULL;

	if (!path || !*path || login->warehouse)
		return 0;
	if (!id || !id[1] || (!strstr(path, "/warehouses/") && !strstr(path, "/endpoints/")))
		return kit_host->fail(err, WB_E_CONFIG,
				      "http_path '%s' names no SQL warehouse: it is "
				      "/sql/1.0/warehouses/ID (a cluster can't be used)",
				      path);
	return brick_login_set(&login->warehouse, id + 1, err);
}

static int take_user(struct brick_login *login, const struct wb_params *p, struct wb_error *err)
{
	if (!p->password || !*p->password)
		return 0;
	if (!p->user || !*p->user || strcmp(p->user, "token") == 0)
		return brick_login_set(&login->token, p->password, err);
	if (brick_login_set(&login->client_id, p->user, err) < 0)
		return kit_failed(err);
	return brick_login_set(&login->client_secret, p->password, err);
}

/* Of a host as it stands in a URL. */
static bool is_here(const char *host)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = strlen(names[i]);

		if (strncmp(host, names[i], len) == 0 && strchr(":/", host[len]))
			return true;
	}
	return false;
}

static int take_host(struct brick_login *login, const struct wb_params *p, struct wb_error *err)
{
	static const char *const no[] = { "no", "false", "off", "0", NULL };
	const char *tls = kit_option(p, "tls");
	const bool plain = tls && kit_among(tls, no);
	const bool naked = p->host && strchr(p->host, ':') && *p->host != '[';

	if (!p->host || !*p->host)
		return 0;
	login->host = kit_text_make("%s://%s%s%s%s%s", plain ? "http" : "https", naked ? "[" : "",
				    p->host, naked ? "]" : "", p->port && *p->port ? ":" : "",
				    p->port ? p->port : "");
	return login->host ? 0 : kit_no_memory(err);
}

static int take_params(struct brick_login *login, const struct wb_params *p, struct wb_error *err)
{
	if (take_host(login, p, err) < 0 || take_user(login, p, err) < 0 ||
	    brick_login_set(&login->warehouse, kit_option(p, "warehouse_id"), err) < 0 ||
	    take_path(login, kit_option(p, "http_path"), err) < 0 ||
	    brick_login_set(&login->client_id, kit_option(p, "client_id"), err) < 0 ||
	    brick_login_set(&login->client_secret, kit_option(p, "client_secret"), err) < 0 ||
	    brick_login_set(&login->catalog, kit_option(p, "catalog"), err) < 0 ||
	    brick_login_set(&login->schema, kit_option(p, "schema"), err) < 0)
		return kit_failed(err);
	return brick_login_set(&login->ca, kit_option(p, "ca_file"), err);
}

/* A secret of somewhere else does not go to a host that it was not made for: variables count together. */
static int take_variables(struct brick_login *login, struct wb_error *err)
{
	bool known = login->token || login->client_id;

	if (brick_login_set(&login->host, getenv("DATABRICKS_HOST"), err) < 0 ||
	    brick_login_set(&login->warehouse, getenv("DATABRICKS_WAREHOUSE_ID"), err) < 0 ||
	    take_path(login, getenv("DATABRICKS_HTTP_PATH"), err) < 0)
		return kit_failed(err);
	if (!known && (brick_login_set(&login->token, getenv("DATABRICKS_TOKEN"), err) < 0 ||
		       brick_login_set(&login->client_id, getenv("DATABRICKS_CLIENT_ID"), err) < 0))
		return kit_failed(err);
	return known && login->token ? 0
				     : brick_login_set(&login->client_secret,
						       getenv("DATABRICKS_CLIENT_SECRET"), err);
}

static int check_host(struct brick_login *login, struct wb_error *err)
{
	char *host = login->host;

	if (!host)
		return kit_host->fail(err, WB_E_CONFIG,
				      "no workspace is named: databricks://token:TOKEN@HOST?…, "
				      "DATABRICKS_HOST, or a profile in ~/.databrickscfg");
	/* as it stands in a browser, /?o=123 may follow */
	brick_host_name(host)[strcspn(brick_host_name(host), "/?#")] = '\0';
	if (!strstr(host, "://")) {
		login->host = kit_text_make("https://%s", host);
		free(host);
		if (!login->host)
			return kit_no_memory(err);
	}
	if (strncasecmp(login->host, "https://", 8) != 0 && !is_here(brick_host_name(login->host)))
		return kit_host->fail(err, WB_E_CONFIG,
				      "%s: without TLS the token would be sent in clear, which is "
				      "for this machine alone",
				      login->host);
	return 0;
}

static int check(struct brick_login *login, struct wb_error *err)
{
	int rc = check_host(login, err);

	if (rc < 0)
		return rc;
	if (!login->warehouse)
		return kit_host->fail(
			err, WB_E_CONFIG,
			"no SQL warehouse is named: http_path=/sql/1.0/warehouses/ID or "
			"warehouse_id=ID in the URL, DATABRICKS_WAREHOUSE_ID, or warehouse_id in "
			"the profile; `databricks warehouses list` shows them");
	if (login->client_id && !login->client_secret && !login->token)
		return kit_host->fail(err, WB_E_CONFIG,
				      "there is a client_id and no client_secret: the option, "
				      "DATABRICKS_CLIENT_SECRET, or the profile that has the id");
	/* nobody has told anything: it is who has signed in with `databricks auth login` */
	login->cli = !login->token && !login->client_id;
	return 0;
}

int brick_login_read(struct brick_login *login, const struct wb_params *params,
		     struct wb_error *err)
{
	const char *named = kit_option(params, "profile"),
		   *profile = getenv("DATABRICKS_CONFIG_PROFILE");

	login->connect_timeout_ms = params->connect_timeout_ms;
	if (take_params(login, params, err) < 0)
		return kit_failed(err);
	/* a profile that is named here is nearer than variables of the environment */
	if (named && *named && brick_profile_read(login, named, err) < 0)
		return kit_failed(err);
	if (take_variables(login, err) < 0)
		return kit_failed(err);
	if (!named && (!login->host || (!login->token && !login->client_id) || !login->warehouse) &&
	    brick_profile_read(login, profile && *profile ? profile : NULL, err) < 0)
		return kit_failed(err);
	return check(login, err);
}
