/* SPDX-License-Identifier: MIT */
/* One change as SQL. What an object needs stands in its text: the server's own words behind
 * CREATE. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

/* ------------------------------------------------------------------ looking at objects */

/* ------------------------------------------------------------------ writing */

/* ------------------------------------------------------------------ objects that stand alone */

/* Tables that refer to one another in a circle can't be dropped one after the other while their
 * foreign keys count. */
static void drop_table(struct maria_rendering *r)
{
	const struct wb_change *c = r->change;
	bool circle = false;

	for (size_t i = 0; i < c->before.count; i++)
		circle = circle || kit_get(c->before.children[i], "circle");
	if (circle)
		kit_add(r->out, maria_is_mariadb(r) ? "SET STATEMENT foreign_key_checks=0 FOR "
						    : "SET SESSION foreign_key_checks=0;\n");
	maria_add_drop(r, c->from);
	if (circle && !maria_is_mariadb(r))
		kit_add(r->out, "SET SESSION foreign_key_checks=DEFAULT;\n");
	maria_warn(r, WB_RISK_DATA_LOSS, "drop-table", "drops table %s and its data",
		   c->from->name);
}

static void drop(struct maria_rendering *r)
{
	if (r->change->from->kind == WB_KIND_TABLE) {
		drop_table(r);
		return;
	}
	maria_add_drop(r, r->change->from);
	if (r->change->from->kind == WB_KIND_SEQUENCE)
		maria_warn(r, WB_RISK_DATA_LOSS, "drop-sequence",
			   "drops sequence %s and its counter", r->change->from->name);
}

static int alter_sequence(struct maria_rendering *r)
{
	const struct wb_change *c = r->change;

	if (!kit_same(c->from, c->to, "options"))
		r->risk->flags = WB_RENDER_RECREATE;
	else
		kit_write(r->out, "ALTER SEQUENCE %N %s;\n", c->to->name,
			  kit_get(c->to, "definition"));
	return 0;
}

static int alter(struct maria_rendering *r)
{
	const struct wb_object *to = r->change->to;

	switch (to->kind) {
	case WB_KIND_TABLE:
		return r->change->flags & WB_CHANGE_WHOLE ? maria_render_alteration(r)
							  : maria_render_table(r);
	case WB_KIND_SEQUENCE:
		return alter_sequence(r);
	case WB_KIND_VIEW:
		maria_add_create(r, to, true);
		return 0;
	case WB_KIND_ROUTINE:
	case WB_KIND_EVENT:
		if (maria_is_mariadb(r))
			maria_add_create(r, to, true);
		else
			r->risk->flags = WB_RENDER_RECREATE;
		return 0;
	default:
		r->risk->flags = WB_RENDER_RECREATE;
		return 0;
	}
}

/* Without DEFINER it would be who renames it. */
static void rename_event(struct maria_rendering *r, const struct wb_object *from,
			 const struct wb_object *to)
{
	const char *definer = kit_get(from, "definer");

	kit_add(r->out, "ALTER ");
	if (definer)
		kit_write(r->out, "DEFINER=%s ", definer);
	kit_write(r->out, "EVENT %N RENAME TO %N;\n", from->name, to->name);
}

static int rename_object(struct maria_rendering *r)
{
	const struct wb_object *from = r->change->from, *to = r->change->to;

	switch (from->kind) {
	case WB_KIND_TABLE:
	case WB_KIND_VIEW:
	case WB_KIND_SEQUENCE:
		kit_write(r->out, "RENAME TABLE %N TO %N;\n", from->name, to->name);
		return 0;
	case WB_KIND_COLUMN:
		kit_write(r->out, "ALTER TABLE %N RENAME COLUMN %N TO %N;\n", from->parent,
			  from->name, to->name);
		return 0;
	case WB_KIND_UNIQUE:
	case WB_KIND_INDEX:
		kit_write(r->out, "ALTER TABLE %N RENAME INDEX %N TO %N;\n", from->parent,
			  from->name, to->name);
		return 0;
	case WB_KIND_EVENT:
		rename_event(r, from, to);
		return 0;
	default:
		return maria_host->fail(r->err, WB_E_UNSUPPORTED,
					"MariaDB renames tables, views, sequences, columns, "
					"indexes and events alone");
	}
}

static int render_object(struct maria_rendering *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		maria_add_create(r, r->change->to, false);
		return 0;
	case WB_CHANGE_ALTER:
		return alter(r);
	default:
		drop(r);
		return 0;
	}
}

/* 'dddd-dd-dd: with zeros not every mode takes it, and what time it is depends on the zone. */
static bool has_date(const char *text)
{
	static const char form[] = "dddd-dd-dd";

	for (; text && (text = strchr(text, '\''));) {
		size_t i = 0;

		for (text++; form[i] &&
			     (form[i] == '-' ? text[i] == '-' : text[i] >= '0' && text[i] <= '9');)
			i++;
		if (!form[i])
			return true;
	}
	return false;
}

static bool object_has_date(const struct wb_object *o)
{
	return o && (has_date(o->text) || has_date(kit_get(o, "default")));
}

static bool change_has_date(const struct wb_change *change)
{
	bool has = object_has_date(change->to) || object_has_date(change->after.self);

	for (size_t i = 0; !has && i < change->after.count; i++)
		has = object_has_date(change->after.children[i]);
	return has;
}

/* As mariadb-dump's, without what its rows need. A dump brings no rows, so that no mode could change
 * one; a revision keeps the mode that watches over them, but for zeros in dates. */
static int render_settings(const struct maria_rendering *r)
{
	static const char keep[] =
		"SET @whimbrel_sql_mode=@@sql_mode,@whimbrel_time_zone=@@time_zone"
		",@whimbrel_strict=@@innodb_strict_mode,"
		"@whimbrel_client=@@character_set_client,"
		"@whimbrel_connection=@@collation_connection,"
		"@whimbrel_results=@@character_set_results;\n";
	static const char back[] =
		"SET SESSION sql_mode=@whimbrel_sql_mode,time_zone=@whimbrel_time_zone,"
		"innodb_strict_mode=@whimbrel_strict,character_set_client=@whimbrel_client,"
		"character_set_results=@whimbrel_results,"
		"collation_connection=@whimbrel_connection;\n";

	if (r->change->kind == WB_CHANGE_SETTINGS_BACK) {
		kit_add(r->out, back);
		return 0;
	}
	kit_add(r->out, keep);
	kit_add(r->out, "SET NAMES utf8mb4;\n");
	if (r->change->flags & WB_CHANGE_DUMP)
		kit_add(r->out, "SET SESSION sql_mode='NO_AUTO_VALUE_ON_ZERO',"
				"time_zone='+00:00',innodb_strict_mode=0;\n");
	else
		kit_add(r->out, "SET SESSION sql_mode=REPLACE(REPLACE(REPLACE(@@sql_mode,"
				"'NO_ZERO_IN_DATE',''),'NO_ZERO_DATE',''),'TRADITIONAL','')"
				",time_zone='+00:00';\n");
	return 0;
}

int maria_render(void *conn, const struct wb_change *change, struct wb_text *out,
		 struct wb_risk *risk, struct wb_error *err)
{
	struct maria_rendering r = {
		.c = conn, .change = change, .out = out, .risk = risk, .err = err
	};

	if (change->kind == WB_CHANGE_SETTINGS || change->kind == WB_CHANGE_SETTINGS_BACK)
		return render_settings(&r);
	if (change->kind == WB_CHANGE_RENAME)
		return rename_object(&r);
	if (change_has_date(change))
		risk->flags |= WB_RENDER_SETTINGS;
	switch ((change->from ? change->from : change->to)->kind) {
	case WB_KIND_COLUMN:
	case WB_KIND_PRIMARY_KEY:
	case WB_KIND_UNIQUE:
	case WB_KIND_FOREIGN_KEY:
	case WB_KIND_CHECK:
	case WB_KIND_INDEX:
		return maria_render_child(&r);
	default:
		return render_object(&r);
	}
}
