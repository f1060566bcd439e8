/* SPDX-License-Identifier: MIT */
/* What --timeout says. */
#ifndef WB_CLI_TIMEOUT_H
#define WB_CLI_TIMEOUT_H

struct wb_error;

int timeout_read(const char *text, long long *out_ms, struct wb_error *err);

#endif
