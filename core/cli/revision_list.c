/* SPDX-License-Identifier: MIT */
#include "revision_list.h"

#include <stdlib.h>

#include "cli.h"
#include "format.h"

void revision_list_take(void *ctx, const struct wb_revision *revision)
{
	struct revision_list *list = ctx;

	if (list->count == list->room) {
		size_t room = list->room ? list->room * 2 : 64;
		const struct wb_revision **items = realloc(list->items, room * sizeof(*items));

		if (!items) {
			list->failed = true;
			return;
		}
		list->items = items;
		list->room = room;
	}
	list->items[list->count++] = revision;
}

int revision_list_check(const struct revision_list *list, struct wb_error *err)
{
	return list->failed ? cli_fail(err, WB_E_NOMEM, "out of memory") : 0;
}

void revision_list_release(struct revision_list *list)
{
	free(list->items);
	*list = (struct revision_list){ .items = NULL };
}

int revision_list_json(const struct revision_list *list, struct wb_error *err)
{
	json_t *array = json_array(), *object = json_object();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_revision(list->items[i]));
	json_put(object, "revisions", array);
	return json_print(object, err);
}

void revision_list_long(const struct cli *cli, const struct revision_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (i)
			say(stdout, "\n");
		format_long(stdout, cli->output.color, list->items[i]);
	}
}
