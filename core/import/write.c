/* SPDX-License-Identifier: MIT */
/* Writing what was read into a project: all of it, or nothing. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "body_fit.h"
#include "calls.h"
#include "compose.h"
#include "project/project.h"

struct writer {
	struct wb_project *project;
	struct wb_import *im;
	struct string_vec paths; /* of each item, in order; of one that is kept where it is */
	size_t written;
};

/* ------------------------------------------------------------------ before anything is written */

static int check_body(const struct writer *w, const struct imported *item,
		      const struct import_body *body, struct wb_error *err)
{
	uint32_t line = import_body_marker(body);

	return line ? wb_error_set(err, WB_E_FILE,
				   "%s/%s: line %u of a section would begin a section of ours: "
				   "reword it there",
				   w->im->directory, item->source, (unsigned)line)
		    : 0;
}

/* Of the databases that the tool names, those that have a dialect here, by its name; of none, a person has to say what
 * becomes of it. */
static int fit_dialects(const struct writer *w, struct imported *item, struct wb_error *err)
{
	struct section_rules rules = project_section_rules(w->project);
	struct string_vec ours = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < item->dialects.count; i++) {
		const char *name = item->dialects.items[i];
		char own[DIALECT_SIZE];
		struct lexer lexer;

		if (!rules.known || rules.known(rules.ctx, name, own, &lexer) != 1)
			rc = import_note(&item->notes, err,
					 "no dialect here is called %s: it is left out", name);
		else if (string_vec_find(&ours, own) < 0 && string_vec_add(&ours, own) < 0)
			rc = wb_error_nomem(err);
	}
	if (rc == 0 && item->dialects.count && !ours.count)
		rc = import_note(
			&item->up.undecided, err,
			"dbms:%s: it ran on these databases alone: give the section a dialect",
			item->dialects.items[0]);
	string_vec_free(&item->dialects);
	item->dialects = ours;
	return rc;
}

static int fit(const struct writer *w, struct imported *item, struct wb_error *err)
{
	int rc = check_body(w, item, &item->up, err);

	if (rc == 0)
		rc = check_body(w, item, &item->down, err);
	if (rc == 0)
		rc = check_body(w, item, &item->verify, err);
	if (rc == 0)
		rc = fit_dialects(w, item, err);
	if (rc == 0)
		rc = import_body_fit(w->project, &item->up, false, err);
	if (rc == 0)
		rc = import_body_fit(w->project, &item->down, false, err);
	if (rc == 0)
		rc = import_body_fit(w->project, &item->verify, true, err);
	if (rc < 0)
		wb_error_prefix(err, "%s/%s", w->im->directory, item->source);
	return rc;
}

/* A tool's name may have folders in it, as Sqitch's have; here it is one file's, as the id is one word. */
static char *path_of(const struct writer *w, const struct imported *item)
{
	AUTO_FREE char *name = text_dup(item->stem ? item->stem : item->id,
					strlen(item->stem ? item->stem : item->id));

	for (char *c = name; c && *c; c++)
		if (*c == '/')
			*c = '_';
	return name ? text_format("%s/%s.sql", wb_project_directory(w->project), name) : NULL;
}

/* Where each is, or will be. An id that is there is that revision: it is left as it is. */
static int place(struct writer *w, struct imported *item, struct wb_error *err)
{
	const struct wb_revision *there = wb_project_find(w->project, item->id);
	char *path;

	item->kept = there != NULL;
	path = there ? text_dup(there->path, strlen(there->path)) : path_of(w, item);
	if (!path || string_vec_push(&w->paths, path) < 0) {
		free(path);
		return wb_error_nomem(err);
	}
	if (!there && access(path, F_OK) == 0)
		return wb_error_set(err, WB_E_FILE,
				    "%s exists, and is not revision %s: nothing was written", path,
				    item->id);
	return there ? 0 : fit(w, item, err);
}

/* ------------------------------------------------------------------ writing */

static int write_file(const char *path, const struct buf *text, struct wb_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), saved = 0;

	if (fd < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
	for (size_t at = 0; at < text->len && !saved;) {
		ssize_t n = write(fd, text->data + at, text->len - at);

		if (n < 0 && errno != EINTR)
			saved = errno;
		at += n > 0 ? (size_t)n : 0;
	}
	if (close(fd) < 0 && !saved)
		saved = errno;
	if (!saved)
		return 0;
	unlink(path);
	return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(saved));
}

static int write_one(struct writer *w, size_t i, struct wb_error *err)
{
	const struct imported *item = w->im->items.items[i];
	struct buf text = { 0 };
	int rc = 0;

	if (!item->kept)
		rc = import_compose(w->im, item, &text, err);
	if (rc == 0 && !item->kept)
		rc = write_file(w->paths.items[i], &text, err);
	buf_release(&text);
	if (rc == 0)
		w->written = i + 1;
	return rc;
}

static void take_back(const struct writer *w)
{
	for (size_t i = 0; i < w->written; i++)
		if (!w->im->items.items[i]->kept)
			unlink(w->paths.items[i]);
}

static struct wb_names names_of(const struct string_vec *list)
{
	return (struct wb_names){ (const char *const *)list->items, list->count };
}

static int give(const struct writer *w, size_t i,
		int (*take)(void *ctx, const struct wb_imported *what), void *ctx)
{
	const struct imported *item = w->im->items.items[i];
	struct wb_imported what = {
		.size = sizeof(what),
		.flags = item->kept ? 0 : WB_IMPORTED_WRITTEN,
		.id = item->id,
		.title = item->title,
		.path = w->paths.items[i],
		.source = item->source,
	};

	if (!item->kept) {
		what.up_undecided = names_of(&item->up.undecided);
		what.down_undecided = names_of(&item->down.undecided);
		what.notes = names_of(&item->notes);
	}
	return take(ctx, &what);
}

int project_import(struct wb_project *project, struct wb_import *im,
		   int (*take)(void *ctx, const struct wb_imported *what), void *ctx,
		   struct wb_error *err)
{
	struct writer w = { .project = project, .im = im };
	size_t count = im->items.count;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = place(&w, im->items.items[i], err);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = write_one(&w, i, err);
	if (rc < 0)
		take_back(&w);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = give(&w, i, take, ctx);
	for (size_t i = 0; rc == 0 && i < im->notes.count; i++) {
		struct wb_imported what = { .size = sizeof(what) };

		what.notes = (struct wb_names){ (const char *const *)&im->notes.items[i], 1 };
		rc = take(ctx, &what);
	}
	string_vec_free(&w.paths);
	return rc;
}
