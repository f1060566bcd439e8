/* SPDX-License-Identifier: MIT */
/* introspect, render. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "schemas_kit.h"

struct wanted {
	int32_t kind;
	const char *name, *parent; /* NULL: any */
	int count;
	int32_t odd; /* the flavour of an edge that there is not; 0 */
	char attributes[512];
};

static int take_object(void *ctx, const struct wb_object *o)
{
	struct wanted *w = ctx;
	size_t used = 0;

	if (o->kind != w->kind || !o->name || (w->name && strcasecmp(o->name, w->name) != 0) ||
	    (w->parent && (!o->parent || strcasecmp(o->parent, w->parent) != 0)))
		return 0;
	w->count++;
	for (size_t i = 0; i < o->attribute_count && used < sizeof(w->attributes) - 1; i++)
		used += (size_t)snprintf(w->attributes + used, sizeof(w->attributes) - used,
					 "%s=%s;", o->attributes[i].key, o->attributes[i].value);
	return 0;
}

static int take_edge(void *ctx, int32_t flavour, const struct wb_object *from,
		     const struct wb_object *to)
{
	struct wanted *w = ctx;

	(void)from;
	(void)to;
	if (!edge_is_known(flavour))
		w->odd = flavour;
	return 0;
}

static bool look(struct trial *t, struct connection *c, struct wanted *w)
{
	static const char *const ours[] = { "whimbrel_version", "whimbrel_log", "whimbrel_lock" };
	struct wb_scope scope = { .size = sizeof(scope),
				  .home = c->server.home,
				  .without = ours,
				  .without_count = 3,
				  .leaves = trial_leaves_nothing };
	struct wb_schema sink = { take_object, take_edge, w };

	wb_error_clear(&t->err);
	w->count = 0;
	w->attributes[0] = '\0';
	return driver_introspect(c, &scope, &sink, &t->err) == 0 ||
	       trial_failed(t, "the schema can be read");
}

static bool expect(struct trial *t, struct connection *c, struct wanted w, int count)
{
	char expected[128];

	snprintf(expected, sizeof(expected), "%d of kind %d called %s", count, (int)w.kind,
		 w.name ? w.name : "anything");
	return look(t, c, &w) && (w.count == count || trial_broken(t, expected, "%d", w.count));
}

/* Make things and see one of them: text: the statements; text2: what the one is called, behind the case's own name; arg:
 * its kind. */
static bool sees(struct trial *t)
{
	char more[64];
	bool child = t->check->arg == WB_KIND_COLUMN || t->check->arg == WB_KIND_PRIMARY_KEY ||
		     t->check->arg == WB_KIND_UNIQUE || t->check->arg == WB_KIND_FOREIGN_KEY ||
		     t->check->arg == WB_KIND_CHECK;

	if (!schemas_kit_make(t, t->check->text))
		return false;
	if (t->check->arg == WB_KIND_COLUMN)
		snprintf(more, sizeof(more), "%s", t->check->text2);
	else
		snprintf(more, sizeof(more), "%s%s", t->table,
			 t->check->text2 ? t->check->text2 : "");
	return expect(
		t, &t->a,
		(struct wanted){ .kind = t->check->arg,
				 .name = child && t->check->arg != WB_KIND_COLUMN ? NULL : more,
				 .parent = child ? t->table : NULL },
		1);
}

static bool sees_it_gone(struct trial *t)
{
	const struct wanted it = { .kind = WB_KIND_TABLE, .name = t->table };

	return trial_make(t, &t->a) && expect(t, &t->a, it, 1) && trial_drop(t, &t->a) &&
	       expect(t, &t->a, it, 0);
}

static bool leaves_ours_out(struct trial *t)
{
	const struct wanted table = { .kind = WB_KIND_TABLE, .name = "whimbrel_version" };
	const struct wanted column = { .kind = WB_KIND_COLUMN,
				       .name = "revision",
				       .parent = "whimbrel_version" };

	return trial_ensure(t) && expect(t, &t->a, table, 0) && expect(t, &t->a, column, 0);
}

static bool tells_edges(struct trial *t)
{
	struct wanted w = { .kind = WB_KIND_TABLE, .name = t->table };

	return trial_make(t, &t->a) && look(t, &t->a, &w) &&
	       (!w.odd || trial_broken(t, "edges of an enum wb_edge", "%d", (int)w.odd)) &&
	       trial_drop(t, &t->a);
}

static bool tells_type(struct trial *t)
{
	struct wanted w = { .kind = WB_KIND_COLUMN, .name = "n", .parent = t->table };

	return trial_make(t, &t->a) && look(t, &t->a, &w) &&
	       trial_is(t, strstr(w.attributes, "type=") != NULL, "the attribute `type`",
			w.attributes) &&
	       trial_is(t, strstr(w.attributes, "not_null=yes") != NULL, "not_null=yes",
			w.attributes) &&
	       trial_drop(t, &t->a);
}

static bool tells_difference(struct trial *t)
{
	struct wanted a = { .kind = WB_KIND_COLUMN, .name = "n", .parent = t->table };
	struct wanted b = { .kind = WB_KIND_COLUMN, .name = "m", .parent = t->table };

	if (!schemas_kit_make(t, "CREATE TABLE @ (n INTEGER, m VARCHAR(20) DEFAULT 'x')"))
		return false;
	return look(t, &t->a, &a) && look(t, &t->a, &b) &&
	       trial_is(t, !text_equal(a.attributes, b.attributes),
			"INTEGER and VARCHAR(20) DEFAULT 'x' differ", a.attributes) &&
	       trial_is(t, strstr(b.attributes, "default=") != NULL, "the attribute `default`",
			b.attributes) &&
	       trial_drop(t, &t->a);
}

/* What one table is written as makes the same table on a scratch database. */
struct family {
	struct wb_object self, children[16];
	const struct wb_object *all[16];
	struct wb_attribute attributes[17][16];
	char texts[17][16][2][128], names[17][3][64];
	char parent[64], ddl[17][1024];
	size_t count;
	bool there;
};

static void keep(struct family *f, struct wb_object *to, size_t at, const struct wb_object *o)
{
	*to = *o;
	snprintf(f->names[at][0], 64, "%s", o->name ? o->name : "");
	snprintf(f->names[at][1], 64, "%s", o->parent ? o->parent : "");
	snprintf(f->names[at][2], 64, "%s", o->namespace_ ? o->namespace_ : "");
	to->name = f->names[at][0];
	to->parent = o->parent ? f->names[at][1] : NULL;
	to->namespace_ = o->namespace_ ? f->names[at][2] : NULL;
	to->signature = NULL;
	snprintf(f->ddl[at], sizeof(f->ddl[0]), "%s", o->text ? o->text : "");
	to->text = o->text ? f->ddl[at] : NULL;
	to->attribute_count = 0;
	for (size_t i = 0; i < o->attribute_count && i < 16; i++) {
		struct wb_attribute *a = &f->attributes[at][to->attribute_count++];

		*a = o->attributes[i];
		snprintf(f->texts[at][i][0], 128, "%s", a->key);
		snprintf(f->texts[at][i][1], 128, "%s", a->value);
		a->key = f->texts[at][i][0];
		a->value = f->texts[at][i][1];
	}
	to->attributes = f->attributes[at];
}

static int take_family(void *ctx, const struct wb_object *o)
{
	struct family *f = ctx;

	if (o->kind == WB_KIND_TABLE && o->name && strcasecmp(o->name, f->parent) == 0) {
		keep(f, &f->self, 16, o);
		f->there = true;
	} else if (o->kind == WB_KIND_COLUMN && o->parent &&
		   strcasecmp(o->parent, f->parent) == 0 && f->count < 16) {
		keep(f, &f->children[f->count], f->count, o);
		f->all[f->count] = &f->children[f->count];
		f->count++;
	}
	return 0;
}

static bool read_family(struct trial *t, struct family *f)
{
	struct wb_scope scope = { .size = sizeof(scope),
				  .home = t->a.server.home,
				  .nameless = t->a.server.schema[0] ? t->a.server.schema : NULL,
				  .leaves = trial_leaves_nothing };
	struct wb_schema sink = { take_family, trial_pass_edge, f };

	memset(f, 0, sizeof(*f));
	snprintf(f->parent, sizeof(f->parent), "%s", t->table);
	wb_error_clear(&t->err);
	return (driver_introspect(&t->a, &scope, &sink, &t->err) == 0 ||
		trial_failed(t, "the schema can be read")) &&
	       trial_is(t, f->there && f->count == 1, "a table with a column",
			"it is not reported so");
}

static bool render(struct trial *t, const struct family *f, int32_t kind, struct buf *sql)
{
	const struct wb_family family = { &f->self, f->all, f->count }, none = { .self = NULL };
	struct wb_change change = { .size = sizeof(change), .kind = kind };
	struct wb_risk risk = { .size = sizeof(risk) };

	change.from = kind == WB_CHANGE_DROP ? &f->self : NULL;
	change.to = kind == WB_CHANGE_CREATE ? &f->self : NULL;
	change.before = kind == WB_CHANGE_DROP ? family : none;
	change.after = kind == WB_CHANGE_CREATE ? family : none;
	wb_error_clear(&t->err);
	if (driver_render(&t->a, &change, sql, &risk, &t->err) < 0)
		return trial_failed(t, "SQL for it");
	snprintf(t->out->sql, sizeof(t->out->sql), "%s", buf_text(sql));
	if (kind == WB_CHANGE_DROP && !(risk.flags & WB_RISK_DATA_LOSS))
		return trial_broken(t, "WB_RISK_DATA_LOSS for a table that is dropped", "0x%x",
				    (unsigned)risk.flags);
	return trial_is(t,
			sql->len && strchr(buf_text(sql), ';') && sql->data[sql->len - 1] == '\n',
			"statements, each ended, and a line feed", buf_text(sql));
}

static bool run_text(struct trial *t, const char *sql)
{
	char text[2048];
	size_t len;

	snprintf(text, sizeof(text), "%s", sql);
	len = strlen(text);
	while (len && strchr("; \n", text[len - 1]))
		text[--len] = '\0';
	return trial_execute(t, &t->a, text) == 0 || trial_failed(t, "what render wrote is done");
}

static bool writes_table(struct trial *t)
{
	static struct family f, again;
	struct buf sql = { 0 };
	bool fine = trial_make(t, &t->a) && read_family(t, &f) &&
		    render(t, &f, WB_CHANGE_DROP, &sql) && run_text(t, buf_text(&sql)) &&
		    trial_gone(t, &t->a);

	buf_clear(&sql);
	fine = fine && render(t, &f, WB_CHANGE_CREATE, &sql) && run_text(t, buf_text(&sql)) &&
	       trial_look(t, &t->a, "0") && read_family(t, &again);
	for (size_t i = 0; fine && i < f.children[0].attribute_count; i++)
		fine = trial_is(t, text_equal(f.texts[0][i][1], again.texts[0][i][1]),
				f.texts[0][i][1], again.texts[0][i][1]);
	buf_release(&sql);
	return fine && trial_drop(t, &t->a);
}

#define SEES(id_, what_, kind_, text_, name_)                                                   \
	{                                                                                       \
		.id = "introspect." id_, .slot = "introspect", .promise = what_ " is reported", \
		.run = sees, .features = CAN_INTROSPECT, .needs = NEEDS_SQL, .arg = kind_,      \
		.text = text_, .text2 = name_                                                   \
	}
#define CASE(id_, slot_, promise_, run_, can_)                                                \
	{                                                                                     \
		.id = id_, .slot = slot_, .promise = promise_, .run = run_, .features = can_, \
		.needs = NEEDS_SQL                                                            \
	}

/* clang-format off */
const struct check_case schema_cases[] = {
	SEES("table", "a table", WB_KIND_TABLE, "CREATE TABLE @ (n INTEGER)", NULL),
	SEES("column", "a column", WB_KIND_COLUMN, "CREATE TABLE @ (n INTEGER, m INTEGER)", "m"),
	SEES("primary-key", "a primary key", WB_KIND_PRIMARY_KEY, "CREATE TABLE @ (n INTEGER NOT NULL PRIMARY KEY)", NULL),
	SEES("unique", "a unique constraint", WB_KIND_UNIQUE, "CREATE TABLE @ (n INTEGER NOT NULL, UNIQUE (n))", NULL),
	SEES("foreign-key", "a foreign key", WB_KIND_FOREIGN_KEY,
	     "CREATE TABLE @b (n INTEGER NOT NULL PRIMARY KEY)|CREATE TABLE @ (n INTEGER, FOREIGN KEY (n) REFERENCES @b (n))", NULL),
	SEES("check", "a check", WB_KIND_CHECK, "CREATE TABLE @ (n INTEGER, CHECK (n > 0))", NULL),
	SEES("index", "an index", WB_KIND_INDEX, "CREATE TABLE @ (n INTEGER)|CREATE INDEX @i ON @ (n)", "i"),
	SEES("view", "a view", WB_KIND_VIEW, "CREATE TABLE @ (n INTEGER)|CREATE VIEW @v AS SELECT n FROM @", "v"),
	CASE("introspect.gone", "introspect", "what was dropped is not reported", sees_it_gone, CAN_INTROSPECT),
	CASE("introspect.ours", "introspect", "tables to leave out are left out, with their columns", leaves_ours_out, CAN_INTROSPECT),
	CASE("introspect.edges", "introspect", "how one object is tied to another is said in the words of schema.h", tells_edges, CAN_INTROSPECT),
	CASE("introspect.type", "introspect", "a column has its type, and whether it may be null", tells_type, CAN_INTROSPECT),
	CASE("introspect.differs", "introspect", "columns that differ are told apart", tells_difference, CAN_INTROSPECT),
	CASE("render.table", "render", "a table is dropped and made again by what render writes", writes_table, CAN_RENDER),
	{ .id = NULL }
};
