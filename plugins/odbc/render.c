/* SPDX-License-Identifier: MIT */
/* DDL that the standard has. What it has not, or what databases have in as many ways as there are of them, is
 * refused. */
#include <string.h>

#include <whimbrel/kit/object.h>

#include "odbc.h"

static char quote_of(const struct odbc_conn *c)
{
	return c ? c->quote : '"';
}

static void put_name(struct kit_sink *out, const struct odbc_conn *c, const char *name)
{
	kit_put_quoted(out, quote_of(c), false, name, strlen(name));
}

static void put(struct kit_sink *out, const char *text)
{
	kit_put(out, text, strlen(text));
}

/* A list of names that ", " joins, each in quotes; " DESC" behind one stays. */
static void put_names(struct kit_sink *out, const struct odbc_conn *c, const char *list)
{
	size_t len;

	for (const char *next; list && *list; list = next) {
		bool down;

		next = kit_item(list, &len);
		down = len > 5 && memcmp(list + len - 5, " DESC", 5) == 0;
		kit_put_quoted(out, quote_of(c), false, list, down ? len - 5 : len);
		put(out, down ? " DESC" : "");
		put(out, next && *next ? ", " : "");
	}
}

static void put_rule(struct kit_sink *out, const char *when, const char *rule)
{
	if (!rule)
		return;
	put(out, when);
	put(out, rule);
}

static void put_column(struct kit_sink *out, const struct odbc_conn *c, const struct wb_object *o)
{
	const char *type = kit_get(o, "type"), *value = kit_get(o, "default");

	put_name(out, c, o->name);
	put(out, " ");
	put(out, type ? type : "");
	if (value) {
		put(out, " DEFAULT ");
		put(out, value);
	}
	put_rule(out, " ", kit_get(o, "generated"));
	put_rule(out, " ", kit_get(o, "identity"));
	put(out, kit_get(o, "not_null") ? " NOT NULL" : "");
	put_rule(out, " ", kit_get(o, "tail"));
}

static void put_constraint_name(struct kit_sink *out, const struct odbc_conn *c, const char *name)
{
	if (!name || !*name)
		return;
	put(out, "CONSTRAINT ");
	put_name(out, c, name);
	put(out, " ");
}

static void put_foreign_key(struct kit_sink *out, const struct odbc_conn *c,
			    const struct wb_object *o)
{
	put_constraint_name(out, c, kit_get(o, "name"));
	put(out, "FOREIGN KEY (");
	put_names(out, c, kit_get(o, "columns"));
	put(out, ") REFERENCES ");
	if (kit_get(o, "place")) {
		put_name(out, c, kit_get(o, "place"));
		put(out, ".");
	}
	put_name(out, c, kit_get(o, "table"));
	put(out, " (");
	put_names(out, c, kit_get(o, "target_columns"));
	put(out, ")");
	put_rule(out, " ON UPDATE ", kit_get(o, "on_update"));
	put_rule(out, " ON DELETE ", kit_get(o, "on_delete"));
	put_rule(out, "", kit_get(o, "rules"));
}

static void put_constraint(struct kit_sink *out, const struct odbc_conn *c,
			   const struct wb_object *o)
{
	if (o->kind == WB_KIND_FOREIGN_KEY) {
		put_foreign_key(out, c, o);
	} else if (o->kind == WB_KIND_PRIMARY_KEY) {
		put_constraint_name(out, c, kit_get(o, "name"));
		put(out, "PRIMARY KEY (");
		put_names(out, c, kit_get(o, "columns"));
		put(out, ")");
	} else {
		put_constraint_name(out, c, o->name);
		put(out, kit_get(o, "definition"));
	}
}

static void comment_on(struct kit_sink *out, const struct odbc_conn *c, const struct wb_object *o)
{
	const char *comment = kit_get(o, "comment");

	if (!c || !c->own.comment_on || !comment)
		return;
	put(out, o->parent ? "COMMENT ON COLUMN " : "COMMENT ON TABLE ");
	if (o->parent) {
		put_name(out, c, o->parent);
		put(out, ".");
	}
	put_name(out, c, o->name);
	put(out, " IS ");
	kit_put_quoted(out, '\'', c->own.portable.flags & WB_PORTABLE_BACKSLASH, comment,
		       strlen(comment));
	put(out, ";\n");
}

static void create_table(struct kit_sink *out, const struct odbc_conn *c,
			 const struct wb_family *family)
{
	const char *statement = kit_get(family->self, "statement");
	bool first = true;

	if (statement) {
		put(out, statement);
		put(out, ";\n");
		return;
	}
	put(out, "CREATE TABLE ");
	put_name(out, c, family->self->name);
	put(out, " (");
	for (size_t i = 0; i < family->count; i++) {
		const struct wb_object *o = family->children[i];

		if (!(o->flags & WB_OBJECT_INLINE))
			continue;
		put(out, first ? "\n\t" : ",\n\t");
		first = false;
		if (o->kind == WB_KIND_COLUMN)
			put_column(out, c, o);
		else
			put_constraint(out, c, o);
	}
	put(out, "\n)");
	put_rule(out, "", kit_get(family->self, "tail"));
	put(out, ";\n");
	comment_on(out, c, family->self);
	for (size_t i = 0; i < family->count; i++)
		if (family->children[i]->kind == WB_KIND_COLUMN)
			comment_on(out, c, family->children[i]);
}

static void create_index(struct kit_sink *out, const struct odbc_conn *c, const struct wb_object *o)
{
	const char *definition = kit_get(o, "definition");

	if (definition) {
		put(out, definition);
		put(out, ";\n");
		return;
	}
	put(out, kit_get(o, "unique") ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
	put_name(out, c, o->name);
	put(out, " ON ");
	put_name(out, c, o->parent);
	put(out, " (");
	put_names(out, c, kit_get(o, "columns"));
	put(out, ")");
	put_rule(out, " WHERE ", kit_get(o, "where"));
	put(out, ";\n");
}

static void alter_table(struct kit_sink *out, const struct odbc_conn *c, const char *table,
			const char *what)
{
	put(out, "ALTER TABLE ");
	put_name(out, c, table);
	put(out, what);
}

/* Rows that are there may not fit. */
static void warn(const struct wb_object *to, struct wb_risk *risk)
{
	if (to->kind == WB_KIND_UNIQUE || (to->kind == WB_KIND_INDEX && kit_get(to, "unique")))
		kit_risk(risk, WB_RISK_MAY_FAIL, "add-unique", "",
			 "fails if rows of %s have equal values", to->parent);
	else if (to->kind == WB_KIND_CHECK || to->kind == WB_KIND_FOREIGN_KEY)
		kit_risk(risk, WB_RISK_MAY_FAIL,
			 to->kind == WB_KIND_CHECK ? "add-check" : "add-foreign-key", "",
			 "fails if rows of %s don't fit", to->parent);
}

/* How a statement calls what stands in no table. */
static const char *word_of(const struct wb_object *o)
{
	const char *class = kit_get(o, "class");

	if (o->kind == WB_KIND_SEQUENCE)
		return "SEQUENCE ";
	return class && strcmp(class, "DOMAIN") == 0 ? "DOMAIN " : "TYPE ";
}

static int create(struct kit_sink *out, const struct odbc_conn *c, const struct wb_change *change)
{
	const struct wb_object *to = change->to;

	switch (to->kind) {
	case WB_KIND_TABLE:
		create_table(out, c, &change->after);
		return 1;
	case WB_KIND_INDEX:
		create_index(out, c, to);
		return 1;
	case WB_KIND_UNIQUE:
	case WB_KIND_CHECK:
		if (!*to->name)
			return 0;
		/* fall through */
	case WB_KIND_FOREIGN_KEY:
		alter_table(out, c, to->parent, " ADD ");
		put_constraint(out, c, to);
		put(out, ";\n");
		return 1;
	case WB_KIND_COLUMN:
		alter_table(out, c, to->parent, " ADD ");
		put_column(out, c, to);
		put(out, ";\n");
		comment_on(out, c, to);
		return 1;
	case WB_KIND_SEQUENCE:
	case WB_KIND_TYPE:
		put(out, "CREATE ");
		put(out, word_of(to));
		put_name(out, c, to->name);
		put_rule(out, " ", kit_get(to, "definition"));
		put(out, ";\n");
		return 1;
	default:
		return 0;
	}
}

static int drop(struct kit_sink *out, const struct odbc_conn *c, const struct wb_change *change,
		struct wb_risk *risk)
{
	const struct wb_object *from = change->from;

	if (from->kind == WB_KIND_TABLE) {
		put(out, "DROP TABLE ");
		put_name(out, c, from->name);
		kit_risk(risk, WB_RISK_DATA_LOSS, "drop-table", "", "drops table %s and its data",
			 from->name);
	} else if (from->kind == WB_KIND_COLUMN) {
		alter_table(out, c, from->parent, " DROP COLUMN ");
		put_name(out, c, from->name);
		kit_risk(risk, WB_RISK_DATA_LOSS, "drop-column", "",
			 "drops column %s.%s and its data", from->parent, from->name);
	} else if (from->kind == WB_KIND_SEQUENCE || from->kind == WB_KIND_TYPE) {
		put(out, "DROP ");
		put(out, word_of(from));
		put_name(out, c, from->name);
	} else if ((from->kind == WB_KIND_UNIQUE || from->kind == WB_KIND_CHECK) && *from->name) {
		alter_table(out, c, from->parent, " DROP CONSTRAINT ");
		put_name(out, c, from->name);
	} else {
		return 0;
	}
	put(out, ";\n");
	return 1;
}

int odbc_render(void *conn, const struct wb_change *change, struct wb_text *out,
		struct wb_risk *risk, struct wb_error *err)
{
	const struct odbc_conn *c = conn;
	const struct wb_object *o = change->to ? change->to : change->from;
	struct kit_sink sink = { .engines = out };
	int known = 0;

	if (change->kind == WB_CHANGE_CREATE) {
		known = create(&sink, c, change);
		warn(change->to, risk);
	} else if (change->kind == WB_CHANGE_DROP)
		known = drop(&sink, c, change, risk);
	if (known)
		return 0;
	return odbc_host->fail(err, WB_E_UNSUPPORTED,
			       "by ODBC nobody knows how this database changes %s%s%s: write the "
			       "statement yourself",
			       o && o->parent ? o->parent : "", o && o->parent ? "." : "",
			       o ? o->name : "settings");
}
