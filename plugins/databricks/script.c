/* SPDX-License-Identifier: MIT */
/* Offline scripts, for the SQL editor: statements with their semicolons. */
#include <string.h>

#include <whimbrel/kit/script.h>

#include "databricks.h"

void brick_put_list(struct wb_text *out, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		kit_write(out, i ? ", %L" : "%L", names[i]);
}

/* Revisions of which so many are to be in the database. */
struct wanted {
	const char *where; /* IN, NOT IN */
	const char *const *names;
	size_t count, want;
};

static void stop_unless(struct wb_text *out, const struct wb_args *a, struct wanted w,
			const char *message)
{
	if (!w.count)
		return;
	kit_write(out, "SELECT CASE WHEN (SELECT count(*) FROM %T WHERE revision %s (", a->home,
		  "whimbrel_version", w.where);
	brick_put_list(out, w.names, w.count);
	kit_write(out, ")) = %z THEN 'ok' ELSE raise_error(%L) END;\n", w.want, message);
}

static int script_guard(const struct wb_args *a, struct wb_text *out)
{
	stop_unless(out, a, (struct wanted){ "IN", a->present, a->present_count, a->present_count },
		    "whimbrel: a revision that this script needs is not applied");
	stop_unless(out, a, (struct wanted){ "IN", a->absent, a->absent_count, 0 },
		    "whimbrel: a revision of this script is applied already");
	stop_unless(out, a, (struct wanted){ "NOT IN", a->known, a->known_count, 0 },
		    "whimbrel: a revision that this script does not know is applied");
	return 0;
}

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
		return script_guard(a, out);
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
