/* SPDX-License-Identifier: MIT */
/* Requests. 429 and 503 say that nothing was done, so they are asked again; what only reads is asked again
 * as well when its answer was lost. Nothing else is: whether the request has arrived nobody knows. */
#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "databricks.h"

/* A server that goes on refusing is given up after so long; a lost answer so often. */
#define PATIENCE_MS 300000
#define REPEATS 5
#define CONNECT_MS 30000
/* The service answers after 50 s at the latest; a part of a result may take longer. */
#define ANSWER_S 120L
/* The first one comes within 5 s, or the service is not there. */
#define FIRST_ANSWER_MS 45000L
#define FIRST_WAITS_MS 5000L
/* Whoever gives it less must not ask it to take its time. */
#define SHORT_MS 8000
#define LINK_S 900L
#define STOP_MS 12000 /* since we are to stop; the service takes ten seconds at most */
#define ANSWER_BYTES ((size_t)256 << 20)
/* What has to be done again since another writer was faster. */
#define TRIES 8
#define FIRST_WAIT_MS 300
#define DOUBLINGS 4

struct answer {
	struct kit_text text;
	long http;
	curl_off_t retry_after;
	bool failed; /* no memory, or longer than anything that the service sends */
};

bool brick_stopping(struct brick_conn *c)
{
	return atomic_load(&c->cancelled) || kit_host->stopping(c->client);
}

int brick_pause(struct brick_conn *c, uint32_t ms, struct wb_error *err)
{
	int64_t until = kit_clock_ms() + ms;

	for (;;) {
		int64_t left = until - kit_clock_ms();
		struct timespec pause = { .tv_nsec = (left < 50 ? left : 50) * 1000000L };

		if (brick_stopping(c))
			return kit_host->fail(err, WB_E_CANCELLED, "cancelled");
		if (left <= 0)
			return 0;
		nanosleep(&pause, NULL);
	}
}

int brick_give_way(struct brick_conn *c, uint32_t try, struct wb_error *err)
{
	uint32_t ms = FIRST_WAIT_MS;

	if (try == TRIES)
		return WB_E_BUSY;
	for (uint32_t i = 0; i < try && i < DOUBLINGS; i++)
		ms *= 2;
	return brick_pause(c, ms, err);
}

static size_t take(char *data, size_t size, size_t count, void *ctx)
{
	struct answer *a = ctx;

	a->failed |= a->text.len + size * count > ANSWER_BYTES;
	if (!a->failed)
		kit_text_append(&a->text, data, size * count);
	a->failed |= a->text.failed;
	return a->failed ? 0 : size * count;
}

/* ------------------------------------------------------------------ one request */

/* What a request is made of, kept until it is over. */
struct request {
	struct curl_slist *headers;
	char *url, *body, *authorization;
	char why[CURL_ERROR_SIZE];
	struct brick_conn *c;
	int64_t stop_ms; /* since when we are to stop; 0: we are not */
};

static int look_up(void *ctx, curl_off_t all, curl_off_t got, curl_off_t all_up, curl_off_t up)
{
	struct request *r = ctx;

	(void)all, (void)got, (void)all_up, (void)up;
	if (!r->stop_ms && brick_stopping(r->c))
		r->stop_ms = kit_clock_ms();
	return r->stop_ms && kit_clock_ms() - r->stop_ms > STOP_MS;
}

static void release(struct request *r)
{
	curl_slist_free_all(r->headers);
	brick_wipe(r->authorization);
	free(r->url);
	free(r->body);
}

static int add_header(struct request *r, const char *header, struct wb_error *err)
{
	struct curl_slist *grown = header ? curl_slist_append(r->headers, header) : NULL;

	if (!grown)
		return kit_no_memory(err);
	r->headers = grown;
	return 0;
}

static int prepare(struct brick_conn *c, const struct brick_call *call, struct request *r,
		   struct wb_error *err)
{
	if (call->token)
		r->authorization = kit_text_make("Authorization: Bearer %s", call->token);
	if (call->token && add_header(r, r->authorization, err) < 0)
		return kit_failed(err);
	r->url = call->url ? strdup(call->url) : kit_text_make("%s%s", c->login.host, call->path);
	if (!r->url)
		return kit_no_memory(err);
	r->body = call->form   ? strdup(call->form)
		  : call->body ? json_dumps(call->body, JSON_COMPACT)
			       : NULL;
	if ((call->form || call->body) && !r->body)
		return kit_no_memory(err);
	if (call->body && add_header(r, "Content-Type: application/json", err) < 0)
		return kit_failed(err);
	return 0;
}

bool brick_waits_first(const struct brick_conn *c)
{
	return !c->login.connect_timeout_ms || c->login.connect_timeout_ms >= SHORT_MS;
}

/* Until the service has answered once, the time to connect is the time for all of it, but for what we let it wait. */
static long longest_ms(const struct brick_conn *c, const struct brick_call *call)
{
	if (call->url)
		return LINK_S * 1000;
	if (c->answered)
		return ANSWER_S * 1000;
	if (!c->login.connect_timeout_ms)
		return FIRST_ANSWER_MS;
	return (long)c->login.connect_timeout_ms + (brick_waits_first(c) ? FIRST_WAITS_MS : 0);
}

static void set_up(struct brick_conn *c, const struct brick_call *call, struct request *r,
		   struct answer *a)
{
	CURL *curl = c->curl;
	const bool clear = strncasecmp(c->login.host, "https:", 6) != 0;
	uint32_t connect = c->login.connect_timeout_ms ? c->login.connect_timeout_ms : CONNECT_MS;

	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, r->url);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	/* what the service is asked for under TLS does not come in clear from elsewhere */
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, clear ? "http,https" : "https");
	/* and what may go in clear since it stays on this machine goes to no proxy */
	if (clear)
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, r->why);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "whimbrel");
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)connect);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, longest_ms(c, call));
	curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, a);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_up);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, r);
	/* on a connection that was kept libcurl sends a request again when that turns out to be closed:
	 * what may have been carried out must not be */
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, call->repeats ? 0L : 1L);
	if (c->login.ca)
		curl_easy_setopt(curl, CURLOPT_CAINFO, c->login.ca);
	if (call->basic) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERPWD, call->basic);
	}
	if (strcmp(call->method, "POST") == 0) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body ? r->body : "");
		/* without waiting for a go-ahead: it would only cost a trip */
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)(r->body ? strlen(r->body) : 0));
	}
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, r->headers);
}

/* What libcurl says before a byte of a request was sent. */
static bool never_sent(CURLcode code)
{
	return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
	       code == CURLE_COULDNT_CONNECT || code == CURLE_PEER_FAILED_VERIFICATION ||
	       code == CURLE_SSL_CONNECT_ERROR || code == CURLE_URL_MALFORMAT ||
	       code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_SSL_CACERT_BADFILE;
}

static int lost(const struct brick_conn *c, const struct request *r, CURLcode code,
		struct wb_error *err)
{
	const char *why = r->why[0] ? r->why : curl_easy_strerror(code);
	int32_t status = never_sent(code) ? WB_E_CONNECT : WB_E_LOST;

	if (code == CURLE_PEER_FAILED_VERIFICATION)
		snprintf(err->detail, sizeof(err->detail), "%s",
			 strstr(why, "expir") ? "The server's certificate has to be renewed, or "
						"the clock here is wrong."
			 : strstr(why, "subject name")
				 ? "The certificate is another host's: name the workspace as it "
				   "does."
				 : "The certificate is not one that this machine trusts: install "
				   "its authority's, or name it with the option ca_file.");
	return kit_host->fail(err, status, "%s: %s", c->login.host, why);
}

/* 0 with an answer, whatever it says. */
static int ask(struct brick_conn *c, const struct brick_call *call, struct answer *a,
	       bool *out_sent, struct wb_error *err)
{
	struct request r = { .why = "", .c = c };
	CURLcode code;
	int rc = prepare(c, call, &r, err);

	*out_sent = false;
	if (rc == 0) {
		set_up(c, call, &r, a);
		code = curl_easy_perform(c->curl);
		curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &a->http);
		curl_easy_getinfo(c->curl, CURLINFO_RETRY_AFTER, &a->retry_after);
		*out_sent = code != CURLE_OK && !never_sent(code);
		if (a->failed)
			rc = kit_host->fail(err, WB_E_LOST, "%s: the answer is too large",
					    c->login.host);
		else if (code != CURLE_OK)
			rc = lost(c, &r, code, err);
	}
	release(&r);
	return rc;
}

/* ------------------------------------------------------------------ until there is an answer */

/* What was tried so far. */
struct attempts {
	int64_t began_ms;
	unsigned refused, lost;
};

static int wait_turn(struct brick_conn *c, const struct answer *a, struct attempts *t,
		     struct wb_error *err)
{
	int64_t s = a->retry_after > 0 ? a->retry_after
				       : (int64_t)1 << (t->refused < 5 ? t->refused : 5);
	char message[160];

	if (kit_clock_ms() - t->began_ms > PATIENCE_MS)
		return kit_host->fail(
			err, WB_E_BUSY,
			"%s has refused for five minutes with HTTP %ld: it is overloaded",
			c->login.host, a->http);
	if (t->refused++ == 0) {
		snprintf(message, sizeof(message),
			 "the workspace is overloaded (HTTP %ld): trying again in %" PRId64 " s",
			 a->http, s);
		kit_host->log(c->client, WB_LOG_NOTICE, message);
	}
	return brick_pause(c, (uint32_t)((s > 60 ? 60 : s) * 1000), err);
}

static int read_answer(const struct brick_conn *c, const struct brick_call *call,
		       const struct answer *a, json_t **out, struct wb_error *err)
{
	*out = a->text.len ? json_loadb(a->text.data, a->text.len, 0, NULL) : json_object();
	return a->http >= 200 && a->http <= 299 && *out ? 0
							: brick_refused(c, call, a->http, out, err);
}

int brick_http(struct brick_conn *c, const struct brick_call *call, json_t **out, bool *out_sent,
	       struct wb_error *err)
{
	struct attempts tries = { .began_ms = kit_clock_ms() };

	for (;;) {
		struct answer a = { .http = 0 };
		struct wb_error why = WB_ERROR_INIT;
		int rc = ask(c, call, &a, out_sent, &why);

		if (rc == 0 && (a.http == 429 || a.http == 503))
			rc = wait_turn(c, &a, &tries, &why) < 0 ? why.status : 1;
		else if (call->repeats && (rc == WB_E_LOST || rc == WB_E_CONNECT) && *out_sent &&
			 ++tries.lost < REPEATS)
			rc = brick_pause(c, 200U << tries.lost, &why) < 0 ? why.status : 1;
		if (rc == 0) {
			/* what is no JSON, or an error of a gateway between, tells nothing of what was done */
			rc = read_answer(c, call, &a, out, &why);
			*out_sent = rc == WB_E_LOST;
		}
		kit_text_release(&a.text);
		if (rc <= 0)
			return rc < 0 ? kit_because(err, &why) : rc;
	}
}
