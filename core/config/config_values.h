/* SPDX-License-Identifier: MIT */
/* What a key of the config may hold: each kind has one function that reads it to `to`. */
#ifndef WB_CORE_CONFIG_VALUES_H
#define WB_CORE_CONFIG_VALUES_H

#include "config_keys.h"

struct reader {
	struct config *config;
	struct problems *problems;
};

int config_complain(struct reader *r, const config_setting_t *setting, const char *wanted);
int config_no_memory(struct reader *r);
int config_read_text(struct reader *r, const config_setting_t *setting, void *to);
int config_read_path(struct reader *r, const config_setting_t *setting, void *to);
int config_read_paths(struct reader *r, const config_setting_t *setting, void *to);
int config_read_schemas(struct reader *r, const config_setting_t *setting, void *to);
int config_read_exclude(struct reader *r, const config_setting_t *setting, void *to);
int config_read_command(struct reader *r, const config_setting_t *setting, void *to);
int config_read_duration(struct reader *r, const config_setting_t *setting, void *to);
int config_read_flag(struct reader *r, const config_setting_t *setting, void *to);
int config_read_lock(struct reader *r, const config_setting_t *setting, void *to);
int config_read_drift(struct reader *r, const config_setting_t *setting, void *to);
int config_read_privileges(struct reader *r, const config_setting_t *setting, void *to);
int config_read_pairs(struct reader *r, const config_setting_t *setting, void *to);

#endif
