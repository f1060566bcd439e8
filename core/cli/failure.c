/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <string.h>

#include "exit_code.h"
#include "output.h"

#define LINES_SHOWN 6
#define LINE_MAX_SHOWN 160

/* One line of a statement. */
struct line {
	const char *text;
	size_t len;
};

static struct line line_at(const char *text, size_t len, size_t at)
{
	const char *end = memchr(text + at, '\n', len - at);

	return (struct line){ text + at, end ? (size_t)(end - text) - at : len - at };
}

/* Under the byte at `column`: tabs stay tabs, so that it stands right whatever their width. */
static void print_caret(FILE *out, bool color, const char *text, size_t column)
{
	char before[LINE_MAX_SHOWN + 1], shown[LINE_MAX_SHOWN * 8];

	snprintf(before, sizeof(before), "%.*s", (int)column, text);
	say_escaped(before, shown, sizeof(shown));
	say(out, "  | ");
	for (const char *c = shown; *c; c++)
		if (((unsigned char)*c & 0xc0) != 0x80)
			say(out, "%s", *c == '\t' ? "\t" : " ");
	say(out, "%s^%s\n", paint_code(color, PAINT_BAD), paint_code(color, PAINT_NONE));
}

/* The line, or of a long one the part around byte `column` (SIZE_MAX: its beginning, and no
 * caret). */
static void print_line(FILE *out, bool color, struct line line, size_t column)
{
	size_t from = 0, len = line.len;

	if (column != SIZE_MAX && column > LINE_MAX_SHOWN / 2 && line.len > LINE_MAX_SHOWN)
		from = column - LINE_MAX_SHOWN / 2;
	while (from < line.len && ((unsigned char)line.text[from] & 0xc0) == 0x80)
		from++;
	if (len - from > LINE_MAX_SHOWN)
		len = from + LINE_MAX_SHOWN;
	while (len > from && len < line.len && ((unsigned char)line.text[len] & 0xc0) == 0x80)
		len--;
	say(out, "  | ");
	say(out, "%.*s%s\n", (int)(len - from), line.text + from, len < line.len ? "..." : "");
	if (column != SIZE_MAX)
		print_caret(out, color, line.text + from, column - from);
}

/* The first lines, and the one that holds `position` (1-based byte, 0: none) with a caret. */
static void print_statement(FILE *out, bool color, const char *text, size_t len, size_t position)
{
	unsigned number = 0;
	bool skipped = false;

	while (len && (text[len - 1] == '\n' || text[len - 1] == '\r' || text[len - 1] == ' '))
		len--;
	for (size_t at = 0; at < len; number++) {
		struct line line = line_at(text, len, at);
		bool here = position > at && position <= at + line.len + 1;

		if (line.len && line.text[line.len - 1] == '\r')
			line.len--;
		if (number < LINES_SHOWN || here) {
			if (skipped)
				say(out, "  | ...\n");
			skipped = false;
			print_line(out, color, line, here ? position - 1 - at : SIZE_MAX);
		} else {
			skipped = true;
			if (position <= at)
				break;
		}
		at = (size_t)(line.text - text) + line_at(text, len, at).len + 1;
	}
	if (skipped)
		say(out, "  | ...\n");
}

/* Lines of `text`, each indented. */
static void print_indented(FILE *out, const char *text)
{
	size_t len = strlen(text);

	for (size_t at = 0; at < len;) {
		struct line line = line_at(text, len, at);

		say(out, "  %.*s\n", (int)line.len, line.text);
		at += line.len + 1;
	}
}

void error_print(FILE *out, const struct wb_error *err)
{
	const char *message = err->message[0] ? err->message : "failed, and nothing says why";

	say(out, "%s", message);
	if (err->sqlstate[0] && err->native_code)
		say(out, " (SQLSTATE %s, code %d)", err->sqlstate, err->native_code);
	else if (err->sqlstate[0])
		say(out, " (SQLSTATE %s)", err->sqlstate);
	else if (err->native_code)
		say(out, " (code %d)", err->native_code);
	say(out, "\n");
	print_indented(out, err->detail);
}

static void print_place(FILE *out, const struct wb_failure *failure)
{
	const char *path = failure->path, *message = failure->error->message;

	/* some tell of another line than that of the statement */
	if (path && strncmp(message, path, strlen(path)) == 0)
		return;
	if (failure->path && failure->line)
		say(out, "%s:%u: ", failure->path, failure->line);
	else if (failure->path)
		say(out, "%s: ", failure->path);
}

void failure_print(FILE *out, bool color, const struct wb_failure *failure)
{
	const char *bad = paint_code(color, PAINT_BAD), *none = paint_code(color, PAINT_NONE);

	say(out, "whimbrel: %sfailed%s", bad, none);
	if (failure->revision)
		say(out, ": revision %s", failure->revision);
	if (failure->section || failure->direction)
		say(out, " (%s)", failure->section ? failure->section : failure->direction);
	if (failure->statement_number)
		say(out, ", statement %u", failure->statement_number);
	say(out, "\n");
	print_place(out, failure);
	error_print(out, failure->error);
	if (failure->statement)
		print_statement(out, color, failure->statement, failure->statement_len,
				failure->error->position);
	if (failure->state)
		say(out, "state: %s\n", failure->state);
	if (failure->next)
		say(out, "next: %s\n", failure->next);
}

/* The database's own number or, where it has none, its SQLSTATE. */
static json_t *error_code(const struct wb_error *err)
{
	if (err->native_code)
		return json_integer(err->native_code);
	return json_text(err->sqlstate[0] ? err->sqlstate : NULL);
}

json_t *failure_json(const struct wb_failure *failure, int exit)
{
	const struct wb_error *err = failure->error;
	json_t *object = json_object();

	json_put(object, "event", json_text("failed"));
	json_put(object, "revision", json_text(failure->revision));
	json_put(object, "direction", json_text(failure->direction));
	json_put(object, "section", json_text(failure->section));
	json_put(object, "code", error_code(err));
	json_put(object, "sqlstate", json_text(err->sqlstate[0] ? err->sqlstate : NULL));
	json_put(object, "message", json_text(err->message));
	json_put(object, "detail", json_text(err->detail[0] ? err->detail : NULL));
	json_put(object, "path", json_text(failure->path));
	json_put(object, "line", failure->line ? json_integer(failure->line) : json_null());
	json_put(object, "statement",
		 failure->statement ? json_text_len(failure->statement, failure->statement_len)
				    : json_null());
	json_put(object, "statement_number",
		 failure->statement_number ? json_integer(failure->statement_number) : json_null());
	json_put(object, "position", err->position ? json_integer(err->position) : json_null());
	json_put(object, "steps_kept", json_integer(failure->steps_kept));
	json_put(object, "steps", json_integer(failure->steps));
	json_put(object, "state", json_text(failure->state));
	json_put(object, "next", json_text(failure->next));
	json_put(object, "exit_code", json_integer(exit));
	return object;
}
