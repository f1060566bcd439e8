/* SPDX-License-Identifier: MIT */
#include "history_document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli.h"
#include "document.h"
#include "status_rows.h"

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

/* ------------------------------------------------------------------ names */

#define NAMES_MAX 1024

static void join(const struct wb_names *names, char out[NAMES_MAX])
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < names->count && len + 1 < NAMES_MAX; i++)
		len += (size_t)snprintf(out + len, NAMES_MAX - len, "%s%s", i ? ", " : "",
					names->items[i]);
}

/* What it is called in a release, or its id. */
static void name_version(const struct wb_revision *revision, char out[NAMES_MAX])
{
	if (revision->tags.count)
		join(&revision->tags, out);
	else
		snprintf(out, NAMES_MAX, "%s", revision->id);
}

static const char *file_of(const struct wb_revision *revision)
{
	const char *slash = strrchr(revision->path, '/');

	return slash ? slash + 1 : revision->path;
}

/* ------------------------------------------------------------------ the parts */

#define FILES_LISTED 12

/* A release: what came with it, from `begin` on, in the order of the list. */
struct release {
	const struct revision_list *list;
	size_t begin, end;
};

static void add_files(const struct release *r, char out[NAMES_MAX])
{
	const struct wb_revision *const *items = r->list->items;
	size_t len = 0;

	if (r->end - r->begin > FILES_LISTED) {
		snprintf(out, NAMES_MAX, "%s to %s, %zu files", file_of(items[r->end - 1]),
			 file_of(items[r->begin]), r->end - r->begin);
		return;
	}
	out[0] = '\0';
	for (size_t i = r->end; i-- > r->begin && len + 1 < NAMES_MAX;)
		len += (size_t)snprintf(out + len, NAMES_MAX - len, "%s%s", len ? ", " : "",
					file_of(items[i]));
}

/* What all of them are, or how many of them are applied. */
static void add_status(const struct release *r, const struct states *states, char out[NAMES_MAX])
{
	const struct state *first = find_state(states, r->list->items[r->begin]);
	size_t applied = 0, alike = 0;

	for (size_t i = r->begin; i < r->end; i++) {
		const struct state *state = find_state(states, r->list->items[i]);

		applied += state && strcmp(state->word, "applied") == 0;
		alike += state && first && strcmp(state->word, first->word) == 0;
	}
	if (alike == r->end - r->begin)
		snprintf(out, NAMES_MAX, "%s", first->word);
	else
		snprintf(out, NAMES_MAX, "%zu of %zu applied", applied, r->end - r->begin);
}

static void print_release(struct document *d, const struct states *states, const struct release *r)
{
	const struct wb_revision *last = r->list->items[r->begin];
	char version[NAMES_MAX], files[NAMES_MAX], status[NAMES_MAX] = "";
	const char *cells[4] = { version, status, last->date, files };

	join(&last->tags, version);
	add_files(r, files);
	if (states->known)
		add_status(r, states, status);
	document_row(d, cells, 4);
}

/* The list has the newest first: a release reaches down to the next one. */
static void print_releases(struct document *d, const struct states *states,
			   const struct revision_list *list)
{
	static const char *const titles[] = { "Version", "Status", "Date", "Migration files" };
	struct release r = { .list = list };
	bool any = false;

	for (; r.begin < list->count; r.begin = r.end) {
		for (r.end = r.begin + 1; r.end < list->count && !list->items[r.end]->tags.count;)
			r.end++;
		if (!list->items[r.begin]->tags.count)
			continue;
		if (!any) {
			document_heading(d, "Versions", "");
			document_table(d, titles, 4);
		}
		any = true;
		print_release(d, states, &r);
	}
}

static void print_overview(struct document *d, const struct states *states,
			   const struct revision_list *list)
{
	static const char *const titles[] = { "Version", "Title", "Status", "Date" },
				 *const stateless[] = { "Version", "Title", "Date" };
	size_t columns = states->known ? 4 : 3;

	document_table(d, states->known ? titles : stateless, columns);
	for (size_t i = 0; i < list->count; i++) {
		const struct wb_revision *revision = list->items[i];
		const struct state *state = find_state(states, revision);
		char version[NAMES_MAX];
		const char *cells[4] = { version, revision->title };

		name_version(revision, version);
		if (states->known)
			cells[2] = state ? state->word : "";
		cells[columns - 1] = revision->date;
		document_row(d, cells, columns);
	}
}

/* All that its author wrote, but what stands above it already. */
static void print_header(struct document *d, const struct wb_revision *revision)
{
	static const char *const told[] = { "migration", "revision", "revises", "tag" };

	for (size_t i = 0; i < revision->header_count; i++) {
		const struct wb_header_line *line = &revision->header[i];
		size_t k = 0;

		while (k < sizeof(told) / sizeof(told[0]) && strcasecmp(line->key, told[k]) != 0)
			k++;
		if (k == sizeof(told) / sizeof(told[0]))
			document_item(d, line->key, line->value);
	}
}

static void print_revision(struct document *d, const struct states *states,
			   const struct wb_revision *revision)
{
	const struct state *state = find_state(states, revision);
	char names[NAMES_MAX], status[128];

	name_version(revision, names);
	document_heading(d, names, revision->title);
	document_code(d, "Revision", revision->id);
	join(&revision->parents, names);
	document_item(d, "Revises", names);
	if (state) {
		snprintf(status, sizeof(status), "%s%s%s", state->word,
			 state->applied_at[0] ? ", applied at " : "", state->applied_at);
		document_item(d, "Status", status);
	}
	print_header(d, revision);
	document_item(d, "File", revision->path);
}

/* What a squash stands for: its file, or its id where there is none any more. */
static void print_superseded(struct document *d, const struct cli *cli,
			     const struct revision_list *list)
{
	static const char *const titles[] = { "Superseded", "File", "By" };
	bool any = false;

	for (size_t i = 0; i < list->count; i++) {
		const struct wb_revision *squash = list->items[i];

		for (size_t k = 0; k < squash->replaces.count; k++) {
			const char *id = squash->replaces.items[k];
			const struct wb_revision *old = wb_project_find(cli->project, id);
			const char *cells[] = { id, old ? file_of(old) : "", file_of(squash) };

			if (!any) {
				document_heading(d, "Superseded files", "");
				document_table(d, titles, 3);
			}
			any = true;
			document_row(d, cells, 3);
		}
	}
}

/* A revision came with the first release that is not older than it. */
static void print_change_log(struct document *d, const struct revision_list *list)
{
	static const char *const titles[] = { "Date", "Version", "Change", "Migration file" };
	char version[NAMES_MAX] = "-";

	document_heading(d, "Change log", "");
	document_table(d, titles, 4);
	for (size_t i = 0; i < list->count; i++) {
		const struct wb_revision *revision = list->items[i];
		const char *cells[] = { revision->date, version, revision->title,
					file_of(revision) };

		if (revision->tags.count)
			join(&revision->tags, version);
		document_row(d, cells, 4);
	}
}

void history_document(struct cli *cli, const struct revision_list *list, bool html)
{
	struct document d = { .out = stdout, .html = html };
	struct states states = { .items = NULL };

	read_states(cli, &states);
	document_begin(&d, "History");
	print_overview(&d, &states, list);
	print_releases(&d, &states, list);
	for (size_t i = 0; i < list->count; i++)
		print_revision(&d, &states, list->items[i]);
	print_superseded(&d, cli, list);
	if (list->count)
		print_change_log(&d, list);
	document_end(&d);
	free(states.items);
}
