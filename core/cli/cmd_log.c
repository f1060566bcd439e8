/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "cli.h"
#include "commands.h"
#include "table.h"

/* clang-format off */
const struct option log_options[] = {
	{ .name = "limit", .letter = 'n', .type = OPTION_NUMBER,
	  .offset = offsetof(struct arguments, limit), .value = "N",
	  .help = "the newest N rows" },
	OPTION_END
};
/* clang-format on */

static const struct column columns[] = {
	{ .title = "AT" },
	{ .title = "RUN" },
	{ .title = "REVISION" },
	{ .title = "DIRECTION" },
	{ .title = "EVENT" },
	{ .title = "STATEMENT", .flags = TABLE_RIGHT },
	{ .title = "DETAIL", .flags = TABLE_CUT },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

struct sink {
	struct table *table;
	json_t *array;
};

static json_t *number_or_null(int64_t number)
{
	return number > 0 ? json_integer(number) : json_null();
}

static json_t *row_json(const struct wb_log_row *row)
{
	json_t *object = json_object();

	json_put(object, "id", json_integer(row->id));
	json_put(object, "run_id", json_text(row->run_id));
	json_put(object, "at", json_text(row->at));
	json_put(object, "revision", json_text(row->revision));
	json_put(object, "direction", json_text(row->direction));
	json_put(object, "event", json_text(row->event));
	json_put(object, "statement", number_or_null(row->statement));
	json_put(object, "statements", number_or_null(row->statements));
	/* behind it stand those of single statements, for the program alone */
	json_put(object, "hash",
		 row->hash ? json_text_len(row->hash, strcspn(row->hash, " ")) : json_null());
	json_put(object, "session", json_text(row->session));
	json_put(object, "probe", json_text(row->probe));
	json_put(object, "detail", json_text(row->detail));
	return object;
}

static void row_text(struct table *table, const struct wb_log_row *row)
{
	const enum paint paints[COLUMNS] = { PAINT_NONE, PAINT_FAINT, PAINT_ID };
	char statement[48];
	const char *cells[COLUMNS] = { row->at,    row->run_id, row->revision, row->direction,
				       row->event, NULL,        row->detail };

	if (row->statement > 0 && row->statements > 0)
		snprintf(statement, sizeof(statement), "%" PRId64 "/%" PRId64, row->statement,
			 row->statements);
	else
		snprintf(statement, sizeof(statement), "%" PRId64, row->statement);
	if (row->statement > 0)
		cells[5] = statement;
	table_add(table, cells, paints);
}

static int take(void *ctx, const struct wb_log_row *row)
{
	struct sink *sink = ctx;

	if (sink->array)
		json_array_append_new(sink->array, row_json(row));
	else
		row_text(sink->table, row);
	return 0;
}

int cmd_log(struct cli *cli, struct wb_error *err)
{
	struct sink sink = { .table = NULL };
	int rc;

	if (cli->output.json)
		sink.array = json_array();
	else
		sink.table = table_new(&cli->output, columns, COLUMNS, err);
	if (!sink.array && !sink.table)
		return cli_fail(err, WB_E_NOMEM, "out of memory");
	rc = wb_log(cli->session, cli->args.limit, take, &sink, err);
	if (rc == 0)
		return sink.array ? json_print(json_pack("{s:o}", "entries", sink.array), err)
				  : table_print(sink.table, err);
	json_decref(sink.array);
	table_free(sink.table);
	return rc;
}
