/* SPDX-License-Identifier: MIT */
/* The dialects that this build knows by name, installed or not: files may speak of them, and their
 * other names lead to the right shared object at once. The names come from configure; the core
 * itself knows none. */
#ifndef WB_CORE_REGISTRY_H
#define WB_CORE_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

/* The dialect that goes by `name`, copied to `out`; false: none that is known. */
bool registry_find(const char *name, char *out, size_t size);

#endif
