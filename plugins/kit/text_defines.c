/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>
#include <whimbrel/kit/defines.h>

#include "raw_words.h"

struct reader {
	struct raw_words words;
	/* where the word stands */
	bool begins; /* a statement may begin here, or a text that some code runs */
	bool first;  /* what ended last was a statement */
	bool data;   /* the texts of its statement are rows or comments, which nobody runs */
	bool string; /* one of its texts begins here */
	const struct kit_define *kinds;
	struct wb_definitions *out;
};

/* ------------------------------------------------------------------ names */

/* As it is told: with its namespace, or without. */
struct name {
	char *space, *name; /* free() */
	bool failed;
};

static char *copy(struct name *n, const struct reader *r)
{
	char *text = strndup(r->words.word, r->words.len);

	n->failed |= !text;
	return text;
}

/* The name that the reader stands at; a database or catalog in front of the namespace is left out. */
static struct name take_name(struct reader *r)
{
	struct name n = { .failed = false };

	n.name = copy(&n, r);
	for (;;) {
		while (r->words.at < r->words.end && isspace((unsigned char)*r->words.at))
			r->words.at++;
		if (r->words.at == r->words.end || *r->words.at != '.')
			return n;
		r->words.at++;
		if (!kit_raw_next(&r->words))
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
			if (kit_raw_is(&r->words, k->word))
				return k;
		/* DEFINER = 'user'@'host' */
		definer = definer || kit_raw_is(&r->words, "definer");
		known = definer || kit_raw_is_any(&r->words, between);
		if (known && !kit_raw_next(&r->words) && !definer)
			return NULL;
	}
	return NULL;
}

static int take_namespace(struct reader *r)
{
	static const char *const between[] = { "if", "not", "exists", "authorization", NULL };
	struct name n = { .failed = false };
	int rc;

	if (!kit_raw_pass(&r->words, between))
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

	if (!kit_raw_go_to(&r->words, k->on, k->kind == WB_KIND_TRIGGER ? "for" : k->on) ||
	    !kit_raw_pass(&r->words, between))
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
	if (!k || !kit_raw_pass(&r->words, between) || (k->on && kit_raw_is(&r->words, k->on)))
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

	if (n.failed ||
	    (n.space && (!needs || (kit_raw_next(&r->words) && kit_raw_is_any(&r->words, needs)))))
		rc = tell(r, how, WB_KIND_TABLE, &n);
	release(&n);
	return rc;
}

/* Behind ALTER SCHEMA. */
static int take_renamed(struct reader *r)
{
	struct name n = { .failed = false };
	bool renamed = kit_raw_next(&r->words);
	int rc = 0;

	renamed = renamed && kit_raw_next(&r->words) && kit_raw_is(&r->words, "rename");
	renamed = renamed && kit_raw_next(&r->words) && kit_raw_is(&r->words, "to");
	if (renamed && kit_raw_next(&r->words)) {
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

	if (kit_raw_is(&r->words, "schema"))
		return take_renamed(r);
	if (!runs || (kit_raw_is(&r->words, "foreign") && !kit_raw_next(&r->words)) ||
	    !kit_raw_is(&r->words, "table") || !kit_raw_pass(&r->words, between))
		return 0;
	return take_changed(r, WB_DEFINE_CHANGES, columns);
}

static int take_grant(struct reader *r)
{
	static const char *const between[] = { "table",   "sequence", "function", "procedure",
					       "routine", "type",     "domain",   NULL };

	return kit_raw_go_to(&r->words, "on", "on") && kit_raw_pass(&r->words, between)
		       ? take_changed(r, WB_DEFINE_PRIVILEGES, NULL)
		       : 0;
}

/* Behind DROP: a list of names. */
static int take_drop(struct reader *r)
{
	static const char *const between[] = { "if", "exists", NULL };
	int32_t kind;
	int rc = 0;

	if (kit_raw_is(&r->words, "materialized") && !kit_raw_next(&r->words))
		return 0;
	kind = kit_raw_is(&r->words, "table")  ? WB_KIND_TABLE
	       : kit_raw_is(&r->words, "view") ? WB_KIND_VIEW
					       : 0;
	while (kind && rc == 0 && kit_raw_pass(&r->words, between)) {
		struct name n = take_name(r);

		rc = tell(r, WB_DEFINE_DROPS, kind, &n);
		release(&n);
		kit_raw_pass_blanks(&r->words);
		if (r->words.at == r->words.end || *r->words.at != ',')
			break;
		r->words.at++;
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
		r->data = kit_raw_is_any(&r->words, rows);
	r->first = false;
	r->string = false;
	r->begins = r->words.word[0] == '$' || kit_raw_is_any(&r->words, openers);
}

/* `runs`: a statement that may be run begins with this word. */
static int take_statement(struct reader *r, bool runs)
{
	if (runs && (kit_raw_is(&r->words, "grant") || kit_raw_is(&r->words, "revoke")))
		return take_grant(r);
	if (kit_raw_is(&r->words, "create"))
		return kit_raw_next(&r->words) ? take_create(r) : 0;
	if (kit_raw_is(&r->words, "alter"))
		return kit_raw_next(&r->words) ? take_alter(r, runs) : 0;
	return kit_raw_is(&r->words, "drop") && kit_raw_next(&r->words) ? take_drop(r) : 0;
}

int kit_text_defines(const struct kit_define *kinds, const char *text, size_t len,
		     struct wb_definitions *out)
{
	struct reader r = { .words = { .at = text, .end = text + len, .word = malloc(len + 1) },
			    .begins = true,
			    .first = true,
			    .kinds = kinds,
			    .out = out };
	int rc = r.words.word ? 0 : WB_E_NOMEM;

	while (rc == 0 && r.words.at < r.words.end) {
		const bool runs = r.begins && !(r.string && r.data);

		if (!kit_raw_next(&r.words)) {
			pass_mark(&r, r.words.at[-1]);
			continue;
		}
		pass_word(&r);
		rc = take_statement(&r, runs);
		/* it may have been read to its end */
		if (r.words.at[-1] == ';')
			pass_mark(&r, ';');
	}
	free(r.words.word);
	return rc < 0 ? rc : 0;
}
