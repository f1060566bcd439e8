/* SPDX-License-Identifier: MIT */
/* What a database has and no catalog function tells: by a query of the profile (catalog.sql), or not at all. It can be
 * looked at and not changed, except for constraints, sequences and types, whose definition stands behind their name. */
#include <string.h>

#include "reading.h"

static const struct class
{
	const char *word;
	int32_t kind;
	bool made; /* can be written again */
} classes[] = {
	{ "UNIQUE", WB_KIND_UNIQUE, true },
	{ "CHECK", WB_KIND_CHECK, true },
	{ "EXCLUSION", WB_KIND_EXCLUSION, false },
	{ "VIEW", WB_KIND_VIEW, false },
	{ "TRIGGER", WB_KIND_TRIGGER, false },
	{ "MATERIALIZED VIEW", WB_KIND_VIEW, false },
	{ "POLICY", WB_KIND_POLICY, false },
	{ "ROUTINE", WB_KIND_ROUTINE, false },
	{ "TYPE", WB_KIND_TYPE, false },
	{ "ENUM", WB_KIND_TYPE, true },
	{ "DOMAIN", WB_KIND_TYPE, true },
	{ "SEQUENCE", WB_KIND_SEQUENCE, true },
	{ "EVENT", WB_KIND_EVENT, false },
	{ "RULE", WB_KIND_DIALECT, false },
	{ "FOREIGN TABLE", WB_KIND_DIALECT, false },
	{ "STATISTICS", WB_KIND_DIALECT, false },
	{ "COLLATION", WB_KIND_DIALECT, false },
	{ "OPERATOR", WB_KIND_DIALECT, false },
};

static const char *cell(const struct reading *r, size_t row, enum odbc_untold column)
{
	return odbc_cell(&r->untold, row, column);
}

static const struct class *class_of(const char *word)
{
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (strcmp(classes[i].word, word) == 0)
			return &classes[i];
	return NULL;
}

int odbc_read_untold(struct reading *r)
{
	static const SQLUSMALLINT columns[] = { 1, 2, 3, 4, 0 };

	return r->c->own.untold
		       ? odbc_grid_query(r->c, r->c->own.untold, columns, &r->untold, r->err)
		       : 0;
}

const char *odbc_index_definition(const struct reading *r, const char *index, bool *out_constraint)
{
	*out_constraint = false;
	for (size_t i = 0; i < r->untold.count; i++) {
		const char *table = cell(r, i, UNTOLD_TABLE), *name = cell(r, i, UNTOLD_NAME),
			   *word = cell(r, i, UNTOLD_CLASS);

		if (!table || !name || strcmp(table, r->table) != 0 || strcmp(name, index) != 0)
			continue;
		*out_constraint = strcmp(word, "UNIQUE") == 0;
		if (*out_constraint || strcmp(word, "INDEX") == 0)
			return cell(r, i, UNTOLD_DEFINITION);
	}
	return NULL;
}

static int give(struct reading *r, const struct class *class, size_t row)
{
	const char *definition = cell(r, row, UNTOLD_DEFINITION);
	struct kit_object m =
		odbc_object(r, class->kind, cell(r, row, UNTOLD_TABLE), cell(r, row, UNTOLD_NAME));

	if (!definition)
		odbc_unseen(&m, "compare it by hand, or `exclude` it: its text can't be read");
	else if (!class->made)
		m.pub.flags |= WB_OBJECT_READ_ONLY;
	if (class->made && m.pub.parent)
		m.pub.flags |= WB_OBJECT_INLINE;
	if (class->kind == WB_KIND_DIALECT || (class->kind == WB_KIND_TYPE && class->made))
		kit_object_set(&m, "class", class->word, 0);
	kit_object_set(&m, "definition", definition, 0);
	return kit_object_give(&m, r->sink, r->err);
}

/* That there may be such things is all that is known. */
static int give_doubt(struct reading *r)
{
	struct kit_object m =
		odbc_object(r, WB_KIND_DIALECT, NULL, "checks, triggers, routines and the like");

	kit_object_set(&m, "class", "UNKNOWN", 0);
	odbc_unseen(&m, "compare them by hand, or `exclude` this: no driver tells of them");
	return kit_object_give(&m, r->sink, r->err);
}

int odbc_give_untold(struct reading *r)
{
	int rc = 0;

	if (!r->c->own.untold)
		return give_doubt(r);
	for (size_t i = 0; rc == 0 && i < r->untold.count; i++) {
		const struct class *class = class_of(cell(r, i, UNTOLD_CLASS));
		const char *table = cell(r, i, UNTOLD_TABLE);

		/* indexes, with or without a constraint, were given with their table */
		if (class && class->kind != WB_KIND_UNIQUE &&
		    !odbc_is_ours(r, table ? table : cell(r, i, UNTOLD_NAME)))
			rc = give(r, class, i);
	}
	return rc;
}
