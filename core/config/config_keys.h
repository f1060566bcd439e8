/* SPDX-License-Identifier: MIT */
/* The keys of a config: their names, their types, and where their values go. */
#ifndef WB_CORE_CONFIG_KEYS_H
#define WB_CORE_CONFIG_KEYS_H

#include <libconfig.h>

#include "config.h"

/* Read all keys into `out`, whose path and directory are set. All problems are reported, and only
 * they tell of failure. */
void config_keys_read(const config_t *parsed, struct problems *problems, struct config *out);

#endif
