/* SPDX-License-Identifier: MIT */
/* A table's keys and indexes, by the driver's catalog functions. */
#include <stdlib.h>
#include <string.h>

#include "reading.h"

enum { KEY_COLUMN, KEY_NAME };
enum { KEY_TABLE, KEY_TABLE_COLUMN };
enum { INDEX_NON_UNIQUE, INDEX_NAME, INDEX_TYPE, INDEX_COLUMN, INDEX_ORDER, INDEX_FILTER };
enum {
	FOREIGN_TARGET_PLACE,
	FOREIGN_TARGET,
	FOREIGN_TARGET_COLUMN,
	FOREIGN_PLACE,
	FOREIGN_COLUMN,
	FOREIGN_SEQUENCE,
	FOREIGN_UPDATE,
	FOREIGN_DELETE,
	FOREIGN_NAME
};

enum {
	KNOWN_TABLE,
	KNOWN_NAME,
	KNOWN_COLUMNS,
	KNOWN_PLACE,
	KNOWN_TARGET,
	KNOWN_TARGET_COLUMNS,
	KNOWN_RULES
};

static void add_column(struct kit_text *columns, const char *name)
{
	kit_text_comma(columns);
	kit_text_add(columns, name ? name : "?");
}

/* The columns of the key into r->key, and its name; NULL where there is none. */
static int read_primary_key(struct reading *r, char **out_name)
{
	static const SQLUSMALLINT wanted[] = { 4, 6, 0 };
	struct odbc_grid keys;
	struct kit_text columns = { 0 };
	const char *name;
	SQLHSTMT stmt;
	int rc = odbc_statement(r->c, &stmt, r->err);

	if (rc == 0)
		rc = odbc_grid_read(r->c, stmt,
				    SQLPrimaryKeysW(stmt, r->catalog, SQL_NTS, r->schema, SQL_NTS,
						    r->wide, SQL_NTS),
				    wanted, &keys, r->err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < keys.count; i++)
		add_column(&columns, odbc_cell(&keys, i, KEY_COLUMN));
	name = keys.count ? odbc_cell(&keys, 0, KEY_NAME) : NULL;
	*out_name = name ? strdup(name) : NULL;
	rc = columns.failed || (name && !*out_name) ? kit_no_memory(r->err) : 0;
	r->key = columns.len ? kit_text_take(&columns) : NULL;
	kit_text_release(&columns);
	odbc_grid_release(&keys);
	return rc;
}

/* From what the profile asked. */
static int find_primary_key(struct reading *r)
{
	struct kit_text columns = { 0 };

	for (size_t i = 0; i < r->keys.count; i++)
		if (strcmp(odbc_cell(&r->keys, i, KEY_TABLE), r->table) == 0)
			add_column(&columns, odbc_cell(&r->keys, i, KEY_TABLE_COLUMN));
	if (columns.failed)
		return kit_no_memory(r->err);
	r->key = columns.len ? kit_text_take(&columns) : NULL;
	return 0;
}

static int give_primary_key(struct reading *r)
{
	char *name = NULL;
	struct kit_object m;
	int rc;

	free(r->key);
	r->key = NULL;
	rc = r->c->own.keys ? find_primary_key(r) : read_primary_key(r, &name);
	if (rc == 0 && r->key) {
		/* its name may be the server's own: the columns tell what it is */
		m = odbc_object(r, WB_KIND_PRIMARY_KEY, r->table, "");
		m.pub.flags |= WB_OBJECT_INLINE;
		m.pub.signature = r->key;
		kit_object_set(&m, "columns", r->key, 0);
		kit_object_set(&m, "name", name, WB_ATTRIBUTE_SILENT);
		rc = kit_object_give(&m, r->sink, r->err);
	}
	free(name);
	return rc;
}

/* Rows `from` to before `to` are one index. */
static int give_index(struct reading *r, const struct odbc_grid *all, size_t from, size_t to)
{
	const char *non_unique = odbc_cell(all, from, INDEX_NON_UNIQUE),
		   *filter = odbc_cell(all, from, INDEX_FILTER);
	const char *name = odbc_cell(all, from, INDEX_NAME);
	bool unique = non_unique && (*non_unique == '0' || *non_unique == 'f'), constraint;
	const char *definition = odbc_index_definition(r, name, &constraint);
	struct kit_object m =
		odbc_object(r, constraint ? WB_KIND_UNIQUE : WB_KIND_INDEX, r->table, name);
	struct kit_text columns = { 0 };

	for (size_t i = from; i < to; i++) {
		const char *order = odbc_cell(all, i, INDEX_ORDER);

		add_column(&columns, odbc_cell(all, i, INDEX_COLUMN));
		if (order && *order == 'D')
			kit_text_add(&columns, " DESC");
	}
	/* the one behind the primary key goes with that */
	if (unique && r->key && columns.data && strcmp(columns.data, r->key) == 0) {
		kit_text_release(&columns);
		kit_object_release(&m);
		return 0;
	}
	kit_object_set(&m, "columns", kit_object_own(&m, kit_text_take(&columns)), 0);
	kit_object_set(&m, "definition", definition, 0);
	if (constraint) {
		m.pub.flags |= WB_OBJECT_INLINE;
		/* names that a file gives by itself go by their order */
		if (r->c->own.file) {
			m.pub.name = "";
			m.pub.signature = definition;
		}
		return kit_object_give(&m, r->sink, r->err);
	}
	kit_object_flag(&m, "unique", unique, 0);
	kit_object_set(&m, "where", filter && *filter ? filter : NULL, 0);
	return kit_object_give(&m, r->sink, r->err);
}

static int give_indexes(struct reading *r)
{
	static const SQLUSMALLINT wanted[] = { 4, 6, 7, 9, 10, 13, 0 };
	struct odbc_grid all;
	SQLHSTMT stmt;
	int rc = odbc_statement(r->c, &stmt, r->err);

	if (rc == 0)
		rc = odbc_grid_read(r->c, stmt,
				    SQLStatisticsW(stmt, r->catalog, SQL_NTS, r->schema, SQL_NTS,
						   r->wide, SQL_NTS, SQL_INDEX_ALL, SQL_QUICK),
				    wanted, &all, r->err);
	if (rc < 0)
		return rc;
	for (size_t i = 0, next; rc == 0 && i < all.count; i = next) {
		const char *name = odbc_cell(&all, i, INDEX_NAME);

		next = i + 1;
		if (!name) /* the table itself */
			continue;
		while (next < all.count && odbc_cell(&all, next, INDEX_NAME) &&
		       strcmp(odbc_cell(&all, next, INDEX_NAME), name) == 0)
			next++;
		rc = give_index(r, &all, i, next);
	}
	odbc_grid_release(&all);
	return rc;
}

/* ------------------------------------------------------------------ foreign keys */

/* Its columns are in `signature`. */
struct foreign_key {
	const char *place, *table, *target_columns, *name;
};

static int give_key(struct reading *r, struct kit_object *m, const struct foreign_key *of)
{
	const struct wb_object table = { .size = sizeof(table),
					 .kind = WB_KIND_TABLE,
					 .name = of->table ? of->table : "",
					 .flags = m->pub.flags };
	int rc = 0;

	if (r->c->own.file)
		m->pub.flags |= WB_OBJECT_INLINE;
	kit_object_set(m, "columns", m->pub.signature, 0);
	kit_object_set(m, "table", of->table, 0);
	kit_object_set(m, "place", of->place, 0);
	kit_object_set(m, "target_columns", of->target_columns, 0);
	kit_object_set(m, "name", of->name, WB_ATTRIBUTE_SILENT);
	if (!of->place)
		rc = odbc_host->edge(r->sink, &m->pub, &table);
	if (rc < 0)
		m->failed = true;
	return kit_object_give(m, r->sink, r->err);
}

/* From what the profile asked. */
static int give_known_foreign_keys(struct reading *r)
{
	const struct odbc_grid *all = &r->foreign;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < all->count; i++) {
		const struct foreign_key of = { odbc_cell(all, i, KNOWN_PLACE),
						odbc_cell(all, i, KNOWN_TARGET),
						odbc_cell(all, i, KNOWN_TARGET_COLUMNS),
						odbc_cell(all, i, KNOWN_NAME) };
		const char *rules = odbc_cell(all, i, KNOWN_RULES);
		struct kit_object m;

		if (strcmp(odbc_cell(all, i, KNOWN_TABLE), r->table) != 0)
			continue;
		m = odbc_object(r, WB_KIND_FOREIGN_KEY, r->table, "");
		m.pub.signature = odbc_cell(all, i, KNOWN_COLUMNS);
		kit_object_set(&m, "rules", rules && *rules ? rules : NULL, 0);
		rc = give_key(r, &m, &of);
	}
	return rc;
}

static const char *rule(const char *number)
{
	switch (number ? (int)strtol(number, NULL, 10) : SQL_NO_ACTION) {
	case SQL_CASCADE:
		return "CASCADE";
	case SQL_SET_NULL:
		return "SET NULL";
	case SQL_SET_DEFAULT:
		return "SET DEFAULT";
	default:
		return NULL; /* RESTRICT and NO ACTION are one to many drivers */
	}
}

/* The schema, or catalog, of the table that it refers to, where that is another one than its own; NULL. */
static const char *elsewhere(const struct odbc_grid *all, size_t row)
{
	const char *target = odbc_cell(all, row, FOREIGN_TARGET_PLACE),
		   *own = odbc_cell(all, row, FOREIGN_PLACE);

	return target && own && *target && *own && strcmp(target, own) != 0 ? target : NULL;
}

static int give_foreign_key(struct reading *r, const struct odbc_grid *all, size_t from, size_t to)
{
	struct kit_object m = odbc_object(r, WB_KIND_FOREIGN_KEY, r->table, "");
	struct foreign_key of = { .place = elsewhere(all, from),
				  .table = odbc_cell(all, from, FOREIGN_TARGET),
				  .name = odbc_cell(all, from, FOREIGN_NAME) };
	struct kit_text columns = { 0 }, targets = { 0 };

	for (size_t i = from; i < to; i++) {
		add_column(&columns, odbc_cell(all, i, FOREIGN_COLUMN));
		add_column(&targets, odbc_cell(all, i, FOREIGN_TARGET_COLUMN));
	}
	m.pub.signature = kit_object_own(&m, kit_text_take(&columns));
	of.target_columns = kit_object_own(&m, kit_text_take(&targets));
	kit_object_set(&m, "on_update", rule(odbc_cell(all, from, FOREIGN_UPDATE)), 0);
	kit_object_set(&m, "on_delete", rule(odbc_cell(all, from, FOREIGN_DELETE)), 0);
	return give_key(r, &m, &of);
}

static int give_foreign_keys(struct reading *r)
{
	const SQLUSMALLINT target = r->c->own.catalogs ? 1 : 2;
	const SQLUSMALLINT own = r->c->own.catalogs ? 5 : 6;
	const SQLUSMALLINT wanted[] = { target, 3, 4, own, 8, 9, 10, 11, 12, 0 };
	struct odbc_grid all;
	SQLHSTMT stmt;
	int rc;

	if (r->c->own.foreign_keys)
		return give_known_foreign_keys(r);
	rc = odbc_statement(r->c, &stmt, r->err);
	if (rc == 0)
		rc = odbc_grid_read(r->c, stmt,
				    SQLForeignKeysW(stmt, NULL, 0, NULL, 0, NULL, 0, r->catalog,
						    SQL_NTS, r->schema, SQL_NTS, r->wide, SQL_NTS),
				    wanted, &all, r->err);
	if (rc < 0)
		return rc;
	for (size_t i = 0, next; rc == 0 && i < all.count; i = next) {
		next = i + 1;
		/* the next one begins with column 1 again */
		while (next < all.count && odbc_cell(&all, next, FOREIGN_SEQUENCE) &&
		       strtol(odbc_cell(&all, next, FOREIGN_SEQUENCE), NULL, 10) >
			       strtol(odbc_cell(&all, i, FOREIGN_SEQUENCE), NULL, 10))
			next++;
		rc = give_foreign_key(r, &all, i, next);
	}
	odbc_grid_release(&all);
	return rc;
}

int odbc_give_keys(struct reading *r)
{
	int rc = give_primary_key(r);

	if (rc == 0)
		rc = give_indexes(r);
	return rc == 0 ? give_foreign_keys(r) : rc;
}
