/* SPDX-License-Identifier: MIT */
/* What Delta makes of a change: a column's type, and what it is made of. */
#include "plugin_kit.h"

#define MAPPING "property delta.columnMapping.mode"
#define WIDENING "property delta.enableTypeWidening"

static struct wb_object column(struct wb_attribute *type, const char *is)
{
	*type = (struct wb_attribute){ .key = "type", .value = is };
	return (struct wb_object){ .size = sizeof(struct wb_object),
				   .kind = WB_KIND_COLUMN,
				   .parent = "t",
				   .name = "c",
				   .attributes = type,
				   .attribute_count = 1 };
}

/* Column t.c, of a table with both features or with none, becomes of another type; without one it is new. */
static int change_type(const char *from, const char *to, bool features, struct buf *out)
{
	struct wb_attribute types[2], properties[] = {
		{ .key = MAPPING, .value = "name" },
		{ .key = WIDENING, .value = "true" },
	};
	const struct wb_object before = column(&types[0], from), after = column(&types[1], to);
	const struct wb_object *children[] = { &before };
	const struct wb_object table = { .size = sizeof(table),
					 .kind = WB_KIND_TABLE,
					 .name = "t",
					 .attributes = properties,
					 .attribute_count = features ? 2 : 0 };
	const struct wb_change change = {
		.size = sizeof(change),
		.kind = from ? WB_CHANGE_ALTER : WB_CHANGE_CREATE,
		.from = from ? &before : NULL,
		.to = &after,
		.before = { .self = &table, .children = children, .count = from ? 1 : 0 },
		.after = { .self = &table },
	};
	struct wb_risk risk = { .size = sizeof(risk) };

	return dialect->render(NULL, &change, text_sink(out), &risk, kit_clear());
}

static const struct {
	const char *from, *to, *sql;
} changes[] = {
	{ "int", "bigint", "ALTER TABLE t ALTER COLUMN c TYPE bigint;\n" },
	{ "decimal(5,2)", "decimal(10,2)", "ALTER TABLE t ALTER COLUMN c TYPE decimal(10,2);\n" },
	{ "int", "decimal(10,0)", "ALTER TABLE t ALTER COLUMN c TYPE decimal(10,0);\n" },
	{ "smallint", "double", "ALTER TABLE t ALTER COLUMN c TYPE double;\n" },
	{ "struct<a:int>", "struct<a:int,b:string>",
	  "ALTER TABLE t ADD COLUMN c.b string AFTER a;\n" },
	{ "struct<a:int>", "struct<0:int,a:int>", "ALTER TABLE t ADD COLUMN c.`0` int FIRST;\n" },
	{ "struct<a:int>", "struct<a: int, `b.c`: struct<d e:int> COMMENT 'x, y>'>",
	  "ALTER TABLE t ADD COLUMN c.`b.c` struct<`d e`: int> COMMENT 'x, y>' AFTER a;\n" },
	{ "struct<a:int,b:int>", "struct<b:int>", "ALTER TABLE t DROP COLUMN c.a;\n" },
	{ "struct<a:int,B:struct<x:int>>", "struct<a:int,b:struct<x:int,Y:array<int>>>",
	  "ALTER TABLE t ADD COLUMN c.b.`Y` array<int> AFTER x;\n" },
	{ "array<struct<a:int>>", "array<struct<a:int,b:int>>",
	  "ALTER TABLE t ADD COLUMN c.element.b int AFTER a;\n" },
	{ "map<string,struct<a:decimal(3,1)>>", "map<string,struct<a:decimal(3,1),b:int>>",
	  "ALTER TABLE t ADD COLUMN c.value.b int AFTER a;\n" },
	{ "map<struct<a:int>,int>", "map<struct<a:bigint>,int>",
	  "ALTER TABLE t ALTER COLUMN c.key.a TYPE bigint;\n" },
	{ "struct<a:int,b:int>", "struct<a:int,n:int,b:bigint>",
	  "ALTER TABLE t ADD COLUMN c.n int AFTER a;\nALTER TABLE t ALTER COLUMN c.b TYPE "
	  "bigint;\n" },
	{ NULL, "variant", "ALTER TABLE t ADD COLUMN c variant;\n" },
	{ NULL, "struct<z:timestamp_ntz>",
	  "ALTER TABLE t SET TBLPROPERTIES ('delta.feature.timestampNtz' = 'supported');\n"
	  "ALTER TABLE t ADD COLUMN c struct<z:timestamp_ntz>;\n" },
	{ "struct<z:timestamp_ntz>", "struct<z:timestamp_ntz,y:timestamp_ntz>",
	  "ALTER TABLE t ADD COLUMN c.y timestamp_ntz AFTER z;\n" },
};

static void test_a_type_is_changed_where_delta_can(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct buf out = { 0 };

		kit_check(change_type(changes[i].from, changes[i].to, true, &out));
		assert_string_equal(buf_text(&out), changes[i].sql);
		buf_release(&out);
	}
}

static const struct {
	const char *from, *to, *says;
	bool features;
} refusals[] = {
	{ "int", "string", "t.c: Delta makes types only wider", true },
	{ "bigint", "int", "t.c: Delta makes types only wider", true },
	{ "decimal(10,2)", "decimal(11,3)", NULL, true },
	{ "decimal(10,2)", "decimal(10,3)", "t.c: Delta makes types only wider", true },
	{ "int", "bigint", "t.c: a wider type needs", false },
	{ "struct<a:int,b:int>", "struct<a:int>", "t.c.b can't be dropped", false },
	{ "array<struct<a:int>>", "array<struct<a:string>>", "t.c.element.a: Delta makes", true },
	{ "struct<a:int,b:int>", "struct<b:int,a:int>", "t.c: Delta makes", true },
	{ "array<int>", "map<int,int>", "t.c: Delta makes", true },
	{ "struct<a:int>", "struct<a:int NOT NULL>", "t.c.a: Delta makes", true },
	{ "struct<a:int", "struct<b", "t.c: Delta makes", true },
};

static void test_what_delta_can_not_do_is_refused_by_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct buf out = { 0 };
		int status =
			change_type(refusals[i].from, refusals[i].to, refusals[i].features, &out);

		assert_int_equal(status, refusals[i].says ? WB_E_UNSUPPORTED : 0);
		if (refusals[i].says && !strstr(kit_err.message, refusals[i].says))
			fail_msg("%s instead of %s", kit_err.message, refusals[i].says);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_type_is_changed_where_delta_can),
		cmocka_unit_test(test_what_delta_can_not_do_is_refused_by_its_place),
	};

	if (kit_load("databricks") < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, kit_unload);
}
