/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cli.h"
#include "commands.h"

static int show_holder(struct cli *cli, struct wb_error *err)
{
	char holder[1024] = "";
	int held = wb_lock_holder(cli->session, holder, sizeof(holder), err);
	json_t *object;

	if (held < 0)
		return held;
	if (cli->output.json) {
		object = json_object();
		json_put(object, "locked", json_boolean(held));
		json_put(object, "holder", json_text(held ? holder : NULL));
		return json_print(object, err);
	}
	if (held)
		say(stdout, "locked by %s\n", holder[0] ? holder : "somebody unknown");
	else
		say(stdout, "not locked\n");
	return 0;
}

static int release(struct cli *cli, struct wb_error *err)
{
	char holder[1024] = "";
	int rc = cli_confirm(cli, "Ending another run's hold on the lock may end that run.", err);
	int held = rc < 0 ? rc : wb_lock_holder(cli->session, holder, sizeof(holder), err);

	if (held < 0)
		return held;
	if (held)
		rc = wb_lock_release(cli->session, err);
	if (rc == 0 && cli->output.json)
		rc = json_print(json_pack("{s:b}", "released", held), err);
	else if (rc == 0 && !cli->args.quiet)
		say(stdout, "%s\n", held ? "released" : "not locked");
	return rc;
}

int cmd_lock(struct cli *cli, struct wb_error *err)
{
	const char *what = cli_operand(cli);

	if (strcmp(what, "status") == 0)
		return show_holder(cli, err);
	if (strcmp(what, "release") == 0)
		return release(cli, err);
	return cli_fail(err, WB_E_USAGE, "lock status or lock release, not '%.100s'", what);
}
