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

static int pg_render_other(const struct pg_render *r)
{
	const char *class_word = kit_get(r->to ? r->to : r->from, "class");

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
		else
			return pg_recreate(r);
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

static int (*renderer(int32_t kind))(const struct pg_render *r)
{
	switch (kind) {
	case WB_KIND_NAMESPACE:
		return render_namespace;
	case WB_KIND_EXTENSION:
		return render_extension;
	case WB_KIND_TYPE:
		return pg_render_type;
	case WB_KIND_SEQUENCE:
		return pg_render_sequence;
	case WB_KIND_TABLE:
		return pg_render_table;
	case WB_KIND_PARTITION:
		return pg_render_partition;
	case WB_KIND_COLUMN:
		return pg_render_column;
	case WB_KIND_PRIMARY_KEY:
	case WB_KIND_UNIQUE:
	case WB_KIND_FOREIGN_KEY:
	case WB_KIND_CHECK:
	case WB_KIND_EXCLUSION:
		return pg_render_constraint;
	case WB_KIND_INDEX:
		return pg_render_index;
	case WB_KIND_VIEW:
		return pg_render_view;
	case WB_KIND_ROUTINE:
		return pg_render_routine;
	case WB_KIND_TRIGGER:
		return pg_render_trigger;
	case WB_KIND_POLICY:
		return pg_render_policy;
	case PG_KIND_OWNERSHIP:
		return pg_render_ownership;
	case PG_KIND_RULE:
		return pg_render_rule;
	case PG_KIND_STATISTICS:
		return render_statistics;
	case PG_KIND_OVERRIDE:
		return pg_render_override;
	case PG_KIND_OTHER:
		return pg_render_other;
	case PG_KIND_ATTACHED:
		return pg_render_attached;
	case PG_KIND_PRIVILEGES:
	case PG_KIND_DEFAULT_PRIVILEGES:
		return pg_render_privileges;
	case PG_KIND_FIRING:
		return pg_render_firing;
	default:
		return NULL;
	}
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
	write = renderer(kind);
	if (!write)
		return pg_host->fail(err, WB_E_INTERNAL, "an object of kind %d", (int)kind);
	if (!by_itself(change))
		return write(&r);
	if (kind == WB_KIND_INDEX && change->kind == WB_CHANGE_CREATE)
		pg_render_part_stays(&r);
	return 0;
}
