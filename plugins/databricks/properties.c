/* SPDX-License-Identifier: MIT */
/* Properties of tables: those that people set, and the checks, which Delta keeps among them. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

#define CHECK "delta.constraints."

/* What Delta itself keeps there, or what follows from the rest. */
static bool is_delta_own(const char *key)
{
	static const char prefixes[] = CHECK
		" delta.feature. delta.rowTracking.materialized delta.columnMapping.maxColumnId "
		"delta.minReaderVersion delta.minWriterVersion delta.lastCommitTimestamp "
		"delta.lastUpdateVersion clusteringColumns io.unitycatalog. delta.checkpointPolicy "
		"delta.enableDeletionVectors delta.enableRowTracking "
		"delta.parquet.compression.codec";
	size_t len;

	for (const char *p = prefixes; *p; p += len + strspn(p + len, " ")) {
		len = strcspn(p, " ");
		if (strncmp(key, p, len) == 0)
			return true;
	}
	return false;
}

int brick_give_properties(struct kit_object *table, json_t *properties)
{
	const char *key;
	json_t *value;

	json_object_foreach(properties, key, value)
	{
		const char *name, *text;

		if (is_delta_own(key) || !json_is_string(value))
			continue;
		name = kit_object_own(table, kit_text_make(BRICK_PROPERTY "%s", key));
		text = kit_object_own(table, strdup(json_string_value(value)));
		if (!name || !text)
			return -1;
		kit_object_set(table, name, text, 0);
	}
	return 0;
}

int brick_give_checks(struct wb_schema *sink, const char *table, json_t *properties,
		      struct wb_error *err)
{
	const char *key;
	json_t *value;

	json_object_foreach(properties, key, value)
	{
		struct kit_object o;
		int rc;

		if (strncmp(key, CHECK, strlen(CHECK)) != 0 || !json_is_string(value))
			continue;
		kit_object_begin(&o, WB_KIND_CHECK, table, key + strlen(CHECK));
		o.pub.flags = WB_OBJECT_ANY_CASE;
		kit_object_set(&o, "expression", json_string_value(value), 0);
		rc = kit_object_give(&o, sink, err);
		if (rc < 0)
			return rc;
	}
	return 0;
}
