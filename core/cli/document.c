/* SPDX-License-Identifier: MIT */
#include "document.h"

#include <string.h>

#include "markdown.h"
#include "say.h"

/* Text that is no markup, on one line. */
static void add_html(FILE *out, const char *text)
{
	while (*text) {
		int len = (int)strcspn(text, "\n\r&<>\"");

		say(out, "%.*s", len, text);
		text += len;
		if (!*text)
			break;
		if (*text == '&')
			say(out, "&amp;");
		else if (*text == '<')
			say(out, "&lt;");
		else if (*text == '>')
			say(out, "&gt;");
		else if (*text == '"')
			say(out, "&quot;");
		else
			say(out, " ");
		text++;
	}
}

static void add_text(const struct document *d, const char *text)
{
	if (d->html)
		add_html(d->out, text);
	else
		markdown_text(text);
}

/* What comes is no part of a list or a table any more. */
static void end_block(struct document *d)
{
	if (d->html && d->in_list)
		say(d->out, "</ul>\n");
	if (d->html && d->in_table)
		say(d->out, "</table>\n");
	d->in_list = d->in_table = false;
}

void document_begin(struct document *d, const char *title)
{
	if (!d->html) {
		say(d->out, "# %s\n", title);
		return;
	}
	say(d->out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
	add_html(d->out, title);
	say(d->out, "</title>\n<style>body { font-family: sans-serif; margin: 2em; } table { "
		    "border-collapse: collapse; } td, th { border: 1px solid #999; padding: 0.2em "
		    "0.5em; text-align: left; }</style>\n</head>\n<body>\n<h1>");
	add_html(d->out, title);
	say(d->out, "</h1>\n");
}

void document_end(struct document *d)
{
	end_block(d);
	if (d->html)
		say(d->out, "</body>\n</html>\n");
}

void document_heading(struct document *d, const char *first, const char *second)
{
	end_block(d);
	say(d->out, d->html ? "<h2>" : "\n## ");
	add_text(d, first);
	if (*second) {
		say(d->out, ": ");
		add_text(d, second);
	}
	say(d->out, d->html ? "</h2>\n" : "\n");
}

static void begin_item(struct document *d, const char *key)
{
	if (!d->in_list)
		say(d->out, d->html ? "<ul>\n" : "\n");
	d->in_list = true;
	say(d->out, d->html ? "<li><b>" : "- ");
	add_text(d, key);
	say(d->out, d->html ? ":</b> " : ": ");
}

void document_item(struct document *d, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	begin_item(d, key);
	add_text(d, value);
	say(d->out, d->html ? "</li>\n" : "\n");
}

void document_code(struct document *d, const char *key, const char *value)
{
	begin_item(d, key);
	if (d->html) {
		say(d->out, "<code>");
		add_html(d->out, value);
		say(d->out, "</code></li>\n");
	} else {
		say(d->out, "`%s`\n", value);
	}
}

void document_row(struct document *d, const char *const *cells, size_t count)
{
	say(d->out, d->html ? "<tr>" : "|");
	for (size_t i = 0; i < count; i++) {
		say(d->out, d->html ? "<td>" : " ");
		add_text(d, cells[i] ? cells[i] : "");
		say(d->out, d->html ? "</td>" : " |");
	}
	say(d->out, d->html ? "</tr>\n" : "\n");
}

void document_table(struct document *d, const char *const *titles, size_t count)
{
	end_block(d);
	d->in_table = true;
	say(d->out, d->html ? "<table>\n<tr>" : "\n|");
	for (size_t i = 0; i < count; i++)
		say(d->out, d->html ? "<th>%s</th>" : " %s |", titles[i]);
	say(d->out, d->html ? "</tr>\n" : "\n|");
	for (size_t i = 0; i < count && !d->html; i++)
		say(d->out, " --- |");
	if (!d->html)
		say(d->out, "\n");
}
