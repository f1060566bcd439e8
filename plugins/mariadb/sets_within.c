/* SPDX-License-Identifier: MIT */
/* What the SETs within a program are to: a block, a routine, a trigger, or a text that is run. */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/words.h>

#include "assigned.h"
#include "lock_calls.h"
#include "maria.h"
#include "names_used.h"

/* A statement in a string in a string, and so on. */
#define LEVELS_MOST 16

struct walk {
	maria_take_name take;
	void *ctx;
	struct maria_within *within;
	int level;
};

static void read_text(const struct walk *given, const char *text, size_t len, uint32_t mode);

bool maria_may_set_within(const char *text, size_t len)
{
	static const char *const words[] = { "COMPLETION_TYPE",
					     "SESSION_TRACK_SCHEMA",
					     "SESSION_TRACK_SYSTEM_VARIABLES",
					     "AUTOCOMMIT",
					     "GLOBAL",
					     NULL };
	size_t i = 0;

	while (words[i] && !kit_mentions(text, len, words[i]))
		i++;
	return words[i] != NULL;
}

static void read_string(const struct walk *given, const struct maria_scan *scan)
{
	struct walk inner = *given;
	char *text = maria_unquoted(scan);

	inner.level++;
	if (text && inner.level < LEVELS_MOST)
		read_text(&inner, text, strlen(text), scan->mode);
	free(text);
}

/* The scan stands on SET. */
static void read_set(const struct walk *w, struct maria_scan scan)
{
	struct maria_scan end = scan;
	struct maria_assigned assigned;

	while (maria_more(&end) && !maria_mark(&end, ';'))
		;
	scan.len = maria_mark(&end, ';') ? end.word : scan.len;
	maria_next(&scan);
	assigned = maria_read_assignments(scan);
	w->within->chains |= assigned.chains;
	w->within->blinds |= assigned.blinds;
	if (assigned.autocommit)
		w->within->off = (assigned.autocommit & WB_PIECE_TX_BEGIN) != 0;
	if (assigned.global && w->take)
		maria_each_assigned_global(scan, w->take, w->ctx);
}

/* Of these statements SET is a part. */
static void read_text(const struct walk *given, const char *text, size_t len, uint32_t mode)
{
	static const char *const parts[] = { "UPDATE", "INSERT", "REPLACE", "LOAD",
					     "SIGNAL", "ALTER",  "CREATE",  NULL };
	static const char *const begins[] = { "BEGIN", "THEN", "ELSE", "DO", "LOOP", "ROW", NULL };
	struct maria_scan scan = maria_scan_of(text, len, mode);
	bool strings, part = false;

	if (!maria_may_set_within(text, len))
		return;
	strings = maria_runs(text, len, mode) != MARIA_RUNS_NONE;
	while (maria_more(&scan)) {
		if (scan.kind == MARIA_STRING && strings)
			read_string(given, &scan);
		if (maria_is(&scan, "SET") && !part)
			read_set(given, scan);
		part |= maria_one_of(&scan, parts);
		part &= !maria_mark(&scan, ';') && !maria_one_of(&scan, begins);
	}
}

struct maria_within maria_sets_within(const char *text, size_t len, uint32_t mode,
				      maria_take_name take, void *ctx)
{
	struct maria_within within = { .chains = false };
	const struct walk walk = { .take = take, .ctx = ctx, .within = &within };

	read_text(&walk, text, len, mode);
	return within;
}

const char *maria_refused_within(const struct maria_within *within)
{
	if (within->chains)
		return "sets completion_type, which would begin another transaction, or end the "
		       "connection, behind each one that ends: let it COMMIT AND CHAIN";
	if (within->blinds)
		return "sets session_track_schema or session_track_system_variables, by which the "
		       "server tells what a step has set, so that it ends with the step: leave "
		       "that out";
	if (within->off)
		return "leaves autocommit off, and where a transaction begins could not be told: "
		       "write SET autocommit = 0 in the file itself";
	return NULL;
}

struct maria_within maria_statement_within(const char *text, size_t len, uint32_t mode)
{
	const struct maria_scan first = maria_first(text, len, mode);

	/* a SET is judged by itself, and a text may be prepared that is never run */
	if (!maria_may_set_within(text, len) || maria_is(&first, "SET") ||
	    maria_is(&first, "PREPARE") || maria_makes_body(first))
		return (struct maria_within){ .chains = false };
	return maria_sets_within(text, len, mode, NULL, NULL);
}
