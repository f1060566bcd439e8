/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "cli.h"
#include "commands.h"
#include "status_rows.h"
#include "table.h"

/* clang-format off */
const struct option status_options[] = {
	{ .name = "exit-code", .type = OPTION_FLAG, .offset = offsetof(struct arguments, exit_code),
	  .help = "exit 3 when something is pending, edited, missing or half done" },
	OPTION_END
};
/* clang-format on */

static const struct column columns[] = {
	{ .title = "REVISION" },
	{ .title = "STATE" },
	{ .title = "APPLIED AT" },
	{ .title = "BY" },
	{ .title = "TIME", .flags = TABLE_RIGHT },
	{ .title = "TITLE", .flags = TABLE_CUT },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* Where the rows go. */
struct sink {
	struct table *table;
	json_t *array;
	size_t rows;
	bool found;
};

static enum paint state_paint(int state)
{
	switch (state) {
	case WB_STATE_APPLIED:
	case WB_STATE_REPLACED:
		return PAINT_GOOD;
	case WB_STATE_PENDING:
	case WB_STATE_CHANGED:
		return PAINT_WARN;
	default:
		return PAINT_BAD;
	}
}

static void add_row(struct table *table, const struct wb_status_row *row)
{
	const enum paint paints[COLUMNS] = { PAINT_ID, state_paint(row->state) };
	const char *cells[COLUMNS] = {
		row->id, state_word(row->state), row->applied_at, row->applied_by, NULL, row->title
	};
	char duration[32];

	if (row->applied_at && row->duration_ms >= 0) {
		snprintf(duration, sizeof(duration), "%" PRId64 " ms", row->duration_ms);
		cells[4] = duration;
	}
	if (row->detail)
		cells[2] = row->detail;
	table_add(table, cells, paints);
}

static int take(void *ctx, const struct wb_status_row *row)
{
	struct sink *sink = ctx;

	sink->rows++;
	if (row->state != WB_STATE_APPLIED && row->state != WB_STATE_REPLACED)
		sink->found = true;
	if (sink->array)
		json_array_append_new(sink->array, json_status_row(row));
	else
		add_row(sink->table, row);
	return 0;
}

static int print_json(json_t *array, struct wb_error *err)
{
	json_t *object = json_object();

	json_put(object, "revisions", array);
	return json_print(object, err);
}

int cmd_status(struct cli *cli, struct wb_error *err)
{
	struct sink sink = { .table = NULL };
	int rc;

	if (cli->output.json)
		sink.array = json_array();
	else
		sink.table = table_new(&cli->output, columns, COLUMNS, err);
	if (!sink.array && !sink.table)
		return cli_fail(err, WB_E_NOMEM, "out of memory");
	rc = wb_status(cli->session, 0, take, &sink, err);
	if (rc < 0) {
		json_decref(sink.array);
		table_free(sink.table);
		return rc;
	}
	if (!sink.array && !sink.rows && !cli->args.quiet)
		say(stdout, "no revisions: `whimbrel revision -m TEXT` writes one, `whimbrel init` "
			    "makes a project\n");
	rc = sink.array ? print_json(sink.array, err) : table_print(sink.table, err);
	if (rc < 0)
		return rc;
	return sink.found && cli->args.exit_code ? EXIT_FOUND : EXIT_DONE;
}
