/* SPDX-License-Identifier: MIT */
/* Commands that take several -t: they open the project and the session themselves, for one target
 * after the other. */
#ifndef WB_CLI_TARGETS_H
#define WB_CLI_TARGETS_H

#include <stddef.h>
#include <stdint.h>

struct cli;
struct wb_error;

/* For such a command's own table of options. */
#define TARGETS_OPTION                                                             \
	{                                                                          \
		.name = "target", .letter = 't', .type = OPTION_LIST,              \
		.offset = offsetof(struct arguments, targets), .value = "TARGET",  \
		.help = "the database, by its name in the config; may be repeated" \
	}

/* How many there are: at least one, the default. */
size_t targets_count(const struct cli *cli);
/* Open the project for one of them, and close the one that was open. */
int targets_open(struct cli *cli, size_t index, struct wb_error *err);

#endif
