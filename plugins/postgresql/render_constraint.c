/* SPDX-License-Identifier: MIT */
/* Constraints and indexes. */
#include <string.h>

#include "schema.h"

#define EXCLUSIVE "ACCESS EXCLUSIVE"

/* ------------------------------------------------------------------ definitions */

static const char not_valid[] = " NOT VALID";

static bool ends(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

bool pg_constraint_inline(const struct wb_object *o)
{
	const char *definition = kit_get(o, "definition");

	/* CREATE TABLE would take it for valid */
	return (o->flags & WB_OBJECT_INLINE) && definition && !ends(definition, not_valid);
}

/* Where the definition of a foreign key speaks of when it is checked. */
static size_t base_length(const char *definition)
{
	const char *at = strstr(definition, " DEFERRABLE");
	size_t len = strlen(definition);

	if (at)
		return (size_t)(at - definition);
	return ends(definition, not_valid) ? len - strlen(not_valid) : len;
}

static bool same_base(const char *a, const char *b)
{
	size_t len = base_length(a);

	return len == base_length(b) && memcmp(a, b, len) == 0;
}

static const char *class_of(const struct wb_object *o)
{
	return kit_get(o, "domain") ? "DOMAIN" : "TABLE";
}

static void alter(const struct pg_render *r, const struct wb_object *o, const char *what)
{
	kit_write(r->out, "ALTER %s %P %s", class_of(o), o, what);
}

/* ------------------------------------------------------------------ settings */

/* Is it another one's turn? Then nothing is to be taken away. */
static bool another_has(const struct pg_render *r, const char *key)
{
	const struct wb_family *after = &r->change->after;

	for (size_t i = 0; i < after->count; i++)
		if (kit_get(after->children[i], key))
			return true;
	return kit_get(after->self, key) != NULL;
}

static void cluster(const struct pg_render *r, const struct wb_object *o)
{
	if (kit_same(r->from, o, "clustered"))
		return;
	if (kit_get(o, "clustered"))
		kit_write(r->out, "ALTER %s %P CLUSTER ON %I;\n",
			  kit_get(o, "materialized") ? "MATERIALIZED VIEW" : "TABLE", o, o->name);
	else if (!another_has(r, "clustered"))
		kit_write(r->out, "ALTER %s %P SET WITHOUT CLUSTER;\n",
			  kit_get(o, "materialized") ? "MATERIALIZED VIEW" : "TABLE", o);
}

static void replicate(const struct pg_render *r, const struct wb_object *o)
{
	if (kit_same(r->from, o, "replica_identity"))
		return;
	if (kit_get(o, "replica_identity"))
		kit_write(r->out, "ALTER TABLE %P REPLICA IDENTITY USING INDEX %I;\n", o, o->name);
	else if (!another_has(r, "replica_identity"))
		kit_write(r->out, "ALTER TABLE %P REPLICA IDENTITY DEFAULT;\n", o);
}

static void place(const struct pg_render *r, const struct wb_object *o)
{
	const char *space = kit_get(o, "tablespace");
	struct wb_object index = { .namespace_ = o->namespace_, .name = o->name };

	if (!kit_same(r->from, o, "tablespace"))
		kit_write(r->out, "ALTER INDEX %Q SET TABLESPACE %I;\n", &index,
			  space ? space : "pg_default");
}

/* An index is called as its constraint, and may have a comment of its own. */
static void comment_index(const struct pg_render *r)
{
	const struct wb_object index = { .namespace_ = r->to->namespace_, .name = r->to->name };
	const char *comment = kit_get(r->to, "index_comment");

	if (kit_same(r->from, r->to, "index_comment"))
		return;
	kit_write(r->out, "COMMENT ON INDEX %Q IS ", &index);
	if (comment)
		kit_write(r->out, "%L;\n", comment);
	else
		kit_add(r->out, "NULL;\n");
}

void pg_constraint_extras(const struct pg_render *r)
{
	struct pg_render c = *r;
	const struct wb_object from = r->from ? *r->from : (struct wb_object){ 0 };

	if (r->to->kind == WB_KIND_PRIMARY_KEY || r->to->kind == WB_KIND_UNIQUE ||
	    r->to->kind == WB_KIND_EXCLUSION) {
		c.from = &from;
		pg_render_options(&c, "INDEX");
		place(r, r->to);
		cluster(r, r->to);
		replicate(r, r->to);
		comment_index(r);
	}
	pg_render_comment(r, "CONSTRAINT");
}

/* ------------------------------------------------------------------ constraints */

static void note_risk(const struct pg_render *r)
{
	const struct wb_object *o = r->to;
	const char *definition = kit_get(o, "definition");

	if (ends(definition, not_valid))
		return;
	switch (o->kind) {
	case WB_KIND_FOREIGN_KEY:
		kit_risk(r->risk, WB_RISK_MAY_FAIL | WB_RISK_LONG_LOCK, "add-foreign-key",
			 "SHARE ROW EXCLUSIVE",
			 "checks foreign key %s of %s for every row; NOT VALID and VALIDATE "
			 "CONSTRAINT later hold writers up less",
			 o->name, o->parent);
		break;
	case WB_KIND_CHECK:
		kit_risk(r->risk, WB_RISK_MAY_FAIL | WB_RISK_LONG_LOCK, "add-check", EXCLUSIVE,
			 "checks constraint %s of %s for every row; NOT VALID and VALIDATE "
			 "CONSTRAINT later hold it up less",
			 o->name, o->parent);
		break;
	default:
		kit_risk(r->risk, WB_RISK_MAY_FAIL | WB_RISK_LONG_LOCK, "add-unique", EXCLUSIVE,
			 "builds the index of %s on %s, and fails if two rows are alike there",
			 o->name, o->parent);
	}
}

static int add_constraint(const struct pg_render *r)
{
	alter(r, r->to, "ADD CONSTRAINT ");
	kit_write(r->out, "%I %s;\n", r->to->name, kit_get(r->to, "definition"));
	pg_constraint_extras(r);
	note_risk(r);
	return 0;
}

static int drop_constraint(const struct pg_render *r)
{
	alter(r, r->from, "DROP CONSTRAINT ");
	kit_write(r->out, "%I;\n", r->from->name);
	/* a foreign key that rests on it may find another one */
	if (r->change->needed_by_count)
		r->risk->flags |= WB_RENDER_DEPENDANTS;
	if (!kit_get(r->from, "domain"))
		kit_risk(r->risk, 0, "drop-constraint", EXCLUSIVE, "drops constraint %s of %s",
			 r->from->name, r->from->parent);
	return 0;
}

static int alter_constraint(const struct pg_render *r)
{
	const char *from = kit_get(r->from, "definition"), *to = kit_get(r->to, "definition");
	struct pg_render fresh = *r;
	bool same = same_base(from, to);

	if (strcmp(from, to) == 0) {
		pg_constraint_extras(r);
		return 0;
	}
	if (same && ends(from, not_valid) && !ends(to, not_valid) &&
	    strlen(from) == strlen(to) + strlen(not_valid)) {
		alter(r, r->to, "VALIDATE CONSTRAINT ");
		kit_write(r->out, "%I;\n", r->to->name);
		pg_constraint_extras(r);
		kit_risk(r->risk, WB_RISK_MAY_FAIL, "validate-constraint", "SHARE UPDATE EXCLUSIVE",
			 "checks constraint %s of %s for every row", r->to->name, r->to->parent);
		return 0;
	}
	if (same && r->to->kind == WB_KIND_FOREIGN_KEY && !ends(from, not_valid) &&
	    !ends(to, not_valid)) {
		const char *when = to + base_length(to);

		alter(r, r->to, "ALTER CONSTRAINT ");
		kit_write(r->out, "%I%s;\n", r->to->name, *when ? when : " NOT DEFERRABLE");
		pg_constraint_extras(r);
		return 0;
	}
	alter(r, r->to, "DROP CONSTRAINT IF EXISTS ");
	kit_write(r->out, "%I;\n", r->to->name);
	if (r->change->needed_by_count)
		r->risk->flags |= WB_RENDER_DEPENDANTS;
	fresh.from = NULL;
	return add_constraint(&fresh);
}

/* A domain that is made anew has its constraints from the start. */
static bool comes_with_domain(const struct pg_render *r)
{
	const struct wb_change *c = r->change;

	return kit_get(r->to ? r->to : r->from, "domain") && c->before.self && c->after.self &&
	       pg_type_swaps(c->before.self, c->after.self);
}

/* What rows hold inside of something else is not looked at by the server, which refuses. */
static bool wants_domain_anew(const struct pg_render *r)
{
	const struct wb_object *domain = r->change->before.self;

	return r->to && r->change->kind != WB_CHANGE_RENAME && kit_get(r->to, "domain") && domain &&
	       kit_get(domain, "within") && !(r->from && kit_same(r->from, r->to, "definition"));
}

int pg_render_constraint(const struct pg_render *r)
{
	if (comes_with_domain(r))
		return 0;
	if (wants_domain_anew(r)) {
		r->risk->flags |= WB_RENDER_PARENT;
		return 0;
	}
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		return add_constraint(r);
	case WB_CHANGE_ALTER:
		return alter_constraint(r);
	case WB_CHANGE_RENAME:
		alter(r, r->from, "RENAME CONSTRAINT ");
		kit_write(r->out, "%I TO %I;\n", r->from->name, r->to->name);
		return 0;
	default:
		return drop_constraint(r);
	}
}

/* ------------------------------------------------------------------ indexes */

/* Of "2 100, 3 50": columns and targets. `target`: another one for each. */
static void set_statistics(const struct pg_render *r, const char *list, const char *target)
{
	while (list && *list) {
		size_t len = strcspn(list, ","), column = strcspn(list, " ");

		kit_write(r->out, "ALTER INDEX %Q ALTER COLUMN %S SET STATISTICS", r->to, list,
			  column);
		if (target)
			kit_write(r->out, " %s;\n", target);
		else
			kit_write(r->out, "%S;\n", list + column, len - column);
		list += list[len] ? len + 2 : len;
	}
}

static void index_settings(const struct pg_render *r)
{
	place(r, r->to);
	cluster(r, r->to);
	replicate(r, r->to);
	if (!kit_same(r->from, r->to, "statistics")) {
		set_statistics(r, r->from ? kit_get(r->from, "statistics") : NULL, "-1");
		set_statistics(r, kit_get(r->to, "statistics"), NULL);
	}
	pg_render_comment(r, "INDEX");
}

/* Is it a part that goes with the index that it is attached to? */
static bool goes_with_whole(const struct pg_render *r)
{
	const struct wb_family *before = &r->change->before;

	for (size_t i = 0; i < before->count; i++)
		if (before->children[i]->kind == PG_KIND_ATTACHED &&
		    kit_get(before->children[i], "attach") &&
		    kit_equal(kit_get(before->children[i], "index"), r->from->name))
			return true;
	return false;
}

int pg_render_index(const struct pg_render *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		kit_write(r->out, "%s;\n", kit_get(r->to, "definition"));
		index_settings(r);
		kit_risk(r->risk,
			 WB_RISK_LONG_LOCK | (kit_get(r->to, "unique") ? WB_RISK_MAY_FAIL : 0),
			 "index-lock", "SHARE",
			 "builds index %s on %s: nobody can write to it meanwhile; CREATE INDEX "
			 "CONCURRENTLY in a section with "
			 "transaction:false lets them",
			 r->to->name, r->to->parent);
		return 0;
	case WB_CHANGE_RENAME:
		kit_write(r->out, "ALTER INDEX %Q RENAME TO %I;\n", r->from, r->to->name);
		return 0;
	case WB_CHANGE_DROP:
		kit_write(r->out, "DROP INDEX %s%Q;\n", goes_with_whole(r) ? "IF EXISTS " : "",
			  r->from);
		if (r->change->needed_by_count)
			r->risk->flags |= WB_RENDER_DEPENDANTS;
		return 0;
	default:
		if (!kit_same(r->from, r->to, "definition") || !kit_same(r->from, r->to, "invalid"))
			return pg_recreate(r);
		index_settings(r);
		return 0;
	}
}
