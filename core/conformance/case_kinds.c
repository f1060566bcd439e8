/* SPDX-License-Identifier: MIT */
/* introspect and render of what is no table: sequences, triggers, routines, types; and two of a kind that differ. */
#include <string.h>

#include "base/error.h"

#include "base/text.h"
#include "difference/difference.h"
#include "schemas_kit.h"

/* Who says that there may be more than is told, tells of no kind. */
static bool admits_doubt(const struct model *m)
{
	for (size_t i = 0; i < m->objects.count; i++) {
		const struct wb_object *o = &m->objects.items[i]->pub;

		if (o->kind == WB_KIND_DIALECT && o->flags & WB_OBJECT_UNSEEN)
			return true;
	}
	return false;
}

static bool reports(struct trial *t, struct model *out)
{
	/* all of it first: what is in doubt belongs to no case */
	if (!schemas_kit_make(t, t->check->text) || !schemas_kit_read(t, out))
		return false;
	if (schemas_kit_find(t, out, t->check->arg, NULL))
		return true;
	if (admits_doubt(out))
		return trial_left(t, "introspect says that there may be what it does not tell");
	return trial_broken(t, "it is reported: WB_OBJECT_READ_ONLY where it can't be made",
			    "it is not, so that check takes it for absent");
}

static bool sees_kind(struct trial *t)
{
	struct model m = { 0 };
	bool fine = reports(t, &m);

	schemas_kit_drop(t, t->check->text2);
	model_release(&m);
	return fine;
}

static bool kind_goes_and_comes(struct trial *t)
{
	struct model made = { 0 }, none = { 0 };
	const struct object *it;
	uint32_t risk = 0;
	bool fine = reports(t, &made);

	it = fine ? schemas_kit_find(t, &made, t->check->arg, NULL) : NULL;
	if (it && it->pub.flags & WB_OBJECT_READ_ONLY)
		fine = trial_left(t, "introspect says WB_OBJECT_READ_ONLY of it");
	fine = fine && schemas_kit_become(t, &made, &none, &risk) &&
	       schemas_kit_become(t, &none, &made, &risk);
	schemas_kit_drop(t, t->check->text2);
	model_release(&made);
	return fine;
}

/* text, or text2: what is read of one differs from what is read of the other. */
static bool tells_apart(struct trial *t)
{
	static const char drop[] = "DROP VIEW @v|DROP TABLE @|DROP TABLE @b";
	struct model a = { 0 }, b = { 0 };
	struct string_vec lines = { 0 };
	bool fine = schemas_kit_make(t, t->check->text) && schemas_kit_read(t, &a);

	schemas_kit_drop(t, drop);
	fine = fine && schemas_kit_make(t, t->check->text2) && schemas_kit_read(t, &b);
	wb_error_clear(&t->err);
	if (fine && difference_list(&a, &b, "", &lines, &t->err) < 0)
		fine = trial_failed(t, "two schemas can be compared");
	else if (fine && !lines.count)
		fine = trial_broken(t, "a difference", "what is reported of both is the same");
	schemas_kit_drop(t, drop);
	string_vec_free(&lines);
	model_release(&a);
	model_release(&b);
	return fine;
}

/* Both of it: what makes one, in the words of several databases, and what takes it away. */
#define KIND(id_, what_, kind_, make_, drop_)                                        \
	{ .id = "introspect." id_,                                                   \
	  .slot = "introspect",                                                      \
	  .promise = what_ " is reported",                                           \
	  .run = sees_kind,                                                          \
	  .features = CAN_INTROSPECT,                                                \
	  .needs = NEEDS_SQL,                                                        \
	  .arg = kind_,                                                              \
	  .text = make_,                                                             \
	  .text2 = drop_ },                                                          \
	{                                                                            \
		.id = "render.again-" id_, .slot = "render",                         \
		.promise = what_ " is dropped and comes again as it was",            \
		.run = kind_goes_and_comes, .features = CAN_INTROSPECT | CAN_RENDER, \
		.needs = NEEDS_SQL, .arg = kind_, .text = make_, .text2 = drop_      \
	}

#define APART(id_, promise_, text_, text2_)                                                        \
	{                                                                                          \
		.id = "introspect.apart-" id_, .slot = "introspect", .promise = promise_,          \
		.run = tells_apart, .features = CAN_INTROSPECT, .needs = NEEDS_SQL, .text = text_, \
		.text2 = text2_                                                                    \
	}
#define TWO "CREATE TABLE @ (n INTEGER NOT NULL, m INTEGER NOT NULL"
#define REFERS                                                                                    \
	"CREATE TABLE @b (n INTEGER NOT NULL PRIMARY KEY)|CREATE TABLE @ (n INTEGER, CONSTRAINT " \
	"@f FOREIGN KEY (n) REFERENCES @b (n)"

/* clang-format off */
const struct check_case kind_cases[] = {
	APART("primary-key", "primary keys of columns in another order are told apart", TWO ", PRIMARY KEY (n, m))", TWO ", PRIMARY KEY (m, n))"),
	APART("foreign-key", "foreign keys that do something else on delete are told apart", REFERS " ON DELETE CASCADE)", REFERS ")"),
	APART("check", "checks of something else are told apart", TWO ", CONSTRAINT @c CHECK (n > 0))", TWO ", CONSTRAINT @c CHECK (n > 1))"),
	APART("index", "an index and a unique one are told apart", TWO ")|CREATE INDEX @i ON @ (n)", TWO ")|CREATE UNIQUE INDEX @i ON @ (n)"),
	APART("view", "views of something else are told apart", TWO ")|CREATE VIEW @v AS SELECT n FROM @",
	      TWO ")|CREATE VIEW @v AS SELECT n FROM @ WHERE n > 1"),
	KIND("sequence", "a sequence", WB_KIND_SEQUENCE, "CREATE SEQUENCE @s", "DROP SEQUENCE @s"),
	KIND("trigger", "a trigger", WB_KIND_TRIGGER,
	     "CREATE TABLE @ (n INTEGER)|CREATE TRIGGER @t BEFORE INSERT ON @ FOR EACH ROW SET NEW.n = 1"
	     "~CREATE TRIGGER @t BEFORE UPDATE ON @ FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
	     "~CREATE TRIGGER @t FOR @ BEFORE INSERT AS BEGIN NEW.n = 1; END"
	     "~CREATE TRIGGER @t AFTER INSERT ON @ BEGIN UPDATE @ SET n = 1; END", "DROP TABLE @"),
	KIND("routine", "a routine", WB_KIND_ROUTINE,
	     "CREATE FUNCTION @f(n INTEGER) RETURNS INTEGER LANGUAGE sql AS 'SELECT n + 1'"
	     "~CREATE FUNCTION @f(n INTEGER) RETURNS INTEGER DETERMINISTIC RETURN n + 1"
	     "~CREATE FUNCTION @f (n INTEGER) RETURNS INTEGER AS BEGIN RETURN n + 1; END"
	     "~CREATE FUNCTION @f(n INTEGER) AS n + 1", "DROP FUNCTION @f"),
	KIND("type-of-values", "a type of listed values", WB_KIND_TYPE, "CREATE TYPE @e AS ENUM ('a', 'it''s')", "DROP TYPE @e"),
	KIND("domain", "a domain with a check", WB_KIND_TYPE, "CREATE DOMAIN @d AS INTEGER CHECK (VALUE > 0)", "DROP DOMAIN @d"),
	{ .id = NULL }
};
/* clang-format on */
