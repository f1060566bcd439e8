/* SPDX-License-Identifier: MIT */
/* One change as SQL: which function writes it, and the small kinds. In place wherever the server
 * can; nothing ever cascades. */
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ namespaces, extensions */

static int render_namespace(const struct pg_render *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		/* every new database has this one */
		kit_write(r->out, "CREATE SCHEMA %s%I;\n",
			  strcmp(r->to->name, "public") == 0 ? "IF NOT EXISTS " : "", r->to->name);
		break;
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER SCHEMA %I RENAME TO %I;\n", r->from->name, r->to->name);
		return 0;
	case WB_CHANGE_DROP:
		kit_write(r->out, "DROP SCHEMA %I;\n", r->from->name);
		return 0;
	default:
		break;
	}
	/* the comment that every new database has is none of ours */
	if (strcmp(r->to->name, "public") == 0 && r->from && !kit_get(r->to, "comment"))
		kit_add(r->out, "COMMENT ON SCHEMA public IS 'standard public schema';\n");
	else
		pg_render_comment(r, "SCHEMA");
	return 0;
}

static int render_extension(const struct pg_render *r)
{
	const char *schema = kit_get(r->to, "schema");

	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		kit_write(r->out, "CREATE EXTENSION IF NOT EXISTS %I", r->to->name);
		if (schema)
			kit_write(r->out, " WITH SCHEMA %I", schema);
		kit_add(r->out, ";\n");
		break;
	case WB_CHANGE_DROP:
		kit_write(r->out, "DROP EXTENSION %I;\n", r->from->name);
		kit_risk(r->risk, WB_RISK_DATA_LOSS, "drop-extension", "", "drops extension %s",
			 r->from->name);
		return 0;
	case WB_CHANGE_ALTER:
		if (!kit_same(r->from, r->to, "schema") && schema)
			kit_write(r->out, "ALTER EXTENSION %I SET SCHEMA %I;\n", r->to->name,
				  schema);
		break;
	default:
		return pg_host->fail(r->err, WB_E_UNSUPPORTED, "an extension can't be renamed");
	}
	pg_render_comment(r, "EXTENSION");
	return 0;
}

/* ------------------------------------------------------------ what has a class and a definition */

/* That a table is of a type. */
static int render_typed(const struct pg_render *r)
{
	if (r->change->kind == WB_CHANGE_CREATE)
		kit_write(r->out, "ALTER TABLE %P OF %s;\n", r->to, kit_get(r->to, "of_type"));
	else if (r->change->kind == WB_CHANGE_DROP)
		kit_write(r->out, "ALTER TABLE %P NOT OF;\n", r->from);
	else
		return pg_recreate(r);
	return 0;
}

static int pg_render_other(const struct pg_render *r)
{
	const char *class_word = kit_get(r->to ? r->to : r->from, "class");

	if (kit_get(r->to ? r->to : r->from, "of_type"))
		return render_typed(r);
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		kit_write(r->out, "%s;\n", kit_get(r->to, "definition"));
		break;
	case WB_CHANGE_DROP:
		kit_write(r->out, "DROP %s %s;\n", class_word, kit_get(r->from, "ddl_name"));
		return 0;
	case WB_CHANGE_ALTER:
		if (kit_same(r->from, r->to, "definition"))
			break;
		if (pg_search_changes_in_place(r))
			pg_alter_search(r);
		else if (pg_server_changes_in_place(r))
			pg_alter_server(r);
		else if (pg_dictionary_moves(r))
			pg_move_dictionary(r);
		else if (!pg_collation_moves(r))
			return pg_recreate(r);
		else if (pg_move_collation(r) < 0)
			return kit_failed(r->err);
		break;
	default:
		return pg_host->fail(r->err, WB_E_UNSUPPORTED, "there is no SQL to rename this");
	}
	pg_render_comment(r, class_word);
	return 0;
}

static int render_statistics(const struct pg_render *r)
{
	const char *target = kit_get(r->to, "target");

	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		kit_write(r->out, "%s;\n", kit_get(r->to, "definition"));
		break;
	case WB_CHANGE_DROP:
		kit_write(r->out, "DROP STATISTICS %Q;\n", r->from);
		return 0;
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER STATISTICS %Q RENAME TO %I;\n", r->from, r->to->name);
		return 0;
	default:
		if (!kit_same(r->from, r->to, "definition"))
			return pg_recreate(r);
	}
	if (!kit_same(r->from, r->to, "target"))
		kit_write(r->out, "ALTER STATISTICS %Q SET STATISTICS %s;\n", r->to,
			  target ? target : "-1");
	pg_render_comment(r, "STATISTICS");
	return 0;
}

/* ------------------------------------------------------------------ the slot */

typedef int renderer(const struct pg_render *r);

static const struct {
	int32_t kind;
	renderer *render;
} renderers[] = {
	{ WB_KIND_NAMESPACE, render_namespace },
	{ WB_KIND_EXTENSION, render_extension },
	{ WB_KIND_TYPE, pg_render_type },
	{ WB_KIND_SEQUENCE, pg_render_sequence },
	{ WB_KIND_TABLE, pg_render_table },
	{ WB_KIND_PARTITION, pg_render_partition },
	{ WB_KIND_COLUMN, pg_render_column },
	{ WB_KIND_PRIMARY_KEY, pg_render_constraint },
	{ WB_KIND_UNIQUE, pg_render_constraint },
	{ WB_KIND_FOREIGN_KEY, pg_render_constraint },
	{ WB_KIND_CHECK, pg_render_constraint },
	{ WB_KIND_EXCLUSION, pg_render_constraint },
	{ WB_KIND_INDEX, pg_render_index },
	{ WB_KIND_VIEW, pg_render_view },
	{ WB_KIND_ROUTINE, pg_render_routine },
	{ WB_KIND_TRIGGER, pg_render_trigger },
	{ WB_KIND_POLICY, pg_render_policy },
	{ PG_KIND_OWNERSHIP, pg_render_ownership },
	{ PG_KIND_RULE, pg_render_rule },
	{ PG_KIND_STATISTICS, render_statistics },
	{ PG_KIND_OVERRIDE, pg_render_override },
	{ PG_KIND_OTHER, pg_render_other },
	{ PG_KIND_ATTACHED, pg_render_attached },
	{ PG_KIND_PRIVILEGES, pg_render_privileges },
	{ PG_KIND_DEFAULT_PRIVILEGES, pg_render_privileges },
	{ PG_KIND_FIRING, pg_render_firing },
};

static renderer *find_renderer(int32_t kind)
{
	for (size_t i = 0; i < sizeof(renderers) / sizeof(renderers[0]); i++)
		if (renderers[i].kind == kind)
			return renderers[i].render;
	return NULL;
}

/* Of an object that is on a table: does it become, or was it, something that the server makes and
 * takes by itself? An index of a partition that is attached is its parent's. */
static bool by_itself(const struct wb_change *change)
{
	const struct wb_family *other =
		change->kind == WB_CHANGE_DROP ? &change->after : &change->before;
	const struct wb_object *o = change->kind == WB_CHANGE_DROP ? change->from : change->to,
			       *twin;

	if ((change->kind != WB_CHANGE_DROP && change->kind != WB_CHANGE_CREATE) || !o->parent)
		return false;
	twin = kit_twin(other, o);
	return twin && (twin->flags & WB_OBJECT_IMPLICIT);
}

/* As pg_dump's. What constants mean, how strings are read, and that bodies are not looked into. */
static int render_settings(bool back, struct wb_text *out)
{
	static const char *const settings[][2] = {
		{ "standard_conforming_strings", "on" },
		{ "check_function_bodies", "off" },
		{ "DateStyle", "ISO" },
		{ "IntervalStyle", "postgres" },
		{ "xmloption", "content" },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		kit_write(out, back ? "RESET %s;\n" : "SET %s = %s;\n", settings[i][0],
			  settings[i][1]);
	return 0;
}

int pg_render(void *conn, const struct wb_change *change, struct wb_text *out, struct wb_risk *risk,
	      struct wb_error *err)
{
	const struct pg_render r = { .change = change,
				     .from = change->from,
				     .to = change->to,
				     .out = out,
				     .risk = risk,
				     .err = err };
	int (*write)(const struct pg_render *r);
	int32_t kind;

	(void)conn;
	if (change->kind == WB_CHANGE_SETTINGS || change->kind == WB_CHANGE_SETTINGS_BACK)
		return render_settings(change->kind == WB_CHANGE_SETTINGS_BACK, out);
	kind = (change->from ? change->from : change->to)->kind;
	write = find_renderer(kind);
	if (!write)
		return pg_host->fail(err, WB_E_INTERNAL, "an object of kind %d", (int)kind);
	if (!by_itself(change))
		return write(&r);
	if (kind == WB_KIND_INDEX && change->kind == WB_CHANGE_CREATE)
		pg_render_part_stays(&r);
	return 0;
}
