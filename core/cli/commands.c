/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <string.h>

#include "cli.h"
#include "nearest.h"

#define EVENTS (CMD_PROJECT | CMD_SESSION | CMD_EVENTS)
#define LOOKS (CMD_PROJECT | CMD_READ)

/* clang-format off */
const struct command commands[] = {
	{ .name = "init", .run = cmd_init, .operands = "[DIR]", .most = 1,
	  .summary = "write whimbrel.cfg and migrations/, never over an existing file" },
	{ .name = "import", .run = cmd_import, .flags = CMD_NEW_FOLDER, .operands = "[DIR]",
	  .most = 1, .options = import_options,
	  .summary = "take over the migrations of another tool" },
	{ .name = "revision", .run = cmd_revision, .flags = CMD_NEW_FOLDER, .options = revision_options,
	  .summary = "write a new revision file and print its path" },
	{ .name = "migrate", .run = cmd_migrate, .flags = CMD_NEW_FOLDER, .options = revision_options,
	  .summary = "write a revision from the target to the desired schema: "
	             "revision --autogenerate" },
	{ .name = "merge", .run = cmd_merge, .flags = CMD_PROJECT, .operands = "[REV...]",
	  .most = ANY_NUMBER,
	  .options = merge_options,
	  .summary = "write a revision that joins heads, all of them when none is named" },
	{ .name = "rebase", .run = cmd_rebase, .flags = CMD_PROJECT, .operands = "REV", .least = 1,
	  .most = 1,
	  .options = rebase_options,
	  .summary = "let a revision that no database has follow another one" },
	{ .name = "squash", .run = cmd_squash, .flags = CMD_PROJECT, .operands = "FROM:TO",
	  .least = 1, .most = 1, .options = squash_options,
	  .summary = "write one revision that stands for several, and move those to archive/" },
	{ .name = "edit", .run = cmd_edit, .flags = CMD_PROJECT, .operands = "REV", .least = 1,
	  .most = 1,
	  .summary = "open a revision file in $VISUAL or $EDITOR" },
	{ .name = "upgrade", .run = cmd_upgrade, .flags = EVENTS, .operands = "[TARGET]", .most = 1,
	  .options = upgrade_options,
	  .summary = "apply pending revisions, up to head unless a target is named" },
	{ .name = "downgrade", .run = cmd_downgrade, .flags = EVENTS, .operands = "[TARGET]",
	  .most = 1,
	  .options = downgrade_options,
	  .summary = "take revisions back, one unless a target is named" },
	{ .name = "switch", .run = cmd_switch, .flags = EVENTS | CMD_SQL_READS,
	  .operands = "[TARGET]", .most = 1, .options = switch_options,
	  .summary = "take back what no file here defines, then upgrade" },
	{ .name = "stamp", .run = cmd_stamp, .flags = EVENTS, .operands = "[REV...]",
	  .most = ANY_NUMBER,
	  .options = stamp_options, .summary = "record revisions as applied without running them" },
	{ .name = "repair", .run = cmd_repair, .flags = EVENTS, .operands = "[REV...]",
	  .most = ANY_NUMBER,
	  .options = repair_options, .summary = "accept edited files as they are now" },
	{ .name = "current", .run = cmd_current, .flags = LOOKS | CMD_HEADERS,
	  .summary = "show the heads of what is applied" },
	{ .name = "heads", .run = cmd_heads, .flags = CMD_PROJECT | CMD_HEADERS, .options = heads_options,
	  .summary = "show the revisions that nothing follows" },
	{ .name = "branches", .run = cmd_branches, .flags = CMD_PROJECT | CMD_HEADERS,
	  .summary = "show the revisions that several follow" },
	{ .name = "history", .run = cmd_history, .flags = CMD_PROJECT | CMD_HEADERS, .options = history_options,
	  .summary = "show revisions, the newest first" },
	{ .name = "show", .run = cmd_show, .flags = CMD_PROJECT | CMD_HEADERS, .operands = "[REV...]",
	  .most = ANY_NUMBER,
	  .summary = "show all that a revision's header says" },
	{ .name = "status", .run = cmd_status, .flags = LOOKS, .options = status_options,
	  .summary = "show every revision: applied when, pending, edited since, missing file" },
	{ .name = "check", .run = cmd_check, .flags = LOOKS, .options = check_options,
	  .summary = "exit 3 when something is pending, edited, missing, half done, "
	             "or the schema differs" },
	{ .name = "diff", .run = cmd_diff, .options = diff_options,
	  .summary = "show the SQL from the target's schema to the desired one" },
	{ .name = "schema", .run = cmd_schema, .flags = CMD_PROJECT | CMD_NO_FILES,
	  .operands = "dump|load|diagram [FILE...]", .least = 1,
	  .most = ANY_NUMBER, .options = schema_options,
	  .summary = "write the target's schema as SQL, load one, or draw it" },
	{ .name = "test", .run = cmd_test, .operands = "[REV...]", .most = ANY_NUMBER,
	  .options = test_options,
	  .summary = "run revisions up, down and up again on scratch databases" },
	{ .name = "lint", .run = cmd_lint, .flags = LOOKS, .operands = "[REV...]",
	  .most = ANY_NUMBER,
	  .summary = "show what pending revisions, or those named, risk" },
	{ .name = "validate", .run = cmd_validate, .options = validate_options,
	  .summary = "check the files alone: graph, sections, variables" },
	{ .name = "verify", .run = cmd_verify, .flags = LOOKS | CMD_EVENTS,
	  .summary = "run the verify sections of what is applied, and roll back" },
	{ .name = "plan", .run = cmd_plan, .flags = LOOKS, .operands = "[TARGET]", .most = 1,
	  .options = plan_options,
	  .summary = "show the steps and statements that upgrade would run" },
	{ .name = "log", .run = cmd_log, .flags = LOOKS | CMD_NO_FILES, .options = log_options,
	  .summary = "show the journal" },
	{ .name = "lock", .run = cmd_lock, .flags = LOOKS | CMD_NO_FILES,
	  .operands = "status|release", .least = 1, .most = 1,
	  .summary = "show who holds the lock, or release it" },
	{ .name = "plugins", .run = cmd_plugins, .flags = CMD_PROJECT | CMD_NO_FILES,
	  .operands = "[check [NAME] | new NAME [DIR] | seal FILE]", .most = 3, .options = plugins_options,
	  .summary = "show every dialect that was found; try one on the target's database; begin a new one" },
	{ .name = "wait", .run = cmd_wait, .flags = CMD_NO_FILES, .options = wait_options,
	  .summary = "wait until the database answers, or a revision is applied" },
	{ .name = "create", .run = cmd_create, .flags = CMD_PROJECT | CMD_NO_FILES,
	  .summary = "make the target's database" },
	{ .name = "drop", .run = cmd_drop, .flags = CMD_PROJECT | CMD_NO_FILES,
	  .summary = "drop the target's database, with all that is in it" },
	{ .name = "purge", .run = cmd_purge, .flags = EVENTS, .operands = "[REV...]",
	  .most = ANY_NUMBER,
	  .summary = "forget what steps have kept of what they took away" },
	{ .name = "seed", .run = cmd_seed, .flags = EVENTS, .operands = "[NAME...]",
	  .most = ANY_NUMBER, .options = seed_options,
	  .summary = "put in the seeds that the database does not have yet" },
	{ .name = "backup", .run = cmd_backup, .flags = LOOKS | CMD_NO_FILES | CMD_EVENTS,
	  .operands = "[FILE]", .most = 1, .options = backup_options,
	  .summary = "save the target's database to a file, with a checksum beside it" },
	{ .name = "restore", .run = cmd_restore, .flags = EVENTS | CMD_NO_FILES,
	  .operands = "FILE", .least = 1, .most = 1,
	  .summary = "replace all that is in the target's database by what a backup has" },
	{ .name = "help", .run = cmd_help, .operands = "[COMMAND]", .most = 1,
	  .summary = "show how the program, or a command, is used" },
	{ .name = "__complete", .run = cmd_complete, .flags = CMD_HIDDEN, .operands = "[COMMAND]",
	  .most = 3,
	  .summary = "words for the shell's completion" },
	{ .name = NULL },
};
/* clang-format on */

const struct command *command_find(const char *name, struct wb_error *err)
{
	struct nearest nearest;

	nearest_init(&nearest, name);
	for (const struct command *c = commands; c->name; c++) {
		if (strcmp(c->name, name) == 0)
			return c;
		if (!(c->flags & CMD_HIDDEN))
			nearest_try(&nearest, c->name);
	}
	if (nearest.word)
		cli_fail(err, WB_E_USAGE, "unknown command '%.100s'; did you mean '%s'?", name,
			 nearest.word);
	else
		cli_fail(err, WB_E_USAGE, "unknown command '%.100s'; 'whimbrel help' lists them",
			 name);
	return NULL;
}
