/* SPDX-License-Identifier: MIT */
#include "lock_calls.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/words.h>

static const char *const functions[] = { "GET_LOCK", "RELEASE_LOCK", NULL };
static const char release_all[] = "RELEASE_ALL_LOCKS";

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

/* The first argument, in front of a comma or the end of the call; the scan stands on its first token. */
static char *read_argument(struct maria_scan *scan, char *out_kind)
{
	const struct maria_scan first = *scan;
	size_t end = scan->word;
	int depth = 0, tokens = 0;
	char *name;

	for (; !maria_ended(scan); maria_next(scan)) {
		if (depth == 0 && (maria_mark(scan, ',') || maria_mark(scan, ')')))
			break;
		depth += maria_mark(scan, '(') - maria_mark(scan, ')');
		end = scan->end;
		tokens++;
	}
	name = calloc(1, end - first.word + 1);
	if (!name)
		return NULL;
	*out_kind = MARIA_LOCK_MADE;
	if (tokens == 1 && first.kind == MARIA_STRING) {
		maria_unquote(&first, name, end - first.word + 1);
		if (is_plain(name))
			*out_kind = MARIA_LOCK_WRITTEN;
	}
	if (*out_kind == MARIA_LOCK_MADE)
		memcpy(name, first.text + first.word, end - first.word);
	return name;
}

int maria_next_lock_call(struct maria_scan *scan, struct maria_lock_call *out)
{
	int before = 0;

	for (; !maria_ended(scan); maria_next(scan), before++) {
		struct maria_scan ahead = *scan;

		if (!maria_one_of(scan, functions))
			continue;
		maria_next(&ahead);
		if (!maria_mark(&ahead, '('))
			continue;
		maria_next(&ahead);
		out->takes = maria_is(scan, functions[0]);
		out->name = read_argument(&ahead, &out->kind);
		while (!maria_ended(&ahead) && !maria_mark(&ahead, ')'))
			maria_next(&ahead);
		maria_next(&ahead);
		out->alone = before == 1 && ahead.kind == MARIA_END;
		maria_next(scan);
		return out->name ? 1 : -1;
	}
	return 0;
}

bool maria_may_lock(const char *text, size_t len)
{
	static const char word[] = "_LOCK";
	const size_t n = sizeof(word) - 1;

	for (size_t i = 0; i + n <= len; i++)
		if (text[i] == '_' && strncasecmp(text + i, word, n) == 0)
			return true;
	return false;
}

bool maria_makes_body(struct maria_scan scan)
{
	static const char *const makes[] = { "CREATE", "ALTER", "DROP", "SHOW", NULL };
	static const char *const kinds[] = { "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT",
					     "PACKAGE",   "VIEW",     NULL };
	static const char *const ends[] = { "TABLE", "AS", NULL };

	if (!maria_one_of(&scan, makes))
		return false;
	while (maria_more(&scan) && !maria_one_of(&scan, ends))
		if (maria_one_of(&scan, kinds))
			return true;
	return false;
}

bool maria_prepares(const struct maria_scan *scan)
{
	static const char *const words[] = { "PREPARE", "EXECUTE", "SET", NULL };

	return maria_one_of(scan, words);
}

static bool string_lets_go(const struct maria_scan *scan)
{
	char *inside = maria_unquoted(scan);
	bool does;

	if (!inside)
		return true;
	does = kit_mentions(inside, strlen(inside), release_all) &&
	       maria_lets_go_of_all(inside, strlen(inside), scan->mode, true);
	free(inside);
	return does;
}

bool maria_lets_go_of_all(const char *text, size_t len, uint32_t mode, bool strings)
{
	struct maria_scan scan = maria_scan_of(text, len, mode);
	bool called = false, word = false;

	while (!called && maria_more(&scan)) {
		called = word && maria_mark(&scan, '(');
		word = maria_is(&scan, release_all);
		if (scan.kind == MARIA_STRING && strings)
			called |= string_lets_go(&scan);
	}
	return called;
}

bool maria_statement_lets_go(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan first;

	if (!kit_mentions(text, len, release_all))
		return false;
	first = maria_first(text, len, mode);
	return !maria_makes_body(first) &&
	       maria_lets_go_of_all(text, len, mode, maria_prepares(&first));
}
