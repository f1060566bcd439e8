/* SPDX-License-Identifier: MIT */
/* The commands' functions and options, in cmd_NAME.c; drop stands with create, restore with backup, migrate with
 * revision. What the functions return, see struct command. */
#ifndef WB_CLI_COMMANDS_H
#define WB_CLI_COMMANDS_H

#include "options.h"

struct cli;
struct wb_error;

int cmd_backup(struct cli *cli, struct wb_error *err);
int cmd_branches(struct cli *cli, struct wb_error *err);
int cmd_check(struct cli *cli, struct wb_error *err);
int cmd_complete(struct cli *cli, struct wb_error *err);
int cmd_create(struct cli *cli, struct wb_error *err);
int cmd_current(struct cli *cli, struct wb_error *err);
int cmd_diff(struct cli *cli, struct wb_error *err);
int cmd_downgrade(struct cli *cli, struct wb_error *err);
int cmd_drop(struct cli *cli, struct wb_error *err);
int cmd_edit(struct cli *cli, struct wb_error *err);
int cmd_heads(struct cli *cli, struct wb_error *err);
int cmd_help(struct cli *cli, struct wb_error *err);
int cmd_history(struct cli *cli, struct wb_error *err);
int cmd_import(struct cli *cli, struct wb_error *err);
int cmd_init(struct cli *cli, struct wb_error *err);
int cmd_lint(struct cli *cli, struct wb_error *err);
int cmd_lock(struct cli *cli, struct wb_error *err);
int cmd_log(struct cli *cli, struct wb_error *err);
int cmd_merge(struct cli *cli, struct wb_error *err);
int cmd_migrate(struct cli *cli, struct wb_error *err);
int cmd_plan(struct cli *cli, struct wb_error *err);
int cmd_plugins(struct cli *cli, struct wb_error *err);
int cmd_purge(struct cli *cli, struct wb_error *err);
int cmd_rebase(struct cli *cli, struct wb_error *err);
int cmd_repair(struct cli *cli, struct wb_error *err);
int cmd_restore(struct cli *cli, struct wb_error *err);
int cmd_revision(struct cli *cli, struct wb_error *err);
int cmd_schema(struct cli *cli, struct wb_error *err);
int cmd_seed(struct cli *cli, struct wb_error *err);
int cmd_show(struct cli *cli, struct wb_error *err);
int cmd_squash(struct cli *cli, struct wb_error *err);
int cmd_stamp(struct cli *cli, struct wb_error *err);
int cmd_status(struct cli *cli, struct wb_error *err);
int cmd_switch(struct cli *cli, struct wb_error *err);
int cmd_test(struct cli *cli, struct wb_error *err);
int cmd_upgrade(struct cli *cli, struct wb_error *err);
int cmd_validate(struct cli *cli, struct wb_error *err);
int cmd_verify(struct cli *cli, struct wb_error *err);
int cmd_wait(struct cli *cli, struct wb_error *err);

extern const struct option backup_options[], check_options[], diff_options[], downgrade_options[],
	heads_options[], history_options[], import_options[], log_options[], merge_options[],
	plan_options[], plugins_options[], rebase_options[], repair_options[], revision_options[],
	schema_options[], seed_options[], squash_options[], stamp_options[], status_options[],
	switch_options[], test_options[], upgrade_options[], validate_options[], wait_options[];

#endif
