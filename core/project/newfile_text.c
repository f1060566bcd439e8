/* SPDX-License-Identifier: MIT */
#include "newfile_text.h"

#include <string.h>

#include "read/revision.h"

static void add_ids(struct buf *out, const char *key, const struct revision_vec *revisions)
{
	buf_printf(out, "-- %s:", key);
	for (size_t i = 0; i < revisions->count; i++)
		buf_printf(out, "%s %s", i ? "," : "", revisions->items[i]->id);
	buf_char(out, '\n');
}

/* A header value is one line. */
static void add_line(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, "-- %s: ", key);
	for (; *value; value++)
		buf_char(out, *value == '\n' || *value == '\r' ? ' ' : *value);
	buf_char(out, '\n');
}

static void add_body(struct buf *out, const char *name, const char *options, const char *body)
{
	buf_printf(out, "\n-- migrate:%s%s%s\n%s", name, options ? " " : "", options ? options : "",
		   body ? body : "");
	if (body && *body && body[strlen(body) - 1] != '\n')
		buf_char(out, '\n');
}

/* Sections that were generated have their values; a `${` in them is somebody's text. */
static bool has_dollar(const struct wb_new_revision *what)
{
	for (size_t i = 0; i < what->section_count; i++)
		if (what->sections[i].body && strstr(what->sections[i].body, "${"))
			return true;
	return false;
}

static void compose_body(const struct newfile *file, struct buf *out)
{
	const struct wb_new_revision *what = file->what;

	for (size_t i = 0; i < what->section_count; i++)
		add_body(out, what->sections[i].name, what->sections[i].options,
			 what->sections[i].body);
	if (what->section_count)
		return;
	if (file->sections.len && !what->up && !what->down) {
		buf_printf(out, "\n%s", buf_text(&file->sections));
		return;
	}
	add_body(out, "up", NULL, what->up);
	if (!(what->flags & WB_NEW_REPEAT))
		add_body(out, "down", NULL, what->down);
}

void newfile_compose(const struct newfile *file, struct buf *out)
{
	const struct wb_new_revision *what = file->what;

	add_line(out, "Migration", what->title);
	add_line(out, "Revision", file->id);
	if (what->flags & WB_NEW_REPEAT)
		add_line(out, "Repeat", "on-change");
	else
		add_ids(out, "Revises", &file->parents);
	if (file->depends.count)
		add_ids(out, "Depends", &file->depends);
	if (what->branch)
		add_line(out, "Branch", what->branch);
	buf_str(out, what->header ? what->header : "");
	add_line(out, "Date", what->date ? what->date : file->date);
	if (!(what->flags & WB_NEW_VARIABLES) && has_dollar(what))
		add_line(out, "Variables", "off");
	buf_str(out, buf_text(&file->header));
	compose_body(file, out);
}
