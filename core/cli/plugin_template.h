/* SPDX-License-Identifier: MIT */
/* What `plugins new` writes. */
#ifndef WB_CLI_PLUGIN_TEMPLATE_H
#define WB_CLI_PLUGIN_TEMPLATE_H

struct template_file {
	const char *name;         /* @ is the dialect's name, as in … */
	const char *const *lines; /* … these; ends with NULL */
	int executable;
};

/* Ends with a NULL name. */
extern const struct template_file plugin_template[];

#endif
