/* SPDX-License-Identifier: MIT */
/** A set of names. */
#ifndef WHIMBREL_KIT_NAMES_H
#define WHIMBREL_KIT_NAMES_H

#include <whimbrel/kit/words.h>

#ifdef __cplusplus
extern "C" {
#endif

/** `{ 0 }` is an empty one. Out of memory sticks in `failed`. */
struct kit_names {
	char **slots;
	size_t count, room;
	bool failed;
};

/** Add a copy of the name, unless it is there. Whoever does not care for case folds it first. */
void kit_names_add(struct kit_names *names, const char *name);
/** Is this one of them, in the same case? */
bool kit_names_have(const struct kit_names *names, const char *name);
/** One after another, in no order: begin with `*at` 0; NULL at the end. Nothing may be added on the way. */
const char *kit_names_each(const struct kit_names *names, size_t *at);
/** It is an empty one again. */
void kit_names_release(struct kit_names *names);

#ifdef __cplusplus
}
#endif

#endif
