/* SPDX-License-Identifier: MIT */
/* Schemas for tests: databases in memory, the way from one to the other, and a second opinion on
 * what came of it. */
#ifndef WB_TESTS_SCHEMA_KIT_H
#define WB_TESTS_SCHEMA_KIT_H

#include "plugin_kit.h"

#include "dialect/driver.h"
#include "difference/difference.h"

static const struct plugin *kit_plugin;

static int schema_load_plugin(void **state)
{
	struct string_vec folders = { 0 };
	const struct plugin_path path = { .folders = &folders };
	const char *folder = getenv("WHIMBREL_PLUGIN_PATH");

	(void)state;
	if (kit_load("sqlite") < 0)
		return -1;
	string_vec_add(&folders, folder ? folder : "plugins/.libs");
	if (plugin_load(&path, "sqlite", &kit_plugin, kit_clear()) < 0)
		return -1;
	string_vec_free(&folders);
	return 0;
}

static struct connection schema_open(void)
{
	const struct wb_params params = { .size = sizeof(params),
					  .client = &client,
					  .database = ":memory:" };
	struct connection c = { .plugin = kit_plugin, .client = &client };

	kit_check(dialect->connect(&params, &c.handle, kit_clear()));
	kit_check(driver_describe(&c, &c.server, kit_clear()));
	return c;
}

/* Run a text, statement by statement; the first failure's status, with kit_err. */
static int schema_try(struct connection *c, const char *text)
{
	struct wb_lex lex = { .size = sizeof(lex) };
	size_t len = strlen(text), at = 0;
	int rc;

	for (;;) {
		struct wb_piece piece = { .size = sizeof(piece) };
		struct wb_op op = { .size = sizeof(op), .kind = WB_OP_USER };

		rc = driver_split(c->plugin, &lex, &(struct lex_text){ text + at, len - at, 1 },
				  &piece, kit_clear());
		if (rc <= 0)
			return rc;
		op.text = text + at + piece.begin;
		op.len = piece.end - piece.begin;
		op.full_len = piece.next - piece.begin;
		rc = driver_execute(c, &op, NULL, kit_clear());
		if (rc < 0)
			return rc;
		at += piece.next;
	}
}

static inline void schema_run(struct connection *c, const char *text)
{
	if (schema_try(c, text) < 0)
		fail_msg("%s\nin\n%s", kit_err.message, text);
}

/* The rows of a query, for the caller to free. */
static char *schema_query(struct connection *c, const char *sql)
{
	struct buf out = { 0 };
	struct wb_rows rows = { .take = kit_take, .ctx = &out };
	struct wb_op op = {
		.size = sizeof(op), .kind = WB_OP_EXPECT, .text = sql, .len = strlen(sql)
	};
	char *text;

	op.full_len = op.len;
	kit_check(driver_execute(c, &op, &rows, kit_clear()));
	buf_str(&out, "");
	text = buf_take(&out);
	return text ? text : calloc(1, 1);
}

/* What SQLite itself says of a schema, without a look at our model: in an order of its own, column
 * order aside. */
static char *schema_describe(struct connection *c)
{
	return schema_query(c,
			    "WITH t AS (SELECT name, type, wr, strict FROM pragma_table_list"
			    "  WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
			    "AND type IN ('table', 'virtual'))"
			    " SELECT 'table', lower(name), type, wr, strict, '', '', '', '' FROM t"
			    " UNION ALL SELECT 'column', lower(t.name), lower(x.name), "
			    "lower(x.type), x.\"notnull\","
			    "  lower(replace(x.dflt_value, ' ', '')), x.pk, x.hidden, '' FROM t, "
			    "pragma_table_xinfo(t.name) x"
			    " UNION ALL SELECT 'key', lower(t.name), lower(f.\"table\"), "
			    "lower(f.\"from\"), lower(f.\"to\"), "
			    "f.on_update,"
			    "  f.on_delete, f.seq, '' FROM t, pragma_foreign_key_list(t.name) f"
			    " UNION ALL SELECT 'index', lower(t.name), CASE i.origin WHEN 'c' THEN "
			    "lower(i.name) END, i.\"unique\", "
			    "i.origin,"
			    "  i.partial, (SELECT group_concat(coalesce(lower(x.name), '?') || ' ' "
			    "|| x.desc || ' ' || lower(x.coll))"
			    "  FROM pragma_index_xinfo(i.name) x WHERE x.key), '', '' FROM t, "
			    "pragma_index_list(t.name) i"
			    " UNION ALL SELECT type, lower(name), lower(tbl_name), "
			    "lower(replace(replace(replace(replace(replace(sql,"
			    "  ' ', ''), '\"', ''), '`', ''), '[', ''), ']', '')), '', '', '', '', "
			    "'' FROM sqlite_schema"
			    "  WHERE type IN ('view', 'trigger')"
			    " ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9");
}

/* The SQL that makes `c` like `goal`, for the caller to free; NULL, with kit_err, when it is
 * refused. */
static inline int32_t kit_leaves(const struct wb_scope *scope, const struct wb_object *object)
{
	(void)scope;
	(void)object;
	return 0;
}

static inline int kit_read(struct connection *c, struct model *out)
{
	static const char *const own[] = { "whimbrel_version", "whimbrel_log", "whimbrel_lock" };
	const struct wb_scope scope = { .size = sizeof(scope),
					.home = c->server.home,
					.without = own,
					.without_count = 3,
					.leaves = kit_leaves };

	return model_read(c, &scope, out, kit_clear());
}

static char *schema_way(struct connection *c, struct connection *goal, size_t *out_changes)
{
	struct model from = { 0 }, to = { 0 };
	struct difference d = { .from = &from, .to = &to };
	struct buf sql = { 0 };
	char *text = NULL;
	int rc;

	kit_check(kit_read(c, &from));
	kit_check(kit_read(goal, &to));
	rc = difference_make(&d, c, kit_clear());
	if (rc == 0) {
		*out_changes = d.changes.count;
		kit_check(difference_write(&d, c, &sql, kit_clear()));
		buf_str(&sql, "");
		text = buf_take(&sql);
		text = text ? text : calloc(1, 1);
	}
	difference_release(&d);
	model_release(&from);
	model_release(&to);
	return text;
}

/* Go there, and see that nothing is left to do. The SQL, for the caller to free. */
static inline char *schema_go(struct connection *c, struct connection *goal, const char *title)
{
	size_t changes = 0;
	char *sql = schema_way(c, goal, &changes), *again, *is, *should;

	if (!sql)
		fail_msg("%s: refused: %s", title, kit_err.message);
	if (schema_try(c, sql) < 0)
		fail_msg("%s: %s\nin\n%s", title, kit_err.message, sql);
	again = schema_way(c, goal, &changes);
	if (changes)
		fail_msg("%s: after\n%s\nthere is still to do\n%s", title, sql, again);
	free(again);
	is = schema_describe(c);
	should = schema_describe(goal);
	if (strcmp(is, should) != 0)
		fail_msg("%s: after\n%s\nthere is\n%s\nand should be\n%s", title, sql, is, should);
	free(is);
	free(should);
	return sql;
}

#endif
