/* SPDX-License-Identifier: MIT */
/* Requests in our name: with the token, which is renewed in time where client credentials, or the program that the
 * user has signed in with, give it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "databricks.h"

/* A new token is asked for so long before the old one ends. */
#define RENEW_MS 60000
#define DAY_S 86400

static int ask_service(struct brick_conn *c, int64_t *out_lasts_s, struct wb_error *err)
{
	struct brick_login *login = &c->login;
	char *basic = kit_text_make("%s:%s", login->client_id, login->client_secret);
	const struct brick_call call = { .method = "POST",
					 .path = "/oidc/v1/token",
					 .form = "grant_type=client_credentials&scope=all-apis",
					 .basic = basic,
					 .repeats = true };
	json_t *answer = NULL, *token;
	bool sent;
	int rc;

	kit_hide(login->client_secret);
	rc = basic ? brick_http(c, &call, &answer, &sent, err) : kit_no_memory(err);
	brick_wipe(basic);
	if (rc < 0)
		return rc;
	token = json_object_get(answer, "access_token");
	login->access = json_is_string(token) ? strdup(json_string_value(token)) : NULL;
	*out_lasts_s = json_integer_value(json_object_get(answer, "expires_in"));
	json_decref(answer);
	return login->access ? 0
			     : kit_host->fail(err, WB_E_CONNECT,
					      "%s gave no access token for the client credentials",
					      login->host);
}

static int ask_token(struct brick_conn *c, struct wb_error *err)
{
	struct brick_login *login = &c->login;
	int64_t lasts_s = 0;
	int rc;

	brick_wipe(login->access);
	login->access = NULL;
	rc = login->cli ? brick_cli_token(c, &lasts_s, err) : ask_service(c, &lasts_s, err);
	lasts_s = lasts_s < 0 ? 0 : lasts_s > DAY_S ? DAY_S : lasts_s;
	login->access_ms = kit_clock_ms() + lasts_s * 1000 - RENEW_MS;
	return rc;
}

/* It stands in a line of its own, and what is behind the line's end would be another one. */
static const char *token_now(struct brick_conn *c, struct wb_error *err)
{
	struct brick_login *login = &c->login;
	const char *token = login->token;

	if (!token && (!login->access || kit_clock_ms() >= login->access_ms) &&
	    ask_token(c, err) < 0)
		return NULL;
	token = token ? token : login->access;
	kit_hide(token);
	for (const char *at = token; *at; at++)
		if (*at <= ' ' || *at > '~') {
			kit_host->fail(err, WB_E_CONFIG,
				       "the token has a space, a line's end or another character "
				       "that no token has");
			return NULL;
		}
	return token;
}

/* The service did not take it: true if another one can be asked for. */
static bool token_again(struct brick_conn *c)
{
	struct brick_login *login = &c->login;

	if (login->token || !login->access)
		return false;
	brick_wipe(login->access);
	login->access = NULL;
	return true;
}

int brick_call(struct brick_conn *c, const struct brick_call *call, json_t **out, bool *out_sent,
	       struct wb_error *err)
{
	struct brick_call ours = *call;
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	*out_sent = false;
	/* a link carries its own right, and must not be given ours */
	if (!call->url && !(ours.token = token_now(c, err)))
		return kit_failed(err);
	rc = brick_http(c, &ours, out, out_sent, &why);
	if (rc == WB_E_CONNECT && (why.native_code == 401 || why.native_code == 403) &&
	    ours.token && token_again(c)) {
		ours.token = token_now(c, err);
		if (!ours.token)
			return kit_failed(err);
		return brick_http(c, &ours, out, out_sent, err);
	}
	return rc < 0 ? kit_because(err, &why) : rc;
}

int brick_get(struct brick_conn *c, const char *path, json_t **out, struct wb_error *err)
{
	const struct brick_call call = { .method = "GET", .path = path, .repeats = true };
	bool sent;

	return brick_call(c, &call, out, &sent, err);
}

int brick_cancel_statement(struct brick_conn *c, const char *id, struct wb_error *err)
{
	char path[256];
	const struct brick_call call = { .method = "POST", .path = path, .repeats = true };
	json_t *answer = NULL;
	bool sent;
	int rc;

	snprintf(path, sizeof(path), BRICK_STATEMENTS "/%s/cancel", id);
	rc = brick_call(c, &call, &answer, &sent, err);
	json_decref(answer);
	return rc;
}
