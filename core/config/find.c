/* SPDX-License-Identifier: MIT */
/* Finding a target of the config by its name. */
#include <string.h>

#include "config.h"
#include "base/text.h"

const struct target_config *config_target(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->targets.count; i++)
		if (strcmp(config->targets.items[i].name, name) == 0)
			return &config->targets.items[i];
	return NULL;
}

void config_suggest_target(const struct config *config, const char *name, struct buf *out)
{
	const char *nearest = NULL;

	for (size_t i = 0; i < config->targets.count; i++) {
		const char *one = config->targets.items[i].name;

		if (text_nearest(name, &one, 1) &&
		    (!nearest || text_distance(name, one) < text_distance(name, nearest)))
			nearest = one;
	}
	if (nearest)
		buf_printf(out, "; did you mean \"%s\"?", nearest);
	if (config->targets.count)
		buf_str(out, " (there are: ");
	for (size_t i = 0; i < config->targets.count; i++)
		buf_printf(out, "%s%s", i ? ", " : "", config->targets.items[i].name);
	if (config->targets.count)
		buf_char(out, ')');
	else
		buf_str(out, config->path ? ": the config has none" : ": there is no config");
}

const struct hook *config_hook(const struct config *config, const char *target, enum hook_kind kind)
{
	const struct target_config *own = config_target(config, target);

	return own && own->hooks.each[kind].given ? &own->hooks.each[kind]
						  : &config->hooks.each[kind];
}
