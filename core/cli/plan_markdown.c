/* SPDX-License-Identifier: MIT */
#include "plan_markdown.h"

#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "drawing.h"
#include "revision_list.h"
#include "markdown.h"

/* Statements of a step, as one block. What would end the block can't: a fence is longer than any run
 * of backticks in what it holds. */
struct block {
	char *text;
	size_t size;
	FILE *file;
};

static int take_statement(void *ctx, uint32_t line, const char *sql, size_t len)
{
	struct block *block = ctx;

	(void)line;
	say_lines(block->file, sql, len);
	say(block->file, ";\n");
	return ferror(block->file);
}

static int longest_ticks(const char *text)
{
	int longest = 2;

	for (text = strchr(text, '`'); text; text = strchr(text, '`')) {
		int run = (int)strspn(text, "`");

		longest = run > longest ? run : longest;
		text += run;
	}
	return longest;
}

static void print_fence(int ticks, const char *what)
{
	for (int i = 0; i < ticks; i++)
		say(stdout, "`");
	say(stdout, "%s\n", what);
}

static int print_statements(const struct wb_plan *plan, size_t index, struct wb_error *err)
{
	struct block block = { .text = NULL };
	int rc;

	block.file = open_memstream(&block.text, &block.size);
	if (!block.file)
		return cli_fail(err, WB_E_NOMEM, "out of memory");
	rc = wb_plan_statements(plan, index, take_statement, &block, err);
	if (fclose(block.file) != 0 && rc == 0)
		rc = cli_fail(err, WB_E_NOMEM, "out of memory");
	if (rc == 0) {
		int ticks = longest_ticks(block.text) + 1;

		print_fence(ticks, "sql");
		say_lines(stdout, block.text, block.size);
		print_fence(ticks, "");
	}
	free(block.text);
	return rc;
}

static void print_marks(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *mark = json_array_get(list, i);
		const char *allowed = json_string_value(json_object_get(mark, "allowed"));

		say(stdout, "> **%s** `%s`, line %d: ", allowed ? "Allowed" : "Warning",
		    json_string_value(json_object_get(mark, "rule")),
		    (int)json_integer_value(json_object_get(mark, "line")));
		markdown_text(json_string_value(json_object_get(mark, "message")));
		if (allowed && *allowed) {
			say(stdout, " (");
			markdown_text(allowed);
			say(stdout, ")");
		}
		say(stdout, i + 1 < json_array_size(list) ? "\n>\n" : "\n\n");
	}
}

static int print_step(const struct wb_plan *plan, size_t index, const json_t *marks,
		      struct wb_error *err)
{
	const struct wb_plan_step *step = wb_plan_at(plan, index);
	const struct wb_revision *revision = step->revision;

	say(stdout, "\n### %zu. %s `%s`", index + 1, step->direction, revision->id);
	if (*revision->title) {
		say(stdout, ": ");
		markdown_text(revision->title);
	}
	say(stdout, "\n\n");
	if (revision->path) {
		markdown_text(revision->path);
		say(stdout, "\n\n");
	}
	if (strcmp(step->direction, "up") == 0)
		print_marks(json_object_get(marks, revision->id));
	return print_statements(plan, index, err);
}

static int print_graph(const struct wb_plan *plan, struct wb_error *err)
{
	struct revision_list list = { .items = NULL };
	int rc;

	for (size_t i = 0; i < wb_plan_count(plan); i++)
		revision_list_take(&list, wb_plan_at(plan, i)->revision);
	rc = revision_list_check(&list, err);
	if (rc == 0) {
		say(stdout, "\n```mermaid\n");
		rc = drawing_mermaid(stdout, &list, err);
		say(stdout, "```\n");
	}
	revision_list_release(&list);
	return rc;
}

int plan_markdown(const struct cli *cli, const struct wb_plan *plan, const json_t *marks,
		  const char *fingerprint, struct wb_error *err)
{
	const char *target = wb_project_target(cli->project);
	size_t count = wb_plan_count(plan);
	int rc = 0;

	say(stdout, "## Plan%s", *target ? " for " : "");
	markdown_text(target);
	say(stdout, "\n\n");
	if (!count)
		say(stdout, "Nothing to do.\n");
	else
		say(stdout, "%zu step%s.\n", count, count == 1 ? "" : "s");
	if (count)
		rc = print_graph(plan, err);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = print_step(plan, i, marks, err);
	if (rc == 0 && *fingerprint)
		say(stdout, "\nFingerprint: `%s`\n", fingerprint);
	return rc;
}
