/* SPDX-License-Identifier: MIT */
/* Values of the config with what they refer to filled in, while a setup is resolved. */
#ifndef WB_CORE_SETUP_VALUES_H
#define WB_CORE_SETUP_VALUES_H

#include "config.h"

struct resolver {
	const struct wb_settings *settings;
	struct problems *problems;
	struct setup *out;
};

/* Where a value stands, for messages: `target` NULL is the project itself. */
struct place {
	const struct target_config *target;
	const char *group, *key;
	bool hides;  /* what is filled in may be a secret, and is masked … */
	bool filled; /* … and something was */
};

int setup_no_memory(struct resolver *r);
/* As variable_add, in the place of an older one of the same name. */
int setup_pair(struct resolver *r, struct variable_vec *to, const char *name, size_t len,
	       const char *value);
int setup_place_fail(struct resolver *r, const struct place *place, const struct wb_error *err);
int setup_expand(struct resolver *r, struct place *place, const char *text, char **out);
/* Fill in a group of the config and set what it has in `to`. All problems are reported. */
int setup_expand_pairs(struct resolver *r, struct place place, const struct variable_vec *from,
		       struct variable_vec *to);

#endif
