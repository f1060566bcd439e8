/* SPDX-License-Identifier: MIT */
/* Looking into a table that was parsed. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

void table_release(struct table *t)
{
	free(t->columns);
	free(t->constraints);
	free(t->name);
	free(t->text);
}

struct kit_part table_key(const struct table *t)
{
	for (size_t i = 0; i < t->constraint_count; i++)
		if (t->constraints[i].kind == WB_KIND_PRIMARY_KEY)
			return t->constraints[i].columns;
	return (struct kit_part){ 0 };
}

const struct column *table_column(const struct table *t, const char *name)
{
	for (size_t i = 0; i < t->column_count; i++) {
		char *have = kit_unquoted(t->columns[i].name);
		bool same = have && sqlite3_stricmp(have, name) == 0;

		free(have);
		if (same)
			return &t->columns[i];
	}
	return NULL;
}

const struct column *table_rowid(const struct table *t)
{
	for (size_t i = 0; i < t->constraint_count && !t->without_rowid; i++) {
		const struct constraint *k = &t->constraints[i];
		const struct column *column;
		struct kit_words c;
		char *name;

		if (k->kind != WB_KIND_PRIMARY_KEY || k->descending)
			continue;
		kit_words_begin(&c, k->columns.at, k->columns.len, 0);
		name = kit_unquoted(kit_part_take(&c));
		column = name ? table_column(t, name) : NULL;
		free(name);
		if (kit_word_is(&c, "asc") || kit_word_is(&c, "desc"))
			kit_words_next(&c);
		if (column && kit_words_ended(&c) && column->type.len == 7 &&
		    sqlite3_strnicmp(column->type.at, "integer", 7) == 0)
			return column;
	}
	return NULL;
}
