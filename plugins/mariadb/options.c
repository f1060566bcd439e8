/* SPDX-License-Identifier: MIT */
/* What Connector/C can be told: the options of a target. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "target.h"

const struct wb_option maria_options[] = {
	{ .name = "socket",
	  .type = WB_OPTION_PATH,
	  .help = "the server's Unix socket (also unix_socket)" },
	{ .name = "unix_socket", .type = WB_OPTION_PATH, .help = "as socket" },
	{ .name = "charset",
	  .type = WB_OPTION_TEXT,
	  .fallback = "utf8mb4",
	  .help = "the connection's character set; SQL files are UTF-8" },
	{ .name = "connect-timeout", .type = WB_OPTION_NUMBER, .help = "seconds" },
	{ .name = "read-timeout",
	  .type = WB_OPTION_NUMBER,
	  .help = "seconds that an answer may take; a long ALTER is silent" },
	{ .name = "write-timeout", .type = WB_OPTION_NUMBER, .help = "seconds" },
	{ .name = "compress",
	  .type = WB_OPTION_FLAG,
	  .fallback = "0",
	  .help = "compress what is sent and received" },
	{ .name = "ssl", .type = WB_OPTION_FLAG, .help = "1: TLS or nothing" },
	{ .name = "ssl-ca",
	  .type = WB_OPTION_PATH,
	  .help = "certificates of the authorities that are trusted" },
	{ .name = "ssl-capath", .type = WB_OPTION_PATH, .help = "a folder of them" },
	{ .name = "ssl-cert", .type = WB_OPTION_PATH, .help = "the client's certificate" },
	{ .name = "ssl-key", .type = WB_OPTION_PATH, .help = "its key" },
	{ .name = "ssl-cipher", .type = WB_OPTION_TEXT, .help = "ciphers that are allowed" },
	{ .name = "ssl-crl", .type = WB_OPTION_PATH, .help = "certificates that are revoked" },
	{ .name = "ssl-crlpath", .type = WB_OPTION_PATH, .help = "a folder of them" },
	{ .name = "ssl-verify-server-cert",
	  .type = WB_OPTION_FLAG,
	  .help = "1: the server's certificate must be trusted and name the host" },
	{ .name = "ssl-fp",
	  .type = WB_OPTION_TEXT,
	  .help = "the fingerprint that the server's certificate must have" },
	{ .name = "tls-version",
	  .type = WB_OPTION_TEXT,
	  .help = "versions that are allowed: TLSv1.2,TLSv1.3" },
	{ .name = "protocol", .type = WB_OPTION_TEXT, .help = "tcp or socket" },
	{ .name = "bind", .type = WB_OPTION_TEXT, .help = "the local address to connect from" },
	{ .name = "default-auth",
	  .type = WB_OPTION_TEXT,
	  .help = "the client's authentication plugin" },
	{ .name = "plugin-dir", .type = WB_OPTION_PATH, .help = "where those are" },
	{ .name = "server-public-key",
	  .type = WB_OPTION_PATH,
	  .help = "MySQL: the server's RSA key, for caching_sha2_password without TLS" },
	{ .name = "cleartext-password",
	  .type = WB_OPTION_FLAG,
	  .fallback = "0",
	  .help = "1: let the server ask for the password as it is, which only TLS protects" },
	{ .name = "local-infile",
	  .type = WB_OPTION_FLAG,
	  .fallback = "0",
	  .help = "allow LOAD DATA LOCAL" },
	{ .name = "defaults-file", .type = WB_OPTION_PATH, .help = "read this option file" },
	{ .name = "defaults-group",
	  .type = WB_OPTION_TEXT,
	  .help = "and this group of it, besides [client]" },
	{ .name = NULL },
};

static const struct maria_setting settings[] = {
	{ "charset", MYSQL_SET_CHARSET_NAME, MARIA_AS_TEXT },
	{ "connect-timeout", MYSQL_OPT_CONNECT_TIMEOUT, MARIA_AS_NUMBER },
	{ "read-timeout", MYSQL_OPT_READ_TIMEOUT, MARIA_AS_NUMBER },
	{ "write-timeout", MYSQL_OPT_WRITE_TIMEOUT, MARIA_AS_NUMBER },
	{ "ssl", MYSQL_OPT_SSL_ENFORCE, MARIA_AS_FLAG },
	{ "ssl-ca", MYSQL_OPT_SSL_CA, MARIA_AS_TEXT },
	{ "ssl-capath", MYSQL_OPT_SSL_CAPATH, MARIA_AS_TEXT },
	{ "ssl-cert", MYSQL_OPT_SSL_CERT, MARIA_AS_TEXT },
	{ "ssl-key", MYSQL_OPT_SSL_KEY, MARIA_AS_TEXT },
	{ "ssl-cipher", MYSQL_OPT_SSL_CIPHER, MARIA_AS_TEXT },
	{ "ssl-crl", MYSQL_OPT_SSL_CRL, MARIA_AS_TEXT },
	{ "ssl-crlpath", MYSQL_OPT_SSL_CRLPATH, MARIA_AS_TEXT },
	{ "ssl-verify-server-cert", MYSQL_OPT_SSL_VERIFY_SERVER_CERT, MARIA_AS_FLAG },
	{ "ssl-fp", MARIADB_OPT_SSL_FP, MARIA_AS_TEXT },
	{ "tls-version", MARIADB_OPT_TLS_VERSION, MARIA_AS_TEXT },
	{ "bind", MYSQL_OPT_BIND, MARIA_AS_TEXT },
	{ "default-auth", MYSQL_DEFAULT_AUTH, MARIA_AS_TEXT },
	{ "plugin-dir", MYSQL_PLUGIN_DIR, MARIA_AS_TEXT },
	{ "server-public-key", MYSQL_SERVER_PUBLIC_KEY, MARIA_AS_TEXT },
	{ "defaults-file", MYSQL_READ_DEFAULT_FILE, MARIA_AS_TEXT },
	{ "defaults-group", MYSQL_READ_DEFAULT_GROUP, MARIA_AS_TEXT },
};

_Static_assert(sizeof(settings) / sizeof(settings[0]) == MARIA_SETTINGS, "room for each");

static char *copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

bool maria_is_on(const char *value)
{
	return !*value || strcmp(value, "1") == 0 || strcasecmp(value, "true") == 0 ||
	       strcasecmp(value, "on") == 0 || strcasecmp(value, "yes") == 0;
}

void maria_target_free(struct maria_target *t)
{
	if (!t)
		return;
	if (t->password)
		explicit_bzero(t->password, strlen(t->password));
	for (size_t i = 0; i < t->choice_count; i++)
		free(t->choices[i].value);
	free(t->user);
	free(t->password);
	free(t->host);
	free(t->database);
	free(t->socket);
	free(t->run_id);
	free(t);
}

static int take_setting(struct maria_target *t, const struct wb_pair *p, struct wb_error *err)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (strcmp(settings[i].name, p->name) != 0)
			continue;
		for (size_t k = 0; k < t->choice_count; k++)
			if (t->choices[k].setting == &settings[i])
				return maria_host->fail(err, WB_E_CONFIG,
							"option '%s' is given twice", p->name);
		t->choices[t->choice_count].setting = &settings[i];
		t->choices[t->choice_count].value = strdup(p->value);
		if (!t->choices[t->choice_count++].value)
			return kit_no_memory(err);
		t->has_charset |= settings[i].option == MYSQL_SET_CHARSET_NAME;
		return 0;
	}
	return maria_host->fail(err, WB_E_CONFIG, "MariaDB has no option '%s'", p->name);
}

static int take_option(struct maria_target *t, const struct wb_pair *p, struct wb_error *err)
{
	if (strcmp(p->name, "socket") == 0 || strcmp(p->name, "unix_socket") == 0) {
		free(t->socket);
		t->socket = strdup(p->value);
		return t->socket ? 0 : kit_no_memory(err);
	}
	if (strcmp(p->name, "compress") == 0) {
		t->compress = maria_is_on(p->value);
	} else if (strcmp(p->name, "local-infile") == 0) {
		t->local_infile = maria_is_on(p->value);
	} else if (strcmp(p->name, "cleartext-password") == 0) {
		t->cleartext = maria_is_on(p->value);
	} else if (strcmp(p->name, "protocol") == 0) {
		t->protocol = strcasecmp(p->value, "tcp") == 0      ? MYSQL_PROTOCOL_TCP
			      : strcasecmp(p->value, "socket") == 0 ? MYSQL_PROTOCOL_SOCKET
								    : 0;
		if (!t->protocol)
			return maria_host->fail(err, WB_E_CONFIG,
						"protocol=%s: it is tcp or socket", p->value);
	} else {
		return take_setting(t, p, err);
	}
	return 0;
}

static int take_port(struct maria_target *t, const char *port, struct wb_error *err)
{
	char *end;
	unsigned long n;

	if (!port || !*port)
		return 0;
	n = strtoul(port, &end, 10);
	if (*end || n == 0 || n > 65535)
		return maria_host->fail(err, WB_E_CONFIG,
					"port '%s': it is a number from 1 to 65535", port);
	t->port = (unsigned)n;
	return 0;
}

struct maria_target *maria_target_new(const struct wb_params *params, struct wb_error *err)
{
	struct maria_target *t = calloc(1, sizeof(*t));
	int rc = t ? 0 : WB_E_NOMEM;

	if (t) {
		t->user = copy(params->user);
		t->password = copy(params->password);
		t->host = copy(params->host);
		t->database = copy(params->database);
		t->run_id = copy(params->run_id);
		t->connect_timeout_s = (params->connect_timeout_ms + 999) / 1000;
		rc = take_port(t, params->port, err);
	}
	for (size_t i = 0; rc == 0 && i < params->option_count; i++)
		rc = take_option(t, &params->options[i], err);
	/* whoever names a port means it, and a socket has none: as the mariadb client since 10.6 */
	if (rc == 0 && t->port && !t->socket && !t->protocol)
		t->protocol = MYSQL_PROTOCOL_TCP;
	if (rc == 0)
		return t;
	maria_host->fail(err, rc, "out of memory");
	maria_target_free(t);
	return NULL;
}

struct maria_target *maria_target_like(const struct maria_target *like, const char *user,
				       const char *password, const char *database)
{
	struct maria_target *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	*t = *like;
	t->user = copy(user ? user : like->user);
	t->password = copy(user ? password : like->password);
	t->host = copy(like->host);
	t->database = copy(database);
	t->socket = copy(like->socket);
	t->run_id = copy(like->run_id);
	for (t->choice_count = 0; t->choice_count < like->choice_count; t->choice_count++) {
		t->choices[t->choice_count].value = copy(like->choices[t->choice_count].value);
		if (!t->choices[t->choice_count].value)
			break;
	}
	if ((t->user || !like->user) && (t->password || !like->password) && t->database &&
	    t->choice_count == like->choice_count)
		return t;
	maria_target_free(t);
	return NULL;
}

/* In double quotes, where a backslash escapes. */
static void write_option(struct kit_text *out, const char *name, const char *value)
{
	kit_text_write(out, "%s=\"", name);
	for (; *value; value++) {
		const char *escaped = *value == '\n' ? "\\n" : *value == '\r' ? "\\r" : NULL;

		if (*value == '"' || *value == '\\')
			kit_text_add(out, "\\");
		kit_text_append(out, escaped ? escaped : value, escaped ? 2 : 1);
	}
	kit_text_add(out, "\"\n");
}

void maria_target_write(const struct maria_target *t, const MYSQL *db, struct kit_text *out)
{
	char port[16];

	kit_text_add(out, "[client]\n");
	write_option(out, "user", db->user ? db->user : "");
	write_option(out, "password", db->passwd ? db->passwd : "");
	if (db->unix_socket) {
		write_option(out, "socket", db->unix_socket);
	} else {
		snprintf(port, sizeof(port), "%u", db->port);
		write_option(out, "host", db->host ? db->host : "localhost");
		write_option(out, "port", port);
		write_option(out, "protocol", "tcp");
	}
	for (size_t i = 0; i < t->choice_count; i++) {
		const char *name = t->choices[i].setting->name;

		if (strncmp(name, "ssl", 3) == 0 || strcmp(name, "tls-version") == 0 ||
		    strcmp(name, "plugin-dir") == 0 || strcmp(name, "default-auth") == 0)
			write_option(out, name,
				     t->choices[i].setting->how != MARIA_AS_FLAG
					     ? t->choices[i].value
				     : maria_is_on(t->choices[i].value) ? "1"
									: "0");
	}
}
