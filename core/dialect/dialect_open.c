/* SPDX-License-Identifier: MIT */
#include "dialect_open.h"

#include <dlfcn.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "dialect_check.h"
#include "plugin_file.h"
#include "seal.h"

/* dlerror() begins with the name that it was given; the path is said once. */
static int fail_dl(const char *path, const char *name, struct wb_error *err)
{
	const char *why = dlerror();
	size_t len = strlen(name);

	if (!why)
		why = "unknown error";
	else if (strncmp(why, name, len) == 0 && strncmp(why + len, ": ", 2) == 0)
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

int dialect_open(const char *path, const char *name, struct wb_dialect *out, struct wb_error *err)
{
	int fd = plugin_file_open(path, err), status;
	char known_by[PATH_MAX];
	void *handle;

	if (fd < 0)
		return fd;
	status = seal_check(fd, path, err);
	handle = NULL;
	if (status == 0) {
		plugin_file_name(fd, path, known_by, sizeof(known_by));
		handle = dlopen(known_by, RTLD_NOW | RTLD_LOCAL);
		status = handle ? read_table(handle, path, name, out, err)
				: fail_dl(path, known_by, err);
	}
	/* what is good stays open for ever, under a name that no other file may get */
	if (status == 0)
		return 0;
	if (handle)
		dlclose(handle);
	close(fd);
	return status;
}
