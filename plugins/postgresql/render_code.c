/* SPDX-License-Identifier: MIT */
/* Views, routines, triggers, policies and rules. */
#include <string.h>

#include "schema.h"

/* It is dropped and made again. What others may do with it is nothing that a schema says, and may
 * be another thing on every target. */
static void warn_of_grants(const struct pg_render *r, const char *class_word)
{
	if (!(r->change->flags & WB_CHANGE_BARE))
		return;
	if (r->change->after.self)
		kit_risk(r->risk, WB_RISK_DATA_LOSS, "lost-grants", "",
			 "%s %s is made anew: what was granted on it must be granted again",
			 class_word, r->from->name);
}

/* ------------------------------------------------------------------ views */

static const char *view_class(const struct wb_object *o)
{
	return kit_get(o, "materialized") ? "MATERIALIZED VIEW" : "VIEW";
}

static void view_settings(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "column_defaults"),
		   *to = kit_get(r->to, "column_defaults"), *next;
	size_t len;

	for (; (next = kit_line(from, &len)); from = next)
		if (!kit_has_line(to, from, len)) {
			const char *set = memmem(from, len, " SET DEFAULT ", 13);

			kit_write(r->out, "%S DROP DEFAULT;\n", from,
				  set ? (size_t)(set - from) : len);
		}
	from = kit_get(r->from, "column_defaults");
	for (; (next = kit_line(to, &len)); to = next)
		if (!kit_has_line(from, to, len)) {
			kit_write(r->out, "%S;\n", to, len);
		}
	pg_render_comment(r, view_class(r->to));
	pg_render_comment_lines(r, "column_comments");
}

static void create_view(const struct pg_render *r, bool replace)
{
	const char *options = kit_get(r->to, "options_in_order"),
		   *method = kit_get(r->to, "access_method");
	const char *space = kit_get(r->to, "tablespace");

	kit_write(r->out, "CREATE %s%s %Q", replace ? "OR REPLACE " : "", view_class(r->to), r->to);
	if (method)
		kit_write(r->out, " USING %I", method);
	if (options)
		kit_write(r->out, " WITH (%s)", options);
	if (space)
		kit_write(r->out, " TABLESPACE %I", space);
	kit_write(r->out, " AS\n%s;\n", kit_get(r->to, "definition"));
}

/* CREATE OR REPLACE can but append columns. */
static bool can_replace(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "columns"), *to = kit_get(r->to, "columns");
	size_t len = from ? strlen(from) : 0;

	return from && to && strncmp(from, to, len) == 0 && (!to[len] || to[len] == '\n');
}

static int alter_view(const struct pg_render *r)
{
	bool materialized = kit_get(r->to, "materialized");

	if (!kit_same(r->from, r->to, "materialized") || !kit_same(r->from, r->to, "access_method"))
		return pg_recreate(r);
	if (!kit_same(r->from, r->to, "definition")) {
		if (materialized || !can_replace(r))
			return pg_recreate(r);
		create_view(r, true);
	} else {
		const char *space = kit_get(r->to, "tablespace");

		pg_render_options(r, view_class(r->to));
		if (!kit_same(r->from, r->to, "tablespace"))
			kit_write(r->out, "ALTER MATERIALIZED VIEW %Q SET TABLESPACE %I;\n", r->to,
				  space ? space : "pg_default");
	}
	view_settings(r);
	return 0;
}

int pg_render_view(const struct pg_render *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		create_view(r, false);
		view_settings(r);
		return 0;
	case WB_CHANGE_ALTER:
		return alter_view(r);
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER %s %Q RENAME TO %I;\n", view_class(r->from), r->from,
			  r->to->name);
		return 0;
	default:
		kit_write(r->out, "DROP %s %Q;\n", view_class(r->from), r->from);
		warn_of_grants(r, kit_get(r->from, "materialized") ? "materialized view" : "view");
		return 0;
	}
}

/* ------------------------------------------------------------------ routines */

/* A body may name what comes later, or itself. */
static void write_routine(const struct pg_render *r)
{
	bool late = kit_get(r->to, "late");

	kit_write(r->out, "%s%s;\n%s", late ? "SET check_function_bodies = off;\n" : "",
		  kit_get(r->to, "definition"), late ? "RESET check_function_bodies;\n" : "");
}

/* Parameters keep their names and the result its type, and a default that went would be missed. */
static bool can_replace_routine(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "defaults"), *to = kit_get(r->to, "defaults");

	return kit_same(r->from, r->to, "class") &&
	       strcmp(kit_get(r->to, "class"), "AGGREGATE") != 0 &&
	       kit_same(r->from, r->to, "returns") && kit_same(r->from, r->to, "arguments") &&
	       kit_same(r->from, r->to, "window") && strcmp(from ? from : "0", to ? to : "0") <= 0;
}

static void drop_routine(const struct pg_render *r)
{
	kit_write(r->out, "DROP %s %Q(%s);\n", kit_get(r->from, "class"), r->from,
		  kit_get(r->from, "arguments"));
	warn_of_grants(r, "routine");
}

/* Does the column compute as before? Else it has a change of its own, which comes behind; a type of another kind
 * brings the default along. */
static bool computes_alike(const struct wb_object *from, const struct wb_object *to)
{
	return kit_same(from, to, "default") && kit_same(from, to, "generated") &&
	       pg_category(from) == pg_category(to);
}

/* Columns that compute with it can't be dropped for its sake: they let go of it, and take it up
 * again. */
static int replace_under_columns(const struct pg_render *r)
{
	const struct wb_change *c = r->change;
	bool columns = false;

	for (size_t i = 0; i < c->needed_by_count; i++)
		columns = pg_column_lets_go(r, c->needed_by[i]) || columns;
	if (!columns)
		return pg_recreate(r);
	drop_routine(r);
	write_routine(r);
	for (size_t i = 0; i < c->needed_by_count; i++)
		if (computes_alike(c->needed_by[i], c->needed_by_after[i]))
			pg_column_takes_up(r, c->needed_by[i]);
	pg_render_comment(&(struct pg_render){ .to = r->to, .out = r->out },
			  kit_get(r->to, "class"));
	r->risk->flags |= WB_RENDER_DEPENDANTS;
	return 0;
}

static int alter_routine(const struct pg_render *r)
{
	if (!kit_same(r->from, r->to, "definition")) {
		if (!can_replace_routine(r))
			return replace_under_columns(r);
		write_routine(r);
	}
	pg_render_comment(r, kit_get(r->to, "class"));
	return 0;
}

int pg_render_routine(const struct pg_render *r)
{
	const char *class_word = kit_get(r->to ? r->to : r->from, "class");

	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		write_routine(r);
		pg_render_comment(r, class_word);
		return 0;
	case WB_CHANGE_ALTER:
		return alter_routine(r);
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER %s %Q(%s) RENAME TO %I;\n", class_word, r->from,
			  kit_get(r->from, "arguments"), r->to->name);
		return 0;
	default:
		drop_routine(r);
		return 0;
	}
}

/* ------------------------------------------------------------------ triggers and rules */

static void enable(const struct pg_render *r, const char *word)
{
	const char *how = kit_get(r->to, "enabled");

	if (kit_same(r->from, r->to, "enabled"))
		return;
	/* it reaches all partitions, those that have their own way as well */
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (r->change->needed_by[i]->kind == PG_KIND_FIRING)
			r->risk->flags |= WB_RENDER_DEPENDANTS;
	kit_write(r->out, "ALTER TABLE %P %s %s %I;\n", r->to, how ? how : "ENABLE", word,
		  r->to->name);
}

/* Both have a definition, hang on a table and can be switched off. */
static int render_hook(const struct pg_render *r, const char *word)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		kit_write(r->out, "%s;\n", kit_get(r->to, "definition"));
		break;
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER %s %I ON %P RENAME TO %I;\n", word, r->from->name, r->from,
			  r->to->name);
		return 0;
	case WB_CHANGE_DROP:
		kit_write(r->out, "DROP %s %I ON %P;\n", word, r->from->name, r->from);
		return 0;
	default:
		if (!kit_same(r->from, r->to, "definition"))
			return pg_recreate(r);
	}
	enable(r, word);
	pg_render_comment(r, word);
	return 0;
}

int pg_render_trigger(const struct pg_render *r)
{
	return render_hook(r, "TRIGGER");
}

int pg_render_rule(const struct pg_render *r)
{
	return render_hook(r, "RULE");
}

int pg_render_firing(const struct pg_render *r)
{
	const struct wb_object *o = r->to ? r->to : r->from;

	kit_write(r->out, "ALTER TABLE %P %s TRIGGER %I;\n", o,
		  kit_get(o, r->to ? "enabled" : "usual"), o->name);
	return 0;
}

/* ------------------------------------------------------------------ policies */

static void add_expressions(const struct pg_render *r)
{
	const char *using = kit_get(r->to, "using"), *check = kit_get(r->to, "check");

	if (using)
		kit_write(r->out, "\n    USING (%s)", using);
	if (check)
		kit_write(r->out, "\n    WITH CHECK (%s)", check);
	kit_add(r->out, ";\n");
}

static int create_policy(const struct pg_render *r)
{
	const char *command = kit_get(r->to, "command");

	kit_write(r->out, "CREATE POLICY %I ON %P%s", r->to->name, r->to,
		  kit_get(r->to, "restrictive") ? " AS RESTRICTIVE" : "");
	if (command)
		kit_write(r->out, " FOR %s", command);
	kit_write(r->out, " TO %s", kit_get(r->to, "roles"));
	add_expressions(r);
	pg_render_comment(r, "POLICY");
	return 0;
}

static int alter_policy(const struct pg_render *r)
{
	/* an expression can be set and not be taken away */
	if (!kit_same(r->from, r->to, "command") || !kit_same(r->from, r->to, "restrictive") ||
	    (kit_get(r->from, "using") && !kit_get(r->to, "using")) ||
	    (kit_get(r->from, "check") && !kit_get(r->to, "check")))
		return pg_recreate(r);
	if (!kit_same(r->from, r->to, "roles") || !kit_same(r->from, r->to, "using") ||
	    !kit_same(r->from, r->to, "check")) {
		kit_write(r->out, "ALTER POLICY %I ON %P TO %s", r->to->name, r->to,
			  kit_get(r->to, "roles"));
		add_expressions(r);
	}
	pg_render_comment(r, "POLICY");
	return 0;
}

int pg_render_policy(const struct pg_render *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		return create_policy(r);
	case WB_CHANGE_ALTER:
		return alter_policy(r);
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER POLICY %I ON %P RENAME TO %I;\n", r->from->name, r->from,
			  r->to->name);
		return 0;
	default:
		kit_write(r->out, "DROP POLICY %I ON %P;\n", r->from->name, r->from);
		kit_risk(r->risk, 0, "drop-policy", "",
			 "drops policy %s of %s: other rows can be seen then", r->from->name,
			 r->from->parent);
		return 0;
	}
}
