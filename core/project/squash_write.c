/* SPDX-License-Identifier: MIT */
/* A squash becomes a file, and those of what it stands for go to archive/: whenever this ends, the folder is one that can be
 * read, with all of the revisions that it had. */
#include "squash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "calls.h"
#include "read/replaced.h"

#define ARCHIVE "archive"

/* ------------------------------------------------------------------ its text */

static void add_options(const struct joined *s, struct buf *out)
{
	if (s->dialect[0])
		buf_printf(out, " dialect:%s", s->dialect);
	if (s->no_transaction)
		buf_str(out, " transaction:false");
	if (s->irreversible)
		buf_str(out, " irreversible");
}

int squash_draft(const struct wb_squash *squash, char **out_path, struct revision **out,
		 struct wb_error *err)
{
	const char *head = squash->range.items[squash->range.count - 1]->path;
	struct problems problems = project_problems(squash->project);
	struct buf text = { 0 };
	char *path = NULL;
	int rc;

	buf_str(&text, "-- Revision: squash\n");
	if (squash->variables_off)
		buf_str(&text, "-- Variables: off\n");
	for (size_t i = 0; i < squash->sections.count; i++) {
		const struct joined *s = &squash->sections.items[i];

		buf_printf(&text, "\n-- migrate:%s", section_title(s->name));
		add_options(s, &text);
		buf_printf(&text, "\n%s", buf_text(&s->body));
	}
	rc = buf_check(&text, err);
	if (rc == 0)
		rc = file_write_beside(head, buf_text(&text), text.len, &path, err);
	if (rc == 0 && revision_read(path, NULL, &problems, out) < 0)
		rc = problems_check(&problems, err);
	buf_release(&text);
	if (rc < 0 && path)
		unlink(path);
	if (rc < 0)
		free(path);
	else
		*out_path = path;
	return rc;
}

/* ------------------------------------------------------------------ the archive */

static bool is_in(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && path[len] == '/';
}

/* Where a file goes: the same place below archive/ of its folder of revisions. NULL in `*out`: it stays. */
static int archived(const struct wb_squash *squash, const char *path, char **out,
		    struct wb_error *err)
{
	const struct string_vec *folders = &squash->project->setup.migrations;

	for (size_t i = 0; i < folders->count; i++) {
		const char *folder = folders->items[i], *rest = path + strlen(folder) + 1;

		if (!is_in(path, folder))
			continue;
		*out = is_in(rest, ARCHIVE) ? NULL : text_format("%s/" ARCHIVE "/%s", folder, rest);
		return *out || is_in(rest, ARCHIVE) ? 0 : wb_error_nomem(err);
	}
	*out = NULL;
	return 0;
}

static int move_one(const struct wb_squash *squash, const char *from, bool look,
		    struct wb_error *err)
{
	AUTO_FREE char *to = NULL, *folder = NULL;
	struct stat st;
	int rc = archived(squash, from, &to, err);

	if (rc < 0 || !to)
		return rc;
	if (lstat(to, &st) == 0)
		return wb_error_set(err, WB_E_FILE, "%s is there already: %s has no place to go to",
				    to, from);
	if (look)
		return 0;
	folder = file_directory(to);
	rc = folder ? file_make_folders(folder, err) : wb_error_nomem(err);
	return rc < 0 ? rc : file_move(from, to, err);
}

static int move_all(const struct wb_squash *squash, bool look, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < squash->range.count; i++)
		rc = move_one(squash, squash->range.items[i]->path, look, err);
	return rc;
}

/* ------------------------------------------------------------------ writing */

/* Would there be a graph with the files as they are now? */
static int check_graph(const struct wb_squash *squash, struct wb_error *err)
{
	const struct string_vec *folders = &squash->project->setup.migrations;
	struct problems problems = { 0 };
	struct revision_vec all = { 0 };
	struct graph *graph = NULL;
	int rc = folders_read(folders, NULL, &problems, &all, err);

	if (rc == 0 && graph_build(&all, &problems, &graph) < 0 && !problems.count)
		rc = wb_error_nomem(err);
	if (rc == 0)
		rc = problems_check(&problems, err);
	graph_free(graph);
	for (size_t i = 0; i < all.count; i++)
		revision_free(all.items[i]);
	revision_vec_release(&all);
	return rc;
}

/* Behind them the files that it stands for. */
static int fill_copies(const struct wb_squash *squash, struct wb_new_section *sections,
		       struct buf *texts, size_t *count, struct wb_error *err)
{
	for (size_t i = 0; i < squash->range.count; i++) {
		const struct revision *r = squash->range.items[i];
		struct buf whole = { 0 };
		int rc;

		if (r->size > SQUASH_COPY_MAX)
			continue;
		rc = revision_whole(r, SQUASH_COPY_MAX, &whole, err);
		replaced_write(buf_text(&whole), whole.len, &texts[*count]);
		buf_release(&whole);
		if (rc < 0 || buf_check(&texts[*count], err) < 0)
			return wb_error_kept(err);
		sections[*count] = (struct wb_new_section){ .name = section_title(SECTION_REPLACED),
							    .options = r->id,
							    .body = buf_text(&texts[*count]) };
		++*count;
	}
	return 0;
}

static int fill_sections(const struct wb_squash *squash, struct wb_new_section *sections,
			 struct buf *options, struct wb_error *err)
{
	for (size_t i = 0; i < squash->sections.count; i++) {
		const struct joined *s = &squash->sections.items[i];

		add_options(s, &options[i]);
		if (buf_check(&options[i], err) < 0)
			return wb_error_kept(err);
		sections[i] = (struct wb_new_section){
			.name = section_title(s->name),
			.options = options[i].len ? buf_text(&options[i]) + 1 : NULL,
			.body = buf_text(&s->body)
		};
	}
	return 0;
}

static int write_file(struct wb_squash *squash, const struct wb_new_section *sections, size_t count,
		      struct wb_error *err)
{
	static const char *const none[] = { "base" };
	AUTO_FREE char *header = text_format("%s%s", buf_text(&squash->header),
					     squash->variables_off ? "-- Variables: off\n" : "");
	const struct wb_new_revision what = {
		.size = sizeof(what),
		.flags = WB_NEW_SPLICE | WB_NEW_VARIABLES,
		.title = squash->title,
		.id = squash->id,
		.parents =
			squash->parents.count ? (const char *const *)squash->parents.items : none,
		.parent_count = squash->parents.count ? squash->parents.count : 1,
		.depends = (const char *const *)squash->depends.items,
		.depend_count = squash->depends.count,
		.sections = sections,
		.section_count = count,
		.header = header,
		.date = squash->range.items[squash->range.count - 1]->date,
	};
	const char *path;
	int rc = header ? project_new_revision(squash->project, &what, &path, err)
			: wb_error_nomem(err);

	if (rc == 0) {
		free(squash->path);
		squash->path = text_dup(path, strlen(path));
		rc = squash->path ? 0 : wb_error_nomem(err);
	}
	return rc;
}

static int write_new(struct wb_squash *squash, struct wb_error *err)
{
	size_t count = squash->sections.count, most = count + squash->range.count;
	struct wb_new_section *sections = calloc(most + 1, sizeof(*sections));
	/* options of the sections, and texts of the copies */
	struct buf *texts = calloc(most + 1, sizeof(*texts));
	int rc = sections && texts ? fill_sections(squash, sections, texts, err)
				   : wb_error_nomem(err);

	if (rc == 0)
		rc = fill_copies(squash, sections, texts, &count, err);
	if (rc == 0)
		rc = write_file(squash, sections, count, err);
	for (size_t i = 0; texts && i < most; i++)
		buf_release(&texts[i]);
	free(texts);
	free(sections);
	return rc;
}

int squash_write(struct wb_squash *squash, const char **out_path, struct wb_error *err)
{
	int rc = move_all(squash, true, err);

	if (rc == 0)
		rc = write_new(squash, err);
	if (rc < 0)
		return rc;
	rc = check_graph(squash, err);
	if (rc < 0) {
		unlink(squash->path);
		return wb_error_prefix(err, "nothing was written");
	}
	*out_path = squash->path;
	return move_all(squash, false, err);
}
