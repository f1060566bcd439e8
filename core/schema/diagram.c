/* SPDX-License-Identifier: MIT */
/* Tables and their foreign keys as a picture: for Mermaid, for Graphviz, and in boxes for people at
 * a terminal. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "run/session.h"
#include "model.h"
#include "scope.h"

struct drawing {
	const struct model *model;
	struct buf out;
};

static const char *type_of(const struct object *column)
{
	const char *type = object_get(&column->pub, "type");

	return type && *type ? type : "any";
}

static bool lists(const char *columns, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = columns; at && *at;) {
		size_t item = strcspn(at, ",");

		if (item >= len && strncasecmp(at, name, len) == 0 &&
		    (at[len] == '\0' || at[len] == ',' || at[len] == ' '))
			return true;
		at += item;
		at += strspn(at, ", ");
	}
	return false;
}

/* "PK", "FK", "UK" as far as they hold; in one text, "" if none does. */
static const char *marks(const struct object *table, const struct object *column)
{
	static const char *const texts[] = { "",   "PK",     "FK",     "PK, FK",
					     "UK", "PK, UK", "FK, UK", "PK, FK, UK" };
	unsigned bits = 0;

	for (size_t i = 0; i < table->children.count; i++) {
		const struct wb_object *o = &table->children.items[i]->pub;
		unsigned bit = o->kind == WB_KIND_PRIMARY_KEY   ? 1
			       : o->kind == WB_KIND_FOREIGN_KEY ? 2
			       : o->kind == WB_KIND_UNIQUE      ? 4
								: 0;

		if (bit && lists(object_get(o, "columns"), column->pub.name))
			bits |= bit;
	}
	return texts[bits];
}

static bool is_table(const struct object *o)
{
	return o->pub.kind == WB_KIND_TABLE && object_counts(o);
}

static bool is_column(const struct object *o)
{
	return o->pub.kind == WB_KIND_COLUMN;
}

/* A name as far as the notation takes it. */
static void add_plain(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_char(out,
			 isalnum((unsigned char)*text) || strchr("_()", *text) || (*text & 0x80)
				 ? *text
				 : '_');
}

static void add_quoted(struct buf *out, const char *text)
{
	buf_char(out, '"');
	for (; *text; text++)
		if (*text == '"')
			buf_str(out, "'");
		else
			buf_char(out, *text);
	buf_char(out, '"');
}

static const char *target_of(const struct object *key)
{
	const char *table = object_get(&key->pub, "table");

	return table ? table : "";
}

/* The target as its own table spells it. */
static const char *target_name(const struct drawing *d, const struct object *key)
{
	for (size_t i = 0; i < key->needs.count; i++)
		if (key->needs.items[i]->pub.kind == WB_KIND_TABLE)
			return key->needs.items[i]->pub.name;
	(void)d;
	return target_of(key);
}

/* ------------------------------------------------------------------ Mermaid */

static void mermaid_table(struct drawing *d, const struct object *table)
{
	buf_str(&d->out, "    ");
	add_quoted(&d->out, table->pub.name);
	buf_str(&d->out, " {\n");
	for (size_t i = 0; i < table->children.count && is_column(table->children.items[i]); i++) {
		const struct object *column = table->children.items[i];
		const char *mark = marks(table, column);

		buf_str(&d->out, "        ");
		add_plain(&d->out, type_of(column));
		buf_char(&d->out, ' ');
		add_plain(&d->out, column->pub.name);
		buf_printf(&d->out, "%s%s\n", *mark ? " " : "", mark);
	}
	buf_str(&d->out, "    }\n");
}

static void mermaid_key(struct drawing *d, const struct object *table, const struct object *key)
{
	const char *columns = object_get(&key->pub, "columns");

	buf_str(&d->out, "    ");
	add_quoted(&d->out, target_name(d, key));
	buf_str(&d->out, " ||--o{ ");
	add_quoted(&d->out, table->pub.name);
	buf_str(&d->out, " : ");
	add_quoted(&d->out, columns ? columns : "");
	buf_char(&d->out, '\n');
}

/* ------------------------------------------------------------------ Graphviz */

static void add_html(struct buf *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			buf_str(out, "&amp;");
			break;
		case '<':
			buf_str(out, "&lt;");
			break;
		case '>':
			buf_str(out, "&gt;");
			break;
		default:
			buf_char(out, *text);
		}
}

static void dot_table(struct drawing *d, const struct object *table)
{
	buf_str(&d->out, "  ");
	add_quoted(&d->out, table->pub.name);
	buf_str(&d->out, " [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\"><tr><td "
			 "colspan=\"3\"><b>");
	add_html(&d->out, table->pub.name);
	buf_str(&d->out, "</b></td></tr>");
	for (size_t i = 0; i < table->children.count && is_column(table->children.items[i]); i++) {
		buf_str(&d->out, "<tr><td align=\"left\">");
		add_html(&d->out, table->children.items[i]->pub.name);
		buf_str(&d->out, "</td><td align=\"left\">");
		add_html(&d->out, type_of(table->children.items[i]));
		buf_printf(&d->out, "</td><td>%s</td></tr>",
			   marks(table, table->children.items[i]));
	}
	buf_str(&d->out, "</table>>];\n");
}

static void dot_key(struct drawing *d, const struct object *table, const struct object *key)
{
	const char *columns = object_get(&key->pub, "columns");

	buf_str(&d->out, "  ");
	add_quoted(&d->out, table->pub.name);
	buf_str(&d->out, " -> ");
	add_quoted(&d->out, target_name(d, key));
	buf_str(&d->out, " [label=");
	add_quoted(&d->out, columns ? columns : "");
	buf_str(&d->out, "];\n");
}

/* ------------------------------------------------------------------ boxes */

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

static void line(struct buf *out, const char *left, const char *right, size_t inner)
{
	buf_str(out, left);
	for (size_t i = 0; i < inner + 2; i++)
		buf_str(out, "─");
	buf_printf(out, "%s\n", right);
}

static void box_row(struct buf *out, const char *text, size_t inner)
{
	buf_printf(out, "│ %s", text);
	pad(out, inner - width(text));
	buf_str(out, " │\n");
}

static void box_texts(const struct object *table, size_t i, struct buf *out)
{
	const struct object *column = table->children.items[i];
	size_t names = 0;

	for (size_t j = 0; j < table->children.count && is_column(table->children.items[j]); j++)
		if (width(table->children.items[j]->pub.name) > names)
			names = width(table->children.items[j]->pub.name);
	buf_clear(out);
	buf_str(out, column->pub.name);
	pad(out, names - width(column->pub.name) + 2);
	buf_str(out, type_of(column));
	if (object_get(&column->pub, "not_null"))
		buf_str(out, " not null");
	if (*marks(table, column))
		buf_printf(out, "  %s", marks(table, column));
}

static void box_table(struct drawing *d, const struct object *table)
{
	size_t inner = width(table->pub.name);
	struct buf text = { 0 };

	for (size_t i = 0; i < table->children.count && is_column(table->children.items[i]); i++) {
		box_texts(table, i, &text);
		inner = width(buf_text(&text)) > inner ? width(buf_text(&text)) : inner;
	}
	line(&d->out, "┌", "┐", inner);
	box_row(&d->out, table->pub.name, inner);
	line(&d->out, "├", "┤", inner);
	for (size_t i = 0; i < table->children.count && is_column(table->children.items[i]); i++) {
		box_texts(table, i, &text);
		box_row(&d->out, buf_text(&text), inner);
	}
	line(&d->out, "└", "┘", inner);
	buf_release(&text);
}

static void box_key(struct drawing *d, const struct object *table, const struct object *key)
{
	const char *columns = object_get(&key->pub, "columns"),
		   *targets = object_get(&key->pub, "target_columns");

	(void)table;
	buf_printf(&d->out, "  %s ──> %s", columns ? columns : "", target_name(d, key));
	if (targets)
		buf_printf(&d->out, " (%s)", targets);
	buf_char(&d->out, '\n');
}

/* ------------------------------------------------------------------ all of it */

struct notation {
	const char *begin, *end;
	void (*table)(struct drawing *d, const struct object *table);
	void (*key)(struct drawing *d, const struct object *table, const struct object *key);
	bool together; /* a table's keys stand below it */
};

static const struct notation notations[] = {
	[WB_DIAGRAM_MERMAID] = { "erDiagram\n", "", mermaid_table, mermaid_key, false },
	[WB_DIAGRAM_DOT] = { "digraph schema {\n  rankdir=LR;\n  node [shape=plain];\n", "}\n",
			     dot_table, dot_key, false },
	[WB_DIAGRAM_BOXES] = { "", "", box_table, box_key, true },
};

static void draw_keys(struct drawing *d, const struct notation *n, const struct object *table)
{
	for (size_t i = 0; i < table->children.count; i++)
		if (table->children.items[i]->pub.kind == WB_KIND_FOREIGN_KEY)
			n->key(d, table, table->children.items[i]);
}

static void draw(struct drawing *d, const struct notation *n)
{
	const struct object_vec *objects = &d->model->objects;

	buf_str(&d->out, n->begin);
	for (size_t i = 0; i < objects->count; i++) {
		if (!is_table(objects->items[i]))
			continue;
		n->table(d, objects->items[i]);
		if (n->together)
			draw_keys(d, n, objects->items[i]);
	}
	for (size_t i = 0; !n->together && i < objects->count; i++)
		if (is_table(objects->items[i]))
			draw_keys(d, n, objects->items[i]);
	buf_str(&d->out, n->end);
}

int wb_schema_diagram(struct wb_session *session, int form, wb_write write, void *ctx,
		      struct wb_error *err)
{
	struct model model = { 0 };
	struct drawing d = { .model = &model };
	int rc;

	if (form < WB_DIAGRAM_MERMAID || form > WB_DIAGRAM_BOXES)
		return wb_error_set(err, WB_E_USAGE, "there is no form %d of diagrams", form);
	rc = scope_read(session, &session->conn, &model, err);
	if (rc < 0)
		return rc;
	draw(&d, &notations[form]);
	rc = buf_check(&d.out, err);
	if (rc == 0 && write(ctx, buf_text(&d.out), d.out.len) != 0)
		rc = wb_error_set(err, WB_E_FILE, "the diagram could not be written");
	buf_release(&d.out);
	model_release(&model);
	return rc;
}
