/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "revision_list.h"
#include "merge_proof.h"

#define AT(member) offsetof(struct arguments, member)

/* clang-format off */
const struct option squash_options[] = {
	{ .name = "message", .letter = 'm', .type = OPTION_TEXT, .offset = AT(message),
	  .value = "TEXT",
	  .help = "the title; required" },
	{ .name = "rev-id", .type = OPTION_TEXT, .offset = AT(rev_id), .value = "ID",
	  .help = "its id, else a random one" },
	{ .name = "from-schema", .type = OPTION_FLAG, .offset = AT(from_schema),
	  .help = "write the schema's own DDL instead of joining the files' SQL" },
	{ .name = "no-proof", .type = OPTION_FLAG, .offset = AT(no_proof),
	  .help = "don't try whether it does what they do" },
	OPTION_END
};
/* clang-format on */

static int prove(struct wb_session *session, const struct merge_claim *claim,
		 int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		 struct wb_error *err)
{
	return wb_schema_squash(session, claim->squash, take, ctx, err);
}

static void tell_people(const struct cli *cli, const struct wb_squash *squash,
			const struct merge_proof *proof, size_t count)
{
	const char *note;

	merge_proof_print(cli, proof, "it does what they do, there and back");
	for (size_t i = 0; !cli->args.quiet && (note = wb_squash_note(squash, i))[0]; i++)
		say(stderr, "whimbrel: note: %s\n", note);
	if (!cli->args.quiet)
		say(stderr,
		    "whimbrel: it stands for %zu revisions; their files are in archive/, where "
		    "databases "
		    "that have some of them find the others\n",
		    count);
}

static int print_object(const struct wb_squash *squash, const struct merge_proof *proof,
			const struct revision_list *list, const char *path, struct wb_error *err)
{
	json_t *object = json_object(), *ids = json_array(), *notes = json_array();
	const char *note;

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(ids, json_text(list->items[i]->id));
	for (size_t i = 0; (note = wb_squash_note(squash, i))[0]; i++)
		json_array_append_new(notes, json_text(note));
	json_put(object, "path", json_text(path));
	json_put(object, "replaces", ids);
	json_put(object, "notes", notes);
	if (proof->dialects)
		json_put(object, "proof", json_incref(proof->dialects));
	return json_print(object, err);
}

static int write_it(struct cli *cli, struct wb_squash *squash, const struct merge_proof *proof,
		    const struct revision_list *list, struct wb_error *err)
{
	const char *path = NULL;
	int rc = wb_squash_write(squash, &path, err);

	if (rc < 0)
		return rc;
	if (cli->output.json)
		return print_object(squash, proof, list, path, err);
	say(stdout, "%s\n", path);
	tell_people(cli, squash, proof, list->count);
	return 0;
}

static int check_proof(const struct cli *cli, const struct merge_proof *proof, struct wb_error *err)
{
	bool differs = merge_proof_has(proof, "differs");

	if (!differs && !(cli->args.from_schema && merge_proof_has(proof, "unproved")))
		return 0;
	merge_proof_print(cli, proof, "it does what they do, there and back");
	if (!differs)
		return cli_fail(
			err, WB_E_REVISION,
			"what --from-schema writes has to be proved, and was not: nothing was "
			"written; without it their SQL is joined");
	return cli_fail(err, WB_E_REVISION,
			"the squash does not do what the revisions do: nothing was written%s",
			cli->args.from_schema ? "; without --from-schema their SQL is joined" : "");
}

static int squash_range(struct cli *cli, struct wb_squash *squash, const struct revision_list *list,
			struct wb_error *err)
{
	const struct merge_claim claim = { .prove = prove, .squash = squash };
	struct merge_proof proof = { .section_count = 0 };
	int rc = cli->args.no_proof ? 0 : merge_proof_make(cli, &claim, &proof, err);

	if (rc == 0)
		rc = check_proof(cli, &proof, err);
	if (rc == 0)
		rc = write_it(cli, squash, &proof, list, err);
	merge_proof_release(&proof);
	return rc;
}

int cmd_squash(struct cli *cli, struct wb_error *err)
{
	const struct wb_squash_options options = {
		.size = sizeof(options),
		.flags = cli->args.from_schema ? WB_SQUASH_FROM_SCHEMA : 0,
		.range = cli_operand(cli),
		.title = cli->args.message,
		.id = cli->args.rev_id,
	};
	struct revision_list list = { .items = NULL };
	struct wb_squash *squash = NULL;
	int rc;

	if (!cli->args.message)
		return cli_fail(err, WB_E_USAGE,
				"squash needs -m TEXT; see 'whimbrel help squash'");
	if (cli->args.from_schema && cli->args.no_proof)
		return cli_fail(err, WB_E_USAGE,
				"--from-schema or --no-proof, not both: what it "
				"writes is found by trying");
	rc = wb_squash_new(cli->project, &options, revision_list_take, &list, &squash, err);
	if (rc == 0)
		rc = revision_list_check(&list, err);
	if (rc == 0)
		rc = squash_range(cli, squash, &list, err);
	wb_squash_free(squash);
	revision_list_release(&list);
	return rc;
}
