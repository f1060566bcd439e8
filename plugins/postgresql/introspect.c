/* SPDX-License-Identifier: MIT */
/* The schema, out of the catalogs: one query for each kind of object, and one for what needs
 * what. */
#include <stdlib.h>
#include <string.h>

#include "edges.h"

/* Numbers in objects_*.sql. */
_Static_assert(WB_KIND_NAMESPACE == 1 && WB_KIND_COLUMN == 6 && WB_KIND_INDEX == 12 &&
		       WB_KIND_VIEW == 13 && WB_KIND_ROUTINE == 14 && WB_KIND_TRIGGER == 15 &&
		       WB_KIND_POLICY == 17 && WB_KIND_PARTITION == 18 && WB_OBJECT_IMPLICIT == 2 &&
		       WB_OBJECT_INLINE == 8 && WB_OBJECT_PRIVILEGE == 32,
	       "the engine's numbers in the queries");
_Static_assert(PG_KIND_OWNERSHIP == 1001 && PG_KIND_RULE == 1002 && PG_KIND_STATISTICS == 1003 &&
		       PG_KIND_OVERRIDE == 1004 && PG_KIND_OTHER == 1005 &&
		       PG_KIND_ATTACHED == 1006 && PG_KIND_FIRING == 1007 &&
		       PG_KIND_PRIVILEGES == 1008 && PG_KIND_DEFAULT_PRIVILEGES == 1009 &&
		       PG_PRIVILEGE_CLASS == 1000000,
	       "the dialect's numbers in the queries");

struct reading {
	struct pg_conn *c;
	struct wb_schema *sink;
	const struct wb_scope *scope;
	bool privileges;                      /* are read as well … */
	size_t subjects;                      /* … of these */
	char *namespaces, *without, *made_on; /* as arrays of SQL */
	const char *home;
	struct pg_edges edges;
	struct wb_error *err;
};

static const char *value(const PGresult *row, int column)
{
	return PQgetisnull(row, 0, column) ? NULL : PQgetvalue(row, 0, column);
}

static uint32_t number(const PGresult *row, int column)
{
	return (uint32_t)strtoul(PQgetvalue(row, 0, column), NULL, 10);
}

static int32_t signed_number(const PGresult *row, int column)
{
	return (int32_t)strtol(PQgetvalue(row, 0, column), NULL, 10);
}

static struct pg_place place(const PGresult *row, int column)
{
	return (struct pg_place){ number(row, column), number(row, column + 1),
				  signed_number(row, column + 2) };
}

/* ------------------------------------------------------------------ objects */

/* What says who may do what with an object needs that. */
static int link_privilege(struct reading *r, struct pg_place at)
{
	struct pg_link link = { .from = at, .to = at };

	link.to.class_ %= PG_PRIVILEGE_CLASS;
	return pg_edges_link(&r->edges, &link, r->err);
}

static const char *named(const PGresult *row, const char *column)
{
	int number_ = PQfnumber(row, column);

	return number_ < 0 ? NULL : value(row, number_);
}

/* A sequence that belongs to a column goes with the column's table. */
static bool goes_with_table(const struct reading *r, const PGresult *row)
{
	const char *table = named(row, "\"~of_table\""), *space = named(row, "\"~of_space\"");
	const struct wb_object o = {
		.size = sizeof(o), .kind = WB_KIND_TABLE, .namespace_ = space, .name = table
	};

	return table && r->scope->leaves(r->scope, &o);
}

/* What is left out has nothing that may be done with it. What an extension has stands for itself nowhere. */
static bool lacks_subject(const struct reading *r, const PGresult *row, struct pg_place at,
			  const struct wb_object *o)
{
	struct pg_place whole = { at.class_ % PG_PRIVILEGE_CLASS, at.oid, 0 },
			part = { whole.class_, at.oid, at.sub };

	return o->kind == PG_KIND_PRIVILEGES && !named(row, "\"~of_extension\"") &&
	       !pg_edges_find(&r->edges, r->subjects, part) &&
	       !pg_edges_find(&r->edges, r->subjects, whole);
}

/* What is compared has one form, what is written another: see reread.c. */
static bool add_forms(struct kit_object *o, const char *key, const char *text)
{
	char *form = pg_one_form(text);

	if (!form)
		return false;
	text = kit_object_own(o, form);
	kit_object_set(o, kit_object_own(o, kit_text_make("%s (compared)", key)), text, 0);
	return true;
}

/* A column of the catalogs: see schema.h. */
static void add_attribute(struct kit_object *o, const char *key, const char *text)
{
	bool silent = *key == '~', privilege = *key == '=';
	char *fit = NULL;

	key += silent || privilege;
	/* code is as somebody wrote it */
	if (o->pub.kind != WB_KIND_ROUTINE) {
		silent = (!silent && add_forms(o, key, text)) || silent;
		fit = pg_reread(text);
	}
	kit_object_set(o, key, fit ? kit_object_own(o, fit) : text,
		       silent      ? WB_ATTRIBUTE_SILENT
		       : privilege ? WB_ATTRIBUTE_PRIVILEGE
				   : 0);
}

static int give(struct reading *r, const PGresult *row)
{
	const struct pg_place at = place(row, PG_CLASS);
	struct kit_object o;
	int status;

	kit_object_begin(&o, signed_number(row, PG_KIND), value(row, PG_PARENT),
			 value(row, PG_NAME));
	o.pub.flags = number(row, PG_FLAGS);
	o.pub.position = number(row, PG_POSITION);
	o.pub.namespace_ = value(row, PG_NAMESPACE);
	o.pub.signature = value(row, PG_SIGNATURE);
	o.pub.text = value(row, PG_TEXT);
	if (r->scope->nameless && kit_equal(o.pub.namespace_, r->scope->nameless))
		o.pub.namespace_ = NULL;
	if (r->scope->leaves(r->scope, &o.pub) || goes_with_table(r, row) ||
	    lacks_subject(r, row, at, &o.pub))
		return 0;
	status = pg_edges_remember(&r->edges, at, &o.pub, r->err);
	for (int i = PG_ATTRIBUTES; i < PQnfields(row); i++)
		if (value(row, i))
			add_attribute(&o, PQfname(row, i), value(row, i));
	if (status == 0 && (o.pub.flags & WB_OBJECT_PRIVILEGE))
		status = link_privilege(r, at);
	if (status == 0)
		return kit_object_give(&o, r->sink, r->err);
	kit_object_release(&o);
	return status;
}

static int take_link(struct reading *r, const PGresult *row)
{
	const struct pg_link link = { .from = place(row, 0),
				      .to = place(row, 3),
				      .part = PQgetvalue(row, 0, 6)[0] == 't' };

	return pg_edges_link(&r->edges, &link, r->err);
}

/* ------------------------------------------------------------------ queries */

/* A query in the words of the server's version; NULL: no memory. */
static char *fit(const struct pg_conn *c, const char *sql)
{
	static const char word[] = "a.attcompression", instead[] = "''";
	char *copy = strdup(sql),
	     *at = copy && PQserverVersion(c->db) < 140000 ? strstr(copy, word) : NULL;

	for (; at; at = strstr(at, word)) {
		memset(at, ' ', sizeof(word) - 1);
		memcpy(at, instead, sizeof(instead) - 1);
	}
	return copy;
}

/* More than any schema has. */
#define MOST_ROWS 5000000

/* Every row to `take`, one at a time: however many there are, memory holds one. */
static int each_row(struct reading *r, const char *sql, int columns,
		    int (*take)(struct reading *r, const PGresult *row))
{
	/* text[], text, text[], text, text[] */
	static const Oid types[] = { 1009, 25, 1009, 25, 1009 };
	const char *params[] = { r->namespaces, r->home, r->without, r->scope->nameless,
				 r->made_on };
	char *fitted = fit(r->c, sql);
	PGresult *row;
	int status = 0, count = 0;

	if (!fitted)
		return kit_no_memory(r->err);
	kit_wait_begin(&r->c->wait, PQsocket(r->c->db), false);
	if (!PQsendQueryParams(r->c->db, fitted, 5, types, params, NULL, NULL, 0))
		status = pg_fail(r->c, NULL, NULL, r->err);
	else
		PQsetSingleRowMode(r->c->db);
	while ((row = PQgetResult(r->c->db))) {
		ExecStatusType what = PQresultStatus(row);

		if (status == 0 && what == PGRES_SINGLE_TUPLE)
			status = pg_shape(&row, columns, 1, r->err) ? take(r, row) : WB_E_CONNECT;
		else if (status == 0 && what != PGRES_TUPLES_OK)
			status = pg_fail(r->c, row, NULL, r->err);
		PQclear(row);
		if (PQstatus(r->c->db) == CONNECTION_BAD || pg_copies(what))
			break;
		if (status == 0 && ++count == MOST_ROWS)
			status = pg_host->fail(r->err, WB_E_CONNECT,
					       "the server's answer has no end");
		/* each thousand has the time of a query */
		if (status == 0 && count % 1000 == 0)
			kit_wait_begin(&r->c->wait, PQsocket(r->c->db), false);
	}
	kit_wait_end(&r->c->wait);
	free(fitted);
	return status;
}

/* ------------------------------------------------------------------ the slot */

/* Names are written in full whatever the user's path is; and which namespaces there are. */
static int look_around(struct reading *r, const char *path)
{
	const struct wb_scope *scope = r->scope;
	bool failed;
	char *wanted = pg_expressions(scope, &failed);
	char *given = pg_array(scope->given, scope->given_count);
	const char *params[] = { path, wanted, scope->flags & WB_SCOPE_MADE ? "t" : "f", given };
	PGresult *result =
		failed || !given
			? NULL
			: pg_row(r->c,
				 "SELECT array(SELECT n.nspname::text FROM pg_namespace n WHERE "
				 "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND "
				 "($2::text[] IS NULL OR n.nspname ~ ANY ($2) OR ($3::bool AND "
				 "n.oid "
				 ">= 16384 AND n.nspname <> ALL ($4::text[]))))::text, "
				 "set_config('search_path', $1, true), "
				 "set_config('quote_all_identifiers', 'off', true), "
				 /* constants in expressions are written so */
				 "set_config('DateStyle', 'ISO', true), "
				 "set_config('IntervalStyle', 'postgres', true), "
				 "set_config('bytea_output', 'hex', true), "
				 /* compiling these takes longer than running them */
				 "CASE WHEN current_setting('jit', true) = 'on' THEN "
				 "set_config('jit', 'off', true) END",
				 params, 4, r->err);

	failed = failed || !given;
	free(wanted);
	free(given);
	if (result)
		r->namespaces = strdup(PQgetvalue(result, 0, 0));
	if (failed || (result && !r->namespaces))
		kit_no_memory(r->err);
	PQclear(result);
	return r->namespaces ? 0 : kit_failed(r->err);
}

/* One snapshot. */
static int begin(struct reading *r, bool *own)
{
	char *quoted = NULL;
	int status;

	*own = PQtransactionStatus(r->c->db) == PQTRANS_IDLE;
	if (*own &&
	    pg_query(r->c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL, r->err) < 0)
		return kit_failed(r->err);
	/* somebody else's transaction gets its search_path back */
	if (!*own && pg_query(r->c, "SAVEPOINT whimbrel_introspect", NULL, r->err) < 0)
		return kit_failed(r->err);
	if (r->scope->nameless) {
		quoted = PQescapeIdentifier(r->c->db, r->scope->nameless,
					    strlen(r->scope->nameless));
		if (!quoted)
			return kit_no_memory(r->err);
	}
	status = look_around(r, quoted ? quoted : "");
	PQfreemem(quoted);
	return status;
}

static int each_object(struct reading *r, const char *const *queries)
{
	int status = 0;

	for (; status == 0 && *queries; queries++)
		status = each_row(r, *queries, PG_ATTRIBUTES, give);
	return status;
}

static int read_all(struct reading *r)
{
	const char *const *const lists[] = { pg_catalog_types, pg_catalog_tables, pg_catalog_code,
					     pg_catalog_others };
	int status = 0;

	if (r->scope->flags & WB_SCOPE_NAMESPACES)
		return each_row(r, pg_catalog_types[0], PG_ATTRIBUTES, give);
	for (size_t i = 0; status == 0 && i < sizeof(lists) / sizeof(lists[0]); i++)
		status = each_object(r, lists[i]);
	if (status == 0 && r->privileges) {
		pg_edges_sort(&r->edges);
		r->subjects = r->edges.entry_count;
		status = each_object(r, pg_catalog_privileges);
	}
	for (const char *const *sql = pg_catalog_edges; status == 0 && *sql; sql++)
		status = each_row(r, *sql, 7, take_link);
	return status == 0 ? pg_edges_give(&r->edges, r->sink) : status;
}

static void release(struct reading *r)
{
	pg_edges_release(&r->edges);
	free(r->namespaces);
	free(r->without);
	free(r->made_on);
}

int pg_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		  struct wb_error *err)
{
	struct reading r = { .c = conn,
			     .sink = sink,
			     .err = err,
			     .scope = scope,
			     .home = scope->home ? scope->home : "" };
	struct wb_error ignored = WB_ERROR_INIT;
	bool own = false;
	int status = 0, ended = 0;

	r.privileges = scope->flags & WB_SCOPE_PRIVILEGES;
	r.without = pg_array(scope->without, scope->without_count);
	r.made_on = pg_array(scope->made_on, scope->made_on_count);
	if (!r.without || !r.made_on)
		status = kit_no_memory(err);
	if (status == 0)
		status = begin(&r, &own);
	if (status == 0)
		status = read_all(&r);
	if (own)
		ended = pg_query(r.c, "ROLLBACK", NULL, status < 0 ? &ignored : err);
	else if (status == 0)
		ended = pg_query(r.c,
				 "ROLLBACK TO SAVEPOINT whimbrel_introspect; "
				 "RELEASE SAVEPOINT whimbrel_introspect",
				 NULL, err);
	release(&r);
	return status < 0 ? status : ended;
}
