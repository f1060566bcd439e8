/* SPDX-License-Identifier: MIT */
#include "markdown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli.h"
#include "format.h"
#include "rows.h"

/* What the database says of one revision. */
struct state {
	const struct wb_revision *revision;
	const char *word;
	char applied_at[32]; /* "": it is not */
};

/* Zeroed: no database was asked. */
struct states {
	struct state *items;
	size_t count, room;
	bool known;
};

static int take_state(void *ctx, const struct wb_status_row *row)
{
	struct states *states = ctx;
	struct state *state;

	if (!row->revision || states->count == states->room)
		return 0;
	state = &states->items[states->count++];
	state->revision = row->revision;
	state->word = state_word(row->state);
	if (row->applied_at)
		snprintf(state->applied_at, sizeof(state->applied_at), "%s", row->applied_at);
	return 0;
}

static int compare_states(const void *a, const void *b)
{
	const struct state *x = a, *y = b;

	return strcmp(x->revision->id, y->revision->id);
}

/* A document without states is better than none: trouble with the database is a warning. */
static void read_states(struct cli *cli, struct states *states)
{
	struct wb_error trouble = WB_ERROR_INIT;
	int rc;

	if (!wb_project_url(cli->project))
		return;
	states->room = wb_project_revision_count(cli->project);
	states->items = calloc(states->room + 1, sizeof(*states->items));
	if (!states->items)
		return;
	rc = cli_open_session(cli, WB_SESSION_READ, &trouble);
	if (rc == 0)
		rc = wb_status(cli->session, WB_STATUS_NO_BODIES, take_state, states, &trouble);
	states->known = rc == 0;
	if (rc < 0)
		say(stderr, "whimbrel: warning: the status is left out: %s\n", trouble.message);
	if (states->count)
		qsort(states->items, states->count, sizeof(*states->items), compare_states);
}

static const struct state *find_state(const struct states *states,
				      const struct wb_revision *revision)
{
	const struct state wanted = { .revision = revision };

	if (!states->known || !states->count)
		return NULL;
	return bsearch(&wanted, states->items, states->count, sizeof(wanted), compare_states);
}

void markdown_text(const char *text)
{
	while (*text) {
		int len = (int)strcspn(text, "\n\r\\`*_[]<>|#");

		say(stdout, "%.*s", len, text);
		text += len;
		if (*text == '\n' || *text == '\r')
			say(stdout, " ");
		else if (*text)
			say(stdout, "\\%c", *text);
		text += *text != '\0';
	}
}

static void print_version(const struct wb_revision *revision)
{
	if (revision->tags.count)
		format_names(stdout, &revision->tags);
	else
		say(stdout, "%s", revision->id);
}

static void print_item(const char *key, const char *value)
{
	if (!value || !*value)
		return;
	say(stdout, "- %s: ", key);
	markdown_text(value);
	say(stdout, "\n");
}

/* All that its author wrote, but what stands above it already. */
static void print_header(const struct wb_revision *revision)
{
	static const char *const told[] = { "migration", "revision", "revises", "tag" };

	for (size_t i = 0; i < revision->header_count; i++) {
		const struct wb_header_line *line = &revision->header[i];
		size_t k = 0;

		while (k < sizeof(told) / sizeof(told[0]) && strcasecmp(line->key, told[k]) != 0)
			k++;
		if (k == sizeof(told) / sizeof(told[0]))
			print_item(line->key, line->value);
	}
}

static void print_section(const struct states *states, const struct wb_revision *revision)
{
	const struct state *state = find_state(states, revision);

	say(stdout, "\n## ");
	print_version(revision);
	if (*revision->title) {
		say(stdout, ": ");
		markdown_text(revision->title);
	}
	say(stdout, "\n\n- Revision: `%s`\n", revision->id);
	if (revision->parents.count) {
		say(stdout, "- Revises: ");
		format_names(stdout, &revision->parents);
		say(stdout, "\n");
	}
	if (state)
		say(stdout, "- Status: %s%s%s\n", state->word,
		    state->applied_at[0] ? ", applied at " : "", state->applied_at);
	print_header(revision);
	print_item("File", revision->path);
}

static void print_overview(const struct states *states, const struct revision_list *list)
{
	say(stdout, "| Version | Title | %sDate |\n| --- | --- | %s--- |\n",
	    states->known ? "Status | " : "", states->known ? "--- | " : "");
	for (size_t i = 0; i < list->count; i++) {
		const struct wb_revision *revision = list->items[i];
		const struct state *state = find_state(states, revision);

		say(stdout, "| ");
		print_version(revision);
		say(stdout, " | ");
		markdown_text(revision->title);
		if (states->known)
			say(stdout, " | %s", state ? state->word : "");
		say(stdout, " | %s |\n", revision->date ? revision->date : "");
	}
}

void markdown_print(struct cli *cli, const struct revision_list *list)
{
	struct states states = { .items = NULL };

	read_states(cli, &states);
	say(stdout, "# History\n\n");
	print_overview(&states, list);
	for (size_t i = 0; i < list->count; i++)
		print_section(&states, list->items[i]);
	free(states.items);
}
