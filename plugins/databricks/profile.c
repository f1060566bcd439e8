/* SPDX-License-Identifier: MIT */
/* ~/.databrickscfg: [PROFILE] and lines of key = value. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "databricks.h"

/* What `databricks auth login` writes: the token is not in the file. */
#define CLI "databricks-cli"

int brick_login_set(char **field, const char *value, struct wb_error *err)
{
	if (*field || !value || !*value)
		return 0;
	*field = strdup(value);
	return *field ? 0 : kit_no_memory(err);
}

void brick_wipe(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

#define TEXTS(l)                                                                                \
	{                                                                                       \
		&(l)->host, &(l)->token, &(l)->client_id, &(l)->client_secret, &(l)->warehouse, \
			&(l)->catalog, &(l)->schema, &(l)->profile, &(l)->auth_type, &(l)->ca,  \
			&(l)->access                                                            \
	}

void brick_login_release(struct brick_login *login)
{
	char **const texts[] = TEXTS(login);

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		brick_wipe(*texts[i]);
	memset(login, 0, sizeof(*login));
}

int brick_login_copy(struct brick_login *to, struct brick_login *from, struct wb_error *err)
{
	char **const theirs[] = TEXTS(from), **const ours[] = TEXTS(to);

	*to = (struct brick_login){ .cli = from->cli,
				    .access_ms = from->access_ms,
				    .connect_timeout_ms = from->connect_timeout_ms };
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (brick_login_set(ours[i], *theirs[i], err) < 0)
			return kit_failed(err);
	return 0;
}

static char *trim(char *text)
{
	size_t len;

	/* in front of the file may be a mark of UTF-8 */
	text += strspn(text, " \t\r\n\xef\xbb\xbf");
	len = strlen(text);
	while (len && strchr(" \t\r\n", text[len - 1]))
		text[--len] = '\0';
	return text;
}

/* As Go's libraries take it: a comment may stand behind a blank, and quotes around all of it. */
static char *trim_value(char *value)
{
	size_t len;

	for (char *at = value; (at = strpbrk(at, "#;")); at++)
		if (at[-1] == ' ' || at[-1] == '\t')
			*at = '\0';
	value = trim(value);
	len = strlen(value);
	if (len < 2 || !strchr("\"'`", *value) || value[len - 1] != *value)
		return value;
	value[len - 1] = '\0';
	return value + 1;
}

static int take_line(struct brick_login *p, char *line, struct wb_error *err)
{
	struct {
		const char *key;
		char **field;
	} const fields[] = { { "host", &p->host },
			     { "token", &p->token },
			     { "client_id", &p->client_id },
			     { "client_secret", &p->client_secret },
			     { "warehouse_id", &p->warehouse },
			     { "default_profile", &p->profile },
			     { "auth_type", &p->auth_type } };
	char *value = strpbrk(line, "=:");

	if (!value)
		return 0;
	*value++ = '\0';
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcasecmp(trim(line), fields[i].key) == 0)
			return brick_login_set(fields[i].field, trim_value(value), err);
	return 0;
}

/* The ways of other clouds' own programs are not ours. */
static int check_type(const char *name, const char *type, struct wb_error *err)
{
	static const char *const known[] = { "pat", "oauth-m2m", CLI, NULL };

	if (!type || kit_among(type, known))
		return 0;
	return kit_host->fail(err, WB_E_CONFIG,
			      "profile %s: auth_type %s is none of pat, oauth-m2m and " CLI
			      ": a token in DATABRICKS_TOKEN, or `databricks auth login --profile "
			      "%s`, does as well",
			      name, type, name);
}

char *brick_host_name(char *host)
{
	char *name = strstr(host, "://");

	return name ? name + 3 : host;
}

static bool is_same_host(char *a, char *b)
{
	const char *name = brick_host_name(a), *other = brick_host_name(b);
	const size_t len = strcspn(name, "/?#");

	return len == strcspn(other, "/?#") && strncasecmp(name, other, len) == 0;
}

/* What a profile says, as long as nobody knows better. A token and client credentials go together with the
 * host that they are for. */
static int use(struct brick_login *login, const char *name, const struct brick_login *p,
	       struct wb_error *err)
{
	bool known = login->token || login->client_id;

	/* a secret goes nowhere but to the host that it was made for */
	if (login->host && p->host && !is_same_host(login->host, p->host))
		return 0;
	if (brick_login_set(&login->host, p->host, err) < 0 ||
	    brick_login_set(&login->warehouse, p->warehouse, err) < 0)
		return kit_failed(err);
	if (known)
		return 0;
	if (check_type(name, p->auth_type, err) < 0 ||
	    brick_login_set(&login->profile, name, err) < 0)
		return kit_failed(err);
	if (p->auth_type && strcmp(p->auth_type, CLI) == 0)
		return 0;
	if (brick_login_set(&login->token, p->token, err) < 0 ||
	    brick_login_set(&login->client_id, p->client_id, err) < 0)
		return kit_failed(err);
	return brick_login_set(&login->client_secret, p->client_secret, err);
}

static int read_file(FILE *file, const char *name, struct brick_login *out, bool *found,
		     struct wb_error *err)
{
	char *line = NULL;
	size_t room = 0;
	bool in = false;
	int rc = 0;

	while (rc == 0 && getline(&line, &room, file) >= 0) {
		char *text = trim(line), *end = strchr(text, ']');

		if (*text == '[' && end) {
			*end = '\0';
			in = strcmp(trim(text + 1), name) == 0;
			*found |= in;
		} else if (in && *text != '#' && *text != ';') {
			rc = take_line(out, text, err);
		}
	}
	if (line)
		explicit_bzero(line, room);
	free(line);
	return rc;
}

/* Which profile counts where none is named, the file says itself, since `databricks auth switch`. */
static int read_named(FILE *file, const char *path, const char **profile, struct brick_login *found,
		      struct wb_error *err)
{
	bool there = false;
	int rc = *profile ? 0 : read_file(file, "__settings__", found, &there, err);

	rewind(file);
	there = false;
	*profile = *profile ? *profile : found->profile;
	if (rc == 0)
		rc = read_file(file, *profile ? *profile : "DEFAULT", found, &there, err);
	if (rc == 0 && *profile && !there)
		rc = kit_host->fail(err, WB_E_CONFIG, "%s has no profile [%s]", path, *profile);
	return rc == 0 ? there : rc;
}

int brick_profile_read(struct brick_login *login, const char *profile, struct wb_error *err)
{
	const char *named = getenv("DATABRICKS_CONFIG_FILE"), *home = getenv("HOME");
	struct brick_login found = { 0 };
	FILE *file;
	char *path;
	int rc = 0;

	named = named && *named ? named : "~/.databrickscfg";
	path = *named == '~' ? kit_text_make("%s%s", home ? home : "", named + 1) : strdup(named);
	if (!path)
		return kit_no_memory(err);
	file = fopen(path, "re");
	if (file)
		rc = read_named(file, path, &profile, &found, err);
	else if (profile)
		rc = kit_host->fail(err, WB_E_CONFIG, "profile %s: %s: %s", profile, path,
				    strerror(errno));
	if (rc == 1)
		rc = use(login, profile ? profile : "DEFAULT", &found, err);
	brick_login_release(&found);
	if (file)
		fclose(file);
	free(path);
	return rc;
}
