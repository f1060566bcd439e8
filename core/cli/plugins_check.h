/* SPDX-License-Identifier: MIT */
/* `plugins check`: a dialect against its promises. */
#ifndef WB_CLI_PLUGINS_CHECK_H
#define WB_CLI_PLUGINS_CHECK_H

#include "cli.h"

int plugins_check(struct cli *cli, struct wb_error *err);

#endif
