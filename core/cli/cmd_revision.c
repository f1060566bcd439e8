/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "commands.h"
#include "targets.h"
#include "write_revision.h"

#define AT(member) offsetof(struct arguments, member)

/* clang-format off */
const struct option revision_options[] = {
	TARGETS_OPTION,
	{ .name = "message", .letter = 'm', .type = OPTION_TEXT, .offset = AT(message),
	  .value = "TEXT",
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
	{ .name = "repeat", .type = OPTION_FLAG, .offset = AT(repeat),
	  .help = "run it again whenever it changes: a view, a routine" },
	{ .name = "autogenerate", .type = OPTION_FLAG, .offset = AT(autogenerate),
	  .help = "fill it with the SQL from the target's schema to the desired one, and back" },
	{ .name = "rename", .type = OPTION_LIST, .offset = AT(renames), .value = "OLD=NEW",
	  .help = "with --autogenerate: a table, or TABLE.OLD=NEW a column, has another name now; "
		  "may be repeated" },
	{ .name = "force", .type = OPTION_FLAG, .offset = AT(force),
	  .help = "with --autogenerate: write it also when it could not be proved" },
	OPTION_END
};
/* clang-format on */

/* ------------------------------------------------------------------ autogenerate */

#define MOST_TARGETS 16
#define MOST_RENAMES 64
#define MOST_ANSWERS 256

/* What a person said to one question: it is not asked again for another target. */
struct answer {
	char rename[512];
	bool yes;
};

/* What was generated for each target, and the sections that it makes. */
struct generation {
	struct wb_generated *items[MOST_TARGETS];
	char options[2 * MOST_TARGETS][64];
	struct wb_new_section sections[2 * MOST_TARGETS];
	size_t count, section_count;
	bool changes, unproved;
	struct answer answers[MOST_ANSWERS];
	size_t answer_count;
};

static void add_section(struct generation *all, const char *name, const char *option,
			const struct wb_generated *g)
{
	char *options = all->options[all->section_count];

	snprintf(options, sizeof(all->options[0]), "dialect:%s%s", g->dialect, option);
	all->sections[all->section_count++] = (struct wb_new_section){
		.name = name, .options = options, .body = *name == 'u' ? g->up : g->down
	};
}

/* ------------------------------------------------------------------ questions */

static void write_question(const char *rename, char *out, size_t size)
{
	const char *equals = strchr(rename, '='), *dot = equals;

	while (dot > rename && *dot != '.')
		dot--;
	snprintf(out, size, "Is %s %.*s called %s now?", *dot == '.' ? "column" : "table",
		 (int)(equals - rename), rename, equals + 1);
}

/* NULL: there is no room for more questions. */
static const struct answer *answer_to(struct cli *cli, struct generation *all, const char *rename)
{
	struct answer *new = &all->answers[all->answer_count];
	struct wb_error no = WB_ERROR_INIT;
	char question[600];

	for (size_t i = 0; i < all->answer_count; i++)
		if (strcmp(all->answers[i].rename, rename) == 0)
			return &all->answers[i];
	if (all->answer_count == MOST_ANSWERS || strlen(rename) >= sizeof(new->rename))
		return NULL;
	write_question(rename, question, sizeof(question));
	snprintf(new->rename, sizeof(new->rename), "%s", rename);
	new->yes = cli_confirm(cli, question, &no) == 0;
	all->answer_count++;
	return new;
}

/* The first candidate to which the answer is yes; NULL: there is none. */
static const char *find_rename(struct cli *cli, struct generation *all,
			       const struct wb_names *candidates)
{
	for (size_t i = 0; i < candidates->count; i++) {
		const struct answer *answer = answer_to(cli, all, candidates->items[i]);

		if (answer && answer->yes)
			return answer->rename;
	}
	return NULL;
}

/* Renames are never guessed: a person at the terminal is asked, and nobody else. Each one that is
 * told may uncover others. */
static int generate_asking(struct cli *cli, struct generation *all, struct wb_generated **out,
			   struct wb_error *err)
{
	bool asks = !cli->args.yes && !cli->output.json && isatty(STDIN_FILENO) &&
		    isatty(STDERR_FILENO);
	const char *renames[MOST_RENAMES], *told;
	int rc;
	struct wb_schema_options options = { .size = sizeof(options), .renames = renames };
	struct wb_generated *g = NULL;

	if (cli->args.renames.count > MOST_RENAMES)
		return cli_fail(err, WB_E_USAGE, "more than %d renames", MOST_RENAMES);
	for (size_t i = 0; i < cli->args.renames.count; i++)
		renames[options.rename_count++] = cli->args.renames.items[i];
	do {
		wb_generated_free(g);
		rc = wb_schema_generate(cli->session, &options, &g, err);
		if (rc < 0)
			return rc;
		told = asks ? find_rename(cli, all, &g->candidates) : NULL;
		if (told && options.rename_count < MOST_RENAMES)
			renames[options.rename_count++] = told;
	} while (told && options.rename_count < MOST_RENAMES);
	*out = g;
	return 0;
}

/* ------------------------------------------------------------------ each target */

static int generate_one(struct cli *cli, struct generation *all, struct wb_error *err)
{
	struct wb_generated *g = NULL;
	int rc = cli_open_session(cli, WB_SESSION_READ, err);

	if (rc == 0)
		rc = generate_asking(cli, all, &g, err);
	if (rc < 0)
		return rc;
	report_not_compared(cli);
	all->items[all->count++] = g;
	for (size_t i = 0; i + 1 < all->count; i++)
		if (strcmp(all->items[i]->dialect, g->dialect) == 0)
			return cli_fail(
				err, WB_E_USAGE,
				"two targets are of dialect %s: one revision has one body for it",
				g->dialect);
	for (size_t i = 0; i < g->unproved.count; i++)
		say(stderr, "not proved: %s\n", g->unproved.items[i]);
	all->unproved = all->unproved || g->unproved.count;
	all->changes = all->changes || (g->flags & WB_GENERATED_CHANGES);
	add_section(all, "up", g->flags & WB_GENERATED_UP_ALONE ? " transaction:false" : "", g);
	return 0;
}

static void add_ways_back(struct generation *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct wb_generated *g = all->items[i];

		if (g->flags & WB_GENERATED_IRREVERSIBLE)
			say(stderr, "note: the revision is irreversible%s%s: its file says why\n",
			    all->count > 1 ? " on " : "", all->count > 1 ? g->dialect : "");
		add_section(all, "down",
			    g->flags & WB_GENERATED_IRREVERSIBLE ? " irreversible"
			    : g->flags & WB_GENERATED_DOWN_ALONE ? " transaction:false"
								 : "",
			    g);
	}
}

static int nothing_to_do(struct cli *cli, struct wb_error *err)
{
	if (cli->output.json)
		return json_print(json_pack("{s:n,s:n,s:O}", "revision", "path", "not_compared",
					    cli->report.not_compared),
				  err);
	if (!cli->args.quiet)
		say(stdout, "nothing to change: the target has the desired schema\n");
	return 0;
}

static int write_generated(struct cli *cli, struct generation *all, struct wb_new_revision *what,
			   struct wb_error *err)
{
	if (all->unproved && !cli->args.force)
		return cli_fail(err, WB_E_UNSUPPORTED,
				"the SQL does not make what is desired; nothing was written. "
				"--force writes it all the same, to be mended by hand");
	if (!all->changes)
		return nothing_to_do(cli, err);
	add_ways_back(all);
	what->flags |= WB_NEW_VARIABLES;
	what->sections = all->sections;
	what->section_count = all->section_count;
	return write_revision(cli, what, NULL, err);
}

static int generate(struct cli *cli, struct wb_new_revision *what, struct wb_error *err)
{
	struct generation all = { .count = 0 };
	size_t count = targets_count(cli);
	int rc = 0;

	if (count > MOST_TARGETS)
		return cli_fail(err, WB_E_USAGE, "%zu targets are too many", count);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (i)
			rc = targets_open(cli, i, err);
		if (rc == 0)
			rc = generate_one(cli, &all, err);
	}
	if (rc == 0)
		rc = write_generated(cli, &all, what, err);
	for (size_t i = 0; i < all.count; i++)
		wb_generated_free(all.items[i]);
	return rc;
}

/* ------------------------------------------------------------------ the command */

int cmd_revision(struct cli *cli, struct wb_error *err)
{
	const struct arguments *args = &cli->args;
	struct wb_new_revision what = {
		.size = sizeof(what),
		.flags = (args->splice ? WB_NEW_SPLICE : 0) | (args->repeat ? WB_NEW_REPEAT : 0),
		.title = args->message,
		.id = args->rev_id,
		.parents = args->heads.items,
		.parent_count = args->heads.count,
		.depends = args->depends.items,
		.depend_count = args->depends.count,
		.branch = args->branch,
	};
	int rc;

	if (!args->message)
		return cli_fail(err, WB_E_USAGE,
				"revision needs -m TEXT; see 'whimbrel help revision'");
	if (!args->autogenerate && (args->renames.count || args->force))
		return cli_fail(err, WB_E_USAGE, "--%s goes with --autogenerate",
				args->force ? "force" : "rename");
	if (args->repeat && args->autogenerate)
		return cli_fail(err, WB_E_USAGE, "--repeat or --autogenerate, not both");
	rc = targets_open(cli, 0, err);
	if (rc < 0)
		return rc;
	return args->autogenerate ? generate(cli, &what, err)
				  : write_revision(cli, &what, NULL, err);
}

int cmd_migrate(struct cli *cli, struct wb_error *err)
{
	cli->args.autogenerate = true;
	return cmd_revision(cli, err);
}
