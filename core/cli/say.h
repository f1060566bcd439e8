/* SPDX-License-Identifier: MIT */
/* The border to people: all text that they read is written here. Whatever a text holds that would drive
 * a terminal, or make it show something else than there is, is shown as an escape. JSON and SQL for
 * programs go past it. */
#ifndef WB_CLI_SAY_H
#define WB_CLI_SAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum paint { PAINT_NONE, PAINT_ID, PAINT_GOOD, PAINT_BAD, PAINT_WARN, PAINT_MARK, PAINT_FAINT };

/* What begins a colour, "" without colours; PAINT_NONE ends one. For `say` alone, which knows a colour
 * by its address: no text from outside has that. */
const char *paint_code(bool color, enum paint paint);

/* printf with %s, %c, %d, %i, %u, %x, %f and %%; the format is ours, and what it fills in is escaped,
 * line ends too. */
void say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A text of several lines: its line ends and tabs stay. */
void say_lines(FILE *out, const char *text, size_t len);
/* A line of ours to the standard error output, as it stands: from a signal handler too. */
void say_dying(const char *words);
/* One line of it, `most` bytes of the escaped text at the most, NUL included: for who has to cut it.
 * Returns `out`. */
char *say_escaped(const char *text, char *out, size_t most);

#endif
