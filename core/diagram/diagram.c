/* SPDX-License-Identifier: MIT */
/* Tables and their foreign keys as a picture: for Mermaid, for Graphviz, and in boxes for people at
 * a terminal. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "config/pattern.h"
#include "run/session.h"
#include "scope/scope.h"
#include "calls.h"
#include "diagram.h"

static bool is_table(const struct object *o)
{
	return o->pub.kind == WB_KIND_TABLE && object_counts(o);
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

/* `space.name` where there are several schemas, for the caller to free. */
static char *title_of(const struct drawing *d, const char *space, const char *name)
{
	return d->spaces && space && *space ? text_format("%s.%s", space, name)
					    : text_dup(name, strlen(name));
}

static char *table_title(const struct drawing *d, const struct object *table)
{
	return title_of(d, table->pub.namespace_, table->pub.name);
}

static const struct object *target_of(const struct object *key)
{
	for (size_t i = 0; i < key->needs.count; i++)
		if (key->needs.items[i]->pub.kind == WB_KIND_TABLE)
			return key->needs.items[i];
	return key->parent; /* its own table */
}

static bool is_called(const struct object *table, const char *name, const char *space)
{
	return strcasecmp(table->pub.name, name) == 0 &&
	       (!space || !table->pub.namespace_ || strcmp(table->pub.namespace_, space) == 0);
}

/* The target as its own table spells it, or as the key does if that is not ours. */
static char *target_title(const struct drawing *d, const struct object *key)
{
	const char *name = object_get(&key->pub, "table"),
		   *space = object_get(&key->pub, "table_namespace");
	const struct object *table = target_of(key);

	if (table && (!name || is_called(table, name, space)))
		return table_title(d, table);
	return title_of(d, space, name ? name : "");
}

static bool is_drawn(const struct drawing *d, const struct object *table)
{
	bool any_case = table->pub.flags & WB_OBJECT_ANY_CASE, drawn = !d->options->table_count;
	AUTO_FREE char *full = text_format(
		"%s.%s", table->pub.namespace_ ? table->pub.namespace_ : "", table->pub.name);

	for (size_t i = 0; full && !drawn && i < d->options->table_count; i++)
		drawn = pattern_match(d->options->tables[i], table->pub.name, any_case) ||
			pattern_match(d->options->tables[i], full, any_case);
	return is_table(table) && drawn;
}

/* ------------------------------------------------------------------ Mermaid */

static void mermaid_table(struct drawing *d, const struct object *table, const char *title)
{
	buf_str(&d->out, "    ");
	add_quoted(&d->out, title);
	buf_str(&d->out, " {\n");
	for (size_t i = 0; i < table->children.count && diagram_column(table->children.items[i]);
	     i++) {
		const struct object *column = table->children.items[i];
		const char *mark = diagram_marks(table, column);

		buf_str(&d->out, "        ");
		add_plain(&d->out, diagram_type(column));
		buf_char(&d->out, ' ');
		add_plain(&d->out, column->pub.name);
		buf_printf(&d->out, "%s%s\n", *mark ? " " : "", mark);
	}
	buf_str(&d->out, "    }\n");
}

static void mermaid_key(struct drawing *d, const struct object *key, const struct ends *ends)
{
	(void)key;
	buf_str(&d->out, "    ");
	add_quoted(&d->out, ends->to);
	buf_printf(&d->out, " %s--o%s ", ends->how.optional ? "|o" : "||",
		   ends->how.unique ? "|" : "{");
	add_quoted(&d->out, ends->from);
	buf_str(&d->out, " : ");
	add_quoted(&d->out, ends->columns);
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

static void dot_table(struct drawing *d, const struct object *table, const char *title)
{
	buf_str(&d->out, "  ");
	add_quoted(&d->out, title);
	buf_str(&d->out, " [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\"><tr><td "
			 "colspan=\"3\"><b>");
	add_html(&d->out, title);
	buf_str(&d->out, "</b></td></tr>");
	for (size_t i = 0; i < table->children.count && diagram_column(table->children.items[i]);
	     i++) {
		buf_str(&d->out, "<tr><td align=\"left\">");
		add_html(&d->out, table->children.items[i]->pub.name);
		buf_str(&d->out, "</td><td align=\"left\">");
		add_html(&d->out, diagram_type(table->children.items[i]));
		buf_printf(&d->out, "</td><td>%s</td></tr>",
			   diagram_marks(table, table->children.items[i]));
	}
	buf_str(&d->out, "</table>>];\n");
}

static void dot_key(struct drawing *d, const struct object *key, const struct ends *ends)
{
	(void)key;
	buf_str(&d->out, "  ");
	add_quoted(&d->out, ends->from);
	buf_str(&d->out, " -> ");
	add_quoted(&d->out, ends->to);
	buf_str(&d->out, " [label=");
	add_quoted(&d->out, ends->columns);
	buf_printf(&d->out, ", dir=both, arrowhead=%s, arrowtail=%s];\n",
		   ends->how.optional ? "teeodot" : "teetee",
		   ends->how.unique ? "teeodot" : "crowodot");
}

/* ------------------------------------------------------------------ all of it */

struct notation {
	const char *begin, *end;
	void (*table)(struct drawing *d, const struct object *table, const char *title);
	void (*key)(struct drawing *d, const struct object *key, const struct ends *ends);
	bool together; /* a table's keys stand below it, also those to what isn't drawn */
};

static const struct notation notations[] = {
	[WB_DIAGRAM_MERMAID] = { "erDiagram\n", "", mermaid_table, mermaid_key, false },
	[WB_DIAGRAM_DOT] = { "digraph schema {\n  rankdir=LR;\n  node [shape=plain];\n", "}\n",
			     dot_table, dot_key, false },
	[WB_DIAGRAM_BOXES] = { "", "", diagram_box_table, diagram_box_key, true },
};

static void draw_keys(struct drawing *d, const struct notation *n, const struct object *table)
{
	AUTO_FREE char *title = table_title(d, table);

	for (size_t i = 0; title && i < table->children.count; i++) {
		const struct object *key = table->children.items[i], *target = target_of(key);
		const char *columns = object_get(&key->pub, "columns");
		AUTO_FREE char *to = NULL;

		if (key->pub.kind != WB_KIND_FOREIGN_KEY ||
		    (!n->together && target && !is_drawn(d, target)))
			continue;
		to = target_title(d, key);
		if (to)
			n->key(d, key,
			       &(struct ends){ .from = title,
					       .to = to,
					       .columns = columns ? columns : "",
					       .how = diagram_cardinality(table, key) });
	}
}

static void draw(struct drawing *d, const struct notation *n)
{
	const struct object_vec *objects = &d->model->objects;

	buf_str(&d->out, n->begin);
	for (size_t i = 0; i < objects->count; i++) {
		AUTO_FREE char *title = NULL;

		if (!is_drawn(d, objects->items[i]))
			continue;
		title = table_title(d, objects->items[i]);
		if (title)
			n->table(d, objects->items[i], title);
		if (n->together)
			draw_keys(d, n, objects->items[i]);
	}
	for (size_t i = 0; !n->together && i < objects->count; i++)
		if (is_drawn(d, objects->items[i]))
			draw_keys(d, n, objects->items[i]);
	buf_str(&d->out, n->end);
}

/* Is each pattern of use, and are there several schemas? */
static int look_at_tables(struct drawing *d, struct wb_error *err)
{
	const struct wb_diagram_options *options = d->options;
	const struct object *first = NULL;
	bool any = false;

	for (size_t i = 0; i < d->model->objects.count; i++) {
		const struct object *o = d->model->objects.items[i];

		if (!is_table(o))
			continue;
		first = first ? first : o;
		d->spaces = d->spaces || !text_equal(first->pub.namespace_, o->pub.namespace_);
		any = any || is_drawn(d, o);
	}
	if (any || !options->table_count)
		return 0;
	return wb_error_set(err, WB_E_USAGE, "there is no table like \"%s\"%s", options->tables[0],
			    options->table_count > 1 ? " nor like the others" : "");
}

int schema_diagram(struct wb_session *session, const struct wb_diagram_options *options,
		   wb_write write, void *ctx, struct wb_error *err)
{
	struct model model = { 0 };
	struct drawing d = { .model = &model, .options = options };
	int rc;

	wb_error_clear(err);
	if (options->form < WB_DIAGRAM_MERMAID || options->form > WB_DIAGRAM_BOXES)
		return wb_error_set(err, WB_E_USAGE, "there is no form %d of diagrams",
				    (int)options->form);
	rc = scope_read(session, &session->conn, &model, err);
	if (rc < 0)
		return rc;
	rc = look_at_tables(&d, err);
	if (rc == 0) {
		draw(&d, &notations[options->form]);
		rc = buf_check(&d.out, err);
	}
	if (rc == 0 && write(ctx, buf_text(&d.out), d.out.len) != 0)
		rc = wb_error_set(err, WB_E_FILE, "the diagram could not be written");
	buf_release(&d.out);
	model_release(&model);
	return rc;
}
