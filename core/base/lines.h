/* SPDX-License-Identifier: MIT */
/* Lines for people, each of which is said once. */
#ifndef WB_CORE_LINES_H
#define WB_CORE_LINES_H

struct string_vec;
struct wb_error;

/* Unless it is there already. */
int lines_add(struct string_vec *lines, struct wb_error *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
