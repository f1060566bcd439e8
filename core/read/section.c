/* SPDX-License-Identifier: MIT */
#include "section_check.h"

#include <string.h>

#include "body.h"
#include "base/buf.h"
#include "base/error.h"
#include "lexical_context.h"
#include "keep.h"
#include "lex/lex.h"
#include "marker.h"
#include "restore_point.h"
#include "section_fills.h"
#include "base/text.h"

/* A file being searched for marker lines. */
struct finder {
	const struct revision *revision;
	const struct section_rules *rules;
	struct problems *problems;
	struct section_vec sections;
	struct body body;
	struct lexical_context inside; /* the section that was begun last … */
	struct lexer lexer;            /* … and how it is read */
	struct buf text;               /* the window: whole lines, and the beginning of one … */
	uint64_t offset;               /* … of which the first byte is here in the file */
	uint32_t line;                 /* and has this number */
	bool begun;                    /* the first marker line was met */
	bool open;                     /* the last one in `sections` has no end yet */
	bool in_line;         /* the window begins in the midst of a line that is no marker */
	uint32_t conflict;    /* where lines of two versions begin, 0: there are none … */
	bool conflict_turned; /* … and here is the second one */
};

void sections_free(struct section_vec *sections)
{
	for (size_t i = 0; i < sections->count; i++)
		section_release(&sections->items[i]);
	section_vec_release(sections);
}

/* A marker's line; the text behind it begins at `next`. */
static int begin_section(struct finder *f, const struct marker_text *line, uint64_t offset,
			 uint64_t next, struct wb_error *err)
{
	struct section section = { 0 }, *last = NULL;

	if (f->open)
		f->sections.items[f->sections.count - 1].end = offset;
	f->open = marker_read(line, f->rules, f->problems, &section) == 0;
	if (f->open) {
		section.begin = section.end = next;
		if (section_vec_push(&f->sections, section) < 0) {
			section_release(&section);
			f->open = false;
			return wb_error_nomem(err);
		}
		last = &f->sections.items[f->sections.count - 1];
	}
	f->begun = true;
	f->lexer = section_lexer(f->rules, last);
	lexical_context_begin(&f->inside, &f->body, &f->lexer, next, f->inside.window);
	return 0;
}

/* What a revision keeps of a table stands in one table beside it. */
static bool keeps_already(const struct section *section, const struct keep_said *said)
{
	struct wb_error ignored = WB_ERROR_INIT;
	struct buf name = { 0 }, other = { 0 };
	bool found = false;

	if (keep_table(said->what, said->len, "", &name, &ignored) < 0)
		name.len = 0;
	for (size_t i = 0; name.len && !found && i < section->keeps.count; i++) {
		const char *what = section->keeps.items[i];

		buf_clear(&other);
		found = keep_table(what, strlen(what), "", &other, &ignored) == 0 &&
			strcmp(buf_text(&name), buf_text(&other)) == 0;
	}
	buf_release(&name);
	buf_release(&other);
	return found;
}

/* A line that keeps something, or fills it in. */
static int note_keep(struct finder *f, const char *text, size_t len, struct wb_error *err)
{
	struct section *section = f->open ? &f->sections.items[f->sections.count - 1] : NULL;
	struct keep_said said;

	if (!section || !keep_line(text, len, &said))
		return 0;
	if (section->name == SECTION_UP && keeps_already(section, &said))
		problem_add(f->problems, WB_E_REVISION, f->revision->path, f->line,
			    KEEP_PREFIX
			    "keep: a line above keeps columns of this table already: name all of "
			    "them in that one, where they are all there");
	return string_vec_add_len(&section->keeps, said.what, said.len) < 0 ? wb_error_nomem(err)
									    : 0;
}

/* A line that asks for a restore point. */
static int note_point(struct finder *f, const char *text, size_t len, struct wb_error *err)
{
	size_t said;
	const char *table = f->open ? restore_point_line(text, len, &said) : NULL;
	struct section *section;

	if (!table)
		return 0;
	section = &f->sections.items[f->sections.count - 1];
	if (section->name != SECTION_UP || !said) {
		problem_add(f->problems, WB_E_REVISION, f->revision->path, f->line,
			    section->name != SECTION_UP
				    ? "a restore point stands in an `up` section"
				    : "the restore point names no table");
		return 0;
	}
	return string_vec_add_len(&section->points, table, said) < 0 ? wb_error_nomem(err) : 0;
}

/* Does a line that is begun as a marker stand in a text, a comment or rows of data: 1; 0: it begins a
 * section. */
static int stands_inside(struct finder *f, const struct marker_text *line, uint64_t offset,
			 struct wb_error *err)
{
	int rc = lexical_context_ask(&f->inside, offset, err);

	if (rc == WB_E_REVISION)
		return wb_error_prefix(err, "%s:%u: what this line stands in can't be read",
				       line->path, line->line);
	return rc;
}

/* What follows a line that nearly begins a section would be run as part of the one before. */
static int refuse_nearly(struct finder *f, const struct marker_text *line, uint64_t offset,
			 struct wb_error *err)
{
	const char *name = marker_nearly(line->text, line->len);
	const int inside = name && f->begun ? stands_inside(f, line, offset, err) : 1;

	if (inside)
		return inside < 0 ? inside : 0;
	problem_add(f->problems, WB_E_REVISION, line->path, line->line,
		    "this line nearly begins a section: write `-- migrate:%s`, or other words for "
		    "a comment",
		    name);
	return 0;
}

/* Some databases end a comment at a carriage return: what stands behind it would be run. */
static int refuse_behind_return(struct finder *f, size_t at, size_t len, struct wb_error *err)
{
	const char *text = f->text.data + at, *end = text + len, *found = text;

	while (f->begun && (found = marker_behind_return(found, (size_t)(end - found)))) {
		const struct marker_text line = { found, (size_t)(end - found), f->revision->path,
						  f->line };
		const uint64_t offset = f->offset + at + (uint64_t)(found - text);
		const int inside = stands_inside(f, &line, offset, err);

		if (inside < 0)
			return inside;
		if (!inside) {
			problem_add(f->problems, WB_E_REVISION, line.path, line.line,
				    "a carriage return by itself ends no line, and what stands "
				    "behind it begins no section: end lines with LF or CRLF");
			return 0;
		}
	}
	return 0;
}

/* What git writes where it could not merge: `<<<<<<< `, `=======` and `>>>>>>> `, a line each. */
static void note_conflict(struct finder *f, const char *text, size_t len)
{
	size_t marks = 0;

	len -= len && text[len - 1] == '\r';
	while (marks < len && text[marks] == text[0])
		marks++;
	if (marks != CONFLICT_MARKS || (marks < len && text[marks] != ' '))
		return;
	if (*text == '<') {
		f->conflict = f->line;
		f->conflict_turned = false;
	} else if (*text == '=') {
		f->conflict_turned = f->conflict && marks == len;
	} else if (f->conflict_turned) {
		problem_add(f->problems, WB_E_REVISION, f->revision->path, f->conflict,
			    CONFLICT_TOLD);
		f->conflict = 0;
		f->conflict_turned = false;
	}
}

/* A line of `len` bytes at `at` in the window, with its end `size`. */
static int take_line(struct finder *f, size_t at, size_t len, size_t size, struct wb_error *err)
{
	const char *text = f->text.data + at;
	const struct marker_text line = { text, len, f->revision->path, f->line };
	uint64_t offset = f->offset + at;
	size_t dashes;

	if (marker_look(text, len, &dashes) != MARKER_YES) {
		int status = note_keep(f, text, len, err);

		status = status < 0 ? status : note_point(f, text, len, err);
		return status < 0 ? status : refuse_nearly(f, &line, offset + dashes, err);
	}
	if (f->begun) {
		int inside = stands_inside(f, &line, offset + dashes, err);

		if (inside)
			return inside < 0 ? inside : 0;
	}
	return begin_section(f, &line, offset, offset + size, err);
}

/* May a line that begins with this byte be a marker's? Spares the look at nearly all lines. */
static bool may_mark(char c)
{
	return c == '-' || c == ' ' || c == '\t';
}

/* Of a long line whose end is not here yet: up to a carriage return behind which a marker may go on. */
static int take_part(struct finder *f, size_t *at, size_t len, struct wb_error *err)
{
	const char *text = f->text.data + *at, *turn = memrchr(text, '\r', len);
	int rc;

	if (turn && text + len - turn <= MARKER_NEARLY_MAX)
		len = (size_t)(turn - text);
	rc = refuse_behind_return(f, *at, len, err);
	f->in_line |= len > 0;
	*at += len;
	return rc;
}

/* All whole lines of the window; the last one is whole if `last`. What is left is the beginning of
 * a line. */
static int take_lines(struct finder *f, bool last, struct wb_error *err)
{
	const char *text = buf_text(&f->text);
	size_t at = 0, dashes;
	int rc = 0;

	while (rc >= 0 && at < f->text.len) {
		const char *feed = memchr(text + at, '\n', f->text.len - at);
		size_t len = feed ? (size_t)(feed - text) - at : f->text.len - at;

		if (!feed && !last) {
			if (!f->in_line && (len <= MARKER_NEARLY_MAX ||
					    marker_look(text + at, len, &dashes) != MARKER_NO))
				break;
			rc = take_part(f, &at, len, err);
			break;
		}
		if (!f->in_line && strchr("<=>", text[at]) && text[at])
			note_conflict(f, text + at, len);
		if (!f->in_line && may_mark(text[at]))
			rc = take_line(f, at, len, len + (feed != NULL), err);
		if (rc >= 0)
			rc = refuse_behind_return(f, at, len, err);
		f->in_line = false;
		f->line++;
		at += len + (feed != NULL);
	}
	buf_consume(&f->text, at);
	f->offset += at;
	return rc < 0 ? rc : 0;
}

static int find_all(struct finder *f, size_t window, struct wb_error *err)
{
	for (;;) {
		struct wb_error bad = WB_ERROR_INIT;
		char *to = buf_reserve(&f->text, window);
		size_t len;
		int status;

		if (!to)
			return wb_error_nomem(err);
		status = body_read(&f->body, to, window, &len, &bad);
		if (status == WB_E_REVISION) {
			problem_add(f->problems, status, f->revision->path, bad.line, "%s",
				    bad.message);
			f->body.unchecked = true;
			continue;
		}
		if (status < 0)
			return wb_error_set(err, status, "%s", bad.message);
		f->text.len += len;
		status = take_lines(f, !len, err);
		if (status < 0 || !len)
			return status;
	}
}

static int check(struct finder *f, struct wb_error *err)
{
	const struct found_sections found = { .revision = f->revision,
					      .rules = f->rules,
					      .problems = f->problems,
					      .sections = &f->sections,
					      .body = &f->body };

	return sections_check(&found, err);
}

/* ------------------------------------------------------------------ for which target */

/* What is for other targets has no text here. */
static void empty(struct section *section)
{
	section->elsewhere = true;
	section->end = section->begin;
	section->irreversible = section->undecided = false;
	string_vec_free(&section->keeps);
	string_vec_free(&section->points);
	section->keeps = section->points = (struct string_vec){ 0 };
}

static void empty_elsewhere(const struct finder *f)
{
	for (size_t i = 0; i < f->sections.count; i++) {
		struct section *section = &f->sections.items[i];

		if (section->targets.count &&
		    (!f->rules->target || string_vec_find(&section->targets, f->rules->target) < 0))
			empty(section);
	}
}

int sections_read(const struct revision *revision, const struct section_rules *rules,
		  struct problems *problems, struct section_vec *out, struct wb_error *err)
{
	size_t window = rules->window ? rules->window : BODY_WINDOW;
	struct finder f = { .revision = revision,
			    .rules = rules,
			    .problems = problems,
			    .offset = revision->body,
			    .line = revision->body_line };
	const struct sql_text whole = revision_text(revision, revision->body, revision->size);
	int status = body_open(&whole, &f.body, err);

	if (status < 0)
		return status;
	f.inside.window = window = window < BODY_WINDOW_MIN ? BODY_WINDOW_MIN : window;
	status = find_all(&f, window, err);
	if (f.open)
		f.sections.items[f.sections.count - 1].end = revision->size;
	if (status == 0)
		status = check(&f, err);
	if (status == 0) {
		empty_elsewhere(&f);
		status = section_fills_add(&f.sections, rules, err);
	}
	body_close(&f.body);
	buf_release(&f.text);
	lexical_context_release(&f.inside);
	if (status < 0)
		sections_free(&f.sections);
	else
		*out = f.sections;
	return status;
}
