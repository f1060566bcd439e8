/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "signals.h"

/* How what was done is said. */
struct outcome_words {
	const char *key, *done, *already;
};

static int tell(const struct cli *cli, const struct outcome_words *words, int rc,
		struct wb_error *err)
{
	json_t *object;

	if (rc < 0)
		return rc;
	if (!cli->output.json) {
		if (!cli->args.quiet)
			say(stdout, "%s: %s\n", rc ? words->already : words->done,
			    wb_project_url(cli->project));
		return 0;
	}
	object = json_object();
	json_put(object, words->key, json_boolean(!rc));
	json_put(object, "url", json_text(wb_project_url(cli->project)));
	return json_print(object, err);
}

int cmd_create(struct cli *cli, struct wb_error *err)
{
	static const struct outcome_words words = { "created", "created", "there already" };
	int rc = signals_start(err);

	if (rc == 0)
		rc = wb_database_create(cli->project, err);
	return tell(cli, &words, rc, err);
}

int cmd_drop(struct cli *cli, struct wb_error *err)
{
	static const struct outcome_words words = { "dropped", "dropped", "not there" };
	int rc = signals_start(err);

	if (rc == 0 && !wb_project_protected(cli->project))
		rc = cli_confirm(cli, "The database and all that is in it are dropped.", err);
	if (rc == 0)
		rc = wb_database_drop(cli->project, WB_RUN_YES, err);
	return tell(cli, &words, rc, err);
}
