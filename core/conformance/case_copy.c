/* SPDX-License-Identifier: MIT */
/* Data in the text of a statement: COPY … FROM STDIN, where split() tells of it. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "project_kit.h"

#define COPY "COPY %sa (n) FROM stdin;\n"

/* True if it is there; else it is left out. */
static bool knows_copy(struct trial *t)
{
	static const char text[] = "COPY a (n) FROM stdin;\n1\n\\.\n";
	struct wb_lex state = { .size = sizeof(state), .mode = t->a.server.lex_mode };
	struct wb_piece piece = { .size = sizeof(piece) };

	wb_error_clear(&t->err);
	if (driver_split(t->plugin, &state, &(struct lex_text){ text, strlen(text), 1 }, &piece,
			 &t->err) != 1)
		return trial_failed(t, "a statement");
	return (piece.flags & WB_PIECE_COPY_IN) ||
	       trial_left(t, "split tells of no data behind a statement (WB_PIECE_COPY_IN)");
}

static bool write_copy(struct trial *t, const char *data)
{
	char id[64], name[64];
	AUTO_FREE char *path = text_format("%s/1.sql", t->out->folder);
	FILE *file = path ? fopen(path, "we") : NULL;
	bool written;

	if (!file)
		return trial_left(t, "a revision could not be written");
	trial_name(t, "a", name, sizeof(name));
	project_kit_id(t, 1, id, sizeof(id));
	fprintf(file, "-- Migration: data\n-- Revision: %s\n-- Revises:\n-- migrate:up%s%s\n", id,
		t->check->text ? " " : "", t->check->text ? t->check->text : "");
	fprintf(file, "CREATE TABLE %sa (n INTEGER);\n" COPY "%s\\.\n", t->table, t->table, data);
	fprintf(file, "INSERT INTO %sa (n) VALUES (100);\n-- migrate:down\nDROP TABLE %sa;\n",
		t->table, t->table);
	written = ferror(file) == 0;
	snprintf(t->out->sql, sizeof(t->out->sql), COPY "%s\\.", t->table, data);
	return (fclose(file) == 0 && written) || trial_left(t, "a revision could not be written");
}

static bool puts_rows(struct trial *t)
{
	return knows_copy(t) && project_kit_enter(t) && write_copy(t, "1\n\\N\n2\n3\n") &&
	       project_kit_done(t, project_kit_upgrade(t, "head"), "the rows are put in") &&
	       project_kit_applied(t, 1) && project_kit_sum(t, "a", "106") &&
	       project_kit_done(t, project_kit_downgrade(t, "base"), "the downgrade is done");
}

static bool puts_all_or_none(struct trial *t)
{
	if (!knows_copy(t) || !project_kit_enter(t) || !write_copy(t, "1\nno number\n3\n"))
		return false;
	if (project_kit_upgrade(t, "head") == 0)
		return trial_broken(t, "a row that does not fit is an error", "it is done");
	return project_kit_applied(t, 0) && write_copy(t, "1\n2\n3\n") &&
	       project_kit_done(t, project_kit_upgrade(t, "head"), "once it is mended") &&
	       project_kit_sum(t, "a", "106") &&
	       project_kit_done(t, project_kit_downgrade(t, "base"), "the downgrade is done");
}

#define CASE(id_, promise_, run_)                                               \
	.id = "copy." id_, .slot = "execute", .promise = promise_, .run = run_, \
	.needs = NEEDS_SQL | NEEDS_UPGRADE

/* clang-format off */
const struct check_case copy_cases[] = {
	{ CASE("rows", "data behind a statement become rows", puts_rows) },
	{ CASE("rows-in-parts", "the same outside of transactions", puts_rows), .text = "transaction:false" },
	{ CASE("wrong", "a row that does not fit takes all of them back", puts_all_or_none) },
	{ .id = NULL }
};
/* clang-format on */
