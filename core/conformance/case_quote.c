/* SPDX-License-Identifier: MIT */
/* quote: what comes out is what went in. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "trial.h"

static bool quote(struct trial *t, int32_t literal, const char *text, size_t len, struct buf *out)
{
	/* whoever writes no scripts need not know quotes before there is a connection */
	const struct composer by =
		composer_of(t->a.handle && !t->offline ? &t->a : &t->project->offline);

	wb_error_clear(&t->err);
	return (literal ? driver_quote_literal : driver_quote_name)(by, text, len, out, &t->err) ==
		       0 ||
	       trial_failed(t, "it can be quoted");
}

/* A row of one value, from a table of one row: so no database needs a way of its own to select from nothing. */
static bool comes_back(struct trial *t, const char *text)
{
	struct buf sql = { 0 };
	bool fine;

	buf_str(&sql, "SELECT ");
	fine = trial_make(t, &t->a) && trial_change(t, &t->a, 1) &&
	       quote(t, 1, text, strlen(text), &sql);
	buf_printf(&sql, " FROM %s", t->table);
	fine = fine && trial_sees_as_is(t, &t->a, buf_text(&sql), text);
	buf_release(&sql);
	return fine && trial_drop(t, &t->a);
}

static bool keeps_literal(struct trial *t)
{
	return comes_back(t, t->check->text);
}

static bool keeps_long_literal(struct trial *t)
{
	struct buf text = { 0 };
	bool fine;

	for (int i = 0; i < 1000; i++)
		buf_str(&text, "it's \\ ");
	buf_str(&text, "end");
	fine = comes_back(t, buf_text(&text));
	buf_release(&text);
	return fine;
}

/* A table of that name can be made, filled and dropped. */
static bool keeps_name(struct trial *t)
{
	struct buf name = { 0 }, sql = { 0 };
	char plain[64];
	bool fine;

	trial_name(t, "", plain, sizeof(plain));
	buf_printf(&sql, "%s%s", t->check->arg ? "" : plain, t->check->text);
	fine = quote(t, 0, buf_text(&sql), sql.len, &name);
	buf_clear(&sql);
	buf_printf(&sql, "CREATE TABLE %s (n INTEGER)", buf_text(&name));
	fine = fine && trial_user(t, &t->a, buf_text(&sql), 0);
	buf_clear(&sql);
	buf_printf(&sql, "INSERT INTO %s (n) VALUES (7)", buf_text(&name));
	fine = fine && trial_user(t, &t->a, buf_text(&sql), 0);
	buf_clear(&sql);
	buf_printf(&sql, "SELECT n FROM %s", buf_text(&name));
	fine = fine && trial_sees(t, &t->a, buf_text(&sql), "7");
	buf_clear(&sql);
	buf_printf(&sql, "DROP TABLE %s", buf_text(&name));
	fine = fine && trial_user(t, &t->a, buf_text(&sql), 0);
	buf_release(&sql);
	buf_release(&name);
	return fine;
}

static bool refuses_nul(struct trial *t)
{
	struct buf out = { 0 };
	struct wb_error err = WB_ERROR_INIT;
	const struct composer offline = composer_of(&t->project->offline);
	int rc = (t->check->arg ? driver_quote_literal : driver_quote_name)(offline, "a\0b", 3,
									    &out, &err);

	buf_release(&out);
	return rc == WB_E_UNSUPPORTED ||
	       trial_broken(t, "UNSUPPORTED", "%s", trial_status_name(rc));
}

/* Something is around it, also where nothing needs it. */
static bool quotes(struct trial *t)
{
	struct buf out = { 0 };
	bool fine = quote(t, t->check->arg, t->check->text, strlen(t->check->text), &out) &&
		    trial_is(t, out.len >= strlen(t->check->text) + 2, "quotes around it",
			     buf_text(&out));

	buf_release(&out);
	return fine;
}

/* What is in it does not end it: the quote is doubled or escaped. */
static bool doubles(struct trial *t)
{
	const char mark = t->check->arg ? '\'' : '\0';
	const char text[] = { 'a', mark, 'b' };
	struct buf out = { 0 };
	bool fine;

	if (mark) {
		fine = quote(t, 1, text, 3, &out) &&
		       trial_is(t, out.len >= 6, "a quote inside is doubled or escaped",
				buf_text(&out));
	} else {
		char inner[4] = "a?b";

		fine = quote(t, 0, "x", 1, &out);
		if (fine)
			inner[1] = out.data[out.len - 1];
		buf_clear(&out);
		fine = fine && quote(t, 0, inner, 3, &out) &&
		       trial_is(t, out.len >= 6, "a quote inside is doubled", buf_text(&out));
	}
	buf_release(&out);
	return fine;
}

#define LITERAL(id_, promise_, text_)                                                           \
	{                                                                                       \
		.id = "quote." id_, .slot = "quote", .promise = promise_, .run = keeps_literal, \
		.needs = NEEDS_SQL, .text = text_                                               \
	}
#define NAME(id_, promise_, text_)                                                           \
	{                                                                                    \
		.id = "quote." id_, .slot = "quote", .promise = promise_, .run = keeps_name, \
		.needs = NEEDS_SQL, .text = text_                                            \
	}
#define PLAIN(id_, promise_, run_, arg_, text_)                                        \
	{                                                                              \
		.id = "quote." id_, .slot = "quote", .promise = promise_, .run = run_, \
		.needs = NEEDS_NOBODY, .arg = arg_, .text = text_                      \
	}

/* clang-format off */
const struct check_case quote_cases[] = {
	PLAIN("name", "a name has quotes around it", quotes, 0, "plain"),
	PLAIN("literal", "a literal has quotes around it", quotes, 1, "plain"),
	PLAIN("no-text", "an empty literal is two quotes", quotes, 1, ""),
	PLAIN("double-name", "a quote in a name is doubled", doubles, 0, NULL),
	PLAIN("double-literal", "a quote in a literal is doubled", doubles, 1, NULL),
	PLAIN("nul-name", "a NUL byte in a name is refused", refuses_nul, 0, NULL),
	PLAIN("nul-literal", "a NUL byte in a literal is refused", refuses_nul, 1, NULL),
	LITERAL("apostrophe", "an apostrophe in a literal comes back", "it's ''"),
	LITERAL("backslash", "a backslash in a literal comes back", "a\\b\\'c\\\\"),
	LITERAL("backslash-end", "a backslash at the end of a literal comes back", "a\\"),
	LITERAL("lines", "line ends and tabs in a literal come back", "a\nb\tc\r\nd"),
	LITERAL("marks", "what looks like SQL in a literal comes back", "; -- /* */ $1 ? :a %s ${x} $$ #"),
	LITERAL("unicode", "characters of four bytes come back", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\xa6"),
	LITERAL("blanks", "blanks at both ends of a literal come back", "  a  "),
	{ .id = "quote.long", .slot = "quote", .promise = "a literal of 7,000 bytes comes back", .run = keeps_long_literal, .needs = NEEDS_SQL },
	NAME("upper", "a name with capitals stays as it is", "Upper"),
	NAME("blank", "a name with a blank can be used", " with blanks"),
	NAME("quotes", "a name with quotes can be used", "\"q`q'q"),
	NAME("semicolon", "a name with a semicolon can be used", ";--x"),
	{ .id = "quote.word", .slot = "quote", .promise = "a reserved word can be a name", .run = keeps_name, .needs = NEEDS_SQL,
	  .arg = 1, .text = "select" },
	{ .id = NULL }
};
