/* SPDX-License-Identifier: MIT */
#include "format.h"

#include <string.h>

#include "output.h"

void format_names(FILE *out, const struct wb_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		say(out, "%s%s", i ? ", " : "", names->items[i]);
}

static void print_parents(FILE *out, const struct wb_revision *revision)
{
	if (revision->parents.count)
		format_names(out, &revision->parents);
	else
		say(out, "<base>");
}

static void print_mark(FILE *out, bool color, const char *mark)
{
	say(out, " %s(%s)%s", paint_code(color, PAINT_MARK), mark, paint_code(color, PAINT_NONE));
}

/* A head that something depends on is no head of the version table: Alembic calls it an effective
 * one. */
static void print_head(FILE *out, bool color, const struct wb_revision *revision)
{
	if (!(revision->flags & WB_REVISION_HEAD))
		return;
	print_mark(out, color, revision->flags & WB_REVISION_REAL_HEAD ? "head" : "effective head");
}

static void print_shape(FILE *out, bool color, const struct wb_revision *revision)
{
	if (revision->flags & WB_REVISION_BRANCHPOINT)
		print_mark(out, color, "branchpoint");
	if (revision->flags & WB_REVISION_MERGE)
		print_mark(out, color, "mergepoint");
	if (revision->flags & WB_REVISION_REPEAT)
		print_mark(out, color, "repeatable");
	if (revision->flags & WB_REVISION_REPLACED)
		print_mark(out, color, "replaced");
}

static void print_id(FILE *out, bool color, const struct wb_revision *revision)
{
	say(out, "%s%s%s", paint_code(color, PAINT_ID), revision->id,
	    paint_code(color, PAINT_NONE));
}

void format_line(FILE *out, bool color, const struct wb_revision *revision, uint32_t what)
{
	if ((what & FORMAT_PARENTS) && !(revision->flags & WB_REVISION_REPEAT)) {
		print_parents(out, revision);
		if (revision->depends.count) {
			say(out, " (");
			format_names(out, &revision->depends);
			say(out, ")");
		}
		say(out, " -> ");
	}
	print_id(out, color, revision);
	if ((what & FORMAT_LABELS) && revision->labels.count) {
		say(out, " (");
		format_names(out, &revision->labels);
		say(out, ")");
	}
	print_head(out, color, revision);
	if (what & FORMAT_SHAPE)
		print_shape(out, color, revision);
	if (what & FORMAT_CURRENT)
		print_mark(out, color, "current");
	if ((what & FORMAT_TITLE) && *revision->title)
		say(out, ", %s", revision->title);
}

static void print_list(FILE *out, const char *key, const struct wb_names *names)
{
	if (!names->count)
		return;
	say(out, "%s: ", key);
	format_names(out, names);
	say(out, "\n");
}

/* A value may have several lines. */
static void print_key(FILE *out, const struct wb_header_line *line)
{
	say(out, "    %s: ", line->key);
	for (const char *p = line->value; *p;) {
		int len = (int)strcspn(p, "\n");

		say(out, "%.*s", len, p);
		p += len;
		if (*p) {
			say(out, "\n      ");
			p++;
		}
	}
	say(out, "\n");
}

void format_long(FILE *out, bool color, const struct wb_revision *revision)
{
	say(out, "Rev: ");
	print_id(out, color, revision);
	print_head(out, color, revision);
	print_shape(out, color, revision);
	say(out, "\n");
	if (!(revision->flags & WB_REVISION_REPEAT)) {
		say(out, "%s: ", revision->flags & WB_REVISION_MERGE ? "Merges" : "Parent");
		print_parents(out, revision);
		say(out, "\n");
	}
	print_list(out, "Also depends on", &revision->depends);
	if (revision->flags & WB_REVISION_BRANCHPOINT)
		print_list(out, "Branches into", &revision->children);
	print_list(out, "Branch names", &revision->labels);
	print_list(out, "Tags", &revision->tags);
	print_list(out, "Replaces", &revision->replaces);
	say(out, "Path: %s\n", revision->path);
	if (*revision->title)
		say(out, "\n    %s\n", revision->title);
	if (revision->header_count)
		say(out, "\n");
	for (size_t i = 0; i < revision->header_count; i++)
		print_key(out, &revision->header[i]);
}
