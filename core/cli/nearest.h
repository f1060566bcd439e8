/* SPDX-License-Identifier: MIT */
/* The word that was probably meant. */
#ifndef WB_CLI_NEAREST_H
#define WB_CLI_NEAREST_H

struct nearest {
	const char *asked;
	const char *word; /* the nearest so far; NULL: none is near enough */
	unsigned distance;
};

void nearest_init(struct nearest *nearest, const char *asked);
void nearest_try(struct nearest *nearest, const char *word);

#endif
