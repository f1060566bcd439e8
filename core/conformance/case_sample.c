/* SPDX-License-Identifier: MIT */
/* sample: made-up values; effects: what statements do. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "trial.h"

#define MOST 16

/* A column, and what it points to. */
struct found {
	const char *table;
	struct wb_object column;
	struct wb_attribute attributes[MOST];
	char texts[MOST][2][160];
};

static int take_column(void *ctx, const struct wb_object *o)
{
	struct found *f = ctx;

	if (o->kind != WB_KIND_COLUMN || !o->parent || strcasecmp(o->parent, f->table) != 0)
		return 0;
	f->column = (struct wb_object){ .size = sizeof(f->column),
					.kind = o->kind,
					.flags = o->flags,
					.position = o->position,
					.parent = f->table,
					.name = "n",
					.attributes = f->attributes };
	for (size_t i = 0; i < o->attribute_count && i < MOST; i++) {
		snprintf(f->texts[i][0], sizeof(f->texts[i][0]), "%s", o->attributes[i].key);
		snprintf(f->texts[i][1], sizeof(f->texts[i][1]), "%s", o->attributes[i].value);
		f->attributes[i] = o->attributes[i];
		f->attributes[i].key = f->texts[i][0];
		f->attributes[i].value = f->texts[i][1];
		f->column.attribute_count++;
	}
	return 0;
}

static bool find_column(struct trial *t, struct found *f)
{
	struct wb_scope scope = { .size = sizeof(scope),
				  .home = t->a.server.home,
				  .nameless = t->a.server.schema[0] ? t->a.server.schema : NULL,
				  .leaves = trial_leaves_nothing };
	struct wb_schema sink = { take_column, trial_pass_edge, f };

	f->table = t->table;
	wb_error_clear(&t->err);
	if (driver_introspect(&t->a, &scope, &sink, &t->err) < 0)
		return trial_failed(t, "the schema can be read");
	return trial_is(t, f->column.name != NULL, "the column is reported", "it is not");
}

/* A table with one column of the case's type takes each value, and they differ. */
static bool gives_values(struct trial *t)
{
	static struct found f;
	struct buf sql = { 0 }, value = { 0 }, before = { 0 };
	struct sampled of = { .column = &f.column };
	uint32_t count = 0;
	bool fine;
	int rc = 1;

	if (!t->plugin->table.sample)
		return trial_left(t, "no slot sample: changes are proved on empty tables");
	buf_printf(&sql, "CREATE TABLE @ (n %s NOT NULL)", t->check->text);
	fine = trial_user(t, &t->a, buf_text(&sql), 0) && find_column(t, &f);
	while (fine && rc == 1 && count < 1000) {
		buf_clear(&value);
		buf_clear(&sql);
		wb_error_clear(&t->err);
		rc = driver_sample(&t->a, &of, count, &value, &t->err);
		if (rc < 0)
			fine = trial_failed(t, "a value");
		if (rc != 1)
			break;
		buf_printf(&sql, "INSERT INTO @ (n) VALUES (%s)", buf_text(&value));
		fine = count >= 5 || trial_user(t, &t->a, buf_text(&sql), 0);
		if (fine && count == 1)
			fine = trial_is(t, !text_equal(buf_text(&before), buf_text(&value)),
					"values that differ", buf_text(&value));
		buf_clear(&before);
		buf_str(&before, buf_text(&value));
		count++;
	}
	fine = fine && trial_is(t, count > 0, "a value for a column of an ordinary type", "none") &&
	       trial_is(t, count < 1000, "an end of the values", "more than 1,000");
	buf_release(&sql);
	buf_release(&value);
	buf_release(&before);
	return fine && trial_drop(t, &t->a);
}

/* What adds and nothing else may be run before others have let go: never said of what does more. */
static bool says_effects(struct trial *t)
{
	const char *text = t->check->text;
	const uint32_t never = (uint32_t)t->check->arg;
	uint32_t effects;

	if (!t->plugin->table.effects)
		return trial_left(t, "no slot effects: nothing is known of what statements do");
	snprintf(t->out->sql, sizeof(t->out->sql), "%s", text);
	effects = driver_effects(t->plugin, text, strlen(text));
	return !(effects & never) ||
	       trial_broken(t, t->check->text2, "effects 0x%x", (unsigned)effects);
}

/* What a dialect says of a text: how often, and once of what is looked for. */
struct told {
	struct wb_definitions sink; /* first: it is handed to the dialect */
	const char *wanted;         /* "index i on t" as "t.i", rows of t as "rows t" */
	size_t count;
	bool found;
};

static int note_told(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct told *told = (struct told *)(void *)sink;
	const bool makes = how == WB_DEFINE_MAKES;
	char name[200];

	snprintf(name, sizeof(name), "%s%s%s%s", makes ? "" : "rows ", o->parent ? o->parent : "",
		 o->parent ? "." : "", o->name ? o->name : "");
	told->count++;
	told->found |= (makes || how == WB_DEFINE_ROWS) && strcmp(name, told->wanted) == 0;
	return 0;
}

/* `text2`: what is to be told of the text; "": nothing is. `arg`: WB_DEFINITIONS_…. */
static bool says_defines(struct trial *t)
{
	const char *text = t->check->text;
	struct told told = { .sink = { .size = sizeof(told.sink),
				       .add = note_told,
				       .flags = (uint32_t)t->check->arg },
			     .wanted = t->check->text2 };

	if (!t->plugin->table.defines)
		return trial_left(
			t, "no slot defines: what files make elsewhere is not known to be ours");
	snprintf(t->out->sql, sizeof(t->out->sql), "%s", text);
	if (driver_defines(t->plugin, text, strlen(text), &told.sink) < 0)
		return trial_broken(t, "0", "an error");
	if (*told.wanted)
		return told.found || trial_broken(t, told.wanted, "%zu others", told.count);
	return told.count == 0 || trial_broken(t, "nothing", "%zu objects", told.count);
}

#define SAMPLE(id_, type_)                                                                         \
	{                                                                                          \
		.id = "sample." id_, .slot = "sample",                                             \
		.promise = "a column of " type_ " takes the values that are made up",              \
		.run = gives_values, .features = CAN_INTROSPECT, .needs = NEEDS_SQL, .text = type_ \
	}
#define EFFECT(id_, promise_, sql_, never_, words_)                                                \
	{                                                                                          \
		.id = "effects." id_, .slot = "effects", .promise = promise_, .run = says_effects, \
		.needs = NEEDS_SQL | NEEDS_NOBODY, .text = sql_, .arg = (int32_t)(never_),         \
		.text2 = words_                                                                    \
	}
#define DEFINES(id_, promise_, sql_, told_, flags_)                                                \
	{                                                                                          \
		.id = "defines." id_, .slot = "defines", .promise = promise_, .run = says_defines, \
		.needs = NEEDS_SQL | NEEDS_NOBODY, .text = sql_, .text2 = told_, .arg = flags_     \
	}

/* clang-format off */
const struct check_case sample_cases[] = {
	SAMPLE("integer", "INTEGER"),
	SAMPLE("text", "VARCHAR(40)"),
	SAMPLE("decimal", "DECIMAL(10,2)"),
	SAMPLE("date", "DATE"),
	EFFECT("drop", "DROP TABLE neither makes nor adds", "DROP TABLE t", WB_EFFECT_MAKES | WB_EFFECT_ADDS | WB_EFFECT_UNDOES,
	       "neither MAKES nor ADDS nor UNDOES"),
	EFFECT("insert", "INSERT adds no object", "INSERT INTO t SELECT n FROM u", WB_EFFECT_MAKES | WB_EFFECT_ADDS | WB_EFFECT_PLAIN,
	       "neither MAKES nor ADDS nor PLAIN"),
	EFFECT("create", "CREATE TABLE undoes and renames nothing", "CREATE TABLE t (n INTEGER)", WB_EFFECT_UNDOES | WB_EFFECT_RENAMES,
	       "neither UNDOES nor RENAMES"),
	EFFECT("delete", "DELETE makes nothing", "DELETE FROM t", WB_EFFECT_MAKES | WB_EFFECT_ADDS | WB_EFFECT_PLAIN,
	       "neither MAKES nor ADDS nor PLAIN"),
	DEFINES("table", "CREATE TABLE makes it", "SELECT n FROM u;\nCREATE TABLE t (n INTEGER);\n", "t", 0),
	DEFINES("view", "CREATE VIEW makes it", "CREATE VIEW v AS SELECT n FROM t;", "v", 0),
	DEFINES("rows", "rows are no objects", "INSERT INTO t SELECT n FROM u; DELETE FROM t;", "", 0),
	DEFINES("comment", "comments make nothing", "-- CREATE TABLE t (n INTEGER);\nSELECT 1;", "", 0),
	DEFINES("statement", "DELETE says of which table rows go", "DELETE FROM t", "rows t", WB_DEFINITIONS_ITSELF),
	DEFINES("string", "what stands in a string is not done by its statement", "SELECT 'DROP TABLE t'", "",
		WB_DEFINITIONS_ITSELF),
	{ .id = NULL }
};
/* clang-format on */
