/* SPDX-License-Identifier: MIT */
/* The schema, out of the catalogs: one query for each kind of object, and one for what needs
 * what. */
#include <stdlib.h>
#include <string.h>

#include "attributes.h"

/* An object that was handed over, by its place in the catalogs, with all that tells it from
 * others. */
struct entry {
	uint32_t class_, oid;
	int32_t sub, kind;
	char *texts
		/* namespace, parent, name, signature: all in one piece of memory, the first's */
		[4];
	char *memory;
};

/* One row of pg_depend: `from` needs `to`, or (`part`) is a part of it. */
struct link {
	uint32_t from_class, from_oid, to_class, to_oid;
	int32_t from_sub, to_sub;
	bool part;
};

struct reading {
	struct pg_conn *c;
	struct wb_schema *sink;
	const struct wb_scope *scope;
	bool privileges;            /* are read as well … */
	size_t subjects;            /* … of these */
	char *namespaces, *without; /* as arrays of SQL */
	const char *home;
	struct entry *entries;
	size_t entry_count, entry_room;
	struct link *links;
	size_t link_count, link_room;
	struct wb_error *err;
};

static int no_memory(struct wb_error *err)
{
	return pg_host->fail(err, WB_E_NOMEM, "out of memory");
}

static void *grow(void *items, size_t *room, size_t count, size_t size)
{
	void *grown = items;

	if (count < *room)
		return items;
	grown = realloc(items, (*room ? *room * 2 : 256) * size);
	if (grown)
		*room = *room ? *room * 2 : 256;
	return grown;
}

/* ------------------------------------------------------------------ entries */

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

static int remember(struct reading *r, const PGresult *row, const struct wb_object *o)
{
	const char *texts[4] = { o->namespace_, o->parent, o->name, o->signature };
	struct entry *e = grow(r->entries, &r->entry_room, r->entry_count, sizeof(*e));
	size_t size = 1;
	char *at;

	if (!e)
		return no_memory(r->err);
	r->entries = e;
	e += r->entry_count;
	*e = (struct entry){ .class_ = number(row, PG_CLASS),
			     .oid = number(row, PG_OID),
			     .sub = signed_number(row, PG_SUB),
			     .kind = o->kind };
	for (size_t i = 0; i < 4; i++)
		size += texts[i] ? strlen(texts[i]) + 1 : 0;
	e->memory = at = malloc(size);
	if (!at)
		return no_memory(r->err);
	r->entry_count++;
	for (size_t i = 0; i < 4; i++)
		if (texts[i]) {
			e->texts[i] = at;
			at = stpcpy(at, texts[i]) + 1;
		}
	return 0;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->class_ != y->class_)
		return x->class_ < y->class_ ? -1 : 1;
	if (x->oid != y->oid)
		return x->oid < y->oid ? -1 : 1;
	return (x->sub > y->sub) - (x->sub < y->sub);
}

static void sort_entries(struct reading *r)
{
	if (r->entry_count)
		qsort(r->entries, r->entry_count, sizeof(*r->entries), compare_entries);
}

/* Among the first `count`, which are sorted. */
static const struct entry *find(const struct reading *r, size_t count, uint32_t class_,
				uint32_t oid, int32_t sub)
{
	const struct entry like = { .class_ = class_, .oid = oid, .sub = sub };

	return count ? bsearch(&like, r->entries, count, sizeof(like), compare_entries) : NULL;
}

/* ------------------------------------------------------------------ objects */

/* What says who may do what with an object needs that. */
static int link_privilege(struct reading *r)
{
	const struct entry *e = &r->entries[r->entry_count - 1];
	struct link *l = grow(r->links, &r->link_room, r->link_count, sizeof(*l));

	if (!l)
		return no_memory(r->err);
	r->links = l;
	l[r->link_count++] = (struct link){ .from_class = e->class_,
					    .from_oid = e->oid,
					    .from_sub = e->sub,
					    .to_class = e->class_ % PG_PRIVILEGE_CLASS,
					    .to_oid = e->oid,
					    .to_sub = e->sub };
	return 0;
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

/* What is left out has nothing that may be done with it. */
static bool lacks_subject(const struct reading *r, const PGresult *row, const struct wb_object *o)
{
	return o->kind == PG_KIND_PRIVILEGES &&
	       !find(r, r->subjects, number(row, PG_CLASS) % PG_PRIVILEGE_CLASS,
		     number(row, PG_OID), signed_number(row, PG_SUB)) &&
	       !find(r, r->subjects, number(row, PG_CLASS) % PG_PRIVILEGE_CLASS,
		     number(row, PG_OID), 0);
}

static int give(struct reading *r, const PGresult *row)
{
	struct pg_attributes attributes = { .count = 0 };
	struct wb_object o = {
		.size = sizeof(o),
		.kind = signed_number(row, PG_KIND),
		.flags = number(row, PG_FLAGS),
		.position = number(row, PG_POSITION),
		.namespace_ = value(row, PG_NAMESPACE),
		.parent = value(row, PG_PARENT),
		.name = value(row, PG_NAME),
		.signature = value(row, PG_SIGNATURE),
		.text = value(row, PG_TEXT),
		.attributes = attributes.items,
	};
	int status;

	if (r->scope->nameless && kit_equal(o.namespace_, r->scope->nameless))
		o.namespace_ = NULL;
	if (r->scope->leaves(r->scope, &o) || goes_with_table(r, row) || lacks_subject(r, row, &o))
		return 0;
	status = remember(r, row, &o);
	for (int i = PG_ATTRIBUTES; i < PQnfields(row) && attributes.count < PG_MOST_ATTRIBUTES;
	     i++)
		if (value(row, i))
			pg_attribute_add(&attributes, &o, PQfname(row, i), value(row, i));
	o.attribute_count = attributes.count;
	if (status == 0 && (o.flags & WB_OBJECT_PRIVILEGE))
		status = link_privilege(r);
	if (status == 0)
		status = pg_host->object(r->sink, &o);
	for (size_t i = 0; i < attributes.own_count; i++)
		free(attributes.own[i]);
	return status;
}

static int take_link(struct reading *r, const PGresult *row)
{
	struct link *l = grow(r->links, &r->link_room, r->link_count, sizeof(*l));

	if (!l)
		return no_memory(r->err);
	r->links = l;
	l[r->link_count++] = (struct link){ .from_class = number(row, 0),
					    .from_oid = number(row, 1),
					    .from_sub = signed_number(row, 2),
					    .to_class = number(row, 3),
					    .to_oid = number(row, 4),
					    .to_sub = signed_number(row, 5),
					    .part = PQgetvalue(row, 0, 6)[0] == 't' };
	return 0;
}

/* ------------------------------------------------------------------ queries */

/* Every row to `take`, one at a time: however many there are, memory holds one. */
static int each_row(struct reading *r, const char *sql, int columns,
		    int (*take)(struct reading *r, const PGresult *row))
{
	/* text[], text, text[], text */
	static const Oid types[] = { 1009, 25, 1009, 25 };
	const char *params[] = { r->namespaces, r->home, r->without, r->scope->nameless };
	char *fitted = pg_catalog_fit(r->c, sql);
	PGresult *row;
	int status = 0, count = 0;

	if (!fitted)
		return no_memory(r->err);
	pg_wait_begin(r->c, false);
	if (!PQsendQueryParams(r->c->db, fitted, 4, types, params, NULL, NULL, 0))
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
		/* each thousand has the time of a query, up to more than any schema has */
		if (what == PGRES_SINGLE_TUPLE && ++count % 1000 == 0 && count < 50000000)
			pg_wait_begin(r->c, false);
	}
	pg_wait_end(r->c);
	free(fitted);
	return status;
}

/* ------------------------------------------------------------------ edges */

static int compare_links(const void *a, const void *b)
{
	const struct link *x = a, *y = b;

	if (x->part != y->part)
		return x->part ? -1 : 1;
	if (x->from_class != y->from_class)
		return x->from_class < y->from_class ? -1 : 1;
	if (x->from_oid != y->from_oid)
		return x->from_oid < y->from_oid ? -1 : 1;
	return (x->from_sub > y->from_sub) - (x->from_sub < y->from_sub);
}

/* The object that stands for a row of the catalogs: itself, else what it is a part of: a default of
 * its column, an index of its constraint, an array of its element's type, and everything in an
 * extension of that. */
static const struct entry *stands_for(const struct reading *r, size_t parts, uint32_t class_,
				      uint32_t oid, int32_t sub)
{
	for (int hops = 0; hops < 5; hops++) {
		const struct link like = { .from_class = class_, .from_oid = oid, .part = true };
		const struct entry *e = find(r, r->entry_count, class_, oid, sub);
		const struct link *l;

		if (!e && sub)
			e = find(r, r->entry_count, class_, oid, 0);
		if (e)
			return e;
		l = parts ? bsearch(&like, r->links, parts, sizeof(like), compare_links) : NULL;
		if (!l)
			return NULL;
		class_ = l->to_class;
		oid = l->to_oid;
		sub = l->to_sub;
	}
	return NULL;
}

static struct wb_object plain(const struct entry *e)
{
	return (struct wb_object){ .size = sizeof(struct wb_object),
				   .kind = e->kind,
				   .namespace_ = e->texts[0],
				   .parent = e->texts[1],
				   .name = e->texts[2],
				   .signature = e->texts[3] };
}

static bool is_table(const struct entry *e)
{
	return e->kind == WB_KIND_TABLE || e->kind == WB_KIND_VIEW;
}

static int give_edge(const struct reading *r, const struct entry *from, const struct entry *to)
{
	const struct wb_object a = plain(from), b = plain(to);
	bool on_it = (is_table(to) || to->kind == WB_KIND_TYPE) && kit_equal(a.parent, b.name) &&
		     kit_equal(a.namespace_, b.namespace_);

	/* a sequence's column is an ownership's affair */
	if (from == to || on_it ||
	    (from->kind == WB_KIND_SEQUENCE && (to->kind == WB_KIND_COLUMN || is_table(to))))
		return 0;
	return pg_host->edge(r->sink, &a, &b);
}

static int give_edges(struct reading *r)
{
	size_t parts = 0;
	int status = 0;

	sort_entries(r);
	if (r->link_count)
		qsort(r->links, r->link_count, sizeof(*r->links), compare_links);
	while (parts < r->link_count && r->links[parts].part)
		parts++;
	for (size_t i = parts; status == 0 && i < r->link_count; i++) {
		const struct link *l = &r->links[i];
		const struct entry *from =
			stands_for(r, parts, l->from_class, l->from_oid, l->from_sub);
		const struct entry *to = stands_for(r, parts, l->to_class, l->to_oid, l->to_sub),
				   *table = NULL;

		if (!from || !to)
			continue;
		if (to->kind == WB_KIND_COLUMN)
			table = find(r, r->entry_count, to->class_, to->oid, 0);
		status = give_edge(r, from, to);
		if (status == 0 && table)
			status = give_edge(r, from, table);
	}
	return status;
}

/* ------------------------------------------------------------------ the slot */

/* Names are written in full whatever the user's path is; and which namespaces there are. */
static int look_around(struct reading *r, const char *path)
{
	const struct wb_scope *scope = r->scope;
	bool failed;
	char *wanted = pg_expressions(scope, &failed);
	const char *params[] = { path, wanted, scope->flags & WB_SCOPE_MADE ? "t" : "f" };
	PGresult *result =
		failed ? NULL
		       : pg_row(r->c,
				"SELECT array(SELECT n.nspname::text FROM pg_namespace n WHERE "
				"n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND "
				"($2::text[] IS NULL OR n.nspname ~ ANY ($2) OR ($3::bool AND "
				"n.oid "
				">= 16384)))::text, set_config('search_path', $1, true), "
				"set_config('quote_all_identifiers', 'off', true), "
				/* constants in expressions are written so */
				"set_config('DateStyle', 'ISO', true), "
				"set_config('IntervalStyle', 'postgres', true), "
				"set_config('bytea_output', 'hex', true), "
				/* compiling these takes longer than running them */
				"CASE WHEN current_setting('jit', true) = 'on' THEN "
				"set_config('jit', 'off', true) END",
				params, 3, r->err);

	free(wanted);
	if (result)
		r->namespaces = strdup(PQgetvalue(result, 0, 0));
	if (failed || (result && !r->namespaces))
		no_memory(r->err);
	PQclear(result);
	return r->namespaces ? 0 : r->err->status;
}

/* One snapshot. */
static int begin(struct reading *r, bool *own)
{
	char *quoted = NULL;
	int status;

	*own = PQtransactionStatus(r->c->db) == PQTRANS_IDLE;
	if (*own && pg_query(r->c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL, 0, NULL,
			     r->err) < 0)
		return r->err->status;
	/* somebody else's transaction gets its search_path back */
	if (!*own && pg_query(r->c, "SAVEPOINT whimbrel_introspect", NULL, 0, NULL, r->err) < 0)
		return r->err->status;
	if (r->scope->nameless) {
		quoted = PQescapeIdentifier(r->c->db, r->scope->nameless,
					    strlen(r->scope->nameless));
		if (!quoted)
			return no_memory(r->err);
	}
	status = look_around(r, quoted ? quoted : "");
	PQfreemem(quoted);
	return status;
}

static int read_privileges(struct reading *r)
{
	int status = 0;

	sort_entries(r);
	r->subjects = r->entry_count;
	for (const char *const *sql = pg_catalog_privileges; status == 0 && *sql; sql++)
		status = each_row(r, *sql, PG_ATTRIBUTES, give);
	return status;
}

static int read_all(struct reading *r)
{
	int status = 0;

	for (const char *const *sql = pg_catalog_tables; status == 0 && *sql; sql++)
		status = each_row(r, *sql, PG_ATTRIBUTES, give);
	for (const char *const *sql = pg_catalog_code; status == 0 && *sql; sql++)
		status = each_row(r, *sql, PG_ATTRIBUTES, give);
	if (status == 0 && r->privileges)
		status = read_privileges(r);
	for (const char *const *sql = pg_catalog_edges; status == 0 && *sql; sql++)
		status = each_row(r, *sql, 7, take_link);
	return status == 0 ? give_edges(r) : status;
}

static void release(struct reading *r)
{
	for (size_t i = 0; i < r->entry_count; i++)
		free(r->entries[i].memory);
	free(r->entries);
	free(r->links);
	free(r->namespaces);
	free(r->without);
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
	int status = 0;

	r.privileges = scope->flags & WB_SCOPE_PRIVILEGES;
	r.without = pg_array(scope->without, scope->without_count);
	if (!r.without)
		status = no_memory(err);
	if (status == 0)
		status = begin(&r, &own);
	if (status == 0)
		status = read_all(&r);
	if (own)
		pg_query(r.c, "ROLLBACK", NULL, 0, NULL, status < 0 ? &ignored : err);
	else if (status == 0 && pg_query(r.c, "ROLLBACK TO SAVEPOINT whimbrel_introspect", NULL, 0,
					 NULL, err) == 0)
		pg_query(r.c, "RELEASE SAVEPOINT whimbrel_introspect", NULL, 0, NULL, err);
	release(&r);
	return status < 0 ? status : err->status;
}
