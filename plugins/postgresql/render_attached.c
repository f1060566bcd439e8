/* SPDX-License-Identifier: MIT */
/* Indexes of partitions. */
#include <string.h>

#include "schema.h"

/* Behind the name. */
static const char *rest_of(const struct wb_object *o)
{
	const char *definition = kit_get(o, "definition"), *on = strstr(definition, " ON ");

	return on ? on : definition;
}

static const struct wb_object *find_index(const struct wb_family *family, const char *name)
{
	for (size_t i = 0; i < family->count; i++)
		if (family->children[i]->kind == WB_KIND_INDEX &&
		    kit_equal(family->children[i]->name, name))
			return family->children[i];
	return NULL;
}

static void rename_part(const struct pg_render *r, const struct wb_object *o, const char *from,
			const char *to)
{
	const struct wb_object index = { .namespace_ = o->namespace_, .name = from };

	/* it may have gone with the one that it is a part of */
	kit_write(r->out, "ALTER INDEX IF EXISTS %Q RENAME TO %I;\n", &index, to);
}

static void create_part(const struct pg_render *r)
{
	const char *definition = kit_get(r->to, "definition"),
		   *only = strstr(definition, " ON ONLY ");
	const struct wb_object *usual = find_index(&r->change->before, kit_get(r->to, "usual")),
			       *own = find_index(&r->change->before, kit_get(r->to, "index"));

	if (usual && (usual->flags & WB_OBJECT_IMPLICIT) &&
	    strcmp(rest_of(usual), rest_of(r->to)) == 0) {
		rename_part(r, r->to, usual->name, kit_get(r->to, "index"));
		return;
	}
	/* it is there, and becomes a part */
	if (own && !(own->flags & WB_OBJECT_IMPLICIT))
		return;
	if (only)
		pg_host->append(r->out, definition, (size_t)(only - definition));
	kit_write(r->out, "%s%s;\n", only ? " ON " : "",
		  only ? only + strlen(" ON ONLY ") : definition);
}

/* An index that was made ON ONLY its table gets its parts one by one; a part goes with it. */
static void attach_part(const struct pg_render *r)
{
	const struct wb_object part = { .namespace_ = r->to->namespace_,
					.name = kit_get(r->to, "index") };
	const char *definition = kit_get(r->to, "definition"), *word = " INDEX ",
		   *at = strstr(definition, word);

	kit_write(r->out, "%SIF NOT EXISTS %s;\nALTER INDEX %s ATTACH PARTITION %Q;\n", definition,
		  (size_t)(at - definition) + strlen(word), at + strlen(word),
		  kit_get(r->to, "attach"), &part);
}

static void leave_part(const struct pg_render *r)
{
	if (!kit_get(r->from, "attach"))
		rename_part(r, r->from, kit_get(r->from, "index"), kit_get(r->from, "usual"));
}

/* The server makes the parts of an index, unless there is one that fits: one that has a name of its
 * own is made before. */
int pg_render_attached(const struct pg_render *r)
{
	if (!r->to)
		leave_part(r);
	else if (kit_get(r->to, "attach"))
		attach_part(r);
	else if (!r->from || kit_get(r->from, "attach") ||
		 strcmp(rest_of(r->from), rest_of(r->to)) != 0)
		create_part(r);
	else
		rename_part(r, r->to, kit_get(r->from, "index"), kit_get(r->to, "index"));
	return 0;
}

/* What was a part of an index stays when its partition leaves, and goes when that index does. */
void pg_render_part_stays(const struct pg_render *r)
{
	const char *definition = kit_get(r->to, "definition"), *word = " INDEX ",
		   *at = definition ? strstr(definition, word) : NULL;

	if (!at)
		return;
	kit_write(r->out, "%SIF NOT EXISTS %s;\n", definition,
		  (size_t)(at - definition) + strlen(word), at + strlen(word));
}
