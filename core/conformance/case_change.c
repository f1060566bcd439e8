/* SPDX-License-Identifier: MIT */
/* introspect and render together: what is read is written, run, and read again. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "schemas_kit.h"

/* Is it an object that the dialect reports, and makes? */
static bool is_made(struct trial *t, const struct model *m, int32_t kind, const char *more)
{
	const struct object *o = schemas_kit_find(t, m, kind, more);

	if (!o)
		return trial_left(t, "introspect reports none");
	return !(o->pub.flags & WB_OBJECT_READ_ONLY) ||
	       trial_left(t, "introspect says WB_OBJECT_READ_ONLY of it");
}

/* ------------------------------------------------------------------ edges */

/* To the table of this name. */
static bool has_edge(struct trial *t, const struct object *from, const char *name)
{
	struct buf title = { 0 };
	char expected[200];

	for (size_t i = 0; i < from->needs.count; i++) {
		const struct wb_object *to = &from->needs.items[i]->pub;

		if (to->kind == WB_KIND_TABLE && strcasecmp(to->name, name) == 0)
			return true;
	}
	object_title(&from->pub, &title);
	snprintf(expected, sizeof(expected), "an edge from %.90s to table %.48s", buf_text(&title),
		 name);
	buf_release(&title);
	return trial_broken(t, expected, "%s", from->needs.count ? "only others" : "it has none");
}

static bool view_has_edges(struct trial *t)
{
	struct model m = { 0 };
	bool fine = schemas_kit_make(t, "CREATE TABLE @ (n INTEGER)|"
					"CREATE VIEW @v AS SELECT n FROM @") &&
		    schemas_kit_read(t, &m) && is_made(t, &m, WB_KIND_VIEW, "v");

	if (fine) {
		const struct object *view = schemas_kit_find(t, &m, WB_KIND_VIEW, "v");

		fine = has_edge(t, view, t->table);
	}
	model_release(&m);
	return fine;
}

static bool key_has_edges(struct trial *t)
{
	struct model m = { 0 };
	char name[64];
	bool fine = schemas_kit_make(
			    t, "CREATE TABLE @b (n INTEGER NOT NULL PRIMARY KEY)|CREATE TABLE @ "
			       "(n INTEGER, FOREIGN KEY (n) REFERENCES @b (n))") &&
		    schemas_kit_read(t, &m) && is_made(t, &m, WB_KIND_FOREIGN_KEY, NULL);

	snprintf(name, sizeof(name), "%sb", t->table);
	if (fine)
		fine = has_edge(t, schemas_kit_find(t, &m, WB_KIND_FOREIGN_KEY, NULL), name);
	model_release(&m);
	return fine;
}

/* ------------------------------------------------------------------ there and back */

/* text: what makes it; arg: the kind that must be reported. */
static bool goes_and_comes(struct trial *t)
{
	struct model made = { 0 }, none = { 0 };
	uint32_t risk = 0;
	bool fine = schemas_kit_make(t, t->check->text) && schemas_kit_read(t, &made) &&
		    is_made(t, &made, t->check->arg, NULL) &&
		    schemas_kit_become(t, &made, &none, &risk) &&
		    schemas_kit_become(t, &none, &made, &risk);

	model_release(&made);
	return fine;
}

/* text: what is there; text2: what shall come of it; arg: one of these risks must be told. A row that is there stays. */
static bool becomes_another(struct trial *t)
{
	const uint32_t wanted = (uint32_t)t->check->arg;
	const bool row = !(wanted & WB_RISK_MAY_FAIL);
	struct model from = { 0 }, to = { 0 };
	uint32_t risk = 0;
	bool fine = schemas_kit_make(t, t->check->text2) && schemas_kit_read(t, &to);

	if (fine && strstr(t->check->text2, "VIEW"))
		fine = is_made(t, &to, WB_KIND_VIEW, NULL) &&
		       trial_user(t, &t->a, t->words->drop_view, 0);
	fine = fine && trial_drop(t, &t->a) && schemas_kit_make(t, t->check->text) &&
	       (!row || trial_change(t, &t->a, 3)) && schemas_kit_read(t, &from) &&
	       schemas_kit_become(t, &from, &to, &risk);
	if (fine && wanted && !(risk & wanted))
		fine = trial_broken(
			t, wanted & WB_RISK_DATA_LOSS ? "WB_RISK_DATA_LOSS" : "WB_RISK_MAY_FAIL",
			"risks 0x%x", (unsigned)risk);
	fine = fine && (!row || trial_look(t, &t->a, "3"));
	model_release(&from);
	model_release(&to);
	return fine;
}

/* ------------------------------------------------------------------ names */

static bool write_rename(struct trial *t, const struct object *from, const char *name,
			 struct buf *sql)
{
	struct wb_object to = from->pub;
	const struct wb_object *table = from->parent ? &from->parent->pub : &from->pub;
	const struct wb_change change = { .size = sizeof(change),
					  .kind = WB_CHANGE_RENAME,
					  .from = &from->pub,
					  .to = &to,
					  .before = { .self = table },
					  .after = { .self = table } };
	struct wb_risk risk = { .size = sizeof(risk) };
	int rc;

	to.name = name;
	wb_error_clear(&t->err);
	rc = driver_render(&t->a, &change, sql, &risk, &t->err);
	if (rc == WB_E_UNSUPPORTED)
		return trial_left(t, "render refuses it: %.400s", t->err.message);
	return rc == 0 || trial_failed(t, "SQL for it");
}

/* What is renamed: a table, or the column that is not called n. */
static struct object *find_renamed(const struct trial *t, const struct model *m)
{
	for (size_t i = 0; i < m->objects.count; i++)
		if (m->objects.items[i]->pub.kind == t->check->arg &&
		    strcasecmp(m->objects.items[i]->pub.name, "n") != 0)
			return m->objects.items[i];
	return NULL;
}

/* text: what is there; text2: what it is then; arg: what is renamed. The rows stay. */
static bool takes_another_name(struct trial *t)
{
	const bool table = t->check->arg == WB_KIND_TABLE;
	const char *drop = table ? "DROP TABLE @b" : "DROP TABLE @";
	struct model from = { 0 }, to = { 0 };
	struct buf sql = { 0 };
	struct object *old, *new;
	bool fine = schemas_kit_make(t, t->check->text2) && schemas_kit_read(t, &to) &&
		    trial_user(t, &t->a, drop, 0) && schemas_kit_make(t, t->check->text) &&
		    trial_change(t, &t->a, 3) && schemas_kit_read(t, &from) &&
		    is_made(t, &from, t->check->arg, NULL);

	old = fine ? find_renamed(t, &from) : NULL;
	new = fine ? find_renamed(t, &to) : NULL;
	fine = fine && trial_is(t, old && new, "what is renamed is reported", "it is not") &&
	       write_rename(t, old, new->pub.name, &sql) &&
	       schemas_kit_run(t, buf_text(&sql), false) && schemas_kit_is(t, &to) &&
	       trial_sees(t, &t->a, table ? "SELECT SUM(n) FROM @b" : "SELECT SUM(n) FROM @", "3");
	buf_release(&sql);
	model_release(&from);
	model_release(&to);
	return fine;
}

/* What `-- whimbrel:keep` stands for. */
static bool keeps(struct trial *t)
{
	struct buf sql = { 0 };
	char name[64];
	bool fine = trial_make(t, &t->a) && trial_change(t, &t->a, 3);

	if (t->project->offline.server.features & WB_F_NO_KEEP)
		return trial_left(t, "it says WB_F_NO_KEEP: `-- whimbrel:keep` is refused");
	trial_name(t, "b", name, sizeof(name));
	trial_fill(t, "CREATE TABLE @b AS SELECT n FROM @", 0, &sql);
	fine = fine && (trial_execute(t, &t->a, buf_text(&sql)) == 0 ||
			trial_failed(t, "a table of a query, or WB_F_NO_KEEP"));
	buf_release(&sql);
	return fine && trial_sees(t, &t->a, "SELECT SUM(n) FROM @b", "3") &&
	       trial_user(t, &t->a, "DROP TABLE @b", 0) && trial_drop(t, &t->a);
}

#define EDGES(id_, promise_, run_)                                                               \
	{                                                                                        \
		.id = "introspect." id_, .slot = "introspect", .promise = promise_, .run = run_, \
		.features = CAN_INTROSPECT, .needs = NEEDS_SQL                                   \
	}
#define AGAIN(id_, what_, kind_, text_)                                                          \
	{                                                                                        \
		.id = "render.again-" id_, .slot = "render",                                     \
		.promise = what_ " is dropped and comes again as it was", .run = goes_and_comes, \
		.features = CAN_INTROSPECT | CAN_RENDER, .needs = NEEDS_SQL, .arg = kind_,       \
		.text = text_                                                                    \
	}
#define CHANGE(id_, promise_, risk_, text_, text2_)                                         \
	{                                                                                   \
		.id = "render." id_, .slot = "render", .promise = promise_,                 \
		.run = becomes_another, .features = CAN_INTROSPECT | CAN_RENDER,            \
		.needs = NEEDS_SQL, .arg = (int32_t)(risk_), .text = text_, .text2 = text2_ \
	}
#define RENAME(id_, promise_, kind_, text_, text2_)                                 \
	{                                                                           \
		.id = "render." id_, .slot = "render", .promise = promise_,         \
		.run = takes_another_name, .features = CAN_INTROSPECT | CAN_RENDER, \
		.needs = NEEDS_SQL, .arg = kind_, .text = text_, .text2 = text2_    \
	}
#define TWO "CREATE TABLE @ (n INTEGER, m INTEGER)"

/* clang-format off */
const struct check_case change_cases[] = {
	EDGES("view-edges", "a view has an edge to the table that it reads", view_has_edges),
	EDGES("key-edges", "a foreign key has an edge to the table that it refers to", key_has_edges),
	AGAIN("column", "a table with its columns, defaults and NOT NULL", WB_KIND_COLUMN,
	      "CREATE TABLE @ (n INTEGER NOT NULL, m VARCHAR(20) DEFAULT 'it''s', k DECIMAL(10,2) DEFAULT 7 NOT NULL, d DATE)"),
	AGAIN("generated", "a column that is computed", WB_KIND_COLUMN,
	      "CREATE TABLE @ (n INTEGER, m INTEGER GENERATED ALWAYS AS (n + 1) STORED)~"
	      "CREATE TABLE @ (n INTEGER, m INTEGER GENERATED ALWAYS AS (n + 1))"),
	AGAIN("identity", "a column that numbers its rows", WB_KIND_COLUMN,
	      "CREATE TABLE @ (n INTEGER GENERATED BY DEFAULT AS IDENTITY, m INTEGER)"),
	AGAIN("primary-key", "a primary key of two columns", WB_KIND_PRIMARY_KEY,
	      "CREATE TABLE @ (n INTEGER NOT NULL, m INTEGER NOT NULL, PRIMARY KEY (m, n))"),
	AGAIN("unique", "a unique constraint", WB_KIND_UNIQUE, "CREATE TABLE @ (n INTEGER NOT NULL, CONSTRAINT @u UNIQUE (n))"),
	AGAIN("foreign-key", "a foreign key, with what is done on delete", WB_KIND_FOREIGN_KEY,
	      "CREATE TABLE @b (n INTEGER NOT NULL PRIMARY KEY)|CREATE TABLE @ (n INTEGER, CONSTRAINT @f FOREIGN KEY (n) "
	      "REFERENCES @b (n) ON DELETE CASCADE)"),
	AGAIN("check", "a check", WB_KIND_CHECK, "CREATE TABLE @ (n INTEGER, CONSTRAINT @c CHECK (n > 0))"),
	AGAIN("index", "an index, and a unique one", WB_KIND_INDEX,
	      "CREATE TABLE @ (n INTEGER NOT NULL, m INTEGER)|CREATE INDEX @i ON @ (m, n)|CREATE UNIQUE INDEX @j ON @ (n)"),
	AGAIN("view", "a view with what it reads", WB_KIND_VIEW,
	      "CREATE TABLE @ (n INTEGER, m INTEGER)|CREATE VIEW @v AS SELECT n, m FROM @ WHERE n > 1"),
	CHANGE("add-column", "a column is added", 0, "CREATE TABLE @ (n INTEGER)", TWO),
	CHANGE("drop-column", "a column is dropped, and that its data go is told", WB_RISK_DATA_LOSS, TWO, "CREATE TABLE @ (n INTEGER)"),
	CHANGE("type", "a column gets a longer type", 0, "CREATE TABLE @ (n INTEGER, m VARCHAR(10))", "CREATE TABLE @ (n INTEGER, m VARCHAR(90))"),
	CHANGE("default", "a column gets a default", 0, TWO, "CREATE TABLE @ (n INTEGER, m INTEGER DEFAULT 7)"),
	CHANGE("no-default", "a column loses its default", 0, "CREATE TABLE @ (n INTEGER, m INTEGER DEFAULT 7)", TWO),
	CHANGE("not-null", "a column becomes NOT NULL, and that rows may be in the way is told", WB_RISK_MAY_FAIL, TWO,
	       "CREATE TABLE @ (n INTEGER, m INTEGER NOT NULL)"),
	CHANGE("null", "a column may be null again", 0, "CREATE TABLE @ (n INTEGER NOT NULL)", "CREATE TABLE @ (n INTEGER)"),
	CHANGE("add-unique", "a unique constraint is added, and that rows may be in the way is told", WB_RISK_MAY_FAIL, TWO,
	       "CREATE TABLE @ (n INTEGER, m INTEGER, CONSTRAINT @u UNIQUE (m))"),
	CHANGE("drop-unique", "a unique constraint is dropped", 0, "CREATE TABLE @ (n INTEGER, m INTEGER, CONSTRAINT @u UNIQUE (m))", TWO),
	CHANGE("add-check", "a check is added, and that rows may be in the way is told", WB_RISK_MAY_FAIL, TWO,
	       "CREATE TABLE @ (n INTEGER, m INTEGER, CONSTRAINT @c CHECK (m > 0))"),
	CHANGE("drop-check", "a check is dropped", 0, "CREATE TABLE @ (n INTEGER, m INTEGER, CONSTRAINT @c CHECK (m > 0))", TWO),
	CHANGE("add-index", "an index is added", 0, TWO, TWO "|CREATE INDEX @i ON @ (m)"),
	CHANGE("drop-index", "an index is dropped", 0, TWO "|CREATE INDEX @i ON @ (m)", TWO),
	CHANGE("under-view", "a column that a view reads gets a longer type, and the view stays", 0,
	       "CREATE TABLE @ (n INTEGER, m VARCHAR(10))|CREATE VIEW @v AS SELECT n, m FROM @",
	       "CREATE TABLE @ (n INTEGER, m VARCHAR(90))|CREATE VIEW @v AS SELECT n, m FROM @"),
	CHANGE("view", "a view reads other columns", 0, TWO "|CREATE VIEW @v AS SELECT n FROM @", TWO "|CREATE VIEW @v AS SELECT m FROM @"),
	{ .id = "execute.keep", .slot = "execute", .promise = "CREATE TABLE … AS SELECT … keeps rows", .run = keeps, .needs = NEEDS_SQL },
	RENAME("rename-table", "a table gets another name, and keeps its rows", WB_KIND_TABLE, "CREATE TABLE @ (n INTEGER)",
	       "CREATE TABLE @b (n INTEGER)"),
	RENAME("rename-column", "a column gets another name, and keeps what is in it", WB_KIND_COLUMN, TWO,
	       "CREATE TABLE @ (n INTEGER, mb INTEGER)"),
	{ .id = NULL }
};
/* clang-format on */
