/* SPDX-License-Identifier: MIT */
/* The collector of problems: reading goes on after one, so that a user sees all of them at once. */
#ifndef WB_CORE_PROBLEM_H
#define WB_CORE_PROBLEM_H

#include <stddef.h>
#include <stdint.h>

struct wb_error;

struct problems {
	void (*report)(void *ctx, const char *message); /* NULL: only count */
	void *ctx;
	size_t count;
	char first[1024]; /* the first one, for those that have only room for one */
	int status;       /* of the first one */
};

/* Report `path:line: text` (line 0: `path: text`; path NULL: the text alone). Always returns
 * `status`. */
int problem_add(struct problems *problems, int status, const char *path, uint32_t line,
		const char *format, ...) __attribute__((format(printf, 5, 6)));
/* 0 if there was none; else sets `err`: the first one, and how many more there are. */
int problems_check(const struct problems *problems, struct wb_error *err);

#endif
