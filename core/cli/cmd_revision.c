/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "write.h"

#define AT(member) offsetof(struct arguments, member)

/* clang-format off */
const struct option revision_options[] = {
	{ .name = "message", .letter = 'm', .type = OPTION_TEXT, .offset = AT(message), .value = "TEXT",
	  .help = "the title; required" },
	{ .name = "head", .type = OPTION_LIST, .offset = AT(heads), .value = "REV",
	  .help = "the parent, else the one head; base for none; may be repeated" },
	{ .name = "splice", .type = OPTION_FLAG, .offset = AT(splice),
	  .help = "the parent may have children already" },
	{ .name = "branch", .type = OPTION_TEXT, .offset = AT(branch), .value = "LABEL",
	  .help = "give it and all that follows a branch label" },
	{ .name = "depends", .type = OPTION_LIST, .offset = AT(depends), .value = "REV",
	  .help = "a revision that must be there first; may be repeated" },
	{ .name = "rev-id", .type = OPTION_TEXT, .offset = AT(rev_id), .value = "ID",
	  .help = "its id, else a random one" },
	{ .name = "autogenerate", .type = OPTION_FLAG, .offset = AT(autogenerate),
	  .help = "fill it with the SQL from the target's schema to the desired one, and back" },
	{ .name = "rename", .type = OPTION_LIST, .offset = AT(renames), .value = "OLD=NEW",
	  .help = "with --autogenerate: a table, or TABLE.OLD=NEW a column, has another name now; may be repeated" },
	{ .name = "force", .type = OPTION_FLAG, .offset = AT(force),
	  .help = "with --autogenerate: write it also when it could not be proved" },
	OPTION_END
};
/* clang-format on */

/* What the generated SQL is, as sections of a file. */
static int write_generated(struct cli *cli, struct wb_new_revision *what, const struct wb_generated *g, struct wb_error *err)
{
	char up_options[128], down_options[128];
	const struct wb_new_section sections[] = {
		{ .name = "up", .options = up_options, .body = g->up },
		{ .name = "down", .options = down_options, .body = g->down },
	};

	snprintf(up_options, sizeof(up_options), "dialect:%s%s", g->dialect,
		 g->flags & WB_GENERATED_UP_ALONE ? " transaction:false" : "");
	snprintf(down_options, sizeof(down_options), "dialect:%s%s", g->dialect,
		 g->flags & WB_GENERATED_DOWN_ALONE ? " transaction:false" : "");
	what->sections = sections;
	what->section_count = 2;
	return write_revision(cli, what, err);
}

static int nothing_to_do(struct cli *cli, struct wb_error *err)
{
	if (cli->output.json)
		return json_print(json_pack("{s:n,s:n}", "revision", "path"), err);
	if (!cli->args.quiet)
		puts("nothing to change: the target has the desired schema");
	return 0;
}

static int generate(struct cli *cli, struct wb_new_revision *what, struct wb_error *err)
{
	const struct wb_schema_options options = {
		.size = sizeof(options),
		.renames = cli->args.renames.items,
		.rename_count = cli->args.renames.count,
	};
	struct wb_generated *g = NULL;
	int rc = cli_open_session(cli, WB_SESSION_READ, err);

	if (rc == 0)
		rc = wb_schema_generate(cli->session, &options, &g, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < g->unproved.count; i++)
		fprintf(stderr, "not proved: %s\n", g->unproved.items[i]);
	if (g->unproved.count && !cli->args.force)
		rc = cli_fail(err, WB_E_UNSUPPORTED,
			      "the SQL does not make what is desired; nothing was written. --force writes it all the same");
	else if (g->flags & WB_GENERATED_CHANGES)
		rc = write_generated(cli, what, g, err);
	else
		rc = nothing_to_do(cli, err);
	wb_generated_free(g);
	return rc;
}

int cmd_revision(struct cli *cli, struct wb_error *err)
{
	const struct arguments *args = &cli->args;
	struct wb_new_revision what = {
		.size = sizeof(what),
		.flags = args->splice ? WB_NEW_SPLICE : 0,
		.title = args->message,
		.id = args->rev_id,
		.parents = args->heads.items,
		.parent_count = args->heads.count,
		.depends = args->depends.items,
		.depend_count = args->depends.count,
		.branch = args->branch,
	};

	if (!args->message)
		return cli_fail(err, WB_E_USAGE, "revision needs -m TEXT; see 'whimbrel help revision'");
	return args->autogenerate ? generate(cli, &what, err) : write_revision(cli, &what, err);
}

int cmd_migrate(struct cli *cli, struct wb_error *err)
{
	cli->args.autogenerate = true;
	return cmd_revision(cli, err);
}
