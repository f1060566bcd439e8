/* SPDX-License-Identifier: MIT */
/* A file for a new revision. Nothing that is there is ever overwritten. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "calls.h"
#include "base/error.h"
#include "base/file.h"
#include "graph/node.h"
#include "newfile_text.h"
#include "project.h"
#include "template.h"
#include "base/text.h"

static void add_slug(const char *title, struct buf *out)
{
	size_t begin = out->len;

	for (; *title && out->len - begin < 40; title++) {
		if (isalnum((unsigned char)*title))
			buf_char(out, (char)tolower((unsigned char)*title));
		else if (out->len > begin && out->data[out->len - 1] != '_')
			buf_char(out, '_');
	}
	while (out->len > begin && out->data[out->len - 1] == '_')
		out->data[--out->len] = '\0';
}

/* A revision that is out of its folder, or hidden in it, is not found again. */
static int check_file_name(const char *template, const char *name, struct wb_error *err)
{
	const char *wrong = *name == '/' ? "would leave the folder of revisions" : NULL;

	for (const char *part = name; part && !wrong; part = strchr(part, '/')) {
		part += *part == '/';
		if (strncmp(part, "../", 3) == 0)
			wrong = "would leave the folder of revisions";
		else if (*part == '.')
			wrong = "would be hidden, and not be read";
		else if (*part == '/')
			wrong = "has an empty part";
	}
	for (const char *c = name; *c && !wrong; c++)
		if (iscntrl((unsigned char)*c))
			wrong = "would have a control character in it";
	return wrong ? wb_error_set(err, WB_E_CONFIG, "file_template \"%s\": the file's name %s",
				    template, wrong)
		     : 0;
}

/* The config's file_template: strftime, {slug} and {rev}. Its name is added to the folder in `out`. */
static int file_name(const struct wb_project *project, const struct newfile *file, struct buf *out,
		     struct wb_error *err)
{
	const char *template = project->setup.config.file_template;
	const size_t begin = out->len;
	char stamped[512];

	if (!template)
		template = "%Y%m%d%H%M%S_{slug}";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored \
	"-Wformat-nonliteral" /* the user's own format, of a function that reads no arguments */
	if (!strftime(stamped, sizeof(stamped), template, &file->now))
#pragma GCC diagnostic pop
		return wb_error_set(err, WB_E_CONFIG,
				    "file_template \"%s\" makes no name, or too long a one",
				    template);
	for (const char *p = stamped; *p;) {
		if (strncmp(p, "{slug}", 6) == 0) {
			add_slug(file->what->title, out);
			p += 6;
		} else if (strncmp(p, "{rev}", 5) == 0) {
			buf_str(out, file->id);
			p += 5;
		} else if (*p == '{') {
			return wb_error_set(err, WB_E_CONFIG,
					    "file_template \"%s\": it knows {slug} and {rev}, not "
					    "'%.30s'",
					    template, p);
		} else {
			buf_char(out, *p++);
		}
	}
	buf_str(out, ".sql");
	return buf_check(out, err) < 0 ? wb_error_kept(err)
				       : check_file_name(template, buf_text(out) + begin, err);
}

/* Add what a target names, each once. */
static int add_named(struct wb_project *project, const char *target, struct revision_vec *out,
		     struct wb_error *err)
{
	struct revision_vec found = { 0 };
	int rc = resolve_names(project->files, target, &found, err);

	for (size_t i = 0; rc == 0 && i < found.count; i++) {
		size_t k = 0;

		while (k < out->count && out->items[k] != found.items[i])
			k++;
		if (k == out->count && revision_vec_push(out, found.items[i]) < 0)
			rc = wb_error_nomem(err);
	}
	revision_vec_release(&found);
	return rc;
}

static int find_parents(struct wb_project *project, const struct wb_new_revision *what,
			struct revision_vec *out, struct wb_error *err)
{
	if (!what->parent_count)
		return resolve_names(project->files, what->flags & WB_NEW_MERGE ? "heads" : "head",
				     out, err) < 0 &&
				       graph_count(project->graph)
			       ? wb_error_kept(err)
			       : 0;
	for (size_t i = 0; i < what->parent_count; i++)
		if (add_named(project, what->parents[i], out, err) < 0)
			return wb_error_kept(err);
	return 0;
}

static int check_parents(const struct wb_new_revision *what, const struct revision_vec *parents,
			 struct wb_error *err)
{
	if (what->flags & WB_NEW_MERGE)
		return parents->count >= 2
			       ? 0
			       : wb_error_set(
					 err, WB_E_USAGE,
					 "there are not two heads to merge: %zu %s given or found",
					 parents->count, parents->count == 1 ? "was" : "were");
	for (size_t i = 0; i < parents->count && !(what->flags & WB_NEW_SPLICE); i++)
		if (parents->items[i]->pub.children.count)
			return wb_error_set(err, WB_E_USAGE,
					    "revision %s is no head: %s follows it; --splice makes "
					    "a branch there",
					    parents->items[i]->id,
					    parents->items[i]->pub.children.items[0]);
	return 0;
}

static bool names_have(const struct wb_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

/* An id or a label: a file with one that can't be, or that is there already, would keep the whole
 * project from loading. */
static int check_name(const struct wb_project *project, const char *what, const char *name,
		      struct wb_error *err)
{
	const struct revision *same = graph_find(project->graph, name, strlen(name));

	if (!revision_id_valid(name, strlen(name)))
		return wb_error_set(err, WB_E_USAGE,
				    "\"%.80s\" is no %s: 1 to 64 of A-Z a-z 0-9 _ . -", name, what);
	if (name_reserved(name))
		return wb_error_set(err, WB_E_USAGE,
				    "%s can't be a %s: as a target it means something else", name,
				    what);
	for (size_t i = 0; !same && i < project->revisions.count; i++) {
		const struct revision *r = project->revisions.items[i];

		if (names_have(&r->pub.branches, name) || names_have(&r->pub.tags, name))
			same = r;
	}
	return same ? wb_error_set(err, WB_E_USAGE,
				   "there is a revision, tag or branch %s already: %s", name,
				   same->path)
		    : 0;
}

static int check_title(const char *title, struct wb_error *err)
{
	size_t len = strlen(title), good = text_check_utf8(title, len), shown;

	if (good < len)
		return wb_error_set(err, WB_E_USAGE, "the title is not UTF-8 at byte %zu",
				    good + 1);
	if (text_trim(&title, len) == 0)
		return wb_error_set(err, WB_E_USAGE,
				    "the title is empty: say what the revision does");
	shown = text_check_shown(title, strlen(title));
	if (title[shown] || strpbrk(title, "\n\r"))
		return wb_error_set(err, WB_E_USAGE,
				    "the title has a control character, or one that turns text "
				    "round: it is one line of plain text");
	return 0;
}

static int choose_id(const struct wb_project *project, const char *wanted, char out[65],
		     struct wb_error *err)
{
	if (!wanted) {
		do {
			if (text_random_hex(out, 12, err) < 0)
				return wb_error_kept(err);
		} while (graph_find(project->graph, out, 12));
		return 0;
	}
	if (check_name(project, "revision id", wanted, err) < 0)
		return wb_error_kept(err);
	snprintf(out, 65, "%s", wanted);
	return 0;
}

static int read_template(const struct wb_project *project, struct newfile *file,
			 struct wb_error *err)
{
	const char *path = project->setup.config.template;
	const struct template_values values = { .title = file->what->title,
						.id = file->id,
						.date = file->date };

	return path ? template_read(path, &values, &file->header, &file->sections, err) : 0;
}

/* A template may have folders of its own, for each year. That of the revisions is there, or wrong. */
static int make_parent(const char *path, const char *folder, struct wb_error *err)
{
	AUTO_FREE char *parent = file_directory(path);

	if (!parent)
		return wb_error_nomem(err);
	return strlen(parent) > strlen(folder) && file_make_folders(parent, err) < 0
		       ? wb_error_kept(err)
		       : 0;
}

static int write_revision(struct wb_project *project, struct newfile *file, struct wb_error *err)
{
	const char *folder =
		file->what->directory ? file->what->directory : wb_project_directory(project);
	struct buf path = { 0 }, text = { 0 };
	int rc;

	buf_printf(&path, "%s/", folder);
	rc = file_name(project, file, &path, err);
	if (rc == 0)
		rc = read_template(project, file, err);
	newfile_compose(file, &text);
	if (rc == 0)
		rc = buf_check(&text, err);
	if (rc == 0)
		rc = make_parent(path.data, folder, err);
	if (rc == 0)
		rc = file_create(path.data, text.data, text.len, err);
	if (rc == 0)
		rc = wb_error_set(
			err, WB_E_FILE,
			"%s exists: it was not overwritten; give another title, or wait a second",
			path.data);
	buf_release(&text);
	if (rc < 0) {
		buf_release(&path);
		return rc;
	}
	free(project->path);
	project->path = buf_take(&path);
	return project->path ? 0 : wb_error_nomem(err);
}

/* What a repeatable one says nothing of stands on all that there is. */
static int find_depends(struct wb_project *project, struct newfile *file, struct wb_error *err)
{
	const struct wb_new_revision *what = file->what;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < what->depend_count; i++)
		rc = add_named(project, what->depends[i], &file->depends, err);
	if (rc == 0 && (what->flags & WB_NEW_REPEAT) && !what->depend_count)
		rc = resolve_names(project->files, "heads", &file->depends, err);
	return rc;
}

static int check_repeat(const struct wb_new_revision *what, struct wb_error *err)
{
	return what->parent_count || what->branch || (what->flags & (WB_NEW_MERGE | WB_NEW_SPLICE))
		       ? wb_error_set(err, WB_E_USAGE,
				      "a repeatable revision has no place in the graph: it has no "
				      "parent and no branch, and may depend on others")
		       : 0;
}

int project_new_revision(struct wb_project *project, const struct wb_new_revision *what,
			 const char **out_path, struct wb_error *err)
{
	bool repeat = what->flags & WB_NEW_REPEAT;
	struct newfile file = { .what = what };
	time_t seconds = time(NULL);
	int rc = choose_id(project, what->id, file.id, err);

	gmtime_r(&seconds, &file.now);
	strftime(file.date, sizeof(file.date), "%Y-%m-%d %H:%M:%S +0000", &file.now);
	if (rc == 0)
		rc = check_title(what->title, err);
	if (rc == 0 && repeat)
		rc = check_repeat(what, err);
	if (rc == 0 && what->branch)
		rc = check_name(project, "branch label", what->branch, err);
	if (rc == 0 && !repeat)
		rc = find_parents(project, what, &file.parents, err);
	if (rc == 0 && !repeat)
		rc = check_parents(what, &file.parents, err);
	if (rc == 0)
		rc = find_depends(project, &file, err);
	if (rc == 0)
		rc = write_revision(project, &file, err);
	revision_vec_release(&file.parents);
	revision_vec_release(&file.depends);
	buf_release(&file.header);
	buf_release(&file.sections);
	if (rc == 0)
		*out_path = project->path;
	return rc;
}
