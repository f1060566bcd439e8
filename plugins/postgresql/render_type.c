/* SPDX-License-Identifier: MIT */
/* Types. */
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ CREATE TYPE */

/* Lines as a list. */
static void add_lines(struct wb_text *out, const char *text)
{
	const char *next, *comma = "";
	size_t len;

	for (; (next = kit_line(text, &len)); text = next) {
		kit_write(out, "%s\n    %S", comma, text, len);
		comma = ",";
	}
}

static void add_domain(const struct pg_render *r)
{
	const char *collation = kit_get(r->to, "collation"), *value = kit_get(r->to, "default");

	kit_write(r->out, "CREATE DOMAIN %Q AS %s", r->to, kit_get(r->to, "type"));
	if (collation)
		kit_write(r->out, " COLLATE %s", collation);
	if (value)
		kit_write(r->out, " DEFAULT %s", value);
	if (kit_get(r->to, "not_null_name"))
		kit_write(r->out, " CONSTRAINT %I", kit_get(r->to, "not_null_name"));
	if (kit_get(r->to, "not_null"))
		kit_add(r->out, " NOT NULL");
	for (size_t i = 0; i < r->change->after.count; i++) {
		const struct wb_object *o = r->change->after.children[i];

		if (pg_constraint_inline(o))
			kit_write(r->out, "\n    CONSTRAINT %I %s", o->name,
				  kit_get(o, "definition"));
	}
	kit_add(r->out, ";\n");
	for (size_t i = 0; i < r->change->after.count; i++) {
		const struct wb_object *o = r->change->after.children[i];
		struct pg_render child = *r;

		child.from = NULL;
		child.to = o;
		if (!pg_constraint_inline(o))
			kit_write(r->out, "ALTER DOMAIN %P ADD CONSTRAINT %I %s;\n", o, o->name,
				  kit_get(o, "definition"));
		pg_constraint_extras(&child);
	}
}

void pg_create_type(const struct pg_render *r)
{
	struct pg_render c = *r;
	const char *form = kit_get(r->to, "form"), *labels = kit_get(r->to, "labels");

	c.from = NULL;
	if (strcmp(form, "domain") == 0) {
		add_domain(r);
	} else if (strcmp(form, "range") == 0) {
		kit_write(r->out, "CREATE TYPE %Q AS RANGE (%s);\n", r->to,
			  kit_get(r->to, "definition"));
	} else {
		kit_write(r->out, "CREATE TYPE %Q AS %s(", r->to,
			  strcmp(form, "enum") == 0 ? "ENUM " : "");
		add_lines(r->out,
			  strcmp(form, "enum") == 0 ? labels : kit_get(r->to, "attributes"));
		kit_add(r->out, "\n);\n");
	}
	pg_render_comment(&c, strcmp(form, "domain") == 0 ? "DOMAIN" : "TYPE");
	pg_render_comment_lines(&c, "column_comments");
}

/* ------------------------------------------------------------------ enums */

/* A value that something names may be used only when it is committed. */
static bool is_used(const struct pg_render *r, const char *label, size_t len)
{
	const char *used = kit_get(r->to, "used");

	/* without its quotes: an array's constant has none */
	return used && len > 2 && memmem(used, strlen(used), label + 1, len - 2) != NULL;
}

static void add_values(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "labels"), *to = kit_get(r->to, "labels"), *last = NULL,
		   *next;
	size_t len, last_len = 0;

	for (; (next = kit_line(to, &len)); last = to, last_len = len, to = next) {
		if (kit_has_line(from, to, len))
			continue;
		kit_write(r->out, "ALTER TYPE %Q ADD VALUE %S", r->to, to, len);
		if (last) {
			kit_write(r->out, " AFTER %S", last, last_len);
		} else if (from && *from) {
			kit_add(r->out, " BEFORE ");
			pg_host->append(r->out, from, strcspn(from, "\n"));
		}
		kit_add(r->out, ";\n");
		if (is_used(r, to, len))
			r->risk->flags |= WB_RENDER_NO_TRANSACTION;
	}
}

/* ------------------------------------------------------------------ composite types */

/* The name at the beginning of "name type". */
static size_t name_length(const char *line, size_t len)
{
	size_t i = 0;

	if (*line != '"')
		return (size_t)((const char *)memchr(line, ' ', len) - line);
	for (i = 1; i < len; i++)
		if (line[i] == '"' && line[i + 1] == '"')
			i++;
		else if (line[i] == '"')
			return i + 1;
	return len;
}

static const char *find_attribute(const char *text, const char *line, size_t name, size_t *out_len)
{
	for (const char *next; (next = kit_line(text, out_len)); text = next)
		if (*out_len > name && memcmp(text, line, name + 1) == 0)
			return text;
	return NULL;
}

/* Those that stay keep their order, and new ones stand at the end? */
static bool can_alter_attributes(const char *from, const char *to)
{
	const char *next, *was;
	bool new = false;
	size_t len, was_len, at = 0;

	for (; (next = kit_line(to, &len)); to = next) {
		was = find_attribute(from, to, name_length(to, len), &was_len);
		if (was && (new || (size_t)(was - from) < at))
			return false;
		new = new || !was;
		at = was ? (size_t)(was - from) : at;
	}
	return true;
}

static bool is_stored(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (r->change->needed_by[i]->kind == WB_KIND_COLUMN)
			return true;
	return false;
}

static bool is_of_tables(const struct pg_render *r)
{
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (kit_get(r->change->needed_by[i], "of_type"))
			return true;
	return false;
}

static bool types_stay(const char *from, const char *to)
{
	const char *next, *was;
	size_t len, was_len;

	for (; (next = kit_line(to, &len)); to = next) {
		was = find_attribute(from, to, name_length(to, len), &was_len);
		if (was && (was_len != len || memcmp(was, to, len) != 0))
			return false;
	}
	return true;
}

/* Does something read an attribute that goes? Then it lets go of it before. */
static void free_attributes(const struct pg_render *r, const char *from, const char *to)
{
	const char *read = kit_get(r->from, "read"), *next;
	size_t len, other;

	for (; (next = kit_line(from, &len)); from = next) {
		size_t name = name_length(from, len);

		if (!find_attribute(to, from, name, &other) && kit_has_line(read, from, name))
			r->risk->flags |= WB_RENDER_DEPENDANTS | WB_RENDER_COMPUTED;
	}
}

/* Attributes go and come; with `retype` those that stay get their new types as well, which the server
 * refuses where rows are of the type. */
static void alter_attributes(const struct pg_render *r, const char *from, const char *to,
			     bool retype)
{
	const char *line, *next, *other;
	size_t len, other_len;

	for (line = from; (next = kit_line(line, &len)); line = next) {
		size_t name = name_length(line, len);

		if (find_attribute(to, line, name, &other_len))
			continue;
		kit_write(r->out, "ALTER TYPE %Q DROP ATTRIBUTE %S;\n", r->to, line, name);
		kit_risk(r->risk, WB_RISK_DATA_LOSS, "drop-column", "",
			 "drops an attribute of type %s and its data", r->to->name);
	}
	for (line = to; (next = kit_line(line, &len)); line = next) {
		size_t name = name_length(line, len);

		other = find_attribute(from, line, name, &other_len);
		if (other && (!retype || (other_len == len && memcmp(other, line, len) == 0)))
			continue;
		kit_write(r->out, "ALTER TYPE %Q %s ATTRIBUTE %S%s", r->to, other ? "ALTER" : "ADD",
			  line, name, other ? " TYPE" : "");
		pg_host->append(r->out, line + name, len - name);
		kit_add(r->out, ";\n");
	}
}

/* A value by way of the names of its attributes: as text, their order would decide. The text of the
 * new order is read again, so that what does not fit is an error and not cut off. */
static void convert_by_name(const struct pg_render *r, const struct wb_object *column)
{
	const char *from = kit_get(r->from, "attributes"), *line = kit_get(r->to, "attributes"),
		   *comma = "";
	size_t len, from_len;

	kit_write(r->out, "CASE WHEN %I IS DISTINCT FROM NULL THEN ROW(", column->name);
	for (const char *next; (next = kit_line(line, &len)); line = next) {
		size_t name = name_length(line, len);

		kit_add(r->out, comma);
		if (find_attribute(from, line, name, &from_len)) {
			kit_write(r->out, "(%I).%S", column->name, line, name);
		} else {
			kit_add(r->out, "NULL");
		}
		comma = ", ";
	}
	kit_write(r->out, ")::text::%s END", kit_get(column, "type"));
}

/* ------------------------------------------------------------------ ALTER TYPE */

static const struct pg_swap by_text = { .create = pg_create_type },
			    by_name = { .create = pg_create_type, .convert = convert_by_name };

static int alter_domain(const struct pg_render *r)
{
	const char *value = kit_get(r->to, "default");

	if (pg_type_swaps(r->from, r->to) || (r->change->flags & WB_CHANGE_WHOLE))
		return pg_render_swap(r, &by_text);
	if (!kit_same(r->from, r->to, "default"))
		kit_write(r->out, "ALTER DOMAIN %Q %s%s;\n", r->to,
			  value ? "SET DEFAULT " : "DROP DEFAULT", value ? value : "");
	if (kit_same(r->from, r->to, "not_null") && !kit_same(r->from, r->to, "not_null_name"))
		kit_write(r->out, "ALTER DOMAIN %Q RENAME CONSTRAINT %I TO %I;\n", r->to,
			  kit_get(r->from, "not_null_actual"), kit_get(r->to, "not_null_actual"));
	if (!kit_same(r->from, r->to, "not_null")) {
		if (kit_get(r->to, "not_null_name"))
			kit_write(r->out, "ALTER DOMAIN %Q ADD CONSTRAINT %I NOT NULL;\n", r->to,
				  kit_get(r->to, "not_null_name"));
		else
			kit_write(r->out, "ALTER DOMAIN %Q %s NOT NULL;\n", r->to,
				  kit_get(r->to, "not_null") ? "SET" : "DROP");
		if (kit_get(r->to, "not_null"))
			kit_risk(r->risk, WB_RISK_MAY_FAIL | WB_RISK_LONG_LOCK, "not-null", "SHARE",
				 "makes domain %s NOT NULL: looks at every row that uses it",
				 r->to->name);
	}
	return 0;
}

static int alter_form(const struct pg_render *r, const char *form)
{
	const char *from, *to;

	if (!kit_same(r->from, r->to, "form"))
		return pg_render_swap(r, &by_text);
	if (strcmp(form, "domain") == 0)
		return alter_domain(r);
	if (strcmp(form, "enum") == 0) {
		if (!pg_labels_stay(kit_get(r->from, "labels"), kit_get(r->to, "labels")))
			return pg_render_swap(r, &by_text);
		add_values(r);
		return 0;
	}
	if (!kit_same(r->from, r->to, "definition"))
		return pg_render_swap(r, &by_text);
	from = kit_get(r->from, "attributes");
	to = kit_get(r->to, "attributes");
	if (!from || !to)
		return 0;
	if (!can_alter_attributes(from, to))
		return pg_render_swap(r, &by_name);
	free_attributes(r, from, to);
	/* tables of the type let go of it meanwhile */
	if (is_of_tables(r))
		r->risk->flags |= WB_RENDER_DEPENDANTS;
	if (!is_stored(r) || types_stay(from, to)) {
		alter_attributes(r, from, to, true);
		return 0;
	}
	/* with the same attributes in the old type and the new one a value's text means the same */
	alter_attributes(r, from, to, false);
	return pg_render_swap(r, &by_text);
}

int pg_render_type(const struct pg_render *r)
{
	const char *form = kit_get(r->to ? r->to : r->from, "form");
	bool domain = strcmp(form, "domain") == 0;
	int status;

	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		pg_create_type(r);
		return 0;
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER %s %Q RENAME TO %I;\n", domain ? "DOMAIN" : "TYPE",
			  r->from, r->to->name);
		return 0;
	case WB_CHANGE_DROP:
		kit_write(r->out, "DROP %s %Q;\n", domain ? "DOMAIN" : "TYPE", r->from);
		return 0;
	default:
		break;
	}
	status = alter_form(r, form);
	/* what is made anew has its comments */
	if (status != 0)
		return status < 0 ? status : 0;
	pg_render_comment(r, domain ? "DOMAIN" : "TYPE");
	pg_render_comment_lines(r, "column_comments");
	return 0;
}
