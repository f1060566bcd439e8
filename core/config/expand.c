/* SPDX-License-Identifier: MIT */
/* ${env:…} and ${file:…} in values of the config. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "base/text.h"

enum { SECRET_FILE_MAX = 64 * 1024, DEPTH_MAX = 8 };

/* The } that ends the ${ at `text`, past those that stand inside; NULL if there is none. */
static const char *find_close(const char *text)
{
	size_t depth = 0;

	for (; *text; text++) {
		if (text[0] == '$' && text[1] == '{')
			depth++;
		else if (*text == '}' && --depth == 0)
			return text;
	}
	return NULL;
}

/* How long the name of a variable is; 0 if it is none. */
static size_t name_len(const char *text)
{
	size_t len = 0;

	while (isalpha((unsigned char)text[len]) || text[len] == '_' ||
	       (len && isdigit((unsigned char)text[len])))
		len++;
	return len;
}

/* A value that is being filled in. */
struct expansion {
	const struct config *config;
	struct buf *out;
	bool keeps; /* what is filled in is told to be secret */
	bool filled;
};

static int fill(struct expansion *e, const char *text, size_t len, struct wb_error *err)
{
	e->filled = e->filled || len;
	buf_add(e->out, text, len);
	if (e->keeps && secrets_add(text, len, NULL) < 0)
		return wb_error_nomem(err);
	return buf_check(e->out, err);
}

static int expand(struct expansion *e, const char *text, unsigned depth, struct wb_error *err);

/* NAME or NAME:-default, from `text` to `close`. */
static int expand_env(struct expansion *e, const char *text, const char *close, unsigned depth,
		      struct wb_error *err)
{
	size_t len = name_len(text);
	bool fallback = strncmp(text + len, ":-", 2) == 0;
	AUTO_FREE char *name = text_dup(text, len), *value = NULL;
	const char *found;

	if (!name)
		return wb_error_nomem(err);
	if (!len || (!fallback && text + len != close))
		return wb_error_set(err, WB_E_CONFIG,
				    "what is in ${env:…} is not NAME or NAME:-default");
	found = secure_getenv(name);
	if (found && (*found || !fallback))
		return fill(e, found, strlen(found), err);
	if (!fallback)
		return wb_error_set(err, WB_E_CONFIG, "the environment variable %s is not set",
				    name);
	value = text_dup(text + len + 2, (size_t)(close - text) - len - 2);
	if (!value)
		return wb_error_nomem(err);
	return expand(e, value, depth + 1, err);
}

/* The content of a file without the newline at its end. */
static int expand_file(struct expansion *e, const char *text, const char *close,
		       struct wb_error *err)
{
	AUTO_FREE char *name = text_dup(text, (size_t)(close - text));
	AUTO_FREE char *path = name ? file_join(e->config->directory, name) : NULL;
	struct buf content = { .secret = true };
	int status;

	if (!path)
		return wb_error_nomem(err);
	if (!*name)
		return wb_error_set(err, WB_E_CONFIG, "${file:} names no file");
	status = file_read(path, SECRET_FILE_MAX, &content, err);
	if (status == 0 && text_check_utf8(buf_text(&content), content.len) != content.len)
		status = wb_error_set(err, WB_E_CONFIG, "is not a text in UTF-8");
	if (status < 0)
		wb_error_prefix(err, "the file %s", path);
	if (content.len && content.data[content.len - 1] == '\n')
		content.len--;
	if (content.len && content.data[content.len - 1] == '\r')
		content.len--;
	if (status == 0)
		status = fill(e, buf_text(&content), content.len, err);
	buf_release(&content);
	return status;
}

static int expand(struct expansion *e, const char *text, unsigned depth, struct wb_error *err)
{
	if (depth > DEPTH_MAX)
		return wb_error_set(err, WB_E_CONFIG,
				    "${env:…} inside of each other, more than %d deep", DEPTH_MAX);
	for (;;) {
		const char *at = strstr(text, "${"), *close;
		bool env, file;
		int status;

		if (!at)
			break;
		env = strncmp(at, "${env:", 6) == 0;
		file = strncmp(at, "${file:", 7) == 0;
		if (!env && !file) {
			buf_add(e->out, text, (size_t)(at + 2 - text));
			text = at + 2;
			continue;
		}
		buf_add(e->out, text, (size_t)(at - text));
		close = find_close(at);
		if (!close)
			return wb_error_set(err, WB_E_CONFIG, "%s has no closing }",
					    env ? "${env:…" : "${file:…");
		status = env ? expand_env(e, at + 6, close, depth, err)
			     : expand_file(e, at + 7, close, err);
		if (status < 0)
			return status;
		text = close + 1;
	}
	buf_str(e->out, text);
	return buf_check(e->out, err);
}

int config_expand(const struct config *config, const char *text, struct buf *out,
		  struct wb_error *err)
{
	struct expansion expansion = { .config = config, .out = out };

	return expand(&expansion, text, 0, err);
}

int config_expand_secret(const struct config *config, const char *text, struct buf *out,
			 bool *out_secret, struct wb_error *err)
{
	struct expansion expansion = { .config = config, .out = out, .keeps = true };
	int rc = expand(&expansion, text, 0, err);

	*out_secret = expansion.filled;
	return rc;
}

bool config_from_environment(const char *text)
{
	AUTO_FREE char *name = NULL;
	const char *value;

	if (strncmp(text, "${env:", 6) != 0)
		return false;
	name = text_dup(text + 6, name_len(text + 6));
	value = name ? secure_getenv(name) : NULL;
	return value && *value;
}
