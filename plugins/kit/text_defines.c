/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>
#include <whimbrel/kit/defines.h>
#include <whimbrel/kit/host.h>

/* A statement has its table among so many words and marks. */
#define MOST_WORDS 400

/* ------------------------------------------------------------------ words */

/* The words of a text, those in strings as well. Strings are not told from what is around them: the text may be of
 * another dialect, or the data of a COPY, and an apostrophe there must not hide what follows. */
struct reader {
	const char *at, *end;
	char *word; /* in small letters, unless it was quoted; as long as the text at most */
	size_t len; /* of the word; 0: a mark was passed, or the end is reached */
	bool quoted;
	/* where the word stands */
	bool begins; /* a statement may begin here, or a text that some code runs */
	bool first;  /* what ended last was a statement */
	bool data;   /* the texts of its statement are rows or comments, which nobody runs */
	bool string; /* one of its texts begins here */
	const struct kit_define *kinds;
	struct wb_definitions *out;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static void pass_blanks(struct reader *r)
{
	for (;;) {
		const char *end;

		while (r->at < r->end && isspace((unsigned char)*r->at))
			r->at++;
		if (r->end - r->at < 2 ||
		    (memcmp(r->at, "--", 2) != 0 && memcmp(r->at, "/*", 2) != 0))
			return;
		end = *r->at == '-' ? memchr(r->at, '\n', (size_t)(r->end - r->at))
				    : memmem(r->at + 2, (size_t)(r->end - r->at - 2), "*/", 2);
		r->at = end ? end + (*r->at == '-' ? 1 : 2) : r->end;
	}
}

/* A quote that stands there twice is one of the name. */
static void take_quoted(struct reader *r)
{
	const char mark = *r->at == '[' ? ']' : *r->at;
	bool more = true;

	r->quoted = true;
	for (r->at++; more; r->at++) {
		const char *close = memchr(r->at, mark, (size_t)(r->end - r->at));

		/* one by itself is a part of some text: the next line begins anew */
		if (!close || memchr(r->at, '\n', (size_t)(close - r->at))) {
			r->len = 0;
			return;
		}
		more = close + 1 < r->end && close[1] == mark;
		memcpy(r->word + r->len, r->at, (size_t)(close - r->at) + more);
		r->len += (size_t)(close - r->at) + more;
		r->at = close + more;
	}
}

static bool begins_name(char c)
{
	return c == '"' || c == '`' || (c == '[' && kit_dialect->lexical & WB_LEX_BRACKET);
}

/* The next word or name; false: a mark, or the end. */
static bool next(struct reader *r)
{
	r->len = 0;
	r->quoted = false;
	pass_blanks(r);
	if (r->at < r->end && begins_name(*r->at))
		take_quoted(r);
	else
		while (r->at < r->end && is_word(*r->at))
			r->word[r->len++] = (char)tolower((unsigned char)*r->at++);
	r->word[r->len] = '\0';
	if (!r->len)
		r->at += r->at < r->end;
	return r->len != 0;
}

static bool is(const struct reader *r, const char *word)
{
	return !r->quoted && strcmp(r->word, word) == 0;
}

static bool is_any(const struct reader *r, const char *const *words)
{
	while (*words && !is(r, *words))
		words++;
	return *words != NULL;
}

/* On to the first word that is none of these. */
static bool pass(struct reader *r, const char *const *words)
{
	bool found;

	do {
		found = next(r);
	} while (found && is_any(r, words));
	return found;
}

/* On to this word of the same statement, or the other one. */
static bool go_to(struct reader *r, const char *word, const char *other)
{
	for (int i = 0; i < MOST_WORDS && r->at < r->end; i++) {
		if (next(r)) {
			if (is(r, word) || is(r, other))
				return true;
		} else if (r->at == r->end || r->at[-1] == ';') {
			return false;
		}
	}
	return false;
}

/* ------------------------------------------------------------------ names */

/* As it is told: with its namespace, or without. */
struct name {
	char *space, *name; /* free() */
	bool failed;
};

static char *copy(struct name *n, const struct reader *r)
{
	char *text = strndup(r->word, r->len);

	n->failed |= !text;
	return text;
}

/* The name that the reader stands at; a database or catalog in front of the namespace is left out. */
static struct name take_name(struct reader *r)
{
	struct name n = { .failed = false };

	n.name = copy(&n, r);
	for (;;) {
		while (r->at < r->end && isspace((unsigned char)*r->at))
			r->at++;
		if (r->at == r->end || *r->at != '.')
			return n;
		r->at++;
		if (!next(r))
			return n;
		free(n.space);
		n.space = n.name;
		n.name = copy(&n, r);
	}
}

static void release(struct name *n)
{
	free(n->space);
	free(n->name);
}

static int tell(const struct reader *r, int32_t how, int32_t kind, const struct name *n)
{
	const struct wb_object o = {
		.size = sizeof(o), .kind = kind, .namespace_ = n->space, .name = n->name
	};

	return n->failed ? WB_E_NOMEM : r->out->add(r->out, how, &o);
}

/* ------------------------------------------------------------------ statements */

/* Behind CREATE: on to the word that says what is made. */
static const struct kit_define *find_kind(struct reader *r)
{
	static const char *const between[] = { "or",        "replace",  "constraint",   "unique",
					       "aggregate", "temp",     "global",       "local",
					       "temporary", "unlogged", "materialized", "virtual",
					       "foreign",   "fulltext", "spatial",      "recursive",
					       NULL };
	bool definer = false, known = true;

	for (int i = 0; i < 12 && known; i++) {
		for (const struct kit_define *k = r->kinds; k->word; k++)
			if (is(r, k->word))
				return k;
		/* DEFINER = 'user'@'host' */
		definer = definer || is(r, "definer");
		known = definer || is_any(r, between);
		if (known && !next(r) && !definer)
			return NULL;
	}
	return NULL;
}

static int take_namespace(struct reader *r)
{
	static const char *const between[] = { "if", "not", "exists", "authorization", NULL };
	struct name n = { .failed = false };
	int rc;

	if (!pass(r, between))
		return 0;
	n = take_name(r);
	free(n.space);
	n.space = NULL;
	rc = tell(r, WB_DEFINE_MAKES, WB_KIND_NAMESPACE, &n);
	release(&n);
	return rc;
}

/* What is on a table is in its namespace. */
static int take_child(struct reader *r, const struct kit_define *k, const struct name *n)
{
	static const char *const between[] = { "only", NULL };
	struct name table;
	int rc;

	if (!go_to(r, k->on, k->kind == WB_KIND_TRIGGER ? "for" : k->on) || !pass(r, between))
		return 0;
	table = take_name(r);
	const struct wb_object o = { .size = sizeof(o),
				     .kind = k->kind,
				     .namespace_ = table.space,
				     .parent = table.name,
				     .name = n->name };
	rc = n->failed || table.failed ? WB_E_NOMEM : r->out->add(r->out, WB_DEFINE_MAKES, &o);
	release(&table);
	return rc;
}

static int take_create(struct reader *r)
{
	static const char *const between[] = {
		"if", "not", "exists", "concurrently", "only", NULL
	};
	const struct kit_define *k = find_kind(r);
	struct name n;
	int rc;

	if (k && k->kind == WB_KIND_NAMESPACE)
		return take_namespace(r);
	/* an index need not have a name */
	if (!k || !pass(r, between) || (k->on && is(r, k->on)))
		return 0;
	n = take_name(r);
	rc = k->on ? take_child(r, k, &n) : tell(r, WB_DEFINE_MAKES, k->kind, &n);
	release(&n);
	return rc;
}

/* Told only with a namespace: whatever has none is where everything is. */
static int take_changed(struct reader *r, int32_t how, const char *const *needs)
{
	struct name n = take_name(r);
	int rc = 0;

	if (n.failed || (n.space && (!needs || (next(r) && is_any(r, needs)))))
		rc = tell(r, how, WB_KIND_TABLE, &n);
	release(&n);
	return rc;
}

/* Behind ALTER SCHEMA. */
static int take_renamed(struct reader *r)
{
	struct name n = { .failed = false };
	bool renamed = next(r);
	int rc = 0;

	renamed = renamed && next(r) && is(r, "rename");
	renamed = renamed && next(r) && is(r, "to");
	if (renamed && next(r)) {
		n.name = copy(&n, r);
		rc = tell(r, WB_DEFINE_MAKES, WB_KIND_NAMESPACE, &n);
	}
	release(&n);
	return rc;
}

static int take_alter(struct reader *r, bool runs)
{
	static const char *const between[] = { "if", "exists", "only", NULL };
	static const char *const columns[] = { "add", "drop", "alter", "rename", NULL };

	if (is(r, "schema"))
		return take_renamed(r);
	if (!runs || (is(r, "foreign") && !next(r)) || !is(r, "table") || !pass(r, between))
		return 0;
	return take_changed(r, WB_DEFINE_CHANGES, columns);
}

static int take_grant(struct reader *r)
{
	static const char *const between[] = { "table",   "sequence", "function", "procedure",
					       "routine", "type",     "domain",   NULL };

	return go_to(r, "on", "on") && pass(r, between)
		       ? take_changed(r, WB_DEFINE_PRIVILEGES, NULL)
		       : 0;
}

/* Behind DROP: a list of names. */
static int take_drop(struct reader *r)
{
	static const char *const between[] = { "if", "exists", NULL };
	int32_t kind;
	int rc = 0;

	if (is(r, "materialized") && !next(r))
		return 0;
	kind = is(r, "table") ? WB_KIND_TABLE : is(r, "view") ? WB_KIND_VIEW : 0;
	while (kind && rc == 0 && pass(r, between)) {
		struct name n = take_name(r);

		rc = tell(r, WB_DEFINE_DROPS, kind, &n);
		release(&n);
		pass_blanks(r);
		if (r->at == r->end || *r->at != ',')
			break;
		r->at++;
	}
	return rc;
}

/* ------------------------------------------------------------------ a whole text */

static void pass_mark(struct reader *r, char mark)
{
	/* a slash may be a client's own end of a statement */
	r->first = mark == ';' || mark == '/';
	r->string = mark == '\'';
	r->begins = r->first || r->string;
}

static void pass_word(struct reader *r)
{
	static const char *const openers[] = { "begin", "then", "else", "loop", "atomic", NULL };
	static const char *const rows[] = { "insert",  "update",  "delete", "values",
					    "comment", "replace", NULL };

	if (r->first)
		r->data = is_any(r, rows);
	r->first = false;
	r->string = false;
	r->begins = r->word[0] == '$' || is_any(r, openers);
}

/* `runs`: a statement that may be run begins with this word. */
static int take_statement(struct reader *r, bool runs)
{
	if (runs && (is(r, "grant") || is(r, "revoke")))
		return take_grant(r);
	if (is(r, "create"))
		return next(r) ? take_create(r) : 0;
	if (is(r, "alter"))
		return next(r) ? take_alter(r, runs) : 0;
	return is(r, "drop") && next(r) ? take_drop(r) : 0;
}

int kit_text_defines(const struct kit_define *kinds, const char *text, size_t len,
		     struct wb_definitions *out)
{
	struct reader r = { .at = text,
			    .end = text + len,
			    .word = malloc(len + 1),
			    .begins = true,
			    .first = true,
			    .kinds = kinds,
			    .out = out };
	int rc = r.word ? 0 : WB_E_NOMEM;

	while (rc == 0 && r.at < r.end) {
		const bool runs = r.begins && !(r.string && r.data);

		if (!next(&r)) {
			pass_mark(&r, r.at[-1]);
			continue;
		}
		pass_word(&r);
		rc = take_statement(&r, runs);
		/* it may have been read to its end */
		if (r.at[-1] == ';')
			pass_mark(&r, ';');
	}
	free(r.word);
	return rc < 0 ? rc : 0;
}
