/* SPDX-License-Identifier: MIT */
/* Finding and loading dialects: names to shared objects, and the checks before one is trusted. */
#ifndef WB_CORE_LOADER_H
#define WB_CORE_LOADER_H

#include <stdbool.h>
#include <stdint.h>

#include <whimbrel/dialect.h>

#include "base/vec.h"

/* Where dialects are looked for: the folders of flags and config, then the built-in one
 * (WHIMBREL_PLUGINDIR). */
struct plugin_path {
	const struct string_vec *folders;
};

/* A dialect that is loaded. They stay loaded until the process ends: client libraries leave threads
 * and exit handlers behind. */
struct plugin {
	struct wb_dialect table; /* a copy: no member past what the plugin has; the rest is zero */
	char *path;
};

/* The dialect that is called `name`: NAME.so, else the one that has it as an alias. */
int plugin_load(const struct plugin_path *path, const char *name, const struct plugin **out,
		struct wb_error *err);
/* Is there a dialect or an alias of this name (1, 0), and what is its own one? Looks at file names
 * first, and loads only if it must. */
int plugin_known(const struct plugin_path *path, const char *name, char *out_own, size_t size);

/* Every file NAME.so on the path; the first of a name wins. `plugin` NULL with `trouble`: it can't
 * be used. Returns what `take` returned if that was not 0. */
int plugin_each(const struct plugin_path *path,
		int (*take)(void *ctx, const char *name, const char *file,
			    const struct plugin *plugin, const char *trouble),
		void *ctx, struct wb_error *err);

/* The services that dialects are handed (host.c). */
const struct wb_host *host_services(void);

#endif
