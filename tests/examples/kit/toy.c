/* SPDX-License-Identifier: MIT */
/* The beginning of a dialect: it can be loaded, and says what it would ask its database for. What is missing
 * is its database. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/object.h>
#include <whimbrel/kit/split.h>
#include <whimbrel/kit/text.h>

extern const char toy_tables[]; /* of catalog.sql */

static const struct kit_dialect toy_kit = { .lexical = WB_LEX_BACKTICK, .quote = '`' };

static char says[512];

/* With nothing but a terminator. */
static size_t first_end(const char *text)
{
	static const struct kit_split how = { .terminator = ";" };
	struct wb_lex state = { .size = sizeof(state) };
	struct wb_piece piece = { .size = sizeof(piece) };

	return kit_split(&how, &state, &(struct kit_input){ text, strlen(text), true }, &piece) == 1
		       ? piece.end
		       : 0;
}

static int load(const struct wb_host *host, struct wb_error *err)
{
	char *text;

	kit_load(host, &toy_kit);
	text = kit_text_make("%s; %N, %L, %z%s, %z", toy_tables, "a`b", "it's", strlen("four"),
			     *kit_comment_end("SELECT 1 -- one", 15) ? ", a comment" : "",
			     first_end("ab; c"));
	if (!text)
		return kit_no_memory(err);
	snprintf(says, sizeof(says), "%s", text);
	free(text);
	return 0;
}

static int connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	(void)params;
	(void)out;
	return kit_host->fail(err, WB_E_CONNECT, "a toy has no database");
}

static void close(void *conn)
{
	(void)conn;
}

static int describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	(void)conn;
	(void)out;
	return kit_host->fail(err, WB_E_CONNECT, "a toy has no database");
}

static int quote(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		 struct wb_error *err)
{
	struct kit_sink sink = { .engines = out };

	(void)conn;
	(void)err;
	kit_put_quoted(&sink, literal ? '\'' : '`', false, text, len);
	return 0;
}

static int execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	(void)conn;
	(void)op;
	(void)rows;
	return kit_host->fail(err, WB_E_UNSUPPORTED, "a toy runs nothing");
}

static const char *const schemes[] = { "toy", NULL };

static const struct wb_dialect dialect = {
	WB_DIALECT_HEADER,          .name = "toy",
	.version = "1.0.0",         .description = "a toy, built outside of whimbrel's source",
	.client_library = says,     .schemes = schemes,
	.lexical = WB_LEX_BACKTICK, .load = load,
	.connect = connect,         .close = close,
	.describe = describe,       .quote = quote,
	.execute = execute,
};
WB_REGISTER_DIALECT(dialect)
