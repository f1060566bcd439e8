/* SPDX-License-Identifier: MIT */
#include "loader.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "dialect_check.h"
#include "base/error.h"
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

/* ------------------------------------------------------------------ one file */

/* Who may write a file may run code as whoever loads it. */
static int check_owner(const char *path, const struct stat *st, mode_t refused,
		       struct wb_error *err)
{
	if (st->st_uid != 0 && st->st_uid != geteuid())
		return wb_error_set(err, WB_E_PLUGIN,
				    "%s: owned by user %lu, neither root nor user %lu", path,
				    (unsigned long)st->st_uid, (unsigned long)geteuid());
	if (st->st_mode & refused)
		return wb_error_set(err, WB_E_PLUGIN, "%s: others may write it (mode %04o)", path,
				    (unsigned)(st->st_mode & 07777));
	return 0;
}

/* `path` is a real path, so the folder it is in is all in front of the last slash. */
static int check_folder(const char *path, struct wb_error *err)
{
	const char *slash = strrchr(path, '/');
	AUTO_FREE char *folder = text_dup(path, slash == path ? 1 : (size_t)(slash - path));
	struct stat st;

	if (!folder)
		return wb_error_nomem(err);
	if (stat(folder, &st) < 0)
		return wb_error_set(err, WB_E_PLUGIN, "%s: %s", folder, strerror(errno));
	return check_owner(folder, &st, st.st_mode & S_ISVTX ? 0 : S_IWOTH, err);
}

static int check_file(const char *path, struct wb_error *err)
{
	/* a FIFO must not hold us up */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int status;

	if (fd < 0)
		return wb_error_set(err, WB_E_PLUGIN, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0)
		status = wb_error_set(err, WB_E_PLUGIN, "%s: %s", path, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		status = wb_error_set(err, WB_E_PLUGIN, "%s: not a regular file", path);
	else
		status = check_owner(path, &st, S_IWGRP | S_IWOTH, err);
	close(fd);
	return status < 0 ? status : check_folder(path, err);
}

/* dlerror() begins with the path; it is said once. */
static int fail_dl(const char *path, struct wb_error *err)
{
	const char *why = dlerror();
	size_t len = strlen(path);

	if (!why)
		why = "unknown error";
	else if (strncmp(why, path, len) == 0 && strncmp(why + len, ": ", 2) == 0)
		why += len + 2;
	return wb_error_set(err, WB_E_PLUGIN, "%s: not a dialect: %s", path, why);
}

/* The symbol's table, checked and copied. Nothing of it is called. */
static int read_table(void *handle, const char *path, const char *name, struct wb_dialect *out,
		      struct wb_error *err)
{
	const struct wb_dialect *(*get)(void);
	void *symbol;

	dlerror();
	symbol = dlsym(handle, WB_DIALECT_SYMBOL);
	if (!symbol)
		return wb_error_set(err, WB_E_PLUGIN, "%s: not a dialect: it has no symbol %s",
				    path, WB_DIALECT_SYMBOL);
	/* ISO C has no conversion between these two; POSIX promises that the bits are the same */
	memcpy(&get, &symbol, sizeof(get));
	return dialect_verify(get(), path, name, out, err);
}

static int open_table(const char *path, const char *name, struct wb_dialect *out,
		      struct wb_error *err)
{
	void *handle;
	int status = check_file(path, err);

	if (status < 0)
		return status;
	handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return fail_dl(path, err);
	status = read_table(handle, path, name, out, err);
	/* what is good stays open for ever */
	if (status < 0)
		dlclose(handle);
	return status;
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
	if (table->load(host_services(), &why) < 0)
		e->trouble = text_format("%s: %s", path,
					 why.message[0] ? why.message : "its load() failed");
	e->next = loaded;
	loaded = e;
	return e;
}

static int load_locked(const char *path, const char *name, const struct plugin **out,
		       struct wb_error *err)
{
	struct entry *e = entry_find(path);
	struct wb_dialect table;
	int status;

	if (!e) {
		status = open_table(path, name, &table, err);
		if (status < 0)
			return status;
		e = entry_add(path, &table, err);
		if (!e)
			return WB_E_NOMEM;
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

struct alias_search {
	const char *name;
	const struct plugin *found;
	struct string_vec names; /* of all that could be loaded */
};

static int match_alias(void *ctx, const char *name, const char *file, const struct plugin *plugin,
		       const char *trouble)
{
	struct alias_search *search = ctx;

	(void)file;
	(void)trouble;
	if (!plugin)
		return 0;
	for (const char *const *s = plugin->table.schemes; *s; s++)
		if (strcmp(*s, search->name) == 0) {
			search->found = plugin;
			return 1;
		}
	return string_vec_add(&search->names, name) < 0 ? WB_E_NOMEM : 0;
}

static int fail_unknown(const struct plugin_path *path, const struct alias_search *search,
			struct wb_error *err)
{
	struct buf where = { .max = 512 }, have = { .max = 256 };

	for (size_t i = 0; i < folder_count(path); i++)
		buf_printf(&where, "%s%s", i ? ", " : "", folder_at(path, i));
	for (size_t i = 0; i < search->names.count; i++)
		buf_printf(&have, "%s%s", i ? ", " : "", search->names.items[i]);
	wb_error_set(err, WB_E_PLUGIN, "there is no dialect '%s' in %s; there is: %s", search->name,
		     buf_text(&where), have.len ? buf_text(&have) : "none");
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
	status = plugin_each(path, match_alias, &search, err);
	if (status == WB_E_NOMEM)
		wb_error_nomem(err);
	else if (search.found)
		*out = search.found;
	else
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
