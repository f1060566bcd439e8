/* SPDX-License-Identifier: MIT */
/* whimbrel's tables: version rows. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/text.h"
#include "trial.h"

static bool finds_no_tables(struct trial *t)
{
	const struct wb_args args = trial_args(t);

	return trial_own_fails(t, &t->a, t->check->arg, &args, WB_E_NO_TABLES);
}

static bool makes_tables_twice(struct trial *t)
{
	for (int i = 0; i < 2; i++)
		if (!trial_ensure(t))
			return false;
	return trial_row(t, &t->a, false, "at the beginning");
}

static bool record(struct trial *t, struct connection *c)
{
	return trial_own(t, c, WB_OWN_RECORD);
}

/* The columns of the trial's row: the value of column `n`. */
static bool column(struct trial *t, struct connection *c, int n, char *out, size_t size)
{
	const struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	const char *at, *end;
	char begin[64];

	out[0] = '\0';
	if (!trial_read(t, c, WB_OWN_READ, &args, &rows))
		return buf_release(&rows), false;
	snprintf(begin, sizeof(begin), "%.48s|", t->revision);
	at = strstr(buf_text(&rows), begin);
	for (; at && n > 0; n--) {
		at = strchr(at, '|');
		at = at ? at + 1 : NULL;
	}
	end = at ? at + strcspn(at, "|\n") : NULL;
	if (at)
		snprintf(out, size, "%.*s", (int)(end - at), at);
	buf_release(&rows);
	return at || trial_broken(t, "the row that RECORD made", "it is not among those of READ");
}

static bool keeps_row(struct trial *t)
{
	char seen[64];

	return trial_ensure(t) && record(t, &t->a) && column(t, &t->a, 0, seen, sizeof(seen)) &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool keeps_column(struct trial *t)
{
	char seen[512];

	return trial_ensure(t) && record(t, &t->a) &&
	       column(t, &t->a, t->check->arg, seen, sizeof(seen)) &&
	       trial_is(t,
			text_equal(seen,
				   strcmp(t->check->text, "RUN") == 0 ? t->run_id : t->check->text),
			t->check->text, seen) &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

/* Nothing is not the same as not known. */
static bool keeps_null(struct trial *t)
{
	struct wb_args args = trial_args(t);
	char seen[64];

	args.parents = args.depends = args.down = args.checksum = NULL;
	return trial_ensure(t) && trial_own_args(t, &t->a, WB_OWN_RECORD, &args) &&
	       column(t, &t->a, t->check->arg, seen, sizeof(seen)) &&
	       trial_is(t, strcmp(seen, "NULL") == 0, "NULL", seen) &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool keeps_empty(struct trial *t)
{
	char seen[64];

	return trial_ensure(t) && record(t, &t->a) &&
	       column(t, &t->a, t->check->arg, seen, sizeof(seen)) &&
	       trial_is(t, !seen[0], "\"\"", seen) && trial_own(t, &t->a, WB_OWN_ERASE);
}

static int take_text(void *ctx, const struct wb_value *values, size_t count)
{
	if (count > 1 && values[1].data)
		buf_add(ctx, values[1].data, values[1].len);
	return 0;
}

/* What comes back of it: 1 the same text, 0 null, negative what is told. */
static int keep_down(struct trial *t, const char *text, const char *expected)
{
	const char *const ids[] = { t->revision };
	struct wb_args args = trial_args(t);
	struct buf down = { 0 };
	struct wb_rows rows = { take_text, &down };
	bool fine, same;

	args.down = text;
	args.present = ids;
	args.present_count = 1;
	wb_error_clear(&t->err);
	fine = trial_ensure(t) && (driver_own(&t->a, WB_OWN_RECORD, &args, NULL, &t->err) == 0 ||
				   trial_failed(t, expected));
	wb_error_clear(&t->err);
	if (fine && driver_own(&t->a, WB_OWN_READ_DOWN, &args, &rows, &t->err) < 0)
		fine = trial_failed(t, "what takes it back");
	same = text_equal(buf_text(&down), text);
	fine = fine && (same || !down.len ||
			trial_broken(t, expected, "%zu bytes of %zu", down.len, strlen(text)));
	buf_release(&down);
	fine = fine && trial_own(t, &t->a, WB_OWN_ERASE);
	return fine ? same : -1;
}

static bool keeps_down(struct trial *t)
{
	int kept = keep_down(t, t->check->text, "the same text of `down`");

	return kept > 0 || (kept == 0 && trial_broken(t, "the same text of `down`", "null"));
}

/* As much as any way back may have at the least. */
#define DOWN_LEAST 500

/* What is longer than a literal may be is not kept, whoever composes it; what is kept is whole. */
static bool keeps_long_down(struct trial *t)
{
	static const char line[] = "it's \\ one\n",
			  expected[] = "the same text of `down`, or null where it is longer than "
				       "literal_max of wb_portable";
	struct buf text = { 0 };
	size_t len;
	int kept;

	for (int i = 0; i < (t->words && t->words->sql ? 8000 : 60); i++)
		buf_str(&text, line);
	len = text.len;
	while ((kept = keep_down(t, buf_text(&text), expected)) == 0 && len / 2 >= DOWN_LEAST)
		text.data[len /= 2] = '\0';
	buf_release(&text);
	return kept > 0 ||
	       (kept == 0 && trial_broken(t, expected, "null already for %zu bytes", len));
}

static bool gives_asked_downs(struct trial *t)
{
	const char *const ids[] = { "wbc_nobody", t->revision };
	struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	char expected[128];
	bool fine;

	args.present = ids;
	args.present_count = 2;
	args.down = "back";
	snprintf(expected, sizeof(expected), "%s|back\n", t->revision);
	fine = trial_ensure(t) && trial_own_args(t, &t->a, WB_OWN_RECORD, &args) &&
	       trial_read(t, &t->a, WB_OWN_READ_DOWN, &args, &rows) &&
	       trial_is(t, text_equal(buf_text(&rows), expected), expected, buf_text(&rows));
	buf_release(&rows);
	return fine && trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool keeps_title(struct trial *t)
{
	struct wb_args args = trial_args(t);
	char seen[512];

	args.title = t->check->text;
	return trial_ensure(t) && trial_own_args(t, &t->a, WB_OWN_RECORD, &args) &&
	       column(t, &t->a, 1, seen, sizeof(seen)) &&
	       trial_is(t, text_equal(seen, t->check->text), t->check->text, seen) &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool refuses_second_row(struct trial *t)
{
	const struct wb_args args = trial_args(t);

	/* where nothing can be rolled back, a step that is taken up may come here again: then it is that row */
	if (t->a.server.features & WB_F_NO_ROLLBACK)
		return trial_ensure(t) && record(t, &t->a) && record(t, &t->a) &&
		       trial_row(t, &t->a, true, "behind the second one") &&
		       trial_own(t, &t->a, WB_OWN_ERASE);
	return trial_ensure(t) && record(t, &t->a) &&
	       trial_own_fails(t, &t->a, WB_OWN_RECORD, &args, 0) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK) && trial_own(t, &t->a, WB_OWN_ERASE);
}

/* "wbc_X" and "wbc_x", and a blank behind. */
static bool tells_ids_apart(struct trial *t)
{
	struct wb_args args = trial_args(t);
	char upper[64];
	bool fine;

	snprintf(upper, sizeof(upper), "%s_%s", t->revision, t->check->text);
	args.revision = upper;
	fine = trial_ensure(t) && trial_own_args(t, &t->a, WB_OWN_RECORD, &args);
	snprintf(upper, sizeof(upper), "%s_%s", t->revision, t->check->text2);
	return fine && trial_own_args(t, &t->a, WB_OWN_RECORD, &args) &&
	       trial_own_args(t, &t->a, WB_OWN_ERASE, &args);
}

static bool orders_by_bytes(struct trial *t)
{
	static const char *const ids[] = { "b", "B", "10", "9", "_", "a.b", "a-b" };
	struct wb_args args = trial_args(t);
	char id[64], last[64] = "", *line, *save = NULL;
	const size_t count = sizeof(ids) / sizeof(ids[0]);
	struct buf rows = { 0 };
	bool fine = trial_ensure(t);

	for (size_t i = 0; fine && i < count; i++) {
		snprintf(id, sizeof(id), "%s%s", t->revision, ids[i]);
		args.revision = id;
		fine = trial_own_args(t, &t->a, WB_OWN_RECORD, &args);
	}
	fine = fine && trial_read(t, &t->a, WB_OWN_READ, &args, &rows) &&
	       trial_is(t, text_lines(buf_text(&rows), rows.len) >= count - 1,
			"all rows, one for each revision", buf_text(&rows));
	for (line = fine ? strtok_r(rows.data, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save)) {
		snprintf(id, sizeof(id), "%.*s", (int)strcspn(line, "|"), line);
		if (strcmp(last, id) >= 0)
			fine = trial_broken(t, "rows by `revision`, byte for byte", "%s before %s",
					    last, id);
		memcpy(last, id, sizeof(last));
	}
	buf_release(&rows);
	return fine;
}

static bool keeps_long_id(struct trial *t)
{
	struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	char id[65], row[80];
	bool fine;

	snprintf(id, sizeof(id), "%s", t->revision);
	memset(id + strlen(t->revision), 'x', 64 - strlen(t->revision));
	id[64] = '\0';
	args.revision = id;
	snprintf(t->revision, sizeof(t->revision), "%.47s", id);
	snprintf(row, sizeof(row), "%s|", id);
	fine = trial_ensure(t) && trial_own_args(t, &t->a, WB_OWN_RECORD, &args) &&
	       trial_read(t, &t->a, WB_OWN_READ, &args, &rows) &&
	       trial_is(t, strstr(buf_text(&rows), row) != NULL, "a row that begins with all of it",
			"there is none") &&
	       trial_own_args(t, &t->a, WB_OWN_ERASE, &args);
	buf_release(&rows);
	return fine;
}

static bool erases_nothing(struct trial *t)
{
	return trial_ensure(t) && trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool erases_one(struct trial *t)
{
	struct wb_args args = trial_args(t);
	char other[64];

	snprintf(other, sizeof(other), "%.40s_o", t->revision);
	args.revision = other;
	return trial_ensure(t) && record(t, &t->a) &&
	       trial_own_args(t, &t->a, WB_OWN_RECORD, &args) &&
	       trial_own_args(t, &t->a, WB_OWN_ERASE, &args) &&
	       trial_row(t, &t->a, true, "behind an ERASE of another") &&
	       trial_own(t, &t->a, WB_OWN_ERASE) && trial_row(t, &t->a, false, "behind its ERASE");
}

static bool amends(struct trial *t)
{
	struct wb_args args = trial_args(t);
	char title[64], checksum[64], format[16], parents[32];

	args.parents = "wbc_a,wbc_b";
	args.title = "another title";
	args.checksum = "1:amended";
	return trial_ensure(t) && record(t, &t->a) &&
	       trial_own_args(t, &t->a, WB_OWN_AMEND, &args) &&
	       column(t, &t->a, 1, title, sizeof(title)) &&
	       column(t, &t->a, 2, checksum, sizeof(checksum)) &&
	       column(t, &t->a, 7, format, sizeof(format)) &&
	       column(t, &t->a, 8, parents, sizeof(parents)) &&
	       trial_is(t, text_equal(parents, args.parents), args.parents, parents) &&
	       trial_is(t, text_equal(title, "another title"), "another title", title) &&
	       trial_is(t, text_equal(checksum, "1:amended"), "1:amended", checksum) &&
	       trial_is(t, text_equal(format, "2"), "format 2", format) &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool tells_time(struct trial *t)
{
	struct tm tm = { 0 };
	char at[64];
	long long apart;

	if (!trial_ensure(t) || !record(t, &t->a) || !column(t, &t->a, 3, at, sizeof(at)))
		return false;
	if (!strptime(at, "%Y-%m-%d %H:%M:%S", &tm))
		return trial_broken(t, "applied_at as 2026-01-31 09:00:00", "%s", at);
	apart = (long long)timegm(&tm) - (long long)time(NULL);
	if (apart < -1800 || apart > 1800)
		return trial_broken(t, "applied_at in UTC", "%s, %lld s from now", at, apart);
	return trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool measures(struct trial *t)
{
	struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	bool fine;

	args.duration_ms = -1;
	fine = trial_ensure(t) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_read(t, &t->a, WB_OWN_RECORD, &args, &rows);
	fine = fine &&
	       trial_is(t, rows.len && strspn(buf_text(&rows), "0123456789") + 1 == rows.len,
			"RECORD gives a row with the duration", buf_text(&rows));
	buf_release(&rows);
	return fine && trial_own(t, &t->a, WB_OWN_ROLLBACK);
}

static bool reads_old_format(struct trial *t)
{
	struct wb_args args = trial_args(t);
	struct buf rows = { 0 };
	bool fine;

	args.format = 1;
	fine = trial_ensure(t) && record(t, &t->a) &&
	       trial_read(t, &t->a, WB_OWN_READ, &args, &rows) &&
	       trial_is(t, strstr(buf_text(&rows), t->revision) != NULL, "rows of eight columns",
			buf_text(&rows));
	buf_release(&rows);
	return fine && trial_own(t, &t->a, WB_OWN_ERASE);
}

#define CASE(id_, promise_, run_, arg_, text_)                                         \
	{                                                                              \
		.id = "own." id_, .slot = "compose", .promise = promise_, .run = run_, \
		.arg = arg_, .text = text_                                             \
	}

/* clang-format off */
const struct check_case own_cases[] = {
	{ .id = "own.no-tables", .slot = "compose", .promise = "READ without tables is WB_E_NO_TABLES", .run = finds_no_tables,
	  .needs = NEEDS_UNUSED, .arg = WB_OWN_READ },
	{ .id = "own.no-journal", .slot = "compose", .promise = "JOURNAL without tables is WB_E_NO_TABLES", .run = finds_no_tables,
	  .needs = NEEDS_UNUSED, .arg = WB_OWN_JOURNAL },
	CASE("ensure", "ENSURE makes the tables, and twice is no error", makes_tables_twice, 0, NULL),
	CASE("row", "the row that RECORD makes is among those of READ", keeps_row, 0, NULL),
	CASE("title", "a row keeps its title", keeps_column, 1, "a title"),
	CASE("checksum", "a row keeps its checksum", keeps_column, 2, "1:conformance"),
	CASE("by", "a row keeps who applied it", keeps_column, 4, "conformance"),
	CASE("duration", "a row keeps its duration", keeps_column, 5, "0"),
	CASE("run", "a row keeps its run", keeps_column, 6, "RUN"),
	CASE("format", "a row is of format 2", keeps_column, 7, "2"),
	CASE("null-parents", "parents that are not known are null", keeps_null, 8, NULL),
	CASE("null-depends", "depends that are not known are null", keeps_null, 9, NULL),
	CASE("no-parents", "no parents are an empty text", keeps_empty, 8, NULL),
	CASE("no-depends", "no depends are an empty text", keeps_empty, 9, NULL),
	CASE("quotes", "any quote comes back in a title", keeps_title, 0, "it's \"quoted\", `so`, [so]"),
	CASE("backslash", "a backslash comes back", keeps_title, 0, "\\ and \\' and \\n and \\\\"),
	CASE("marks", "what looks like SQL or a pattern comes back", keeps_title, 0, "%s ${x} $1 ? :a ; -- /* */ #"),
	CASE("unicode", "characters of all lengths come back", keeps_title, 0, "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa6"),
	CASE("blanks", "blanks at both ends come back", keeps_title, 0, "  a\tb  "),
	CASE("down", "what takes a revision back comes back", keeps_down, 0, "-- migrate:down\nDROP TABLE \"it's\";\n"),
	CASE("long-down", "a long text of `down` comes back", keeps_long_down, 0, NULL),
	CASE("downs", "READ_DOWN gives the rows that are asked for and there", gives_asked_downs, 0, NULL),
	CASE("twice", "a revision has one row", refuses_second_row, 0, NULL),
	{ .id = "own.case", .slot = "compose", .promise = "ids that differ by case are two", .run = tells_ids_apart, .text = "X", .text2 = "x" },
	{ .id = "own.accent", .slot = "compose", .promise = "ids that differ by a mark are two", .run = tells_ids_apart, .text = "a-b", .text2 = "a_b" },
	CASE("order", "rows come by revision, byte for byte", orders_by_bytes, 0, NULL),
	CASE("long-id", "an id of 64 bytes is kept whole", keeps_long_id, 0, NULL),
	CASE("erase-none", "ERASE of no row is no error", erases_nothing, 0, NULL),
	CASE("erase", "ERASE takes one row", erases_one, 0, NULL),
	CASE("amend", "AMEND sets title, checksum, parents and format", amends, 0, NULL),
	CASE("time", "times are UTC and look like 2026-01-31 09:00:00", tells_time, 0, NULL),
	{ .id = "own.clock", .slot = "compose", .promise = "RECORD with -1 gives the duration by the server's clock", .run = measures,
	  .features = WB_F_SERVER_CLOCK },
	CASE("old", "READ of format 1 names no newer column", reads_old_format, 0, NULL),
	{ .id = NULL }
};
