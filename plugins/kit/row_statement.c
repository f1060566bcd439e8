/* SPDX-License-Identifier: MIT */
/* What a statement does to the rows of a table: an UPDATE, DELETE or INSERT. Of the plainest form all is told that it
 * names. */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/defines.h>
#include <whimbrel/kit/words.h>

/* Read twice: whether it is understood to its end is known before anything is told. */
struct reading {
	struct kit_words w;
	struct wb_definitions *out; /* NULL: the first time */
	int rc;                     /* what `out` returned */
	struct kit_part space, table;
	bool constant, can_fail, ignores;
};

static bool is_name(const struct kit_words *w)
{
	return w->token == WB_TOKEN_WORD || (w->token == WB_TOKEN_NAME && w->end - w->begin >= 2);
}

static bool is_mark(const struct kit_words *w, const char *marks)
{
	return w->token == WB_TOKEN_MARK && strchr(marks, w->text[w->begin]);
}

/* As it is told: bare ones in small letters. */
static char *name_of(struct kit_part p)
{
	char *name = p.len ? kit_unquoted(p) : NULL;

	if (name && !strchr("\"`['", p.at[0]))
		kit_fold(name);
	return name;
}

static bool take_name(struct reading *r, int32_t how)
{
	struct wb_object o = { .size = sizeof(o), .kind = WB_KIND_COLUMN };
	char *name;

	if (!is_name(&r->w))
		return false;
	if (!r->out || r->rc < 0) {
		kit_words_next(&r->w);
		return true;
	}
	name = name_of(kit_part_take(&r->w));
	o.name = name;
	r->rc = name ? r->out->add(r->out, how, &o) : WB_E_NOMEM;
	free(name);
	return true;
}

/* NAME, SPACE.NAME. */
static bool take_table(struct reading *r)
{
	r->space = r->table = (struct kit_part){ .len = 0 };
	do {
		if (!is_name(&r->w))
			return false;
		r->space = r->table;
		r->table = kit_part_take(&r->w);
	} while (kit_mark_take(&r->w, '.'));
	return true;
}

static bool at_end(struct reading *r)
{
	kit_mark_take(&r->w, ';');
	return r->w.token == WB_TOKEN_END;
}

/* ------------------------------------------------------------------ expressions */

/* What brings other rows into it, or says more than which rows. */
static const char *const others[] = { "SELECT",    "FROM",   "RETURNING", "ORDER", "LIMIT",
				      "WITH",      "JOIN",   "USING",     "TABLE", "DEFAULT",
				      "PARTITION", "VALUES", NULL };
/* Words in front of a bracket that are no functions … */
static const char *const operators[] = { "IN", "AND", "OR", "NOT", "WHERE", NULL };
/* … and functions that look at nothing but their arguments. */
static const char *const functions[] = { "COALESCE", "NULLIF", "LOWER",   "UPPER",     "TRIM",
					 "LTRIM",    "RTRIM",  "LENGTH",  "REPLACE",   "SUBSTR",
					 "CONCAT",   "ABS",    "ROUND",   "SUBSTRING", "CAST",
					 "FLOOR",    "CEIL",   "CEILING", NULL };

/* A token of an expression; false: what it does is not understood. */
static bool take_part(struct reading *r)
{
	struct kit_words *w = &r->w;
	const bool known = kit_word_is_any(w, functions), word = w->token == WB_TOKEN_WORD;
	bool bracket;

	if (kit_word_is_any(w, others) || w->token == WB_TOKEN_TORN)
		return false;
	if (w->token == WB_TOKEN_MARK && !is_mark(w, "=<>!,().+-*/%|:"))
		return false;
	r->can_fail |= is_mark(w, "+-*/%|:");
	bracket = w->token == WB_TOKEN_NAME || (word && !known && !kit_word_is_any(w, operators));
	if (!take_name(r, WB_DEFINE_NAMES))
		kit_words_next(w);
	r->can_fail |= word && known;
	return !(bracket && kit_mark_is(w, '('));
}

/* Up to a comma, a word or the end of the text. */
static bool take_expression(struct reading *r, const char *until)
{
	struct kit_words *w = &r->w;
	size_t depth = 0;

	while (w->token != WB_TOKEN_END && !kit_mark_is(w, ';')) {
		if (!depth && until && (kit_mark_is(w, ',') || kit_word_is(w, until)))
			return true;
		if (kit_mark_is(w, ')') && !depth)
			return false;
		depth += kit_mark_is(w, '(');
		depth -= kit_mark_is(w, ')');
		if (!take_part(r))
			return false;
	}
	return depth == 0;
}

static bool take_where(struct reading *r)
{
	if (kit_word_take(&r->w, "WHERE") && !take_expression(r, NULL))
		return false;
	return at_end(r);
}

/* ------------------------------------------------------------------ statements */

/* column = expression */
static bool take_setting(struct reading *r)
{
	struct kit_words *w = &r->w;
	bool value;

	if (!take_name(r, WB_DEFINE_SETS) || !kit_mark_take(w, '='))
		return false;
	value = w->token == WB_TOKEN_STRING || w->token == WB_TOKEN_NUMBER;
	if (value)
		kit_words_next(w);
	if (value && (is_mark(w, ",;") || kit_word_is(w, "WHERE") || w->token == WB_TOKEN_END))
		return true;
	r->constant = false;
	return take_expression(r, "WHERE");
}

static bool read_update(struct reading *r)
{
	if (!kit_word_take(&r->w, "SET"))
		return false;
	r->constant = true;
	do
		if (!take_setting(r))
			return false;
	while (kit_mark_take(&r->w, ','));
	return take_where(r);
}

/* Values that stand there. */
static bool take_row(struct reading *r)
{
	static const char *const constants[] = { "NULL", "TRUE", "FALSE", NULL };
	struct kit_words *w = &r->w;

	if (!kit_mark_take(w, '('))
		return false;
	do {
		kit_mark_take(w, '-');
		if (w->token != WB_TOKEN_STRING && w->token != WB_TOKEN_NUMBER &&
		    !kit_word_is_any(w, constants))
			return false;
		kit_words_next(w);
	} while (kit_mark_take(w, ','));
	return kit_mark_take(w, ')');
}

static bool take_columns(struct reading *r)
{
	if (!kit_mark_take(&r->w, '('))
		return true;
	do
		if (!take_name(r, WB_DEFINE_SETS))
			return false;
	while (kit_mark_take(&r->w, ','));
	return kit_mark_take(&r->w, ')');
}

static bool read_insert(struct reading *r)
{
	struct kit_words *w = &r->w;

	if (!take_columns(r) || !kit_word_take(w, "VALUES"))
		return false;
	do
		if (!take_row(r))
			return false;
	while (kit_mark_take(w, ','));
	if (!r->ignores && kit_word_take(w, "ON") &&
	    !(kit_word_take(w, "CONFLICT") && kit_word_take(w, "DO") &&
	      kit_word_take(w, "NOTHING")))
		return false;
	return at_end(r);
}

/* ------------------------------------------------------------------ what begins them */

struct command {
	const char *does;
	bool plain; /* nothing between the command and its table that is not understood */
	bool (*read)(struct reading *r);
};

/* INSERT and REPLACE say with INTO whose rows they are; MariaDB can do without. */
static struct command begin_insert(struct reading *r)
{
	struct kit_words *w = &r->w;
	struct command c = { .does = "inserts",
			     .plain = kit_word_is(w, "INSERT"),
			     .read = read_insert };

	kit_words_next(w);
	r->ignores = kit_word_take(w, "IGNORE") ||
		     (kit_word_take(w, "OR") && kit_word_take(w, "IGNORE"));
	c.plain = c.plain && kit_word_is(w, "INTO");
	for (size_t i = 0; i < 3 && w->token == WB_TOKEN_WORD && !kit_word_is(w, "INTO"); i++)
		kit_words_next(w);
	if (!kit_word_take(w, "INTO"))
		c.does = NULL;
	return c;
}

/* Behind it comes the table; `does` NULL: it is about no rows. */
static struct command begin(struct reading *r)
{
	struct kit_words *w = &r->w;

	if (kit_word_is(w, "INSERT") || kit_word_is(w, "REPLACE"))
		return begin_insert(r);
	if (kit_word_take(w, "UPDATE")) {
		const bool plain = !kit_word_take(w, "ONLY");

		return (struct command){ "updates", plain, read_update };
	}
	if (kit_word_take(w, "DELETE") && kit_word_take(w, "FROM")) {
		const bool plain = !kit_word_take(w, "ONLY");

		return (struct command){ "deletes", plain, take_where };
	}
	return (struct command){ .does = NULL };
}

static int tell(const struct reading *r, const struct command *c, bool understood,
		struct wb_definitions *out)
{
	char *space = name_of(r->space), *table = name_of(r->table);
	const struct wb_attribute attributes[] = {
		{ .key = "does", .value = c->does },
		{ .key = "plain", .value = understood ? "yes" : NULL },
		{ .key = "constant", .value = understood && r->constant ? "yes" : NULL },
		{ .key = "can_fail", .value = understood && r->can_fail ? "yes" : NULL },
	};
	const struct wb_object o = { .size = sizeof(o),
				     .kind = WB_KIND_TABLE,
				     .namespace_ = space,
				     .name = table,
				     .attributes = attributes,
				     .attribute_count = 4 };
	const bool failed = !table || (r->space.len && !space);
	int rc = failed ? WB_E_NOMEM : out->add(out, WB_DEFINE_ROWS, &o);

	free(space);
	free(table);
	return rc;
}

int kit_statement_rows(const char *text, size_t len, struct wb_definitions *out)
{
	struct reading r = { .out = NULL }, again;
	struct command c;
	bool understood;
	int rc;

	kit_words_begin(&r.w, text, len, 0);
	c = begin(&r);
	if (!c.does || !take_table(&r))
		return 0;
	again = r;
	understood = c.plain && c.read(&r);
	rc = tell(&r, &c, understood, out);
	if (rc == 0 && understood) {
		again.out = out;
		c.read(&again);
		rc = again.rc;
	}
	return rc < 0 ? rc : 0;
}
