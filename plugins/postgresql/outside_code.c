/* SPDX-License-Identifier: MIT */
/* Commands that act on the cluster, as a statement and within code: blocks, bodies of routines, and
 * the strings that those execute. */
#include <string.h>
#include <strings.h>

#include "outside.h"

/* ------------------------------------------------------------------ commands */

static const char *const makers[] = { "create", "alter", "drop", NULL };

/* CREATE USER MAPPING as well: how a user is known elsewhere lets statements go there. */
static const char *const cluster_objects[] = { "role",       "user",         "group",  "database",
					       "tablespace", "subscription", "system", NULL };

/* GRANT role TO role has no ON; GRANT … ON DATABASE, TABLESPACE, PARAMETER. */
static bool grants_outside(struct kit_words w)
{
	static const char *const outside[] = { "database", "tablespace", "parameter", NULL };

	if (!kit_words_find(&w, "on"))
		return true;
	kit_words_next(&w);
	return kit_word_is_any(&w, outside);
}

/* COPY … TO or FROM a file or a program. */
static bool copies_outside(struct kit_words w)
{
	struct kit_words from = w;

	if (!kit_words_find(&from, "from")) {
		from = w;
		if (!kit_words_find(&from, "to"))
			return false;
	}
	kit_words_next(&from);
	return from.token == WB_TOKEN_STRING || kit_word_is(&from, "program");
}

static bool speaks_of_cluster(struct kit_words w)
{
	return kit_words_find(&w, "on") &&
	       (kit_words_next(&w), kit_word_is_any(&w, cluster_objects));
}

enum pg_outside pg_outside_by_command(struct kit_words w, const char **what)
{
	struct kit_words verb = w;

	kit_words_next(&w);
	*what = "this";
	if (kit_word_is(&verb, "reassign") ||
	    (kit_word_is(&verb, "drop") && kit_word_is(&w, "owned")))
		return PG_OUTSIDE_BOTH;
	if (kit_word_is_any(&verb, makers))
		return kit_word_is_any(&w, cluster_objects) ? PG_OUTSIDE_ONLY : PG_OUTSIDE_NONE;
	if (kit_word_is(&verb, "comment") || kit_word_is(&verb, "security"))
		return speaks_of_cluster(w) ? PG_OUTSIDE_ONLY : PG_OUTSIDE_NONE;
	if (kit_word_is(&verb, "load"))
		return w.token == WB_TOKEN_STRING ? PG_OUTSIDE_ONLY : PG_OUTSIDE_NONE;
	if (kit_word_is(&verb, "checkpoint"))
		return PG_OUTSIDE_ONLY;
	*what = "IMPORT FOREIGN SCHEMA";
	if (kit_word_is(&verb, "import") && kit_word_is(&w, "foreign"))
		return PG_OUTSIDE_BOTH;
	*what = "a grant of roles, or on databases,";
	if (kit_word_is(&verb, "grant") || kit_word_is(&verb, "revoke"))
		return grants_outside(w) ? PG_OUTSIDE_ONLY : PG_OUTSIDE_NONE;
	*what = "COPY with a file or a program";
	if (kit_word_is(&verb, "copy") && copies_outside(w))
		return pg_outside_calls_nothing_else(w) ? PG_OUTSIDE_ONLY : PG_OUTSIDE_BOTH;
	return PG_OUTSIDE_NONE;
}

/* ------------------------------------------------------------------ code */

/* What is found on the way through code. */
struct code {
	const struct pg_conn *conn;
	bool outside, inside; /* does something there; and here, or nobody knows where */
	bool calls;           /* calls what reaches out */
	bool executes;        /* a string */
	bool unknown;         /* a string of which nobody knows what it does */
};

/* Words that do nothing by themselves where a statement begins … */
static const char *const control[] = { "begin", "declare", "if",        "elsif",   "elseif",
				       "else",  "end",     "exception", "when",    "return",
				       "raise", "null",    "loop",      "exit",    "continue",
				       "for",   "while",   "then",      "plpgsql", NULL };
/* … and those behind which one begins. */
static const char *const openers[] = { "begin", "then", "else", "loop", "atomic", NULL };

/* The inside of a string: what its quotes are does not matter, since nothing is taken out of it. */
static struct kit_words inside_of(const struct kit_words *string)
{
	struct kit_words w;
	size_t begin = string->begin, end = string->end, tag = 1;

	if (string->text[begin] == '$') {
		while (string->text[begin + tag] != '$')
			tag++;
		tag++;
	} else if (string->text[begin] != '\'') {
		begin++;
	}
	kit_words_begin(&w, string->text, end - tag > begin + tag ? end - tag : begin + tag,
			begin + tag);
	return w;
}

/* Where a word that begins a statement stands; the words of a command of the cluster are passed. */
static void take_command(struct code *code, struct kit_words *w)
{
	const char *what;
	enum pg_outside reach = pg_outside_by_command(*w, &what);

	if (reach == PG_OUTSIDE_NONE) {
		code->inside |= !kit_word_is_any(w, control) && !kit_word_is(w, "execute");
		return;
	}
	code->outside = true;
	code->inside |= reach == PG_OUTSIDE_BOTH;
	while (!kit_words_ended(w) && !kit_mark_is(w, ';'))
		kit_words_next(w);
}

static bool declares(struct kit_words w)
{
	return kit_word_is(&w, "declare");
}

/* Variables have no commands, but may have values. */
static void pass_declarations(struct kit_words *w)
{
	while (!kit_words_ended(w) && !kit_word_is(w, "begin"))
		kit_words_next(w);
}

static void read_statements(struct code *code, struct kit_words w)
{
	bool begins = true;

	code->calls |= pg_outside_calls(code->conn, w);
	code->inside |= !pg_outside_calls_nothing_else(w);
	while (!kit_words_ended(&w)) {
		if (begins && declares(w))
			pass_declarations(&w);
		if (begins && w.token != WB_TOKEN_MARK)
			take_command(code, &w);
		if (kit_words_ended(&w))
			break;
		code->executes |= kit_word_is(&w, "execute");
		begins = kit_mark_is(&w, ';') || kit_word_is_any(&w, openers);
		kit_words_next(&w);
	}
}

/* ------------------------------------------------------------------ strings that are executed */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (c & 0x80);
}

/* The next word of any text, from `end` on. */
static bool next_word(struct kit_words *w)
{
	w->begin = w->end;
	while (w->begin < w->len && !is_letter(w->text[w->begin]))
		w->begin++;
	for (w->end = w->begin; w->end < w->len && is_letter(w->text[w->end]); w->end++)
		;
	w->token = WB_TOKEN_WORD;
	return w->end > w->begin;
}

/* The byte in front of the word, or behind it, but blanks; 0: there is none. */
static char mark_before(const struct kit_words *w)
{
	size_t at = w->begin;

	while (at && w->text[at - 1] == ' ')
		at--;
	return at ? w->text[at - 1] : '\0';
}

static char mark_behind(const struct kit_words *w)
{
	size_t at = w->end;

	while (at < w->len && w->text[at] == ' ')
		at++;
	return at < w->len ? w->text[at] : '\0';
}

static bool begins_string(const struct kit_words *w)
{
	const char mark = mark_before(w);

	return mark == '\'' || mark == '$';
}

/* Two such words one behind the other, as in 'CREATE ' || 'ROLE'; or one whose other is filled in, as in
 * format('CREATE %s', …) and format('%s ROLE', …), and such another at the beginning of a string. */
static bool may_be_put_together(struct kit_words w)
{
	struct kit_words before = { 0 };
	bool any_object = false, object = false, any_maker = false, maker = false;

	for (w.end = w.begin; next_word(&w); before = w) {
		const bool makes = kit_word_is_any(&w, makers);
		const bool of_cluster = kit_word_is_any(&w, cluster_objects);

		if (of_cluster && kit_word_is_any(&before, makers))
			return true;
		any_object |= makes && (mark_behind(&w) == '%' || mark_behind(&w) == '\'');
		object |= of_cluster && begins_string(&w);
		any_maker |= of_cluster && before.text && mark_before(&before) == '%';
		maker |= makes && begins_string(&w);
	}
	return (any_object && object) || (any_maker && maker);
}

/* What strings do if they are executed. The first one behind EXECUTE is the command, the others are
 * its arguments; a command that is none of the cluster's, or not there to be read, is one that does
 * something inside. */
static void read_strings(struct code *code, struct kit_words w)
{
	const struct kit_words all = w;
	bool known = true, outside = false;

	for (bool raises = false, expects = false; !kit_words_ended(&w); kit_words_next(&w)) {
		struct code within = { .conn = code->conn };

		raises = kit_word_is(&w, "raise") || (raises && !kit_mark_is(&w, ';'));
		known = known && !(expects && kit_mark_is(&w, ';'));
		expects = (expects && !kit_mark_is(&w, ';')) || kit_word_is(&w, "execute");
		if (w.token != WB_TOKEN_STRING || raises)
			continue;
		read_statements(&within, inside_of(&w));
		code->calls |= within.calls;
		outside |= within.outside;
		known = known && (!expects || (within.outside && !within.inside));
		expects = false;
	}
	code->inside |= !known;
	if (!outside && may_be_put_together(all))
		outside = code->inside = true;
	code->outside |= outside;
}

/* ------------------------------------------------------------------ languages */

/* The one that a routine or a block is written in, where that is said. */
static struct kit_words language_of(struct kit_words w)
{
	for (; !kit_words_ended(&w); kit_words_next(&w)) {
		if (kit_mark_is(&w, '('))
			kit_parens_take(&w);
		if (kit_word_take(&w, "language"))
			return w;
		/* SQL that is no string */
		if (kit_word_is(&w, "atomic") || kit_word_is(&w, "return"))
			break;
	}
	w.token = WB_TOKEN_END;
	return w;
}

static bool is_language(const struct kit_words *w, const char *const *names)
{
	const size_t quoted = w->token == WB_TOKEN_NAME || w->token == WB_TOKEN_STRING;
	const size_t len = w->end - w->begin - 2 * quoted;

	for (; *names; names++)
		if (strlen(*names) == len &&
		    strncasecmp(w->text + w->begin + quoted, *names, len) == 0)
			return true;
	return false;
}

/* What can't write, by its own word, has no command of the cluster either, if its language lets nothing
 * else out of the database. */
static bool only_reads(struct kit_words w)
{
	static const char *const trusted[] = { "plperl", "pltcl", "plv8", "pljs", "pllua", NULL };
	const struct kit_words language = language_of(w);
	struct kit_words never = w, seldom = w;

	return is_language(&language, trusted) &&
	       (kit_words_find(&never, "immutable") || kit_words_find(&seldom, "stable"));
}

bool pg_outside_unread(struct kit_words w)
{
	static const char *const known[] = { "sql", "plpgsql", "c", "internal", NULL };
	const struct kit_words language = language_of(w);

	return language.token != WB_TOKEN_END && !is_language(&language, known) && !only_reads(w);
}

/* ------------------------------------------------------------------ the whole */

enum pg_outside pg_outside_of_code(const struct pg_conn *c, struct kit_words w)
{
	struct code code = { .conn = c };

	for (; !kit_words_ended(&w); kit_words_next(&w)) {
		struct kit_words body;

		if (w.token != WB_TOKEN_STRING)
			continue;
		body = inside_of(&w);
		read_statements(&code, body);
		if (!code.executes)
			continue;
		read_strings(&code, body);
		code.unknown |= pg_outside_executes_unknown(body, w.text[w.begin] != '$');
	}
	if (code.calls)
		return PG_OUTSIDE_BOTH;
	if (code.unknown && !code.outside)
		return PG_OUTSIDE_UNKNOWN;
	return !code.outside ? PG_OUTSIDE_NONE : code.inside ? PG_OUTSIDE_BOTH : PG_OUTSIDE_ONLY;
}
