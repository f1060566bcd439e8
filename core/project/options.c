/* SPDX-License-Identifier: MIT */
/* Options of the connection: those that a dialect knows, and their values. */
#include "project.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

static const struct wb_option *find_option(const struct wb_dialect *d, const char *name)
{
	for (const struct wb_option *o = d->options; o && o->name; o++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}

static const char *nearest_option(const struct wb_dialect *d, const char *name)
{
	const char *names[256];
	size_t count = 0;

	for (const struct wb_option *o = d->options; o && o->name && count < 256; o++)
		names[count++] = o->name;
	return text_nearest(name, names, count);
}

static int check_value(const struct target *target, const struct wb_dialect *d,
		       const struct wb_option *option, const char *value, struct wb_error *err)
{
	struct buf all = { .max = 512 };
	size_t i = 0;

	for (; option->values && option->values[i]; i++) {
		if (strcmp(option->values[i], value) == 0)
			break;
		buf_printf(&all, "%s%s", i ? ", " : "", option->values[i]);
	}
	if (option->values && !option->values[i])
		wb_error_set(err, WB_E_CONFIG,
			     "%s: option \"%s\" of dialect %s is one of %s, not \"%.64s\"",
			     target->shown, option->name, d->name, buf_text(&all), value);
	buf_release(&all);
	return option->values && !option->values[i] ? WB_E_CONFIG : 0;
}

int project_check_options(struct wb_project *project, const struct wb_dialect *d,
			  struct wb_error *err)
{
	struct target *target = &project->setup.target;
	size_t kept = 0;

	for (size_t i = 0; i < target->options.count; i++) {
		struct variable *option = &target->options.items[i];
		const char *near;

		const struct wb_option *known = find_option(d, option->name);

		if (known) {
			if (check_value(target, d, known, option->value, err) < 0)
				return wb_error_kept(err);
			target->options.items[kept++] = *option;
			continue;
		}
		near = nearest_option(d, option->name);
		if (!target->url.driver)
			return wb_error_set(err, WB_E_CONFIG,
					    "%s: dialect %s has no option \"%s\"%s%s%s",
					    target->shown, d->name, option->name,
					    near ? "; did you mean \"" : "", near ? near : "",
					    near ? "\"?" : "");
		client_log(&project->client, WB_LOG_WARNING,
			   "%s: option \"%s\" is not known to dialect %s and left out",
			   target->shown, option->name, d->name);
		free(option->name);
		free(option->value);
	}
	target->options.count = kept;
	return 0;
}
