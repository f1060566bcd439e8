/* SPDX-License-Identifier: MIT */
#include "cli.h"
#include "commands.h"
#include "databases.h"

/* clang-format off */
const struct option rebase_options[] = {
	{ .name = "onto", .type = OPTION_TEXT, .offset = offsetof(struct arguments, onto),
	  .value = "REV",
	  .help = "what it is to revise; base for nothing; required" },
	OPTION_END
};
/* clang-format on */

static json_t *list_ids(const struct revision_list *list)
{
	json_t *ids = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(ids, json_text(list->items[i]->id));
	return ids;
}

static int tell(const struct cli *cli, const struct revision_list *list, json_t *not_asked,
		struct wb_error *err)
{
	json_t *object;

	if (!cli->output.json) {
		say(stdout, "%s\n", list->items[0]->path);
		return 0;
	}
	object = json_object();
	json_put(object, "revision", json_text(list->items[0]->id));
	json_put(object, "path", json_text(list->items[0]->path));
	json_put(object, "onto", json_text(cli->args.onto));
	json_put(object, "moved", list_ids(list));
	json_put(object, "not_asked", json_incref(not_asked));
	return json_print(object, err);
}

static int rebase(struct cli *cli, uint32_t flags, struct revision_list *list, struct wb_error *err)
{
	int rc = wb_project_rebase(cli->project, cli_operand(cli), cli->args.onto, flags,
				   revision_list_take, list, err);

	return rc == 0 ? revision_list_check(list, err) : rc;
}

int cmd_rebase(struct cli *cli, struct wb_error *err)
{
	struct revision_list list = { .items = NULL };
	json_t *not_asked = json_array();
	int rc;

	if (!cli->args.onto)
		rc = cli_fail(err, WB_E_USAGE,
			      "rebase onto what? --onto REV says what it is to "
			      "revise");
	else
		rc = rebase(cli, WB_REBASE_LOOK, &list, err);
	if (rc == 0)
		rc = databases_lack(cli, &list, not_asked, err);
	list.count = 0;
	if (rc == 0)
		rc = rebase(cli, 0, &list, err);
	if (rc == 0)
		rc = tell(cli, &list, not_asked, err);
	revision_list_release(&list);
	json_decref(not_asked);
	return rc;
}
