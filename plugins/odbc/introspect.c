/* SPDX-License-Identifier: MIT */
/* The current schema: tables and columns by the driver's catalog functions, keys and indexes likewise (keys.c), and what
 * those know nothing of (catalog_query.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "reading.h"

enum { TABLE_NAME, TABLE_TYPE, TABLE_REMARKS };
enum {
	COLUMN_TABLE,
	COLUMN_NAME,
	COLUMN_TYPE,
	COLUMN_SIZE,
	COLUMN_DIGITS,
	COLUMN_NULLABLE,
	COLUMN_REMARKS,
	COLUMN_DEFAULT,
	COLUMN_POSITION
};
enum { TYPE_NAME, TYPE_PARAMS };
enum {
	EXACT_TABLE,
	EXACT_COLUMN,
	EXACT_TYPE,
	EXACT_DEFAULT,
	EXACT_FILLED,
	EXACT_NULLABLE,
	EXACT_TAIL,
	EXACT_COMMENT,
	EXACT_POSITION
};
enum { KNOWN_TABLE, KNOWN_WHAT, KNOWN_TAIL, KNOWN_TEXT, KNOWN_STATEMENT, KNOWN_COMMENT };

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

/* What the database fills it in with, in its own words. */
static void give_filled(struct kit_object *m, const char *clause)
{
	const bool computed = clause && strstr(clause, " AS (") != NULL;

	kit_object_set(m, computed ? "generated" : "identity", clause, 0);
}

/* Where each way of asking has what both tell. */
struct places {
	size_t table, name, position, nullable, value, comment;
};

/* The type, and what the catalog functions of drivers do not tell. */
static void give_type(struct kit_object *m, const struct reading *r, size_t row, bool exact)
{
	if (exact) {
		give_filled(m, odbc_cell(&r->exact, row, EXACT_FILLED));
		kit_object_set(m, "tail", odbc_cell(&r->exact, row, EXACT_TAIL), 0);
	}
	kit_object_set(m, "type",
		       exact ? odbc_cell(&r->exact, row, EXACT_TYPE) : type_of(m, r, row), 0);
}

static int give_column(struct reading *r, const struct places *at, size_t row, bool exact)
{
	const struct odbc_grid *all = exact ? &r->exact : &r->columns;
	struct kit_object m =
		odbc_object(r, WB_KIND_COLUMN, r->table, odbc_cell(all, row, at->name));
	const char *position = odbc_cell(all, row, at->position),
		   *nullable = odbc_cell(all, row, at->nullable),
		   *value = odbc_cell(all, row, at->value),
		   *comment = odbc_cell(all, row, at->comment);

	give_type(&m, r, row, exact);
	m.pub.flags |= WB_OBJECT_INLINE;
	m.pub.position = position ? (uint32_t)strtoul(position, NULL, 10) : 0;
	kit_object_flag(&m, "not_null", nullable && *nullable == '0', 0);
	/* some say NULL where there is none */
	kit_object_set(&m, "default", value && strcasecmp(value, "NULL") != 0 ? value : NULL, 0);
	kit_object_set(&m, "comment", comment && *comment ? comment : NULL, 0);
	return kit_object_give(&m, r->sink, r->err);
}

static int give_columns(struct reading *r)
{
	static const struct places drivers = { COLUMN_TABLE,    COLUMN_NAME,    COLUMN_POSITION,
					       COLUMN_NULLABLE, COLUMN_DEFAULT, COLUMN_REMARKS },
				   profiles = { EXACT_TABLE,    EXACT_COLUMN,  EXACT_POSITION,
						EXACT_NULLABLE, EXACT_DEFAULT, EXACT_COMMENT };
	const bool exact = r->c->own.columns != NULL;
	const struct odbc_grid *all = exact ? &r->exact : &r->columns;
	const struct places *at = exact ? &profiles : &drivers;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < all->count; i++)
		if (strcmp(odbc_cell(all, i, at->table), r->table) == 0)
			rc = give_column(r, at, i, exact);
	return rc;
}

/* ------------------------------------------------------------------ tables */

static bool is_view(const struct reading *r, size_t row)
{
	const char *type = odbc_cell(&r->tables, row, TABLE_TYPE);

	return type && strcasecmp(type, "VIEW") == 0;
}

/* Its text is no catalog function's. */
static int give_view(struct reading *r)
{
	struct kit_object m;

	if (r->c->own.untold)
		return 0;
	m = odbc_object(r, WB_KIND_VIEW, NULL, r->table);
	odbc_unseen(&m, "compare it by hand, or `exclude` it: no driver tells a view's text");
	return kit_object_give(&m, r->sink, r->err);
}

/* The row of the table at hand; SIZE_MAX: no more is known of it. */
static size_t known_row(const struct reading *r)
{
	for (size_t i = 0; i < r->known.count; i++)
		if (strcmp(odbc_cell(&r->known, i, KNOWN_TABLE), r->table) == 0)
			return i;
	return SIZE_MAX;
}

/* Is it a part of another one, which makes it and drops it? */
static bool is_part(const struct reading *r, size_t known)
{
	const char *what = known == SIZE_MAX ? NULL : odbc_cell(&r->known, known, KNOWN_WHAT);

	return what && strcmp(what, "NONE") == 0;
}

static int give_itself(struct reading *r, const char *remarks, size_t known)
{
	struct kit_object m = odbc_object(r, WB_KIND_TABLE, NULL, r->table);

	if (known != SIZE_MAX) {
		if (odbc_cell(&r->known, known, KNOWN_COMMENT))
			remarks = odbc_cell(&r->known, known, KNOWN_COMMENT);
		r->read_only = odbc_cell(&r->known, known, KNOWN_WHAT) ? WB_OBJECT_READ_ONLY : 0;
		kit_object_set(&m, "tail", odbc_cell(&r->known, known, KNOWN_TAIL), 0);
		kit_object_set(&m, "text", odbc_cell(&r->known, known, KNOWN_TEXT), 0);
		kit_object_set(&m, "statement", odbc_cell(&r->known, known, KNOWN_STATEMENT),
			       WB_ATTRIBUTE_SILENT);
	}
	kit_object_set(&m, "comment", remarks && *remarks ? remarks : NULL, 0);
	m.pub.flags |= r->read_only;
	return kit_object_give(&m, r->sink, r->err);
}

static int give_keys(struct reading *r)
{
	size_t len;
	int rc;

	if (r->c->bytes && !odbc_is_ascii(r->table))
		return odbc_host->fail(
			r->err, WB_E_UNSUPPORTED,
			"table %s: this driver is asked for keys in ASCII alone: use "
			"its Unicode driver",
			r->table);
	r->wide = odbc_wide(r->table, strlen(r->table), &len);
	rc = r->wide ? odbc_give_keys(r) : kit_no_memory(r->err);
	free(r->wide);
	return rc;
}

static int give_table(struct reading *r, size_t row)
{
	size_t known;
	int rc;

	r->table = odbc_cell(&r->tables, row, TABLE_NAME);
	if (!r->table || odbc_is_ours(r, r->table))
		return 0;
	if (is_view(r, row))
		return give_view(r);
	known = known_row(r);
	if (is_part(r, known))
		return 0;
	rc = give_itself(r, odbc_cell(&r->tables, row, TABLE_REMARKS), known);
	if (rc == 0)
		rc = give_columns(r);
	if (rc == 0)
		rc = give_keys(r);
	r->read_only = 0;
	return rc;
}

/* What the profile asks, because the driver loses it. */
static int read_profile(struct reading *r)
{
	static const SQLUSMALLINT first[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	const struct odbc_profile *own = &r->c->own;
	const struct {
		const char *sql;
		size_t count; /* of its columns */
		struct odbc_grid *out;
	} asked[] = {
		{ own->columns, EXACT_POSITION + 1, &r->exact },
		{ own->keys, 2, &r->keys },
		{ own->foreign_keys, 7, &r->foreign },
		{ own->tables, KNOWN_COMMENT + 1, &r->known },
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(asked) / sizeof(asked[0]); i++) {
		SQLUSMALLINT columns[10] = { 0 };

		memcpy(columns, first, asked[i].count * sizeof(*columns));
		if (asked[i].sql)
			rc = odbc_grid_query(r->c, asked[i].sql, columns, asked[i].out, r->err);
	}
	return rc == 0 ? odbc_read_untold(r) : rc;
}

/* Of one table; NULL: of all that there are. */
static int read_columns_of(struct reading *r, SQLWCHAR *table, struct wb_error *err)
{
	static const SQLUSMALLINT columns[] = { 3, 4, 6, 7, 9, 11, 12, 13, 17, 0 };
	SQLHSTMT stmt;
	int rc = odbc_statement(r->c, &stmt, err);

	if (rc < 0)
		return rc;
	return odbc_grid_read(r->c, stmt,
			      SQLColumnsW(stmt, r->catalog, SQL_NTS, r->schema, SQL_NTS, table,
					  table ? SQL_NTS : 0, NULL, 0),
			      columns, &r->columns, err);
}

/* Where one object spoils it for all, as a view does whose table is gone, each table is asked for. */
static int read_columns(struct reading *r)
{
	struct wb_error why = WB_ERROR_INIT;
	int rc = read_columns_of(r, NULL, &why);

	if (rc != WB_E_SQL) {
		if (rc < 0)
			*r->err = why;
		return rc;
	}
	rc = 0;
	for (size_t i = 0; rc == 0 && i < r->tables.count; i++) {
		const char *table = odbc_cell(&r->tables, i, TABLE_NAME);
		SQLWCHAR *wide;
		size_t len;

		if (!table || is_view(r, i))
			continue;
		wide = odbc_wide(table, strlen(table), &len);
		rc = wide ? read_columns_of(r, wide, r->err) : kit_no_memory(r->err);
		free(wide);
	}
	return rc;
}

static int read_tables(struct reading *r)
{
	static const SQLUSMALLINT of_tables[] = { 3, 4, 5, 0 }, of_types[] = { 1, 6, 0 };
	SQLWCHAR kinds[] = { 'T', 'A', 'B', 'L', 'E', ',', 'V', 'I', 'E', 'W', 0 };
	SQLHSTMT stmt;
	int rc = odbc_statement(r->c, &stmt, r->err);

	if (rc == 0)
		rc = odbc_grid_read(r->c, stmt,
				    SQLTablesW(stmt, r->catalog, SQL_NTS, r->schema, SQL_NTS, NULL,
					       0, kinds, SQL_NTS),
				    of_tables, &r->tables, r->err);
	if (rc < 0 || r->c->own.columns)
		return rc;
	rc = read_columns(r);
	if (rc == 0)
		rc = odbc_statement(r->c, &stmt, r->err);
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
		rc = read_profile(&r);
	for (size_t i = 0; rc == 0 && i < r.tables.count; i++)
		rc = give_table(&r, i);
	if (rc == 0)
		rc = odbc_give_untold(&r);
	odbc_grid_release(&r.tables);
	odbc_grid_release(&r.columns);
	odbc_grid_release(&r.types);
	odbc_grid_release(&r.exact);
	odbc_grid_release(&r.keys);
	odbc_grid_release(&r.foreign);
	odbc_grid_release(&r.known);
	odbc_grid_release(&r.untold);
	free(r.key);
	free(r.catalog);
	free(r.schema);
	return rc;
}
