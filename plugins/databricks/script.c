/* SPDX-License-Identifier: MIT */
/* Offline scripts, for the SQL editor: statements with their semicolons. */
#include <string.h>

#include <whimbrel/kit/script.h>

#include "databricks.h"

/* What SHOW and DESCRIBE say can't be asked for by a query. */
static void script_expect(const struct wb_args *a, struct wb_text *out)
{
	static const char *const queries[] = { "SELECT", "WITH", "VALUES", "TABLE", "FROM", NULL };
	bool rows = a->expect == WB_EXPECT_ROWS || a->expect == WB_EXPECT_NO_ROWS;
	struct kit_words w;

	kit_words_begin(&w, a->text, a->text_len, 0);
	if (!kit_word_is_any(&w, queries) && !kit_mark_is(&w, '(')) {
		kit_add(out, "-- see whether this is what is expected: a script can't tell\n");
		kit_script_statement(out, a);
		return;
	}
	kit_write(out, "SELECT CASE WHEN %s(SELECT %s FROM (%S\n)%s)",
		  a->expect == WB_EXPECT_ROWS ? "EXISTS "
		  : rows                      ? "NOT EXISTS "
					      : "CAST(",
		  rows ? "1" : "*", a->text, a->text_len, rows ? "" : " LIMIT 1");
	if (a->expect == WB_EXPECT_VALUE)
		kit_write(out, " AS STRING) <=> %L", a->detail);
	else if (!rows)
		kit_add(out, " AS STRING) IS NULL");
	kit_write(out, " THEN 'ok' ELSE raise_error(%L) END;\n", a->name);
}

int brick_script(int32_t what, const struct wb_args *a, struct wb_text *out, struct wb_error *err)
{
	switch (what) {
	case WB_OWN_SCRIPT_HEAD:
		kit_add(out, "-- for the SQL editor or a notebook of Databricks: run all of it, "
			     "and stop at the first error\n");
		return 0;
	case WB_OWN_SCRIPT_GUARD:
		kit_add(out, "SELECT CASE WHEN ");
		kit_script_counts(out, a, a->home, " = ", " AND ");
		kit_add(out, " THEN 'ok' ELSE raise_error('whimbrel: this script is for another "
			     "state of the database') END;\n");
		return 0;
	case WB_OWN_SCRIPT_STATEMENT:
		kit_script_statement(out, a);
		return 0;
	case WB_OWN_SCRIPT_EXPECT:
		script_expect(a, out);
		return 0;
	case WB_OWN_SCRIPT_LOCK:
	case WB_OWN_SCRIPT_UNLOCK:
	case WB_OWN_SCRIPT_RAISE:
		return 0;
	default:
		return kit_host->fail(err, WB_E_UNSUPPORTED, "operation %d has no script here",
				      (int)what);
	}
}
