/* SPDX-License-Identifier: MIT */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

/* Deeper is a circle of symbolic links. */
#define DEPTH_MAX 16
#define FILE_MAX ((size_t)256 << 20)

struct listing {
	const char *directory;
	bool deep;
	struct string_vec *out;
};

static int list(const struct listing *l, const char *below, int depth, struct wb_error *err);

static int list_entry(const struct listing *l, const char *below, const char *name, int depth,
		      struct wb_error *err)
{
	AUTO_FREE char *path = text_format("%s%s%s", below, *below ? "/" : "", name);
	AUTO_FREE char *full = path ? text_format("%s/%s", l->directory, path) : NULL;
	struct stat st;

	if (!full)
		return wb_error_nomem(err);
	if (stat(full, &st) < 0)
		return 0; /* a link that leads nowhere */
	if (S_ISDIR(st.st_mode))
		return l->deep ? list(l, path, depth + 1, err) : 0;
	if (text_check_shown(name, strlen(name)) < strlen(name) ||
	    text_check_utf8(name, strlen(name)) < strlen(name))
		return wb_error_set(err, WB_E_FILE,
				    "%s: the name of a file here has bytes that can't be shown",
				    l->directory);
	return S_ISREG(st.st_mode) && string_vec_add(l->out, path) < 0 ? wb_error_nomem(err) : 0;
}

static int list(const struct listing *l, const char *below, int depth, struct wb_error *err)
{
	AUTO_FREE char *path = text_format("%s%s%s", l->directory, *below ? "/" : "", below);
	const struct dirent *entry;
	DIR *dir = path && depth <= DEPTH_MAX ? opendir(path) : NULL;
	int rc = 0;

	if (!path)
		return wb_error_nomem(err);
	if (depth > DEPTH_MAX)
		return wb_error_set(err, WB_E_FILE, "%s: over %d folders deep: a circle of links?",
				    path, DEPTH_MAX);
	if (!dir)
		return wb_error_set(err, WB_E_FILE, "%s: can't be read: %s", path, strerror(errno));
	while (rc == 0 && (errno = 0, entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			rc = list_entry(l, below, entry->d_name, depth, err);
	if (rc == 0 && errno)
		rc = wb_error_set(err, WB_E_FILE, "%s: can't be read: %s", path, strerror(errno));
	closedir(dir);
	return rc;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int folder_list(const char *directory, bool deep, struct string_vec *out, struct wb_error *err)
{
	const struct listing listing = { directory, deep, out };
	int rc = list(&listing, "", 0, err);

	if (rc == 0 && out->count)
		qsort(out->items, out->count, sizeof(*out->items), compare);
	return rc;
}

int folder_read(const char *directory, const char *name, struct buf *out, struct wb_error *err)
{
	AUTO_FREE char *path = text_format("%s/%s", directory, name);
	size_t good;

	if (!path)
		return wb_error_nomem(err);
	if (file_read(path, FILE_MAX, out, err) < 0)
		return wb_error_prefix(err, "%s", path);
	good = text_check_utf8(buf_text(out), out->len);
	if (good < out->len)
		return wb_error_set(err, WB_E_FILE, "%s:%zu: a NUL byte, or text that is not UTF-8",
				    path, text_lines(buf_text(out), good) + 1);
	return buf_check(out, err);
}

bool folder_has(const char *directory, const char *name)
{
	AUTO_FREE char *path = text_format("%s/%s", directory, name);

	return path && access(path, F_OK) == 0;
}

bool name_ends(const char *name, const char *end)
{
	size_t len = strlen(name), tail = strlen(end);

	return len > tail && strcmp(name + len - tail, end) == 0;
}

const char *name_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* ------------------------------------------------------------------ lines */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool line_next(const char **at, struct line *line)
{
	const char *end;

	if (!line->number && strncmp(*at, "\xEF\xBB\xBF", 3) == 0)
		*at += 3;
	if (!**at)
		return false;
	end = strchr(*at, '\n');
	line->all = *at;
	line->all_len = end ? (size_t)(end - *at) + 1 : strlen(*at);
	line->text = line->all;
	line->len = text_trim(&line->text, line->all_len);
	line->number++;
	*at += line->all_len;
	return true;
}

bool line_says(const struct line *line, const char *word, const char **out_rest, size_t *out_len)
{
	const char *at = line->text, *end = line->text + line->len;
	size_t len = strlen(word);

	if (line->len < 2 || strncmp(at, "--", 2) != 0)
		return false;
	for (at += 2; at < end && is_blank(*at);)
		at++;
	if ((size_t)(end - at) < len || strncasecmp(at, word, len) != 0)
		return false;
	at += len;
	if (at < end && !is_blank(*at) && word[len - 1] != ':')
		return false;
	*out_rest = at;
	*out_len = text_trim(out_rest, (size_t)(end - at));
	return true;
}

bool line_is_idle(const struct line *line)
{
	return !line->len || strncmp(line->text, "--", 2) == 0;
}

/* The next word: its length, 0 at the end. What stands in quotes has no end within. */
static size_t next_word(const char **text, const char *end)
{
	size_t len = 0;
	bool quoted = false;

	while (*text < end && is_blank(**text))
		(*text)++;
	for (; *text + len < end && (quoted || !is_blank((*text)[len])); len++)
		quoted ^= (*text)[len] == '"';
	return len;
}

bool words_have(const char *text, size_t len, const char *word)
{
	const char *at = text;
	size_t n;

	for (; (n = next_word(&at, text + len)) > 0; at += n)
		if (n == strlen(word) && strncasecmp(at, word, n) == 0)
			return true;
	return false;
}

static const char *unquoted(const char *value, size_t len, size_t *out_len)
{
	const bool quoted = len > 1 && *value == '"' && value[len - 1] == '"';

	*out_len = quoted ? len - 2 : len;
	return quoted ? value + 1 : value;
}

const char *words_value(const char *text, size_t len, const char *name, size_t *out_len)
{
	const char *at = text;
	size_t n, name_len = strlen(name);

	for (; (n = next_word(&at, text + len)) > 0; at += n)
		if (n > name_len && at[name_len] == ':' && strncasecmp(at, name, name_len) == 0)
			return unquoted(at + name_len + 1, n - name_len - 1, out_len);
	return NULL;
}
