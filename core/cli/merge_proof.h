/* SPDX-License-Identifier: MIT */
/* Do the heads that `merge` joins end alike, does a squash do what it stands for? Tried for each dialect that the project
 * has bodies for. */
#ifndef WB_CLI_MERGE_PROOF_H
#define WB_CLI_MERGE_PROOF_H

#include <stdbool.h>

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

/* What is proved: a call that returns how many findings `take` got, or an error. */
struct merge_claim {
	int (*prove)(struct wb_session *session, const struct merge_claim *claim,
		     int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		     struct wb_error *err);
	const char *const *heads;
	size_t count;
	struct wb_squash *squash;
};

/* Prove it, as far as that can be. A proof that could not be made is told, and no error. */
int merge_proof_make(struct cli *cli, const struct merge_claim *claim, struct merge_proof *out,
		     struct wb_error *err);
/* Sections that ask for a decision, where one is needed; else `section_count` stays 0. */
int merge_proof_sections(struct merge_proof *proof, struct wb_error *err);
/* Has any dialect findings of this kind: "differs", "unproved", "notes"? */
bool merge_proof_has(const struct merge_proof *proof, const char *kind);
/* For people, on standard error. `equal` says what a proof has shown. */
void merge_proof_print(const struct cli *cli, const struct merge_proof *proof, const char *equal);
void merge_proof_release(struct merge_proof *proof);

#endif
