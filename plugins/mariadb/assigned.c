/* SPDX-License-Identifier: MIT */
/* What the assignments of a SET are to. */
#include <string.h>

#include "assigned.h"
#include "maria.h"

/* SET autocommit=0: every statement from now on is in a transaction, and each end of one begins
 * another. What is put back from a variable is on. */
static uint32_t facts_of_autocommit(struct maria_scan scan)
{
	static const char *const off[] = { "0", "OFF", "FALSE", NULL };

	maria_next(&scan);
	if (maria_mark(&scan, ':'))
		maria_next(&scan);
	maria_next(&scan);
	return WB_PIECE_SESSION | (maria_one_of(&scan, off) ? WB_PIECE_TX_BEGIN : WB_PIECE_TX_END);
}

/* On to the next assignment of a SET, and to its name behind a scope; false: there is none. The first time
 * `*depth` is -1 and the scan stands behind SET. */
static bool next_assignment(struct maria_scan *scan, int64_t *depth)
{
	static const char *const scopes[] = {
		"SESSION", "LOCAL", "@@SESSION", "@@LOCAL", ".", NULL
	};
	bool first = *depth < 0;

	for (*depth = first ? 0 : *depth; !maria_ended(scan); maria_next(scan)) {
		if (first && !maria_one_of(scan, scopes) && !maria_mark(scan, '.'))
			return true;
		if (first)
			continue;
		*depth += maria_mark(scan, '(') - maria_mark(scan, ')');
		first = *depth == 0 && maria_mark(scan, ',');
	}
	return false;
}

/* A variable of the user's, @name. */
static bool is_users(const struct maria_scan *scan)
{
	return scan->kind == MARIA_WORD && scan->text[scan->word] == '@' &&
	       (scan->end - scan->word == 1 || scan->text[scan->word + 1] != '@');
}

/* One of the server's, with or without its @@. */
static bool is_variable(const struct maria_scan *scan, const char *const *names)
{
	struct maria_scan bare = *scan;

	while (bare.kind == MARIA_WORD && bare.word < bare.end && bare.text[bare.word] == '@')
		bare.word++;
	return (bare.word == scan->word || bare.word == scan->word + 2) &&
	       maria_one_of(&bare, names);
}

/* The scan stands on completion_type: is it set to something else than what it is where a session begins? */
static bool completes_otherwise(struct maria_scan scan)
{
	static const char *const usual[] = { "DEFAULT", "NO_CHAIN", "'NO_CHAIN'", "0", NULL };

	maria_next(&scan);
	if (maria_mark(&scan, ':'))
		maria_next(&scan);
	if (maria_mark(&scan, '='))
		maria_next(&scan);
	return !maria_one_of(&scan, usual);
}

struct maria_assigned maria_read_assignments(struct maria_scan scan)
{
	static const char *const completion[] = { "COMPLETION_TYPE", NULL };
	static const char *const telling[] = { "SESSION_TRACK_SCHEMA",
					       "SESSION_TRACK_SYSTEM_VARIABLES", NULL };
	static const char *const autocommit[] = { "AUTOCOMMIT", "@@AUTOCOMMIT", NULL };
	static const char *const global[] = { "GLOBAL", "@@GLOBAL", "PERSIST", "@@PERSIST", NULL };
	static const char *const fleeting[] = { "insert_id",  "last_insert_id", "identity",
						"rand_seed1", "rand_seed2",     NULL };
	struct maria_assigned a = { .others = false };

	for (int64_t depth = -1; next_assignment(&scan, &depth);) {
		a.others |= !is_users(&scan);
		a.fleeting |= is_variable(&scan, fleeting);
		a.blinds |= is_variable(&scan, telling);
		a.chains |= is_variable(&scan, completion) && completes_otherwise(scan);
		a.global |= maria_one_of(&scan, global);
		if (!a.autocommit && maria_one_of(&scan, autocommit))
			a.autocommit = facts_of_autocommit(scan);
	}
	return a;
}

void maria_each_assigned_global(struct maria_scan scan, maria_take_name take, void *ctx)
{
	char name[64];

	if (!maria_read_assignments(scan).global)
		return;
	for (int64_t depth = -1; next_assignment(&scan, &depth);) {
		if (maria_is(&scan, "GLOBAL") || maria_is(&scan, "@@GLOBAL"))
			maria_next(&scan);
		if (maria_mark(&scan, '.'))
			maria_next(&scan);
		maria_unquote(&scan, name, sizeof(name));
		take(ctx, name);
	}
}

/* It is run again when a step is taken up, and the rows may be others then. */
bool maria_asks_rows(struct maria_scan scan)
{
	bool query = false;

	for (; !maria_ended(&scan); maria_next(&scan)) {
		query |= maria_is(&scan, "SELECT");
		if (!query || !maria_is(&scan, "FROM"))
			continue;
		maria_next(&scan);
		if (!maria_is(&scan, "DUAL"))
			return true;
	}
	return false;
}

bool maria_sets_from_rows(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = maria_first(text, len, mode);

	return maria_is(&scan, "SET") && maria_asks_rows(scan);
}

enum maria_refused maria_refused_set(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = maria_first(text, len, mode);
	struct maria_assigned assigned;

	maria_next(&scan);
	assigned = maria_read_assignments(scan);
	return assigned.chains   ? MARIA_REFUSED_CHAINS
	       : assigned.blinds ? MARIA_REFUSED_BLINDS
				 : MARIA_REFUSED_OTHERS;
}
