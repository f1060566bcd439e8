/* SPDX-License-Identifier: MIT */
/* The program's own errors, and what errors mean to the shell. */
#ifndef WB_CLI_EXIT_CODE_H
#define WB_CLI_EXIT_CODE_H

#include <whimbrel/whimbrel.h>

/* Exit codes (DESIGN 4). */
enum {
	EXIT_DONE = 0,
	EXIT_DATABASE = 1,
	EXIT_USAGE = 2,
	EXIT_FOUND = 3,
	EXIT_LOCKED = 4,
	EXIT_UNCERTAIN = 5,
	EXIT_INTERRUPTED = 130
};

/* Set `err` unless it is set already; returns `status`. */
int cli_fail(struct wb_error *err, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The exit code of an enum wb_status. */
int exit_code(int status);

#endif
