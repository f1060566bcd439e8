/* SPDX-License-Identifier: MIT */
/* Tables and partitions. */
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

/* ------------------------------------------------------------------ options */

/* "a=1, b=2" as its parts: the next one's length, and where the one behind it begins. */
static const char *next_option(const char *list, size_t *len)
{
	const char *comma;

	if (!list || !*list)
		return NULL;
	comma = strstr(list, ", ");
	*len = comma ? (size_t)(comma - list) : strlen(list);
	return comma ? comma + 2 : list + *len;
}

static bool has_option(const char *list, const char *option, size_t len)
{
	size_t have;

	for (const char *next; (next = next_option(list, &have)); list = next)
		if (have == len && memcmp(list, option, len) == 0)
			return true;
	return false;
}

static bool has_option_name(const char *list, const char *option, size_t len)
{
	size_t have;

	for (const char *next; (next = next_option(list, &have)); list = next)
		if (have > len && list[len] == '=' && memcmp(list, option, len) == 0)
			return true;
	return false;
}

void pg_render_options(const struct pg_render *r, const char *class_word)
{
	const char *from = pg_get(r->from, "options"), *to = pg_get(r->to, "options"), *list, *next,
		   *comma = "";
	size_t len;

	for (list = from; (next = next_option(list, &len)); list = next) {
		size_t name = strcspn(list, "=");

		if (has_option_name(to, list, name))
			continue;
		if (!*comma)
			pg_sql(r->out, "ALTER %s %Q RESET (", class_word, r->to);
		pg_add(r->out, comma);
		pg_host->append(r->out, list, name);
		comma = ", ";
	}
	if (*comma)
		pg_add(r->out, ");\n");
	comma = "";
	for (list = to; (next = next_option(list, &len)); list = next) {
		if (has_option(from, list, len))
			continue;
		if (!*comma)
			pg_sql(r->out, "ALTER %s %Q SET (", class_word, r->to);
		pg_add(r->out, comma);
		pg_host->append(r->out, list, len);
		comma = ", ";
	}
	if (*comma)
		pg_add(r->out, ");\n");
}

/* ------------------------------------------------------ settings that ALTER TABLE has words for */

static void alter(const struct pg_render *r, const char *what)
{
	pg_sql(r->out, "ALTER TABLE %Q %s;\n", r->to, what);
}

static void render_security(const struct pg_render *r)
{
	if (!pg_same(r->from, r->to, "row_security"))
		alter(r, pg_get(r->to, "row_security") ? "ENABLE ROW LEVEL SECURITY"
						       : "DISABLE ROW LEVEL SECURITY");
	if (!pg_same(r->from, r->to, "force_row_security"))
		alter(r, pg_get(r->to, "force_row_security") ? "FORCE ROW LEVEL SECURITY"
							     : "NO FORCE ROW LEVEL SECURITY");
}

/* What can be set both on a new table and on one that is there. */
static void render_settings(const struct pg_render *r)
{
	const char *identity = pg_get(r->to, "replica_identity");

	render_security(r);
	if (!pg_same(r->from, r->to, "replica_identity"))
		pg_sql(r->out, "ALTER TABLE %Q REPLICA IDENTITY %s;\n", r->to,
		       identity ? identity : "DEFAULT");
	pg_render_comment(r, "TABLE");
}

static void rewrites(const struct pg_render *r, const char *rule, const char *why)
{
	pg_risk(r->risk, WB_RISK_REWRITE | WB_RISK_LONG_LOCK, rule, EXCLUSIVE,
		"%s of table %s: every row is written anew", why, r->to->name);
}

static void render_storage(const struct pg_render *r)
{
	const char *method = pg_get(r->to, "access_method"), *space = pg_get(r->to, "tablespace"),
		   *type = pg_get(r->to, "of_type");

	if (!pg_same(r->from, r->to, "unlogged")) {
		alter(r, pg_get(r->to, "unlogged") ? "SET UNLOGGED" : "SET LOGGED");
		rewrites(r, "table-rewrite", "changes the persistence");
	}
	if (!pg_same(r->from, r->to, "access_method")) {
		pg_sql(r->out, "ALTER TABLE %Q SET ACCESS METHOD %I;\n", r->to,
		       method ? method : "heap");
		rewrites(r, "table-rewrite", "changes the access method");
	}
	if (!pg_same(r->from, r->to, "tablespace")) {
		pg_sql(r->out, "ALTER TABLE %Q SET TABLESPACE %I;\n", r->to,
		       space ? space : "pg_default");
		rewrites(r, "table-rewrite", "changes the tablespace");
	}
	if (!pg_same(r->from, r->to, "of_type"))
		pg_sql(r->out, "ALTER TABLE %Q %s%s;\n", r->to, type ? "OF " : "NOT OF",
		       type ? type : "");
	pg_render_options(r, "TABLE");
}

/* ------------------------------------------------------------------ parents */

static void render_inheritance(const struct pg_render *r)
{
	const char *from = pg_get(r->from, "inherits"), *to = pg_get(r->to, "inherits"), *list,
		   *next;
	size_t len;

	for (list = from; (next = next_option(list, &len)); list = next)
		if (!has_option(to, list, len)) {
			pg_sql(r->out, "ALTER TABLE %Q NO INHERIT ", r->to);
			pg_host->append(r->out, list, len);
			pg_add(r->out, ";\n");
		}
	for (list = to; (next = next_option(list, &len)); list = next)
		if (!has_option(from, list, len)) {
			pg_sql(r->out, "ALTER TABLE %Q INHERIT ", r->to);
			pg_host->append(r->out, list, len);
			pg_add(r->out, ";\n");
		}
}

static void render_partition(const struct pg_render *r)
{
	const char *from = pg_get(r->from, "partition_of"), *to = pg_get(r->to, "partition_of");

	if (pg_equal(from, to) && pg_same(r->from, r->to, "bound"))
		return;
	if (from)
		pg_sql(r->out, "ALTER TABLE %s DETACH PARTITION %Q;\n", from, r->to);
	if (!to)
		return;
	pg_sql(r->out, "ALTER TABLE %s ATTACH PARTITION %Q %s;\n", to, r->to,
	       pg_get(r->to, "bound"));
	pg_risk(r->risk, WB_RISK_LONG_LOCK | WB_RISK_MAY_FAIL, "attach-partition", EXCLUSIVE,
		"looks at every row of partition %s, and fails if one is outside of its bounds",
		r->to->name);
}

static int alter_table(const struct pg_render *r)
{
	if (!pg_same(r->from, r->to, "partition_key"))
		return pg_host->fail(r->err, WB_E_UNSUPPORTED,
				     "PostgreSQL can't change how a table is partitioned (%s, "
				     "should be %s): make a new table, move the "
				     "rows and drop the old one in a revision of your own",
				     pg_get(r->from, "partition_key")
					     ? pg_get(r->from, "partition_key")
					     : "not at all",
				     pg_get(r->to, "partition_key") ? pg_get(r->to, "partition_key")
								    : "not at all");
	render_partition(r);
	render_inheritance(r);
	render_storage(r);
	render_settings(r);
	return 0;
}

/* ------------------------------------------------------------------ CREATE TABLE */

static bool written_inline(const struct wb_object *o)
{
	if (!(o->flags & WB_OBJECT_INLINE) || (o->flags & (WB_OBJECT_IMPLICIT | WB_OBJECT_OWNED)))
		return false;
	return o->kind == WB_KIND_COLUMN || pg_constraint_inline(o);
}

static size_t add_body(const struct pg_render *r)
{
	const struct wb_family *family = &r->change->after;
	size_t count = 0;

	for (size_t i = 0; i < family->count; i++) {
		const struct wb_object *o = family->children[i];

		if (!written_inline(o))
			continue;
		pg_add(r->out, count++ ? ",\n    " : " (\n    ");
		if (o->kind == WB_KIND_COLUMN)
			pg_column_definition(r->out, o);
		else
			pg_sql(r->out, "CONSTRAINT %I %s", o->name, pg_get(o, "definition"));
	}
	if (count)
		pg_add(r->out, "\n)");
	return count;
}

static void add_tail(const struct pg_render *r)
{
	const char *key = pg_get(r->to, "partition_key"), *inherits = pg_get(r->to, "inherits");
	const char *method = pg_get(r->to, "access_method"), *options = pg_get(r->to, "options");
	const char *space = pg_get(r->to, "tablespace");

	if (inherits)
		pg_sql(r->out, " INHERITS (%s)", inherits);
	if (pg_get(r->to, "partition_of"))
		pg_sql(r->out, " %s", pg_get(r->to, "bound"));
	if (key)
		pg_sql(r->out, " PARTITION BY %s", key);
	if (method)
		pg_sql(r->out, " USING %I", method);
	if (options)
		pg_sql(r->out, " WITH (%s)", options);
	if (space)
		pg_sql(r->out, " TABLESPACE %I", space);
	pg_add(r->out, ";\n");
}

/* What stands in no CREATE TABLE: comments and settings of columns and constraints, constraints
 * that are not valid yet. */
static void add_children_extras(const struct pg_render *r)
{
	const struct wb_family *family = &r->change->after;

	for (size_t i = 0; i < family->count; i++) {
		const struct wb_object *o = family->children[i];
		struct pg_render child = *r;

		child.from = NULL;
		child.to = o;
		if (!(o->flags & WB_OBJECT_INLINE) ||
		    (o->flags & (WB_OBJECT_IMPLICIT | WB_OBJECT_OWNED)))
			continue;
		if (o->kind == WB_KIND_COLUMN) {
			pg_column_extras(&child, NULL, o);
		} else {
			if (!pg_constraint_inline(o))
				pg_sql(r->out, "ALTER TABLE %P ADD CONSTRAINT %I %s;\n", o, o->name,
				       pg_get(o, "definition"));
			pg_constraint_extras(&child);
		}
	}
}

static int create_table(const struct pg_render *r)
{
	const char *parent = pg_get(r->to, "partition_of"), *type = pg_get(r->to, "of_type");
	size_t count;

	pg_sql(r->out, "CREATE %sTABLE %Q", pg_get(r->to, "unlogged") ? "UNLOGGED " : "", r->to);
	if (parent)
		pg_sql(r->out, " PARTITION OF %s", parent);
	count = add_body(r);
	if (!count && !parent)
		pg_add(r->out, " (\n)");
	add_tail(r);
	if (type)
		pg_sql(r->out, "ALTER TABLE %Q OF %s;\n", r->to, type);
	render_settings(r);
	add_children_extras(r);
	return 0;
}

int pg_render_table(const struct pg_render *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		return create_table(r);
	case WB_CHANGE_ALTER:
		return alter_table(r);
	case WB_CHANGE_RENAME:
		pg_sql(r->out, "ALTER TABLE %Q RENAME TO %I;\n", r->from, r->to->name);
		return 0;
	default:
		pg_sql(r->out, "DROP TABLE %Q;\n", r->from);
		pg_risk(r->risk, WB_RISK_DATA_LOSS, "drop-table", EXCLUSIVE,
			"drops table %s and its data", r->from->name);
		return 0;
	}
}
