/* SPDX-License-Identifier: MIT */
/* Changes of one key or constraint. */
#include <string.h>

#include "schema.h"

void maria_add_drop_key(struct maria_rendering *r, const struct wb_object *key)
{
	switch (key->kind) {
	case WB_KIND_PRIMARY_KEY:
		kit_add(r->out, "DROP PRIMARY KEY");
		break;
	case WB_KIND_CHECK:
		kit_write(r->out, "DROP CONSTRAINT %N", key->name);
		break;
	case WB_KIND_FOREIGN_KEY:
		kit_write(r->out, "DROP FOREIGN KEY %N", key->name);
		break;
	default:
		kit_write(r->out, "DROP INDEX %N", key->name);
	}
}

static void warn_new_key(struct maria_rendering *r, const struct wb_object *to)
{
	if (!r->change->before.self)
		return;
	switch (to->kind) {
	case WB_KIND_PRIMARY_KEY:
	case WB_KIND_UNIQUE:
		maria_warn(r, WB_RISK_LONG_LOCK | WB_RISK_MAY_FAIL, "add-unique",
			   "%s %s of %s fails if rows have equal values",
			   to->kind == WB_KIND_UNIQUE ? "unique key" : "primary key", to->name,
			   to->parent);
		break;
	case WB_KIND_CHECK:
	case WB_KIND_FOREIGN_KEY:
		maria_warn(r, WB_RISK_LONG_LOCK | WB_RISK_MAY_FAIL,
			   to->kind == WB_KIND_CHECK ? "add-check" : "add-foreign-key",
			   "constraint %s of %s fails if rows break it", to->name, to->parent);
		break;
	default:
		if (kit_get(to, "type"))
			maria_warn(r, WB_RISK_LONG_LOCK, "index-lock",
				   "index %s of %s: writers wait until it is built", to->name,
				   to->parent);
	}
}

/* Would the key that it becomes still do for these columns? */
static bool still_serves(const struct wb_object *to, const char *columns)
{
	const char *own = to ? kit_get(to, "columns") : NULL;
	size_t len = columns ? strlen(columns) : 0;

	return own && strncmp(own, columns, len) == 0 && (!own[len] || own[len] == ',');
}

/* An index that a foreign key uses can go only in the statement that brings another one. */
bool maria_key_in_use(const struct wb_change *c)
{
	const struct wb_object *o = c->from;

	if (!o || o->kind == WB_KIND_CHECK || o->kind == WB_KIND_COLUMN)
		return false;
	for (size_t i = 0; i < c->needed_by_count; i++) {
		const struct wb_object *user = c->needed_by[i], *stays;
		bool own = user->parent && strcmp(user->parent, o->parent) == 0;

		if (user->kind != WB_KIND_FOREIGN_KEY ||
		    still_serves(c->to, kit_get(user, own ? "columns" : "target_columns")))
			continue;
		if (!own)
			return true;
		stays = kit_child(&c->after, WB_KIND_FOREIGN_KEY, user->name);
		if (stays && kit_alike(user, stays))
			return true;
	}
	return false;
}

/* ------------------------------------------------------------------ keys that nobody asked for */

/* The server makes an index for a foreign key that has none, and drops it without a word when
 * another one will do. It does not tell such an index from others: one that shall stay is made
 * again by the same statement. */
static void make_sure(struct maria_rendering *r, const struct wb_object *index)
{
	kit_write(r->out, ", DROP INDEX %N, ADD %s", index->name, index->text);
}

static bool may_be_servers(const struct wb_object *key, const struct wb_object *foreign_key)
{
	return key->kind == WB_KIND_INDEX && !kit_get(key, "type") && !kit_get(key, "options") &&
	       kit_same(key, foreign_key, "columns");
}

static bool stays(const struct wb_change *c, const struct wb_object *o)
{
	const struct wb_object *then = kit_child(&c->after, o->kind, o->name);

	return then && kit_alike(o, then);
}

/* Would this new key do for the foreign key, in the place of the one that it has? */
static bool does_as_well(const struct wb_object *key, const struct wb_object *foreign_key)
{
	return key && key->kind != WB_KIND_CHECK && !kit_get(key, "type") &&
	       still_serves(key, kit_get(foreign_key, "columns"));
}

static void keep_servers_keys(struct maria_rendering *r)
{
	const struct wb_change *c = r->change;
	const struct wb_family *before = &c->before;

	for (size_t i = 0; i < before->count; i++) {
		const struct wb_object *key = before->children[i];
		bool threatened = false;

		if (key->kind != WB_KIND_INDEX || !stays(c, key))
			continue;
		for (size_t k = 0; k < before->count; k++) {
			const struct wb_object *f = before->children[k];

			if (f->kind == WB_KIND_FOREIGN_KEY && may_be_servers(key, f))
				threatened = threatened || c->from == f || does_as_well(c->to, f);
		}
		if (threatened)
			make_sure(r, key);
	}
}

/* May this one, which goes, be the server's, and be gone already, since a key that came before it
 * does as well? */
static bool may_be_gone(const struct wb_change *c)
{
	for (size_t i = 0; c->from->kind == WB_KIND_INDEX && i < c->before.count; i++) {
		const struct wb_object *f = c->before.children[i];

		if (f->kind != WB_KIND_FOREIGN_KEY || !may_be_servers(c->from, f))
			continue;
		for (size_t k = 0; k < c->after.count; k++) {
			const struct wb_object *key = c->after.children[k];

			if (key != c->to && key->kind != WB_KIND_FOREIGN_KEY &&
			    does_as_well(key, f))
				return true;
		}
	}
	return false;
}

/* ------------------------------------------------------------------ writing */

bool maria_only_ignored(const struct wb_object *from, const struct wb_object *to)
{
	static const char word[] = "IGNORED";
	const char *was = kit_get(from, "options"), *is = kit_get(to, "options");
	const char *longer = was && (!is || strlen(was) > strlen(is)) ? was : is;
	const char *other = longer == was ? is : was;
	size_t len = longer ? strlen(longer) : 0, rest;

	if (kit_same(from, to, "options") || !kit_same(from, to, "columns") ||
	    !kit_same(from, to, "type") || len < sizeof(word) - 1 ||
	    strcmp(longer + len - (sizeof(word) - 1), word) != 0)
		return false;
	rest = len - (sizeof(word) - 1);
	rest -= rest && longer[rest - 1] == ' ';
	return strlen(other ? other : "") == rest && memcmp(longer, other ? other : "", rest) == 0;
}

/* A key that is dropped and made again in one statement stays ignored. */
void maria_add_ignored(struct maria_rendering *r, const struct wb_object *from,
		       const struct wb_object *to)
{
	const char *was = kit_get(from, "options"), *is = kit_get(to, "options");

	maria_add_alter(r);
	kit_write(r->out, "ALTER INDEX %N %s;\n", to->name,
		  is && (!was || strlen(is) > strlen(was)) ? "IGNORED" : "NOT IGNORED");
}

void maria_render_key(struct maria_rendering *r)
{
	const struct wb_change *c = r->change;

	if (c->from && c->to && maria_only_ignored(c->from, c->to)) {
		maria_add_ignored(r, c->from, c->to);
		return;
	}
	maria_add_alter_for(r, c->to);
	if (c->from && maria_is_mariadb(r) && may_be_gone(c))
		kit_write(r->out, "DROP INDEX IF EXISTS %N", c->from->name);
	else if (c->from)
		maria_add_drop_key(r, c->from);
	if (c->to)
		kit_write(r->out, "%sADD %s", c->from ? ", " : "", c->to->text);
	keep_servers_keys(r);
	kit_add(r->out, ";\n");
	if (c->to)
		warn_new_key(r, c->to);
	if (c->to && kit_get(c->to, "dangling"))
		maria_warn(r, 0, "dangling-foreign-key",
			   "constraint %s of %s refers to table %s, which is not there",
			   c->to->name, c->to->parent, kit_get(c->to, "table"));
}
