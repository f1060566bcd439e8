/* SPDX-License-Identifier: MIT */
#include "setup_values.h"

#include <string.h>

#include "base/error.h"
#include "base/secrets.h"
#include "base/text.h"
#include "secret.h"

int setup_no_memory(struct resolver *r)
{
	return problem_add(r->problems, WB_E_NOMEM, NULL, 0, "out of memory");
}

/* As variable_add, in the place of an older one of the same name. */
int setup_pair(struct resolver *r, struct variable_vec *to, const char *name, size_t len,
	       const char *value)
{
	for (size_t i = 0; i < to->count; i++) {
		char *copy, *old = to->items[i].value;

		if (strncmp(to->items[i].name, name, len) != 0 || to->items[i].name[len])
			continue;
		copy = text_dup(value, strlen(value));
		if (!copy)
			return setup_no_memory(r);
		to->items[i].value = copy;
		to->items[i].secret = false;
		secret_free(old);
		return 0;
	}
	return variable_add(to, name, len, value) < 0 ? setup_no_memory(r) : 0;
}

/* What was filled in may be a secret: all of the value is. */
static int pair_hide(struct resolver *r, struct variable_vec *pairs, const char *name,
		     const char *value)
{
	AUTO_FREE char *reference = text_format("${%s}", name);

	for (size_t i = 0; i < pairs->count; i++)
		if (strcmp(pairs->items[i].name, name) == 0)
			pairs->items[i].secret = true;
	return reference && secrets_add(value, strlen(value), reference) == 0 ? 0
									      : setup_no_memory(r);
}

int setup_place_fail(struct resolver *r, const struct place *place, const struct wb_error *err)
{
	const struct target_config *target = place->target;

	return problem_add(r->problems, err->status, r->out->config.path, target ? target->line : 0,
			   "%s%s%s%s%s%s: %s", target ? "target \"" : "",
			   target ? target->name : "", target ? "\": " : "",
			   place->group ? place->group : "", place->group ? "." : "", place->key,
			   err->message);
}

int setup_expand(struct resolver *r, struct place *place, const char *text, char **out)
{
	struct wb_error err = WB_ERROR_INIT;
	struct buf value = { .secret = true };
	int status;

	if (!text)
		return 0;
	place->filled = false;
	status = place->hides
			 ? config_expand_secret(&r->out->config, text, &value, &place->filled, &err)
			 : config_expand(&r->out->config, text, &value, &err);
	if (status == 0) {
		*out = buf_take(&value);
		return *out ? 0 : setup_no_memory(r);
	}
	buf_release(&value);
	return setup_place_fail(r, place, &err);
}

/* Fill in a group of the config and set what it has in `to`. All problems are reported. */
int setup_expand_pairs(struct resolver *r, struct place place, const struct variable_vec *from,
		       struct variable_vec *to)
{
	int first = 0;

	for (size_t i = 0; i < from->count; i++) {
		const char *name = from->items[i].name;
		char *value = NULL;
		int status;

		place.key = name;
		place.hides =
			strcmp(place.group, "variables") == 0 || url_parameter_is_secret(name);
		status = setup_expand(r, &place, from->items[i].value, &value);
		if (status == 0)
			status = setup_pair(r, to, name, strlen(name), value);
		if (status == 0 && place.filled)
			status = pair_hide(r, to, name, value);
		secret_free(value);
		if (status < 0 && !first)
			first = status;
	}
	return first;
}
