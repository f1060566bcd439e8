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
		pg_risk(r->risk, WB_RISK_DATA_LOSS, "lost-grants", "",
			"%s %s is made anew: what was granted on it must be granted again",
			class_word, r->from->name);
}

/* ------------------------------------------------------------------ views */

static const char *view_class(const struct wb_object *o)
{
	return pg_get(o, "materialized") ? "MATERIALIZED VIEW" : "VIEW";
}

static void view_settings(const struct pg_render *r)
{
	const char *from = pg_get(r->from, "column_defaults"),
		   *to = pg_get(r->to, "column_defaults"), *next;
	size_t len;

	for (; (next = pg_line(from, &len)); from = next)
		if (!pg_has_line(to, from, len)) {
			const char *set = memmem(from, len, " SET DEFAULT ", 13);

			pg_host->append(r->out, from, set ? (size_t)(set - from) : len);
			pg_add(r->out, " DROP DEFAULT;\n");
		}
	from = pg_get(r->from, "column_defaults");
	for (; (next = pg_line(to, &len)); to = next)
		if (!pg_has_line(from, to, len)) {
			pg_host->append(r->out, to, len);
			pg_add(r->out, ";\n");
		}
	pg_render_comment(r, view_class(r->to));
	pg_render_comment_lines(r, "column_comments");
}

static void create_view(const struct pg_render *r, bool replace)
{
	const char *options = pg_get(r->to, "options_in_order"),
		   *method = pg_get(r->to, "access_method");
	const char *space = pg_get(r->to, "tablespace");

	pg_sql(r->out, "CREATE %s%s %Q", replace ? "OR REPLACE " : "", view_class(r->to), r->to);
	if (method)
		pg_sql(r->out, " USING %I", method);
	if (options)
		pg_sql(r->out, " WITH (%s)", options);
	if (space)
		pg_sql(r->out, " TABLESPACE %I", space);
	pg_sql(r->out, " AS\n%s;\n", pg_get(r->to, "definition"));
}

/* CREATE OR REPLACE can but append columns. */
static bool can_replace(const struct pg_render *r)
{
	const char *from = pg_get(r->from, "columns"), *to = pg_get(r->to, "columns");
	size_t len = from ? strlen(from) : 0;

	return from && to && strncmp(from, to, len) == 0 && (!to[len] || to[len] == '\n');
}

static int alter_view(const struct pg_render *r)
{
	bool materialized = pg_get(r->to, "materialized");

	if (!pg_same(r->from, r->to, "materialized") || !pg_same(r->from, r->to, "access_method"))
		return pg_recreate(r);
	if (!pg_same(r->from, r->to, "definition")) {
		if (materialized || !can_replace(r))
			return pg_recreate(r);
		create_view(r, true);
	} else {
		const char *space = pg_get(r->to, "tablespace");

		pg_render_options(r, view_class(r->to));
		if (!pg_same(r->from, r->to, "tablespace"))
			pg_sql(r->out, "ALTER MATERIALIZED VIEW %Q SET TABLESPACE %I;\n", r->to,
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
		pg_sql(r->out, "ALTER %s %Q RENAME TO %I;\n", view_class(r->from), r->from,
		       r->to->name);
		return 0;
	default:
		pg_sql(r->out, "DROP %s %Q;\n", view_class(r->from), r->from);
		warn_of_grants(r, pg_get(r->from, "materialized") ? "materialized view" : "view");
		return 0;
	}
}

/* ------------------------------------------------------------------ routines */

/* A body may name what comes later, or itself. */
static void write_routine(const struct pg_render *r)
{
	bool late = pg_get(r->to, "late");

	pg_sql(r->out, "%s%s;\n%s", late ? "SET check_function_bodies = off;\n" : "",
	       pg_get(r->to, "definition"), late ? "RESET check_function_bodies;\n" : "");
}

/* Parameters keep their names and the result its type, and a default that went would be missed. */
static bool can_replace_routine(const struct pg_render *r)
{
	const char *from = pg_get(r->from, "defaults"), *to = pg_get(r->to, "defaults");

	return pg_same(r->from, r->to, "class") &&
	       strcmp(pg_get(r->to, "class"), "AGGREGATE") != 0 &&
	       pg_same(r->from, r->to, "returns") && pg_same(r->from, r->to, "arguments") &&
	       pg_same(r->from, r->to, "window") && strcmp(from ? from : "0", to ? to : "0") <= 0;
}

static void drop_routine(const struct pg_render *r)
{
	pg_sql(r->out, "DROP %s %Q(%s);\n", pg_get(r->from, "class"), r->from,
	       pg_get(r->from, "arguments"));
	warn_of_grants(r, "routine");
}

/* Does the column compute as before? Else it has a change of its own, which comes behind. */
static bool computes_alike(const struct wb_object *from, const struct wb_object *to)
{
	return pg_same(from, to, "default") && pg_same(from, to, "generated");
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
			  pg_get(r->to, "class"));
	r->risk->flags |= WB_RENDER_DEPENDANTS;
	return 0;
}

static int alter_routine(const struct pg_render *r)
{
	if (!pg_same(r->from, r->to, "definition")) {
		if (!can_replace_routine(r))
			return replace_under_columns(r);
		write_routine(r);
	}
	pg_render_comment(r, pg_get(r->to, "class"));
	return 0;
}

int pg_render_routine(const struct pg_render *r)
{
	const char *class_word = pg_get(r->to ? r->to : r->from, "class");

	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		write_routine(r);
		pg_render_comment(r, class_word);
		return 0;
	case WB_CHANGE_ALTER:
		return alter_routine(r);
	case WB_CHANGE_RENAME:
		pg_sql(r->out, "ALTER %s %Q(%s) RENAME TO %I;\n", class_word, r->from,
		       pg_get(r->from, "arguments"), r->to->name);
		return 0;
	default:
		drop_routine(r);
		return 0;
	}
}

/* ------------------------------------------------------------------ triggers and rules */

static void enable(const struct pg_render *r, const char *word)
{
	const char *how = pg_get(r->to, "enabled");

	if (pg_same(r->from, r->to, "enabled"))
		return;
	/* it reaches all partitions, those that have their own way as well */
	for (size_t i = 0; i < r->change->needed_by_count; i++)
		if (r->change->needed_by[i]->kind == PG_KIND_FIRING)
			r->risk->flags |= WB_RENDER_DEPENDANTS;
	pg_sql(r->out, "ALTER TABLE %P %s %s %I;\n", r->to, how ? how : "ENABLE", word,
	       r->to->name);
}

/* Both have a definition, hang on a table and can be switched off. */
static int render_hook(const struct pg_render *r, const char *word)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		pg_sql(r->out, "%s;\n", pg_get(r->to, "definition"));
		break;
	case WB_CHANGE_RENAME:
		pg_sql(r->out, "ALTER %s %I ON %P RENAME TO %I;\n", word, r->from->name, r->from,
		       r->to->name);
		return 0;
	case WB_CHANGE_DROP:
		pg_sql(r->out, "DROP %s %I ON %P;\n", word, r->from->name, r->from);
		return 0;
	default:
		if (!pg_same(r->from, r->to, "definition"))
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

	pg_sql(r->out, "ALTER TABLE %P %s TRIGGER %I;\n", o, pg_get(o, r->to ? "enabled" : "usual"),
	       o->name);
	return 0;
}

/* ------------------------------------------------------------------ policies */

static void add_expressions(const struct pg_render *r)
{
	const char *using = pg_get(r->to, "using"), *check = pg_get(r->to, "check");

	if (using)
		pg_sql(r->out, "\n    USING (%s)", using);
	if (check)
		pg_sql(r->out, "\n    WITH CHECK (%s)", check);
	pg_add(r->out, ";\n");
}

static int create_policy(const struct pg_render *r)
{
	const char *command = pg_get(r->to, "command");

	pg_sql(r->out, "CREATE POLICY %I ON %P%s", r->to->name, r->to,
	       pg_get(r->to, "restrictive") ? " AS RESTRICTIVE" : "");
	if (command)
		pg_sql(r->out, " FOR %s", command);
	pg_sql(r->out, " TO %s", pg_get(r->to, "roles"));
	add_expressions(r);
	pg_render_comment(r, "POLICY");
	return 0;
}

static int alter_policy(const struct pg_render *r)
{
	/* an expression can be set and not be taken away */
	if (!pg_same(r->from, r->to, "command") || !pg_same(r->from, r->to, "restrictive") ||
	    (pg_get(r->from, "using") && !pg_get(r->to, "using")) ||
	    (pg_get(r->from, "check") && !pg_get(r->to, "check")))
		return pg_recreate(r);
	if (!pg_same(r->from, r->to, "roles") || !pg_same(r->from, r->to, "using") ||
	    !pg_same(r->from, r->to, "check")) {
		pg_sql(r->out, "ALTER POLICY %I ON %P TO %s", r->to->name, r->to,
		       pg_get(r->to, "roles"));
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
		pg_sql(r->out, "ALTER POLICY %I ON %P RENAME TO %I;\n", r->from->name, r->from,
		       r->to->name);
		return 0;
	default:
		pg_sql(r->out, "DROP POLICY %I ON %P;\n", r->from->name, r->from);
		pg_risk(r->risk, 0, "drop-policy", "",
			"drops policy %s of %s: other rows can be seen then", r->from->name,
			r->from->parent);
		return 0;
	}
}
