/* SPDX-License-Identifier: MIT */
/* The current schema by the driver's catalog functions: tables with their columns, keys, indexes and foreign keys.
 * Of views there is only the name, and of all else nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/object.h>

#include "odbc.h"

/* What catalog functions are asked with. */
struct reading {
	struct odbc_conn *c;
	const struct wb_scope *scope;
	struct wb_schema *sink;
	struct wb_error *err;
	SQLWCHAR *catalog, *schema;
	struct odbc_grid tables, columns, types;
	struct odbc_grid exact; /* what the profile asks of columns, because the driver loses it */
	const char *table;      /* the one at hand */
	SQLWCHAR *wide;
	char *key; /* the columns of its primary key */
};

enum { TABLE_NAME, TABLE_TYPE, TABLE_REMARKS };
enum {
	COLUMN_TABLE,
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_SIZE,
	COLUMN_DIGITS,
	COLUMN_NULLABLE,
	COLUMN_DEFAULT,
	COLUMN_POSITION
};
enum { TYPE_NAME, TYPE_PARAMS };
enum { EXACT_TABLE, EXACT_COLUMN, EXACT_TYPE, EXACT_DEFAULT };
enum { KEY_COLUMN, KEY_NAME };
enum { INDEX_NON_UNIQUE, INDEX_NAME, INDEX_TYPE, INDEX_COLUMN, INDEX_ORDER, INDEX_FILTER };
enum {
	FOREIGN_TARGET,
	FOREIGN_TARGET_COLUMN,
	FOREIGN_COLUMN,
	FOREIGN_SEQUENCE,
	FOREIGN_UPDATE,
	FOREIGN_DELETE,
	FOREIGN_NAME
};

static struct kit_object make(const struct reading *r, int32_t kind, const char *parent,
			      const char *name)
{
	struct kit_object m;

	kit_object_begin(&m, kind, parent, name);
	m.pub.flags = r->c->any_case ? WB_OBJECT_ANY_CASE : 0;
	return m;
}

/* ------------------------------------------------------------------ columns */

/* "length" or "precision,scale": how many numbers stand behind the type's name. */
static int parameters_of(const struct reading *r, const char *type)
{
	for (size_t i = 0; i < r->types.count; i++) {
		const char *name = odbc_cell(&r->types, i, TYPE_NAME),
			   *params = odbc_cell(&r->types, i, TYPE_PARAMS);

		if (name && strcasecmp(name, type) == 0)
			return !params || !*params ? 0 : strchr(params, ',') ? 2 : 1;
	}
	return 0;
}

static const char *type_of(struct kit_object *m, const struct reading *r, size_t row)
{
	const char *type = odbc_cell(&r->columns, row, COLUMN_TYPE),
		   *size = odbc_cell(&r->columns, row, COLUMN_SIZE),
		   *digits = odbc_cell(&r->columns, row, COLUMN_DIGITS);
	int count = type ? parameters_of(r, type) : 0;

	if (!type)
		return NULL;
	if (count == 0 || !size || *size == '0' || strchr(type, '('))
		return type;
	if (count == 1 || !digits)
		return kit_object_own(m, kit_text_make("%s(%s)", type, size));
	return kit_object_own(m, kit_text_make("%s(%s,%s)", type, size, digits));
}

/* The row of a column in `exact`; SIZE_MAX: nothing is known. */
static size_t exact_row(const struct reading *r, const char *column)
{
	for (size_t i = 0; column && i < r->exact.count; i++)
		if (strcmp(odbc_cell(&r->exact, i, EXACT_TABLE), r->table) == 0 &&
		    strcmp(odbc_cell(&r->exact, i, EXACT_COLUMN), column) == 0)
			return i;
	return SIZE_MAX;
}

static int give_column(struct reading *r, size_t row)
{
	const size_t exact = exact_row(r, odbc_cell(&r->columns, row, COLUMN_NAME));
	struct kit_object m =
		make(r, WB_KIND_COLUMN, r->table, odbc_cell(&r->columns, row, COLUMN_NAME));
	const char *position = odbc_cell(&r->columns, row, COLUMN_POSITION),
		   *nullable = odbc_cell(&r->columns, row, COLUMN_NULLABLE),
		   *value = odbc_cell(&r->columns, row, COLUMN_DEFAULT);

	m.pub.flags |= WB_OBJECT_INLINE;
	m.pub.position = position ? (uint32_t)strtoul(position, NULL, 10) : 0;
	if (exact != SIZE_MAX)
		value = odbc_cell(&r->exact, exact, EXACT_DEFAULT);
	kit_object_set(&m, "type",
		       exact != SIZE_MAX ? odbc_cell(&r->exact, exact, EXACT_TYPE)
					 : type_of(&m, r, row),
		       0);
	kit_object_flag(&m, "not_null", nullable && *nullable == '0', 0);
	/* some say NULL where there is none */
	kit_object_set(&m, "default", value && strcasecmp(value, "NULL") != 0 ? value : NULL, 0);
	return kit_object_give(&m, r->sink, r->err);
}

/* ------------------------------------------------------------------ keys and indexes */

static void add_column(struct kit_text *columns, const char *name)
{
	kit_text_comma(columns);
	kit_text_add(columns, name ? name : "?");
}

static int statement(struct reading *r, SQLHSTMT *out)
{
	return odbc_statement(r->c, out, r->err);
}

static int give_primary_key(struct reading *r)
{
	static const SQLUSMALLINT wanted[] = { 4, 6, 0 };
	struct odbc_grid keys;
	struct kit_text columns = { 0 };
	struct kit_object m;
	SQLHSTMT stmt;
	int rc = statement(r, &stmt);

	if (rc == 0)
		rc = odbc_grid_read(r->c, stmt,
				    SQLPrimaryKeysW(stmt, r->catalog, SQL_NTS, r->schema, SQL_NTS,
						    r->wide, SQL_NTS),
				    wanted, &keys, r->err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < keys.count; i++)
		add_column(&columns, odbc_cell(&keys, i, KEY_COLUMN));
	free(r->key);
	r->key = columns.len ? kit_text_take(&columns) : NULL;
	if (keys.count) {
		/* its name may be the server's own: the columns tell what it is */
		m = make(r, WB_KIND_PRIMARY_KEY, r->table, "");
		m.pub.flags |= WB_OBJECT_INLINE;
		m.pub.signature = r->key;
		kit_object_set(&m, "columns", r->key, 0);
		kit_object_set(&m, "name", odbc_cell(&keys, 0, KEY_NAME), WB_ATTRIBUTE_SILENT);
		rc = kit_object_give(&m, r->sink, r->err);
	}
	kit_text_release(&columns);
	odbc_grid_release(&keys);
	return rc;
}

/* Rows `from` to before `to` are one index. */
static int give_index(struct reading *r, const struct odbc_grid *all, size_t from, size_t to)
{
	const char *non_unique = odbc_cell(all, from, INDEX_NON_UNIQUE),
		   *filter = odbc_cell(all, from, INDEX_FILTER);
	bool unique = non_unique && (*non_unique == '0' || *non_unique == 'f');
	struct kit_object m = make(r, WB_KIND_INDEX, r->table, odbc_cell(all, from, INDEX_NAME));
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
	kit_object_flag(&m, "unique", unique, 0);
	kit_object_set(&m, "where", filter && *filter ? filter : NULL, 0);
	return kit_object_give(&m, r->sink, r->err);
}

static int give_indexes(struct reading *r)
{
	static const SQLUSMALLINT wanted[] = { 4, 6, 7, 9, 10, 13, 0 };
	struct odbc_grid all;
	SQLHSTMT stmt;
	int rc = statement(r, &stmt);

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

static int give_foreign_key(struct reading *r, const struct odbc_grid *all, size_t from, size_t to)
{
	const char *target = odbc_cell(all, from, FOREIGN_TARGET);
	struct kit_object m = make(r, WB_KIND_FOREIGN_KEY, r->table, "");
	const struct wb_object table = { .size = sizeof(table),
					 .kind = WB_KIND_TABLE,
					 .name = target ? target : "",
					 .flags = m.pub.flags };
	struct kit_text columns = { 0 }, targets = { 0 };
	int rc;

	for (size_t i = from; i < to; i++) {
		add_column(&columns, odbc_cell(all, i, FOREIGN_COLUMN));
		add_column(&targets, odbc_cell(all, i, FOREIGN_TARGET_COLUMN));
	}
	if (r->c->own.file)
		m.pub.flags |= WB_OBJECT_INLINE;
	m.pub.signature = kit_object_own(&m, kit_text_take(&columns));
	kit_object_set(&m, "columns", m.pub.signature, 0);
	kit_object_set(&m, "table", target, 0);
	kit_object_set(&m, "target_columns", kit_object_own(&m, kit_text_take(&targets)), 0);
	kit_object_set(&m, "on_update", rule(odbc_cell(all, from, FOREIGN_UPDATE)), 0);
	kit_object_set(&m, "on_delete", rule(odbc_cell(all, from, FOREIGN_DELETE)), 0);
	kit_object_set(&m, "name", odbc_cell(all, from, FOREIGN_NAME), WB_ATTRIBUTE_SILENT);
	rc = odbc_host->edge(r->sink, &m.pub, &table);
	if (rc < 0)
		m.failed = true;
	return kit_object_give(&m, r->sink, r->err);
}

static int give_foreign_keys(struct reading *r)
{
	static const SQLUSMALLINT wanted[] = { 3, 4, 8, 9, 10, 11, 12, 0 };
	struct odbc_grid all;
	SQLHSTMT stmt;
	int rc = statement(r, &stmt);

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

/* ------------------------------------------------------------------ tables */

/* Is it one of whimbrel's own? */
static bool is_left_out(const struct reading *r, const char *table)
{
	const struct wb_scope *scope = r->scope;

	if (scope->home && strcasecmp(scope->home, r->c->schema) != 0)
		return false;
	for (size_t i = 0; i < scope->without_count; i++)
		if (strcasecmp(scope->without[i], table) == 0)
			return true;
	return false;
}

static int give_table(struct reading *r, size_t row)
{
	const char *type = odbc_cell(&r->tables, row, TABLE_TYPE),
		   *remarks = odbc_cell(&r->tables, row, TABLE_REMARKS);
	const bool view = type && strcasecmp(type, "VIEW") == 0;
	struct kit_object m;
	size_t len;
	int rc;

	r->table = odbc_cell(&r->tables, row, TABLE_NAME);
	if (!r->table || is_left_out(r, r->table))
		return 0;
	m = make(r, view ? WB_KIND_VIEW : WB_KIND_TABLE, NULL, r->table);
	if (view)
		m.pub.flags |= WB_OBJECT_READ_ONLY;
	kit_object_set(&m, "comment", remarks && *remarks ? remarks : NULL, 0);
	rc = kit_object_give(&m, r->sink, r->err);
	for (size_t i = 0; rc == 0 && !view && i < r->columns.count; i++)
		if (strcmp(odbc_cell(&r->columns, i, COLUMN_TABLE), r->table) == 0)
			rc = give_column(r, i);
	if (rc < 0 || view)
		return rc;
	if (r->c->bytes && !odbc_is_ascii(r->table))
		return odbc_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"table %s: this driver is asked for keys in ASCII alone: use "
			"its Unicode driver",
			r->table);
	r->wide = odbc_wide(r->table, strlen(r->table), &len);
	rc = r->wide ? give_primary_key(r) : kit_no_memory(r->err);
	if (rc == 0)
		rc = give_indexes(r);
	if (rc == 0)
		rc = give_foreign_keys(r);
	free(r->wide);
	return rc;
}

static int read_exact(struct reading *r)
{
	static const SQLUSMALLINT columns[] = { 1, 2, 3, 4, 0 };

	return r->c->own.columns
		       ? odbc_grid_query(r->c, r->c->own.columns, columns, &r->exact, r->err)
		       : 0;
}

static int read_tables(struct reading *r)
{
	static const SQLUSMALLINT of_tables[] = { 3, 4, 5, 0 },
				  of_columns[] = { 3, 4, 6, 7, 9, 11, 13, 17, 0 },
				  of_types[] = { 1, 6, 0 };
	SQLWCHAR kinds[] = { 'T', 'A', 'B', 'L', 'E', ',', 'V', 'I', 'E', 'W', 0 };
	SQLHSTMT stmt;
	int rc = statement(r, &stmt);

	if (rc == 0)
		rc = odbc_grid_read(r->c, stmt,
				    SQLTablesW(stmt, r->catalog, SQL_NTS, r->schema, SQL_NTS, NULL,
					       0, kinds, SQL_NTS),
				    of_tables, &r->tables, r->err);
	if (rc == 0)
		rc = statement(r, &stmt);
	if (rc == 0)
		rc = odbc_grid_read(r->c, stmt,
				    SQLColumnsW(stmt, r->catalog, SQL_NTS, r->schema, SQL_NTS, NULL,
						0, NULL, 0),
				    of_columns, &r->columns, r->err);
	if (rc == 0)
		rc = statement(r, &stmt);
	if (rc == 0)
		rc = odbc_grid_read(r->c, stmt, SQLGetTypeInfoW(stmt, SQL_ALL_TYPES), of_types,
				    &r->types, r->err);
	return rc;
}

int odbc_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		    struct wb_error *err)
{
	struct odbc_conn *c = conn;
	struct reading r = { .c = c, .scope = scope, .sink = sink, .err = err };
	const char *where = c->schema;
	size_t len;
	int rc = 0;

	if (*where) {
		SQLWCHAR **out = c->own.catalogs ? &r.catalog : &r.schema;

		*out = odbc_wide(where, strlen(where), &len);
		rc = *out ? 0 : kit_no_memory(err);
	}
	if (rc == 0)
		rc = read_tables(&r);
	if (rc == 0)
		rc = read_exact(&r);
	for (size_t i = 0; rc == 0 && i < r.tables.count; i++)
		rc = give_table(&r, i);
	odbc_grid_release(&r.tables);
	odbc_grid_release(&r.columns);
	odbc_grid_release(&r.types);
	odbc_grid_release(&r.exact);
	free(r.key);
	free(r.catalog);
	free(r.schema);
	return rc;
}
