/* SPDX-License-Identifier: MIT */
#include "alembic_folders.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "folder.h"

/* A config, and the section of it that is the tool's: both forms are lines of KEY = VALUE. */
struct ini {
	const struct wb_import *im;
	const char *file, *section;
};

static const struct ini inis[] = { { .file = "alembic.ini", .section = "[alembic]" },
				   { .file = "pyproject.toml", .section = "[tool.alembic]" } };

/* ------------------------------------------------------------------ values */

static bool begins_key(const struct line *line, const char *key, const char **out_value)
{
	size_t len = strlen(key), at = len;

	if (line->len < len || strncmp(line->text, key, len) != 0)
		return false;
	while (at < line->len && (line->text[at] == ' ' || line->text[at] == '\t'))
		at++;
	*out_value = line->text + at + 1;
	return at < line->len && (line->text[at] == '=' || line->text[at] == ':');
}

/* A list goes on where the next line is indented, or until its bracket. */
static bool goes_on(const struct line *line, const struct buf *value)
{
	bool list = strchr(buf_text(value), '[') && !strchr(buf_text(value), ']');

	return list || (line->len && (line->all[0] == ' ' || line->all[0] == '\t'));
}

/* Append the value of a key; nothing where it is not there. */
static int read_value(const struct ini *ini, const char *key, struct buf *out, struct wb_error *err)
{
	struct buf text = { 0 };
	struct line line = { 0 };
	bool own = false, here = false;
	int rc = folder_has(ini->im->directory, ini->file)
			 ? folder_read(ini->im->directory, ini->file, &text, err)
			 : 0;
	const char *at = buf_text(&text), *value;

	while (rc == 0 && line_next(&at, &line)) {
		if (!line.len || *line.text == '#' || *line.text == ';')
			continue;
		if (here && goes_on(&line, out)) {
			buf_char(out, '\n');
			buf_add(out, line.text, line.len);
			continue;
		}
		here = false;
		if (*line.text == '[')
			own = line.len == strlen(ini->section) &&
			      strncmp(line.text, ini->section, line.len) == 0;
		else if (own && begins_key(&line, key, &value)) {
			here = true;
			buf_clear(out);
			buf_add(out, value, line.len - (size_t)(value - line.text));
		}
	}
	buf_release(&text);
	return rc == 0 ? buf_check(out, err) : rc;
}

static int value_of(const struct wb_import *im, const char *key, struct buf *out,
		    struct wb_error *err)
{
	int rc = 0;

	buf_clear(out);
	for (size_t i = 0; rc == 0 && !out->len && i < sizeof(inis) / sizeof(*inis); i++) {
		struct ini ini = inis[i];

		ini.im = im;
		rc = read_value(&ini, key, out, err);
	}
	return rc;
}

/* ------------------------------------------------------------------ folders */

/* `%(here)s/…`, `package.of:folder`, or a path. */
static char *path_of(const char *text, size_t len)
{
	static const char here[] = "%(here)s";
	const size_t here_len = sizeof(here) - 1;
	const char *colon;
	char *path;

	if (len >= here_len && strncmp(text, here, here_len) == 0) {
		text += here_len;
		len -= here_len;
		while (len && *text == '/') {
			text++;
			len--;
		}
		return len ? text_dup(text, len) : text_dup(".", 1);
	}
	path = text_dup(text, len);
	colon = path ? strchr(path, ':') : NULL;
	for (char *at = path; colon && at <= colon; at++)
		*at = *at == '.' || *at == ':' ? '/' : *at;
	return path;
}

static bool is_folder(const struct wb_import *im, const char *path)
{
	AUTO_FREE char *full = file_join(im->directory, path);
	struct stat st;

	return full && stat(full, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Add each of a list of them. 1: one of them is not there, and `*out_missing` is that. */
static int add_listed(const struct wb_import *im, const char *list, const char *separators,
		      struct alembic_folders *out, char **out_missing)
{
	for (const char *at = list; *at;) {
		size_t len = strcspn(at, separators);
		const char *word = at;
		size_t n = text_trim(&word, len);
		AUTO_FREE char *path = n ? path_of(word, n) : NULL;

		at += len + (at[len] != '\0');
		if (!n)
			continue;
		if (!path)
			return -1;
		if (!is_folder(im, path)) {
			*out_missing = text_dup(path, strlen(path));
			return *out_missing ? 1 : -1;
		}
		if (string_vec_add(&out->paths, path) < 0)
			return -1;
	}
	return 0;
}

/* What stands between the folders of a list: `os` is the system's colon. */
static const char *separators_of(const char *said)
{
	if (strstr(said, "newline"))
		return "\n";
	if (strstr(said, "space"))
		return " \t\n";
	if (strstr(said, "os") || strchr(said, ':'))
		return ":\n";
	return strchr(said, ';') ? ";\n" : "[]\"', \t\n";
}

static int find_listed(const struct wb_import *im, struct alembic_folders *out,
		       struct wb_error *err)
{
	struct buf list = { 0 }, separator = { 0 };
	AUTO_FREE char *missing = NULL;
	int rc = value_of(im, "version_locations", &list, err);

	if (rc == 0)
		rc = value_of(im, "path_separator", &separator, err);
	if (rc == 0 && !separator.len)
		rc = value_of(im, "version_path_separator", &separator, err);
	if (rc == 0)
		rc = add_listed(im, buf_text(&list), separators_of(buf_text(&separator)), out,
				&missing);
	if (rc == 1)
		rc = wb_error_set(err, WB_E_FILE,
				  "%s: its `version_locations` has a folder %s, which is not there",
				  im->directory, missing);
	else if (rc == -1)
		rc = wb_error_nomem(err);
	buf_release(&list);
	buf_release(&separator);
	return rc;
}

/* The folder `versions` of the one that the config names, or of the usual ones. */
static int find_usual(const struct wb_import *im, struct alembic_folders *out, struct wb_error *err)
{
	static const char *const usual[] = { "migrations", "alembic", "." };
	struct buf value = { 0 };
	AUTO_FREE char *location = NULL;
	int rc = value_of(im, "script_location", &value, err);
	const char *text = buf_text(&value);
	size_t len;

	text += strspn(text, " \t\"'");
	len = strcspn(text, "\"'\n");
	len = text_trim(&text, len);
	if (rc == 0 && len)
		location = path_of(text, len);
	buf_release(&value);
	for (size_t i = 0; rc == 0 && i <= sizeof(usual) / sizeof(usual[0]); i++) {
		const char *folder = i ? usual[i - 1] : location;
		AUTO_FREE char *versions = folder ? text_format("%s/versions", folder) : NULL;

		if (versions && is_folder(im, versions))
			return string_vec_add(&out->paths, versions) < 0 ? wb_error_nomem(err) : 0;
	}
	return rc < 0 ? rc
		      : wb_error_set(err, WB_E_FILE,
				     "%s: there is no folder `versions` where alembic.ini says, "
				     "nor in migrations or alembic: name the folder that the tool "
				     "is called in",
				     im->directory);
}

int alembic_folders_find(const struct wb_import *im, struct alembic_folders *out,
			 struct wb_error *err)
{
	struct buf deep = { 0 };
	int rc = value_of(im, "recursive_version_locations", &deep, err);

	out->deep = strstr(buf_text(&deep), "true") || strstr(buf_text(&deep), "True");
	buf_release(&deep);
	if (rc == 0)
		rc = find_listed(im, out, err);
	return rc == 0 && !out->paths.count ? find_usual(im, out, err) : rc;
}
