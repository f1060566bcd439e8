/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/hex.h>
#include <whimbrel/kit/lost.h>
#include <whimbrel/kit/object.h>
#include <whimbrel/kit/uses.h>

void kit_lost_release(struct kit_lost **list)
{
	while (*list) {
		struct kit_lost *l = *list;

		*list = l->next;
		free(l);
	}
}

int kit_lost_add(struct kit_lost **list, char kind, const char *name, size_t len,
		 struct wb_error *err)
{
	struct kit_lost *l;

	for (l = *list; l; l = l->next)
		if (l->kind == kind && strlen(l->name) == len && memcmp(l->name, name, len) == 0)
			return 0;
	l = calloc(1, sizeof(*l) + len);
	if (!l)
		return kit_no_memory(err);
	memcpy(l->name, name, len);
	l->kind = kind;
	l->next = *list;
	*list = l;
	return 0;
}

static bool is_name(const struct kit_words *w, const char *name, bool any_case)
{
	const size_t len = strlen(name);
	const char *at = w->text + w->begin;

	if ((w->token == WB_TOKEN_NAME || w->token == WB_TOKEN_STRING) &&
	    w->end - w->begin == len + 2)
		return (any_case ? strncasecmp(at + 1, name, len) : strncmp(at + 1, name, len)) ==
		       0;
	return w->end - w->begin == len && strncasecmp(at, name, len) == 0;
}

/* CREATE TEMP … NAME, CREATE … pg_temp.NAME, and an index, which is as temporary as its table. */
static bool makes_table(const struct kit_part *statement, const char *name, bool any_case)
{
	static const char *const words[] = { "OR",       "REPLACE",   "GLOBAL",    "LOCAL",
					     "TEMP",     "TABLE",     "TEMPORARY", "VIEW",
					     "INDEX",    "RECURSIVE", "TYPE",      "CONCURRENTLY",
					     "SEQUENCE", "UNIQUE",    NULL };
	static const char *const temporary[] = { "TEMP", "TEMPORARY", "INDEX", NULL };
	struct kit_words w;
	bool makes = false;

	kit_words_begin(&w, statement->at, statement->len, 0);
	if (!kit_word_take(&w, "CREATE"))
		return false;
	for (; kit_word_is_any(&w, words); kit_words_next(&w))
		makes |= kit_word_is_any(&w, temporary);
	if (kit_word_take(&w, "pg_temp"))
		makes |= kit_mark_take(&w, '.');
	return makes && is_name(&w, name, any_case);
}

static bool declares(const struct kit_part *statement, const char *name)
{
	struct kit_words w;

	kit_words_begin(&w, statement->at, statement->len, 0);
	return kit_word_take(&w, "DECLARE") && is_name(&w, name, false);
}

/* How many locks does it take, for the session? */
static int takes_locks(const struct kit_part *statement)
{
	static const char *const functions[] = { "pg_advisory_lock", "pg_advisory_lock_shared",
						 "pg_try_advisory_lock",
						 "pg_try_advisory_lock_shared", NULL };

	return (int)kit_count_calls(statement->at, statement->len, functions);
}

/* Outside of strings: what a program calls it may also not. */
static bool sets_seed(const struct kit_part *statement)
{
	static const char *const functions[] = { "setseed", NULL };

	return kit_count_calls(statement->at, statement->len, functions) > 0;
}

static bool connects(const struct kit_part *statement)
{
	static const char *const functions[] = { "dblink_connect", "dblink_connect_u", NULL };

	return kit_count_calls(statement->at, statement->len, functions) > 0;
}

/* A call of the routine, whose name has parentheses behind it. */
static bool makes_setting(const struct kit_part *statement, const struct kit_lost *l)
{
	const size_t len = strlen(l->name);
	char name[256];

	if (len < 2 || len - 2 >= sizeof(name))
		return false;
	memcpy(name, l->name, len - 2);
	name[len - 2] = '\0';
	return kit_names_it(statement->at, statement->len, name);
}

static bool makes_again(const struct kit_part *statement, const struct kit_lost *l, bool any_case,
			int *locks)
{
	switch (l->kind) {
	case KIT_LOST_TABLE:
		return makes_table(statement, l->name, any_case);
	case KIT_LOST_CURSOR:
		return declares(statement, l->name);
	case KIT_LOST_LOCK:
		return (*locks)-- > 0;
	case KIT_LOST_SEED:
		return sets_seed(statement);
	case KIT_LOST_MADE:
		return makes_setting(statement, l);
	case KIT_LOST_LINK:
		return connects(statement);
	default:
		return false;
	}
}

static bool is_lost(const struct kit_lost *list, const char *name)
{
	for (; list; list = list->next)
		if ((list->kind == KIT_LOST_TABLE || list->kind == KIT_LOST_LINK) &&
		    strcmp(list->name, name) == 0)
			return true;
	return false;
}

/* The name of what leads to one ends at a byte 1, its own is behind it. */
static bool leads_to(const struct kit_part *statement, const struct kit_lost *list,
		     const struct kit_lost *l)
{
	const char *end = strchr(l->name, 1);
	char way[256];

	if (!end || (size_t)(end - l->name) >= sizeof(way))
		return false;
	memcpy(way, l->name, (size_t)(end - l->name));
	way[end - l->name] = '\0';
	return kit_names_it(statement->at, statement->len, way) && is_lost(list, end + 1);
}

/* A setting may change what anything means, and programs read it by whatever name they make. */
static bool needs(const struct kit_part *statement, const struct kit_lost *list,
		  const struct kit_lost *l)
{
	switch (l->kind) {
	case KIT_LOST_MADE:
	case KIT_LOST_SEED:
	case KIT_LOST_SETTING:
		return true;
	case KIT_LOST_LOCK:
		return takes_locks(statement) == 0;
	case KIT_LOST_WAY:
		return leads_to(statement, list, l);
	default:
		return kit_names_it(statement->at, statement->len, l->name);
	}
}

static int refuse(const struct kit_lost *l, const char *session, struct wb_error *err)
{
	static const struct {
		char kind;
		const char *what, *hint;
	} kinds[] = {
		{ KIT_LOST_TABLE, "the temporary", "Make and fill it again (CREATE TEMP …)" },
		{ KIT_LOST_WAY, "the temporary", "Make and fill it again (CREATE TEMP …)" },
		{ KIT_LOST_SETTING, "the setting", "Set it again" },
		{ KIT_LOST_MADE, "the setting that was made by", "Call that again" },
		{ KIT_LOST_CURSOR, "the cursor", "Declare it again" },
		{ KIT_LOST_LOCK, "the advisory lock",
		  "Take it again (SELECT pg_advisory_lock(…))" },
		{ KIT_LOST_LINK, "a connection for", "Open it again (SELECT dblink_connect(…))" },
		{ KIT_LOST_SEED, "the random numbers of",
		  "Set the seed again (SELECT setseed(…))" },
	};
	const char *name = l->kind == KIT_LOST_WAY ? strchr(l->name, 1) + 1 : l->name;
	size_t i = 0;

	while (i + 1 < sizeof(kinds) / sizeof(kinds[0]) && kinds[i].kind != l->kind)
		i++;
	snprintf(err->detail, sizeof(err->detail),
		 "%s in front of this statement, in the part of the file that has not run.",
		 kinds[i].hint);
	return kit_host->fail(err, WB_E_UNCERTAIN,
			      "%s %s went with the %s that was interrupted, and this statement may "
			      "need it",
			      kinds[i].what, name, session);
}

int kit_lost_check(struct kit_lost **list, const struct kit_part *statement, const char *session,
		   bool any_case, struct wb_error *err)
{
	int locks = takes_locks(statement);

	for (struct kit_lost **at = list, *l; (l = *at);) {
		if (makes_again(statement, l, any_case, &locks)) {
			*at = l->next;
			free(l);
		} else if (needs(statement, *list, l)) {
			return refuse(l, session, err);
		} else {
			at = &l->next;
		}
	}
	return 0;
}

void kit_lost_name(const struct kit_lost *lost, struct wb_text *out)
{
	struct kit_sink to = { .engines = out };

	kit_put_hex(&to, lost->name, strlen(lost->name));
}

void kit_lost_line(const struct kit_lost *lost, struct wb_text *out)
{
	kit_host->append(out, (const char[]){ lost->kind, ' ' }, 2);
	kit_lost_name(lost, out);
}

int kit_lost_read(struct kit_lost **list, const char *memory, struct wb_error *err)
{
	size_t len;

	for (const char *next; (next = kit_line(memory, &len)); memory = next) {
		char name[1024] = "";

		if (len > 2)
			kit_hex_read(memory + 2, name, sizeof(name));
		/* a table has a name; other lines are the dialect's own */
		if (len && (*name || *memory == KIT_LOST_SETTING) &&
		    strchr(KIT_LOST_KINDS, *memory) &&
		    kit_lost_add(list, *memory, name, strlen(name), err) < 0)
			return kit_failed(err);
	}
	return 0;
}
