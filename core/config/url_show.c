/* SPDX-License-Identifier: MIT */
/* Showing a URL: rebuilt from its parts, so that nothing that was not understood gets through. */
#include "url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"

#define MASK "***"

/* Percent-encode what is neither plain nor in `keep`. UTF-8 stays readable. */
static void encode(struct buf *out, const char *text, const char *keep)
{
	size_t len = strlen(text);
	bool utf8 = text_check_utf8(text, len) == len;

	for (const char *c = text; *c; c++) {
		unsigned char byte = (unsigned char)*c;

		if (byte < 0x80 ? isalnum(byte) || strchr("-._~", *c) || strchr(keep, *c) : utf8)
			buf_char(out, *c);
		else
			buf_printf(out, "%%%02X", byte);
	}
}

bool url_parameter_is_secret(const char *name)
{
	static const char *const parts[] = { "password", "passwd", "passphrase", "pwd",
					     "secret",   "token",  "credential" };
	static const char *const ends[] = { "key", "pass" };
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcasestr(name, parts[i]))
			return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (len >= strlen(ends[i]) &&
		    strcasecmp(name + len - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

static bool is_listed(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (strcasecmp(*names, name) == 0)
			return true;
	return false;
}

static void show_host(const struct url *url, struct buf *out)
{
	bool several = strchr(url->host, ',') != NULL;
	bool address = !several && strchr(url->host, ':');

	if (address)
		buf_char(out, '[');
	encode(out, url->host, several ? ":,[]" : ":");
	if (address)
		buf_char(out, ']');
}

static void show_database(const struct url *url, struct buf *out)
{
	const char *colon = strchr(url->database, ':'), *at = strrchr(url->database, '@');

	/* user:password@host that lost its slashes */
	if (colon && at && colon < at)
		buf_str(out, MASK);
	else
		at = url->database;
	encode(out, at, "/:@+,=");
}

int url_show(const struct url *url, const char *const *secret, struct buf *out)
{
	bool server = url->user || url->password || url->host || url->port;

	buf_str(out, url->scheme);
	if (url->driver)
		buf_printf(out, "+%s", url->driver);
	buf_char(out, ':');
	if (server || !url->database || url->database[0] != ':')
		buf_str(out, "//");
	if (url->user)
		encode(out, url->user, "");
	if (url->password)
		buf_str(out, ":" MASK);
	if (url->user || url->password)
		buf_char(out, '@');
	if (url->host)
		show_host(url, out);
	if (url->port)
		buf_printf(out, ":%s", url->port);
	if (url->database) {
		if (server || url->database[0] != ':')
			buf_char(out, '/');
		show_database(url, out);
	}
	for (size_t i = 0; i < url->query.count; i++) {
		const struct variable *parameter = &url->query.items[i];

		buf_char(out, i ? '&' : '?');
		encode(out, parameter->name, "");
		buf_char(out, '=');
		if (url_parameter_is_secret(parameter->name) || is_listed(secret, parameter->name))
			buf_str(out, MASK);
		else
			encode(out, parameter->value, "/:,@");
	}
	return buf_check(out, NULL);
}

int url_check_file(const struct url *url, struct wb_error *err)
{
	AUTO_FREE char *path = NULL;
	struct url meant = *url;
	struct buf right = { 0 };

	if (!url->host && !url->user && !url->password && !url->port)
		return 0;
	if (url->host && !url->user && !url->password && !url->port)
		path = text_format("%s%s%s", url->host, url->database ? "/" : "",
				   url->database ? url->database : "");
	meant.user = meant.password = meant.host = meant.port = NULL;
	if (path)
		meant.database = path;
	if (url_show(&meant, NULL, &right) < 0)
		return wb_error_nomem(err);
	wb_error_set(
		err, WB_E_CONFIG,
		"the URL of a file has no host, user, password or port: write %s, or with four "
		"slashes for a path from the root",
		buf_text(&right));
	buf_release(&right);
	return WB_E_CONFIG;
}
