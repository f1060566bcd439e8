/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "postgresql.h"

/* ------------------------------------------------------------------ options */

#define OPTIONS_MOST 80

struct wb_option pg_options[OPTIONS_MOST + 1];
static char option_names[OPTIONS_MOST][40];

int pg_load_options(struct wb_error *err)
{
	PQconninfoOption *known = PQconninfoParse("", NULL);
	size_t n = 0;

	if (!known)
		return kit_no_memory(err);
	for (const PQconninfoOption *o = known; o->keyword && n < OPTIONS_MOST; o++, n++) {
		snprintf(option_names[n], sizeof(option_names[n]), "%s", o->keyword);
		pg_options[n] = (struct wb_option){
			.name = option_names[n],
			.flags = o->dispchar && o->dispchar[0] == '*' ? WB_OPTION_SECRET : 0,
			.help = "see libpq's parameter key words",
		};
	}
	pg_options[n] = (struct wb_option){ .name = NULL };
	PQconninfoFree(known);
	return 0;
}

/* ------------------------------------------------------------------ parameters */

/* What PQconnectStartParams takes. */
struct parameters {
	const char *keywords[OPTIONS_MOST + 16];
	const char *values[OPTIONS_MOST + 16];
	size_t count;
	char *hosts, *ports; /* taken apart */
	char application[96];
	char timeout[16];
};

/* A later one wins. */
static void set(struct parameters *p, const char *keyword, const char *value)
{
	if (!value || p->count == sizeof(p->keywords) / sizeof(p->keywords[0]) - 1)
		return;
	p->keywords[p->count] = keyword;
	p->values[p->count++] = value;
}

/* "a:1,[::1]:2" in two lists; libpq wants as many ports as hosts. */
static int take_hosts(struct parameters *p, const char *text, struct wb_error *err)
{
	size_t size = strlen(text) + 1, hosts = 0, ports = 0;

	p->hosts = calloc(1, size);
	p->ports = calloc(1, size);
	if (!p->hosts || !p->ports)
		return kit_no_memory(err);
	while (*text) {
		size_t len = strcspn(text, ",");
		const char *end = text + len, *first = text, *close = NULL, *colon;

		if (*text == '[')
			close = memchr(text, ']', len);
		colon = close ? memchr(close, ':', (size_t)(end - close)) : memchr(text, ':', len);
		if (close)
			first++;
		else
			close = colon ? colon : end;
		memcpy(p->hosts + hosts, first, (size_t)(close - first));
		hosts += (size_t)(close - first);
		if (colon) {
			memcpy(p->ports + ports, colon + 1, (size_t)(end - colon - 1));
			ports += (size_t)(end - colon - 1);
		}
		if (*end) {
			p->hosts[hosts++] = ',';
			p->ports[ports++] = ',';
		}
		text = *end ? end + 1 : end;
	}
	set(p, "host", p->hosts);
	set(p, "port", p->ports);
	return 0;
}

static int take_parameters(struct parameters *p, const struct wb_params *params,
			   struct wb_error *err)
{
	snprintf(p->application, sizeof(p->application), "whimbrel:%s",
		 params->run_id ? params->run_id : "");
	set(p, "application_name", p->application);
	set(p, "client_encoding", "UTF8");
	/* A link that is dead is found out within a minute or so. No tcp_user_timeout: a server that
	 * is busy with a statement reads nothing, and would be taken for dead. */
	set(p, "keepalives_idle", "30");
	set(p, "keepalives_interval", "10");
	set(p, "keepalives_count", "3");
	if (params->connect_timeout_ms) {
		/* whole seconds, and libpq makes two of one */
		snprintf(p->timeout, sizeof(p->timeout), "%u",
			 (params->connect_timeout_ms + 999) / 1000);
		set(p, "connect_timeout", p->timeout);
	}
	if (params->host && (strchr(params->host, ',') || params->host[0] == '[')) {
		if (take_hosts(p, params->host, err) < 0)
			return kit_failed(err);
	} else {
		set(p, "host", params->host);
		set(p, "port", params->port);
	}
	set(p, "user", params->user);
	set(p, "password", params->password);
	set(p, "dbname", params->database);
	for (size_t i = 0; i < params->option_count; i++)
		if (strcmp(params->options[i].name, "client_encoding") != 0)
			set(p, params->options[i].name, params->options[i].value);
	return 0;
}

static const char *value_of(const struct parameters *p, const char *keyword)
{
	for (size_t i = p->count; i-- > 0;)
		if (strcmp(p->keywords[i], keyword) == 0)
			return p->values[i];
	return NULL;
}

/* ------------------------------------------------------------------ connecting */

static void take_notice(void *conn, const PGresult *result)
{
	const struct pg_conn *c = conn;
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	char line[1024];
	bool plain;

	if (c->own || !message)
		return;
	/* the level says the usual ones */
	plain = !severity || strcmp(severity, "NOTICE") == 0 || strcmp(severity, "WARNING") == 0;
	snprintf(line, sizeof(line), "%s%s%s", plain ? "" : severity, plain ? "" : ": ", message);
	pg_host->log(c->client,
		     severity && strcmp(severity, "WARNING") == 0 ? WB_LOG_WARNING : WB_LOG_NOTICE,
		     line);
}

void pg_take_notices(struct pg_conn *c)
{
	PQsetNoticeReceiver(c->db, take_notice, c);
}

/* "FATAL:  3D000: …": what the server called it, in messages of any language, since libpq gives no SQLSTATE of a
 * connection that failed. It is taken out, and the place in the server's source with it. */
static void take_state(char *message, char state[6])
{
	for (char *p = strstr(message, ":  "); p; p = strstr(p + 1, ":  ")) {
		size_t len = strspn(p + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		char *last = strrchr(p, '\n');

		if (len != 5 || strncmp(p + 8, ": ", 2) != 0)
			continue;
		/* an end of a line is the last thing */
		if (last && !last[1]) {
			*last = '\0';
			last = strrchr(p, '\n');
		}
		if (last && strstr(last, ".c:"))
			*last = '\0';
		memcpy(state, p + 3, 5);
		state[5] = '\0';
		memmove(p + 3, p + 10, strlen(p + 10) + 1);
		return;
	}
}

/* libpq shows no password, but who knows what a proxy's or a plugin's message says. */
static int refuse(struct pg_conn *c, const char *password, struct wb_error *err)
{
	const char *message = PQerrorMessage(c->db), *found;
	size_t len = password ? strlen(password) : 0, n = 0;
	char shown[1024], state[6] = "";

	for (; *message && n + 4 < sizeof(shown); message += found ? len : 1) {
		/* a shorter one stands in any text by chance */
		found = len > 3 && strncmp(message, password, len) == 0 ? message : NULL;
		if (found)
			n += (size_t)snprintf(shown + n, sizeof(shown) - n, "***");
		else
			shown[n++] = *message;
	}
	shown[n] = '\0';
	take_state(shown, state);
	pg_host->fail(err, WB_E_CONNECT, "%s", n ? shown : "no connection could be made");
	if (state[0])
		memcpy(err->sqlstate, state, sizeof(err->sqlstate));
	if (strcmp(state, "3D000") == 0)
		snprintf(err->detail, sizeof(err->detail), "hint: `whimbrel create` makes it");
	return WB_E_CONNECT;
}

/* A peer that sends without end would keep libpq reading. */
static PostgresPollingStatusType poll_once(struct pg_conn *c, int64_t deadline)
{
	int64_t left = deadline == INT64_MAX ? 0 : deadline - kit_clock_ms();
	uint64_t wait = pg_host->wait_begin(PQsocket(c->db), left > 0 ? (uint32_t)left + 500 : 0);
	PostgresPollingStatusType state = PQconnectPoll(c->db);

	pg_host->wait_end(wait);
	return state;
}

/* One host: wait here, so that an interrupt ends it at once. */
static int poll_connection(struct pg_conn *c, const struct parameters *p, struct wb_error *err)
{
	const char *timeout = value_of(p, "connect_timeout");
	long seconds = timeout ? strtol(timeout, NULL, 10) : 0;
	int64_t deadline = seconds > 0 ? kit_clock_ms() + seconds * 1000 : INT64_MAX;
	PostgresPollingStatusType state = PGRES_POLLING_WRITING;

	while (PQstatus(c->db) != CONNECTION_BAD && state != PGRES_POLLING_OK &&
	       state != PGRES_POLLING_FAILED) {
		if (pg_host->stopping(c->client))
			return pg_host->fail(err, WB_E_CANCELLED, "interrupted while connecting");
		if (kit_clock_ms() > deadline)
			return pg_host->fail(err, WB_E_CONNECT,
					     "connection to %s, port %s failed: no answer within "
					     "the connect_timeout of %ld s",
					     PQhost(c->db), PQport(c->db), seconds);
		if (pg_ready(c, state == PGRES_POLLING_WRITING, 100) > 0)
			state = poll_once(c, deadline);
	}
	return 0;
}

/* Only libpq's own waiting goes on to the next host when one does not answer. */
static int open_connection(struct pg_conn *c, const struct parameters *p, const char *password,
			   struct wb_error *err)
{
	const char *host = value_of(p, "host");

	if (host && strchr(host, ',')) {
		c->db = PQconnectdbParams(p->keywords, p->values, 0);
	} else {
		c->db = PQconnectStartParams(p->keywords, p->values, 0);
		c->own = true; /* what the server remarks on a connection is noise */
		if (c->db) {
			pg_take_notices(c);
			PQsetErrorVerbosity(c->db, PQERRORS_VERBOSE);
		}
		if (c->db && poll_connection(c, p, err) < 0)
			return kit_failed(err);
	}
	if (!c->db)
		return kit_no_memory(err);
	if (PQstatus(c->db) != CONNECTION_OK)
		return refuse(c, password, err);
	if (PQserverVersion(c->db) < 120000)
		return pg_host->fail(err, WB_E_UNSUPPORTED,
				     "PostgreSQL %s is too old: 12 is the first that will do",
				     PQparameterStatus(c->db, "server_version"));
	PQsetErrorVerbosity(c->db, PQERRORS_DEFAULT);
	c->own = false;
	c->cancel = PQgetCancel(c->db);
	pg_take_notices(c);
	return 0;
}

static int open_params(struct pg_conn *c, const struct wb_params *params, struct wb_error *err)
{
	struct parameters p = { .count = 0 };
	int status = take_parameters(&p, params, err);

	if (status == 0)
		status = open_connection(c, &p, params->password, err);
	free(p.hosts);
	free(p.ports);
	return status;
}

/* To the very host and address, where several were named. What is secret among the options is libpq's own copy. */
int pg_connect_again(const struct pg_conn *c, const char *database, struct pg_conn *out,
		     struct wb_error *err)
{
	PQconninfoOption *options = PQconninfo(c->db);
	const char *host = PQhost(c->db);
	struct parameters p = { .count = 0 };
	int status;

	if (!options)
		return kit_no_memory(err);
	for (const PQconninfoOption *o = options; o->keyword; o++)
		if (o->val && *o->val)
			set(&p, o->keyword, o->val);
	set(&p, "host", host);
	set(&p, "port", PQport(c->db));
	if (host && *host != '/' && *host != '@')
		set(&p, "hostaddr", PQhostaddr(c->db));
	set(&p, "dbname", database);
	status = open_connection(out, &p, value_of(&p, "password"), err);
	for (const PQconninfoOption *o = options; o->keyword; o++)
		if (o->val)
			explicit_bzero(o->val, strlen(o->val));
	PQconninfoFree(options);
	return status;
}

int pg_connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	struct pg_conn *c = calloc(1, sizeof(*c));
	int status;

	if (!c || pthread_mutex_init(&c->renewal, NULL) != 0) {
		free(c);
		return kit_no_memory(err);
	}
	c->client = params->client;
	c->watcher = params->flags & WB_CONNECT_WATCHER;
	c->reads = params->flags & WB_CONNECT_READ_ONLY;
	c->wait.statement_timeout_ms = params->statement_timeout_ms;
	c->no_timeout = params->flags & WB_CONNECT_NO_STATEMENT_TIMEOUT;
	c->wait.lock_timeout_ms = params->statement_lock_timeout_ms;
	c->version_schema = params->version_schema ? strdup(params->version_schema) : NULL;
	if (params->version_schema && !c->version_schema)
		status = kit_no_memory(err);
	else
		status = open_params(c, params, err);
	if (status < 0) {
		pg_disconnect(c);
		free(c->version_schema);
		free(c);
		return status;
	}
	*out = c;
	return 0;
}

void pg_disconnect(struct pg_conn *c)
{
	if (c->cancel)
		PQfreeCancel(c->cancel);
	/* its goodbye must not wait for a peer that does not read */
	if (c->db)
		PQsetnonblocking(c->db, 1);
	PQfinish(c->db);
	free(c->began_with);
}
