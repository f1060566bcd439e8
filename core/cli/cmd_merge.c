/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "merge_proof.h"
#include "write_revision.h"

#define AT(member) offsetof(struct arguments, member)

/* clang-format off */
const struct option merge_options[] = {
	{ .name = "message", .letter = 'm', .type = OPTION_TEXT, .offset = AT(message),
	  .value = "TEXT",
	  .help = "the title" },
	{ .name = "branch", .type = OPTION_TEXT, .offset = AT(branch), .value = "LABEL",
	  .help = "give it and all that follows a branch label" },
	{ .name = "rev-id", .type = OPTION_TEXT, .offset = AT(rev_id), .value = "ID",
	  .help = "its id, else a random one" },
	{ .name = "no-proof", .type = OPTION_FLAG, .offset = AT(no_proof),
	  .help = "don't try whether the branches end alike in either order" },
	OPTION_END
};
/* clang-format on */

static int prove(struct wb_session *session, const struct merge_claim *claim,
		 int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		 struct wb_error *err)
{
	return wb_schema_merge(session, claim->heads, claim->count, take, ctx, err);
}

int cmd_merge(struct cli *cli, struct wb_error *err)
{
	static const char *all[] = { "heads" };
	const struct arguments *args = &cli->args;
	const struct words heads = cli_operands(cli, all);
	const struct merge_claim claim = { .prove = prove,
					   .heads = heads.items,
					   .count = heads.count };
	struct merge_proof proof = { .section_count = 0 };
	struct wb_new_revision what = {
		.size = sizeof(what),
		.flags = WB_NEW_MERGE,
		.title = args->message ? args->message : "merge heads",
		.id = args->rev_id,
		.parents = args->operands.items,
		.parent_count = args->operands.count,
		.branch = args->branch,
		.sections = proof.sections,
	};
	json_t *more = NULL;
	int rc = args->no_proof ? 0 : merge_proof_make(cli, &claim, &proof, err);

	if (rc == 0)
		rc = merge_proof_sections(&proof, err);
	if (proof.dialects)
		more = json_pack("{s:O}", "proof", proof.dialects);
	what.section_count = proof.section_count;
	if (rc == 0)
		rc = write_revision(cli, &what, more, err);
	json_decref(more);
	if (rc == 0 && !cli->output.json)
		merge_proof_print(cli, &proof, "the branches end alike, whichever runs first");
	if (rc == 0 && proof.section_count)
		rc = EXIT_FOUND;
	merge_proof_release(&proof);
	return rc;
}
