/* SPDX-License-Identifier: MIT */
#include "loader.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "dialect_open.h"
#include "base/error.h"
#include "masked.h"
#include "registry.h"
#include "base/text.h"

/* A shared object that was loaded: a dialect, or why its `load` failed. That is called once in a
 * process, whatever it says. */
struct entry {
	struct entry *next;
	struct plugin plugin;
	char *trouble;
};

static struct entry *loaded;
static pthread_mutex_t loaded_mutex = PTHREAD_MUTEX_INITIALIZER;

static bool name_valid(const char *name)
{
	if (*name < 'a' || *name > 'z')
		return false;
	for (; *name; name++)
		if (!((*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9') ||
		      *name == '_'))
			return false;
	return true;
}

/* ------------------------------------------------------------------ the cache */

static struct entry *entry_find(const char *path)
{
	for (struct entry *e = loaded; e; e = e->next)
		if (strcmp(e->plugin.path, path) == 0)
			return e;
	return NULL;
}

static struct entry *entry_add(const char *path, const struct wb_dialect *table,
			       struct wb_error *err)
{
	struct entry *e = calloc(1, sizeof(*e));
	struct wb_error why = WB_ERROR_INIT;

	if (e)
		e->plugin.path = text_dup(path, strlen(path));
	if (!e || !e->plugin.path) {
		free(e);
		wb_error_nomem(err);
		return NULL;
	}
	e->plugin.table = *table;
	if (table->load(host_services(), &why) < 0) {
		masked_error(&why);
		e->trouble = text_format("%s: %s", path,
					 why.message[0] ? why.message : "its load() failed");
	}
	e->next = loaded;
	loaded = e;
	return e;
}

/* Where it can't be written, whoever installs the plugin has to. */
static void index_make(const char *file, const struct plugin *plugin)
{
	AUTO_FREE char *path = text_format("%.*s.schemes", (int)strlen(file) - 3, file);
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644) : -1;

	for (const char *const *s = plugin->table.schemes; fd >= 0 && *s; s++)
		dprintf(fd, "%s\n", *s);
	if (fd >= 0)
		close(fd);
}

static int load_locked(const char *path, const char *name, const struct plugin **out,
		       struct wb_error *err)
{
	struct entry *e = entry_find(path);
	struct wb_dialect table;
	char known[64];
	int status;

	if (!e) {
		status = dialect_open(path, name, &table, err);
		if (status < 0)
			return status;
		e = entry_add(path, &table, err);
		if (!e)
			return WB_E_NOMEM;
		/* those of this build are known anyhow */
		if (!e->trouble && !registry_find(name, known, sizeof(known)))
			index_make(path, &e->plugin);
	}
	if (e->trouble)
		return wb_error_set(err, WB_E_PLUGIN, "%s", e->trouble);
	*out = &e->plugin;
	return 0;
}

/* Load the file at `file`, which is called NAME.so. */
static int load_file(const char *file, const char *name, const struct plugin **out,
		     struct wb_error *err)
{
	AUTO_FREE char *path = realpath(file, NULL);
	int status;

	if (!path)
		return wb_error_set(err, WB_E_PLUGIN, "%s: %s", file, strerror(errno));
	pthread_mutex_lock(&loaded_mutex);
	status = load_locked(path, name, out, err);
	pthread_mutex_unlock(&loaded_mutex);
	return status;
}

/* ------------------------------------------------------------------ the path */

static size_t folder_count(const struct plugin_path *path)
{
	return (path && path->folders ? path->folders->count : 0) + 1;
}

/* The built-in folder is the last one. */
static const char *folder_at(const struct plugin_path *path, size_t i)
{
	return i + 1 < folder_count(path) ? path->folders->items[i] : WHIMBREL_PLUGINDIR;
}

/* The first NAME.so on the path: 1 with its path, 0, or negative. */
static int find_file(const struct plugin_path *path, const char *name, char **out,
		     struct wb_error *err)
{
	if (!name_valid(name))
		return 0;
	for (size_t i = 0; i < folder_count(path); i++) {
		char *file = text_format("%s/%s.so", folder_at(path, i), name);
		struct stat st;

		if (!file)
			return wb_error_nomem(err);
		if (lstat(file, &st) == 0) {
			*out = file;
			return 1;
		}
		free(file);
	}
	return 0;
}

/* The names of the dialects in one folder, sorted, so that nothing depends on the file system. */
static int list_folder(const char *folder, struct string_vec *out, struct wb_error *err)
{
	DIR *dir = opendir(folder);
	struct dirent *item;
	int status = 0;

	if (!dir)
		return 0;
	while (status == 0 && (item = readdir(dir))) {
		size_t len = strlen(item->d_name);

		if (len < 4 || strcmp(item->d_name + len - 3, ".so") != 0)
			continue;
		if (string_vec_add_len(out, item->d_name, len - 3) < 0)
			status = wb_error_nomem(err);
		else if (!name_valid(out->items[out->count - 1]))
			free(out->items[--out->count]);
	}
	closedir(dir);
	return status;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

typedef int (*take_plugin)(void *ctx, const char *name, const char *file,
			   const struct plugin *plugin, const char *trouble);

static int each_one(const char *folder, const char *name, take_plugin take, void *ctx,
		    struct wb_error *err)
{
	AUTO_FREE char *file = text_format("%s/%s.so", folder, name);
	struct wb_error why = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;

	if (!file)
		return wb_error_nomem(err);
	if (load_file(file, name, &plugin, &why) < 0)
		return take(ctx, name, file, NULL, why.message);
	return take(ctx, name, file, plugin, NULL);
}

int plugin_each(const struct plugin_path *path, take_plugin take, void *ctx, struct wb_error *err)
{
	struct string_vec seen = { 0 };
	int status = 0;

	for (size_t i = 0; i < folder_count(path) && status == 0; i++) {
		struct string_vec names = { 0 };

		status = list_folder(folder_at(path, i), &names, err);
		if (names.count)
			qsort(names.items, names.count, sizeof(names.items[0]), compare_names);
		for (size_t j = 0; j < names.count && status == 0; j++) {
			if (string_vec_find(&seen, names.items[j]) >= 0)
				continue;
			if (string_vec_add(&seen, names.items[j]) < 0)
				status = wb_error_nomem(err);
			else
				status = each_one(folder_at(path, i), names.items[j], take, ctx,
						  err);
		}
		string_vec_free(&names);
	}
	string_vec_free(&seen);
	return status;
}

/* ------------------------------------------------------------------ by name */

/* The schemes of a plugin that nobody has loaded are in a file NAME.schemes beside it, names with
 * white space between them, which is made when the plugin is installed or seen first. */
static bool index_has(const char *folder, const char *name, const char *scheme)
{
	AUTO_FREE char *path = text_format("%s/%s.schemes", folder, name);
	FILE *file = path ? fopen(path, "re") : NULL;
	char word[64];
	bool has = false;

	while (file && !has && fscanf(file, "%63s", word) == 1)
		has = strcmp(word, scheme) == 0;
	if (file)
		fclose(file);
	return has;
}

static bool goes_by(const struct plugin *plugin, const char *name)
{
	for (const char *const *s = plugin->table.schemes; *s; s++)
		if (strcmp(*s, name) == 0)
			return true;
	return false;
}

struct alias_search {
	const char *name;
	const struct plugin *found;
	struct string_vec names; /* of all that are there */
};

/* Look through the plugins of one folder, and load none but the one that goes by the name. */
static int search_folder(const char *folder, struct alias_search *search, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int status = list_folder(folder, &names, err);

	if (names.count)
		qsort(names.items, names.count, sizeof(names.items[0]), compare_names);
	for (size_t i = 0; i < names.count && status == 0 && !search->found; i++) {
		AUTO_FREE char *file = text_format("%s/%s.so", folder, names.items[i]);
		const struct plugin *plugin = NULL;

		if (!file || (string_vec_find(&search->names, names.items[i]) < 0 &&
			      string_vec_add(&search->names, names.items[i]) < 0))
			status = wb_error_nomem(err);
		else if (index_has(folder, names.items[i], search->name))
			status = load_file(file, names.items[i], &plugin, err);
		if (plugin && goes_by(plugin, search->name))
			search->found = plugin;
	}
	string_vec_free(&names);
	return status;
}

static int fail_unknown(const struct plugin_path *path, const struct alias_search *search,
			struct wb_error *err)
{
	struct buf where = { .max = 512 }, have = { .max = 256 };

	for (size_t i = 0; i < folder_count(path); i++)
		buf_printf(&where, "%s%s", i ? ", " : "", folder_at(path, i));
	for (size_t i = 0; i < search->names.count; i++)
		buf_printf(&have, "%s%s", i ? ", " : "", search->names.items[i]);
	wb_error_set(
		err, WB_E_PLUGIN,
		"there is no dialect '%s' in %s; there is: %s (other names of theirs are known "
		"once `whimbrel plugins` has seen them)",
		search->name, buf_text(&where), have.len ? buf_text(&have) : "none");
	buf_release(&where);
	buf_release(&have);
	return WB_E_PLUGIN;
}

int plugin_load(const struct plugin_path *path, const char *name, const struct plugin **out,
		struct wb_error *err)
{
	struct alias_search search = { .name = name };
	char *file = NULL, known[64];
	int status;

	if (registry_find(name, known, sizeof(known)))
		name = known;
	status = find_file(path, name, &file, err);

	if (status < 0)
		return status;
	if (status > 0) {
		status = load_file(file, name, out, err);
		free(file);
		return status;
	}
	status = 0;
	for (size_t i = 0; i < folder_count(path) && status == 0 && !search.found; i++)
		status = search_folder(folder_at(path, i), &search, err);
	if (status == 0 && search.found)
		*out = search.found;
	else if (status == 0)
		status = fail_unknown(path, &search, err);
	string_vec_free(&search.names);
	return status < 0 ? status : 0;
}

int plugin_known(const struct plugin_path *path, const char *name, char *out_own, size_t size)
{
	const struct plugin *plugin;
	struct wb_error ignored = WB_ERROR_INIT;
	char *file = NULL;

	if (registry_find(name, out_own, size))
		return 1;
	if (find_file(path, name, &file, &ignored) > 0) {
		free(file);
		snprintf(out_own, size, "%s", name);
		return 1;
	}
	if (plugin_load(path, name, &plugin, &ignored) < 0)
		return 0;
	snprintf(out_own, size, "%s", plugin->table.name);
	return 1;
}
