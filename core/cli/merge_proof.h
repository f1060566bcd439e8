/* SPDX-License-Identifier: MIT */
/* Do the heads that `merge` joins end alike? Tried for each dialect that the project has bodies for. */
#ifndef WB_CLI_MERGE_PROOF_H
#define WB_CLI_MERGE_PROOF_H

#include <jansson.h>
#include <whimbrel/whimbrel.h>

struct cli;

#define MERGE_DIALECTS 17

struct merge_proof {
	/* an object for each: dialect, equal, differs, unproved, notes */
	json_t *dialects;
	char options[MERGE_DIALECTS][96]; /* of the sections below */
	char *bodies[MERGE_DIALECTS];
	struct wb_new_section sections[MERGE_DIALECTS + 2];
	size_t section_count, body_count;
};

/* Prove it, as far as that can be. A proof that could not be made is told, and no error. */
int merge_proof_make(struct cli *cli, struct merge_proof *out, struct wb_error *err);
/* Sections that ask for a decision, where one is needed; else `section_count` stays 0. */
int merge_proof_sections(struct merge_proof *proof, struct wb_error *err);
/* For people, on standard error. */
void merge_proof_print(const struct cli *cli, const struct merge_proof *proof);
void merge_proof_release(struct merge_proof *proof);

#endif
