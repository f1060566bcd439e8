/* SPDX-License-Identifier: MIT */
/* `plugins new`: the beginning of a dialect. */
#ifndef WB_CLI_PLUGINS_NEW_H
#define WB_CLI_PLUGINS_NEW_H

#include "cli.h"

int plugins_new(struct cli *cli, struct wb_error *err);

#endif
