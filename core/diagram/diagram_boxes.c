/* SPDX-License-Identifier: MIT */
#include "diagram.h"

/* Columns of the terminal that a text takes: one a character. */
static size_t width(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void pad(struct buf *out, size_t count)
{
	while (count--)
		buf_char(out, ' ');
}

struct strokes {
	const char *corners[6]; /* of the top, the middle, the bottom: left, right */
	const char *across, *down, *arrow;
};

static const struct strokes drawn_lines = { { "┌", "┐", "├", "┤", "└", "┘" }, "─", "│", "──>" };
static const struct strokes plain_lines = { { "+", "+", "+", "+", "+", "+" }, "-", "|", "-->" };

static const struct strokes *strokes_of(const struct drawing *d)
{
	return d->options->flags & WB_DIAGRAM_ASCII ? &plain_lines : &drawn_lines;
}

static void box_line(struct drawing *d, size_t corner, size_t inner)
{
	const struct strokes *s = strokes_of(d);

	buf_str(&d->out, s->corners[corner]);
	for (size_t i = 0; i < inner + 2; i++)
		buf_str(&d->out, s->across);
	buf_printf(&d->out, "%s\n", s->corners[corner + 1]);
}

static void box_row(struct drawing *d, const char *text, size_t inner)
{
	const char *down = strokes_of(d)->down;

	buf_printf(&d->out, "%s %s", down, text);
	pad(&d->out, inner - width(text));
	buf_printf(&d->out, " %s\n", down);
}

static void box_texts(const struct object *table, size_t i, struct buf *out)
{
	const struct object *column = table->children.items[i];
	size_t names = 0;

	for (size_t j = 0; j < table->children.count && diagram_column(table->children.items[j]);
	     j++)
		if (width(table->children.items[j]->pub.name) > names)
			names = width(table->children.items[j]->pub.name);
	buf_clear(out);
	buf_str(out, column->pub.name);
	pad(out, names - width(column->pub.name) + 2);
	buf_str(out, diagram_type(column));
	if (object_get(&column->pub, "not_null"))
		buf_str(out, " not null");
	if (*diagram_marks(table, column))
		buf_printf(out, "  %s", diagram_marks(table, column));
}

void diagram_box_table(struct drawing *d, const struct object *table, const char *title)
{
	size_t inner = width(title);
	struct buf text = { 0 };

	for (size_t i = 0; i < table->children.count && diagram_column(table->children.items[i]);
	     i++) {
		box_texts(table, i, &text);
		inner = width(buf_text(&text)) > inner ? width(buf_text(&text)) : inner;
	}
	box_line(d, 0, inner);
	box_row(d, title, inner);
	box_line(d, 2, inner);
	for (size_t i = 0; i < table->children.count && diagram_column(table->children.items[i]);
	     i++) {
		box_texts(table, i, &text);
		box_row(d, buf_text(&text), inner);
	}
	box_line(d, 4, inner);
	buf_release(&text);
}

void diagram_box_key(struct drawing *d, const struct object *key, const struct ends *ends)
{
	const char *targets = object_get(&key->pub, "target_columns");

	buf_printf(&d->out, "  %s %s %s", ends->columns, strokes_of(d)->arrow, ends->to);
	if (targets)
		buf_printf(&d->out, " (%s)", targets);
	buf_printf(&d->out, "%s%s\n", ends->how.optional ? ", may be null" : "",
		   ends->how.unique ? ", one to one" : "");
}
