/* SPDX-License-Identifier: MIT */
#include <strings.h>

#include "reading.h"

struct kit_object odbc_object(const struct reading *r, int32_t kind, const char *parent,
			      const char *name)
{
	struct kit_object m;

	kit_object_begin(&m, kind, parent, name);
	m.pub.flags = r->read_only | (r->c->any_case ? WB_OBJECT_ANY_CASE : 0);
	return m;
}

bool odbc_is_ours(const struct reading *r, const char *table)
{
	const struct wb_scope *scope = r->scope;

	if (scope->home && strcasecmp(scope->home, r->c->schema) != 0)
		return false;
	for (size_t i = 0; i < scope->without_count; i++)
		if (strcasecmp(scope->without[i], table) == 0)
			return true;
	return false;
}

void odbc_unseen(struct kit_object *m, const char *remedy)
{
	m->pub.flags |= WB_OBJECT_READ_ONLY | WB_OBJECT_UNSEEN;
	kit_object_set(m, "remedy", remedy, WB_ATTRIBUTE_SILENT);
}
