/* SPDX-License-Identifier: MIT */
/* A folder of revision files, and the folders in it. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/error.h"
#include "replaced.h"
#include "base/text.h"

/* Deeper is a circle of symbolic links. */
#define DEPTH_MAX 32
/* None of dirent's: a link that leads to a pipe, a device or a socket. */
#define DT_SPECIAL 255

static bool is_sql(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcasecmp(name + len - 4, ".sql") == 0;
}

/* What an entry is, links followed. Folders and files that vanished meanwhile, or lead nowhere, are
 * nothing. */
static unsigned char kind_of(const struct dirent *entry, const char *path)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN && entry->d_type != DT_LNK)
		return entry->d_type;
	if (stat(path, &st) < 0)
		return DT_UNKNOWN;
	if (entry->d_type == DT_LNK && !S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode))
		return DT_SPECIAL;
	return S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : DT_UNKNOWN;
}

static int list(const char *directory, int depth, struct string_vec *paths, struct wb_error *err);

static char *path_of(const char *directory, const char *name)
{
	const size_t len = strlen(directory), name_size = strlen(name) + 1;
	const bool slash = !len || directory[len - 1] != '/';
	char *path = malloc(len + slash + name_size);

	if (!path)
		return NULL;
	memcpy(path, directory, len);
	if (slash)
		path[len] = '/';
	memcpy(path + len + slash, name, name_size);
	return path;
}

/* Takes over the path. */
static int add_path(struct string_vec *paths, char **path, struct wb_error *err)
{
	if (string_vec_push(paths, *path) < 0)
		return wb_error_nomem(err);
	*path = NULL;
	return 0;
}

static int list_entry(const char *directory, const struct dirent *entry, int depth,
		      struct string_vec *paths, struct wb_error *err)
{
	AUTO_FREE char *path = NULL;
	unsigned char kind;

	if (entry->d_name[0] == '.')
		return 0;
	if (entry->d_type == DT_REG && !is_sql(entry->d_name))
		return 0;
	path = path_of(directory, entry->d_name);
	if (!path)
		return wb_error_nomem(err);
	kind = kind_of(entry, path);
	if (kind == DT_DIR)
		return list(path, depth + 1, paths, err);
	/* a link that leads nowhere is handed on as well: reading it says so */
	if (kind == DT_SPECIAL && is_sql(entry->d_name))
		return wb_error_set(err, WB_E_FILE, "%s: the link leads to no regular file", path);
	if (is_sql(entry->d_name) && (kind == DT_REG || entry->d_type == DT_LNK))
		return add_path(paths, &path, err);
	return 0;
}

static int list(const char *directory, int depth, struct string_vec *paths, struct wb_error *err)
{
	struct dirent *entry;
	DIR *dir;
	int status = 0;

	if (depth > DEPTH_MAX)
		return wb_error_set(err, WB_E_FILE, "%s: over %d folders deep: a circle of links?",
				    directory, DEPTH_MAX);
	dir = opendir(directory);
	if (!dir && errno == ENOENT)
		return wb_error_set(
			err, WB_E_FILE,
			"%s: there is no such folder: `whimbrel init` makes a project, "
			"`whimbrel revision` the folder that its config names, -m DIR names "
			"another one",
			directory);
	if (!dir)
		return wb_error_set(err, WB_E_FILE, "%s: can't be read: %s", directory,
				    strerror(errno));
	while (status == 0 && (errno = 0, entry = readdir(dir)))
		status = list_entry(directory, entry, depth, paths, err);
	if (status == 0 && errno)
		status = wb_error_set(err, WB_E_FILE, "%s: can't be read: %s", directory,
				      strerror(errno));
	closedir(dir);
	return status;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int directory_list(const char *directory, struct string_vec *out, struct wb_error *err)
{
	int status = list(directory, 0, out, err);

	if (status == 0 && out->count)
		qsort(out->items, out->count, sizeof(*out->items), compare_paths);
	return status;
}

int directory_read(const char *directory, struct text_cache *cache, struct problems *problems,
		   struct revision_vec *out, struct wb_error *err)
{
	struct string_vec paths = { 0 };
	int status = directory_list(directory, &paths, err);

	for (size_t i = 0; status == 0 && i < paths.count; i++) {
		struct revision *revision;
		const int rc = revision_read(paths.items[i], cache, problems, &revision);

		free(paths.items[i]); /* the revision has it now */
		paths.items[i] = NULL;
		if (rc < 0)
			continue; /* the problem is reported, and so will be those of the others */
		if (revision_vec_push(out, revision) < 0) {
			revision_free(revision);
			status = wb_error_nomem(err);
		}
	}
	string_vec_free(&paths);
	return status;
}

bool folders_missing(const struct string_vec *folders)
{
	struct stat st;

	for (size_t i = 0; i < folders->count; i++)
		if (stat(folders->items[i], &st) == 0 || errno != ENOENT)
			return false;
	return true;
}

int folders_read(const struct string_vec *folders, struct text_cache *cache,
		 struct problems *problems, struct revision_vec *out, struct wb_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < folders->count; i++)
		status = directory_read(folders->items[i], cache, problems, out, err);
	return status == 0 ? replaced_add(out, problems, err) : status;
}
