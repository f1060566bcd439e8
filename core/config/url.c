/* SPDX-License-Identifier: MIT */
#include "url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/secrets.h"
#include "secret.h"
#include "base/text.h"

/* No message here has any part of the URL in it: while the syntax is wrong, nobody knows which part
 * is the password. */

struct span {
	const char *text;
	size_t len;
};

static struct span span_of(const char *begin, const char *end)
{
	return (struct span){ begin, (size_t)(end - begin) };
}

static const char *span_find(struct span s, char c)
{
	return s.len ? memchr(s.text, c, s.len) : NULL;
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Percent-decode the part of the URL that `what` names. */
static int decode(struct span part, const char *what, char **out, struct wb_error *err)
{
	char *text = malloc(part.len + 1);
	size_t len = 0;

	if (!text)
		return wb_error_nomem(err);
	for (size_t i = 0; i < part.len; i++) {
		bool whole = i + 2 < part.len;
		int high = whole ? hex_value(part.text[i + 1]) : -1;
		int low = whole ? hex_value(part.text[i + 2]) : -1;

		if (part.text[i] != '%') {
			text[len++] = part.text[i];
		} else if (high < 0 || low < 0 || high + low == 0) {
			text[len] = '\0';
			secret_free(text);
			return wb_error_set(
				err, WB_E_CONFIG,
				"a bad percent escape in the URL's %s (%% itself is written %%25)",
				what);
		} else {
			text[len++] = (char)(high << 4 | low);
			i += 2;
		}
	}
	text[len] = '\0';
	*out = text;
	return 0;
}

/* As decode, but an empty part counts as not given. */
static int decode_given(struct span part, const char *what, char **out, struct wb_error *err)
{
	return part.len ? decode(part, what, out, err) : 0;
}

static bool port_valid(struct span port)
{
	unsigned value = 0;

	for (size_t i = 0; i < port.len; i++) {
		if (!isdigit((unsigned char)port.text[i]))
			return false;
		value = value * 10 + (unsigned)(port.text[i] - '0');
		if (value > 65535)
			return false;
	}
	return !port.len || value > 0;
}

/* Take "host", "host:port" or "[address]:port" apart; `host` comes without brackets. */
static bool host_split(struct span text, struct span *host, struct span *port)
{
	const char *end = text.text + text.len, *colon;

	if (text.len && text.text[0] == '[') {
		const char *close = span_find(text, ']');

		if (!close || close == text.text + 1 || (close + 1 < end && close[1] != ':'))
			return false;
		*host = span_of(text.text + 1, close);
		colon = close + 1 < end ? close + 1 : NULL;
	} else {
		colon = span_find(text, ':');
		*host = span_of(text.text, colon ? colon : end);
	}
	*port = colon ? span_of(colon + 1, end) : span_of(end, end);
	for (size_t i = 0; i < host->len; i++)
		if (strchr("@[] \"", host->text[i]))
			return false;
	return port_valid(*port);
}

/* Are these hosts, with commas between them? */
static bool hosts_valid(struct span text)
{
	const char *end = text.text + text.len;

	for (;;) {
		const char *comma = span_find(text, ',');
		struct span host, port;

		if (!host_split(span_of(text.text, comma ? comma : end), &host, &port))
			return false;
		if (!comma)
			return true;
		text = span_of(comma + 1, end);
	}
}

static int parse_hosts(struct span text, struct url *url, struct wb_error *err)
{
	struct span host, port;
	int status;

	if (!hosts_valid(text))
		return wb_error_set(err, WB_E_CONFIG,
				    "the URL's host or port is wrong (in a user or password, '@', "
				    "':' and '/' are written "
				    "%%40, %%3A and %%2F)");
	if (span_find(text, ','))
		return decode(text, "hosts", &url->host, err);
	host_split(text, &host, &port);
	status = decode_given(host, "host", &url->host, err);
	return status < 0 ? status : decode_given(port, "port", &url->port, err);
}

static int parse_user(struct span text, struct url *url, struct wb_error *err)
{
	const char *end = text.text + text.len, *colon = span_find(text, ':');
	int status = decode_given(span_of(text.text, colon ? colon : end), "user", &url->user, err);

	if (status < 0 || !colon)
		return status;
	return decode(span_of(colon + 1, end), "password", &url->password, err);
}

/* The '@' that ends the user's part of `text`, which follows the "//". Passwords are pasted into
 * URLs as they are: the last '@' before the path counts, so one may have an '@'; and where what
 * follows a ':' is no port, it is a password with a '/' or '?' in it, and ends at the next '@'. */
static const char *find_at(const char *text)
{
	struct span plain = { text, strcspn(text, "/?") };
	const char *at;

	if (!plain.len)
		return NULL;
	at = memrchr(text, '@', plain.len);
	if (at || (hosts_valid(plain) && text[plain.len - 1] != ':'))
		return at;
	return strchr(text + plain.len, '@');
}

/* What follows "//", up to the path or query, which *rest is set to. */
static int parse_authority(const char *text, struct url *url, const char **rest,
			   struct wb_error *err)
{
	const char *at = find_at(text), *host = at ? at + 1 : text;
	const char *end = host + strcspn(host, "/?");
	int status = at ? parse_user(span_of(text, at), url, err) : 0;

	if (status == 0)
		status = parse_hosts(span_of(host, end), url, err);
	if (status < 0)
		return status;
	*rest = end;
	return 0;
}

/* May an '@' in what follows the authority have been meant to end a password? Then the front of the
 * password would be shown as a host, a path or a parameter. */
static bool at_is_misplaced(struct span authority, const char *rest, const struct url *url)
{
	size_t path_len = strcspn(rest, "?");
	bool in_path = memchr(rest, '@', path_len), in_query = strchr(rest + path_len, '@');

	if (!authority.len)
		return in_query && memchr(rest, ':', path_len);
	/* "user:12?3" would be a port and a query, if an odd one */
	return in_path || (in_query && (url->password || (!path_len && span_find(authority, ':'))));
}

static int parse_database(struct span text, bool local, struct url *url, struct wb_error *err)
{
	int status = decode_given(text, "database", &url->database, err);

	/* ":memory:" and its like are no paths */
	if (status == 0 && url->database)
		url->relative = local && url->database[0] != '/' && url->database[0] != ':';
	return status;
}

static size_t word_len(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) || (text[len] && strchr("_.-", text[len])))
		len++;
	return len;
}

static int parse_parameter(struct span text, struct url *url, struct wb_error *err)
{
	const char *end = text.text + text.len, *equals = span_find(text, '=');
	char *name = NULL, *value = NULL;
	size_t len;
	int status;

	if (!equals || equals == text.text)
		return wb_error_set(err, WB_E_CONFIG,
				    "a parameter of the URL is not of the form name=value");
	status = decode(span_of(text.text, equals), "query", &name, err);
	if (status < 0)
		return status;
	/* names are shown, so they had better be names */
	len = word_len(name);
	if (name[len])
		status = wb_error_set(err, WB_E_CONFIG,
				      "a parameter of the URL has a name that none can have");
	else
		status = decode(span_of(equals + 1, end), "query", &value, err);
	if (status == 0 && variable_add(&url->query, name, len, value) < 0)
		status = wb_error_nomem(err);
	secret_free(name);
	secret_free(value);
	return status;
}

static int parse_query(const char *text, struct url *url, struct wb_error *err)
{
	while (*text) {
		const char *end = text + strcspn(text, "&");
		int status = end > text ? parse_parameter(span_of(text, end), url, err) : 0;

		if (status < 0)
			return status;
		text = *end ? end + 1 : end;
	}
	return 0;
}

/* "scheme:" or "scheme+driver:"; the length with the ':', 0 if there is none. */
static size_t scheme_len(const char *text, struct span *scheme, struct span *driver)
{
	const char *end;

	if (!isalpha((unsigned char)text[0]))
		return 0;
	*scheme = (struct span){ text, word_len(text) };
	end = text + scheme->len;
	*driver = span_of(end, end);
	if (*end == '+') {
		*driver = (struct span){ end + 1, word_len(end + 1) };
		end = driver->text + driver->len;
		if (!driver->len)
			return 0;
	}
	return *end == ':' ? (size_t)(end + 1 - text) : 0;
}

static int parse_scheme(const char *text, struct url *url, const char **rest, struct wb_error *err)
{
	struct span scheme, driver;
	size_t len = scheme_len(text, &scheme, &driver);

	if (!len)
		return wb_error_set(err, WB_E_CONFIG,
				    "the URL does not begin with a scheme, as in "
				    "scheme://user@host/database or scheme:path");
	url->scheme = text_dup(scheme.text, scheme.len);
	url->driver = driver.len ? text_dup(driver.text, driver.len) : NULL;
	if (!url->scheme || (driver.len && !url->driver))
		return wb_error_nomem(err);
	for (char *c = url->scheme; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	*rest = text + len;
	return 0;
}

static int parse(const char *text, struct url *url, struct wb_error *err)
{
	struct span authority;
	size_t len;
	int status = parse_scheme(text, url, &text, err);
	bool slashes = status == 0 && strncmp(text, "//", 2) == 0;
	const char *begin = slashes ? text + 2 : text;

	if (slashes)
		status = parse_authority(begin, url, &text, err);
	if (status < 0)
		return status;
	authority = span_of(begin, text);
	if (at_is_misplaced(authority, text, url))
		return wb_error_set(err, WB_E_CONFIG,
				    "the URL has an '@' behind its host: write it %%40, and '/' in "
				    "a password %%2F");
	if (slashes && *text == '/')
		text++;
	len = strcspn(text, "?");
	status = parse_database((struct span){ text, len }, !authority.len, url, err);
	if (status == 0 && text[len])
		status = parse_query(text + len + 1, url, err);
	return status;
}

static int keep_secret(const struct url *url, const char *value)
{
	/* what stands in the open beside it is hidden in vain, and would be hidden everywhere */
	if (!value || text_equal(value, url->user) || text_equal(value, url->database) ||
	    text_equal(value, url->host) || text_equal(value, url->scheme))
		return 0;
	return secrets_add(value, strlen(value), NULL);
}

static int keep_secrets(const struct url *url, struct wb_error *err)
{
	int rc = keep_secret(url, url->password);

	for (size_t i = 0; rc == 0 && i < url->query.count; i++)
		if (url_parameter_is_secret(url->query.items[i].name))
			rc = keep_secret(url, url->query.items[i].value);
	return rc < 0 ? wb_error_nomem(err) : 0;
}

int url_parse(const char *text, struct url *out, struct wb_error *err)
{
	struct url url = { 0 };
	int status;

	if (!*text)
		return wb_error_set(err, WB_E_CONFIG, "the URL is empty");
	for (const char *c = text; *c; c++)
		if (iscntrl((unsigned char)*c))
			return wb_error_set(err, WB_E_CONFIG,
					    "the URL has a control character in it");
	status = parse(text, &url, err);
	if (status == 0)
		status = keep_secrets(&url, err);
	if (status < 0)
		url_release(&url);
	else
		*out = url;
	return status;
}

void url_release(struct url *url)
{
	secret_pairs_free(&url->query);
	free(url->scheme);
	free(url->driver);
	free(url->user);
	secret_free(url->password);
	free(url->host);
	free(url->port);
	free(url->database);
	*url = (struct url){ 0 };
}
