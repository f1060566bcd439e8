/* SPDX-License-Identifier: MIT */
/* Properties of tables: those that people set, and the checks, which Delta keeps among them. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

#define CHECK "delta.constraints."

bool brick_begins_any(const char *key, const char *beginnings)
{
	size_t len;

	for (const char *p = beginnings; *p; p += len + strspn(p + len, " ")) {
		len = strcspn(p, " ");
		if (strncmp(key, p, len) == 0)
			return true;
	}
	return false;
}

/* What Delta itself keeps there, or what follows from the rest. */
static const char own[] =
	CHECK " delta.feature. delta.rowTracking.materialized delta.columnMapping.maxColumnId "
	      "delta.minReaderVersion delta.minWriterVersion delta.lastCommitTimestamp "
	      "delta.lastUpdateVersion clusteringColumns io.unitycatalog. delta.checkpointPolicy "
	      "delta.enableDeletionVectors delta.enableRowTracking delta.parquet.compression.codec";

static int give_check(const struct wb_object *table, const char *key, const char *text,
		      struct wb_schema *sink, struct wb_error *err)
{
	struct kit_object o;

	kit_object_begin(&o, WB_KIND_CHECK, table->name, key + strlen(CHECK));
	o.pub.flags = WB_OBJECT_ANY_CASE;
	o.pub.namespace_ = table->namespace_;
	kit_object_set(&o, "expression", text, 0);
	return kit_object_give(&o, sink, err);
}

int brick_give_properties(struct kit_object *table, json_t *properties, struct wb_schema *sink,
			  struct wb_error *err)
{
	const char *key, *name, *text;
	json_t *value;
	int rc = 0;

	json_object_foreach(properties, key, value)
	{
		text = json_string_value(value);
		if (rc == 0 && text && strncmp(key, CHECK, strlen(CHECK)) == 0)
			rc = give_check(&table->pub, key, text, sink, err);
		if (rc < 0 || !text || brick_begins_any(key, own))
			continue;
		name = kit_object_own(table, kit_text_make(BRICK_PROPERTY "%s", key));
		text = kit_object_own(table, strdup(text));
		if (!name || !text)
			return kit_no_memory(err);
		kit_object_set(table, name, text, 0);
	}
	return rc;
}
