/* SPDX-License-Identifier: MIT */
/* Which tables a statement puts rows into: their counters are remembered. */
#include <string.h>

#include "maria.h"

#define HEAD_WORDS 24

static bool has_name(const struct maria_name *names, size_t count, const struct maria_name *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i].name, name->name) == 0 &&
		    strcmp(names[i].schema, name->schema) == 0)
			return true;
	return false;
}

static enum maria_touch touch(struct maria_conn *c, const struct maria_name *name)
{
	if (has_name(c->resume.made, c->resume.made_count, name))
		return MARIA_TOUCHES_NOTHING;
	if (c->resume.touched_all || has_name(c->resume.touched, c->resume.touched_count, name))
		return MARIA_TOUCHES_KNOWN;
	if (c->resume.touched_count == MARIA_TOUCHED)
		c->resume.touched_count = 0;
	c->resume.touched[c->resume.touched_count++] = *name;
	return MARIA_TOUCHES_NEW;
}

static enum maria_touch touch_all(struct maria_conn *c)
{
	enum maria_touch found = c->resume.touched_all ? MARIA_TOUCHES_KNOWN : MARIA_TOUCHES_NEW;

	c->resume.touched_all = true;
	return found;
}

static enum maria_touch touch_name(struct maria_conn *c, struct maria_scan *scan)
{
	struct maria_name name;

	maria_read_name(scan, c->session.current, &name);
	return touch(c, &name);
}

/* Rows of a table that the step itself has made need no memory, as long as it counts nothing: that
 * it does shows in the text that makes it, and what else might change it forgets it. */
void maria_made_learn(struct maria_conn *c, const char *text, size_t len)
{
	static const char *const harmless[] = { "INSERT", "REPLACE", "UPDATE",
						"DELETE", "SELECT",  NULL };
	static const char *const indexes[] = { "INDEX", "UNIQUE", "FULLTEXT", "SPATIAL", NULL };
	static const char *const counts[] = { "AUTO_INCREMENT", "SERIAL", "LIKE",
					      "SELECT",         "AS",     NULL };
	struct maria_scan scan = maria_first(text, len, c->lex_mode);
	struct maria_name name;

	if (maria_one_of(&scan, harmless))
		return;
	if (maria_is(&scan, "CREATE")) {
		maria_next(&scan);
		if (maria_one_of(&scan, indexes))
			return;
	}
	if (!maria_is(&scan, "TABLE") || c->resume.made_count == MARIA_MADE) {
		c->resume.made_count = 0;
		return;
	}
	maria_next(&scan);
	maria_read_name(&scan, c->session.current, &name);
	if (!maria_mark(&scan, '('))
		return;
	while (maria_more(&scan))
		if (maria_one_of(&scan, counts))
			return;
	c->resume.made[c->resume.made_count++] = name;
}

/* INSERT and its like have one table, behind words that nobody else begins with. */
static enum maria_touch touch_target(struct maria_conn *c, struct maria_scan *scan)
{
	static const char *const words[] = { "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY",
					     "IGNORE",       "INTO",    NULL };

	maria_next(scan);
	while (maria_one_of(scan, words))
		maria_next(scan);
	return touch_name(c, scan);
}

static enum maria_touch touch_loaded(struct maria_conn *c, struct maria_scan *scan)
{
	while (maria_more(scan))
		if (maria_is(scan, "TABLE")) {
			maria_next(scan);
			return touch_name(c, scan);
		}
	return MARIA_TOUCHES_NOTHING;
}

/* What is changed or deleted counts nothing, but its triggers may: every name up to the values. */
static enum maria_touch touch_changed(struct maria_conn *c, struct maria_scan *scan)
{
	static const char *const ends[] = { "SET", "WHERE", NULL };
	static const char *const words[] = { "LOW_PRIORITY", "QUICK", "IGNORE", "FROM", "USING",
					     "JOIN",         "LEFT",  "INNER",  "ON",   NULL };
	enum maria_touch most = MARIA_TOUCHES_NOTHING, found;

	maria_next(scan);
	for (int i = 0; i < HEAD_WORDS && !maria_ended(scan); i++) {
		if (maria_one_of(scan, ends))
			break;
		if ((scan->kind != MARIA_WORD && scan->kind != MARIA_NAME) ||
		    maria_one_of(scan, words)) {
			maria_next(scan);
			continue;
		}
		found = touch_name(c, scan);
		most = found > most ? found : most;
	}
	return most;
}

/* A program may insert anywhere; so may what a query calls. */
static enum maria_touch touch_called(struct maria_conn *c, const struct maria_scan *scan)
{
	struct maria_scan ahead = *scan;
	bool calls = false;

	while (maria_more(&ahead)) {
		if (maria_is(&ahead, "FROM"))
			return MARIA_TOUCHES_NOTHING;
		calls |= maria_mark(&ahead, '(');
	}
	return calls ? touch_all(c) : MARIA_TOUCHES_NOTHING;
}

static enum maria_touch touches(struct maria_conn *c, const char *text, size_t len, uint32_t facts)
{
	static const char *const inserts[] = { "INSERT", "REPLACE", NULL };
	static const char *const changes[] = { "UPDATE", "DELETE", NULL };
	static const char *const queries[] = { "SELECT", "DO", "VALUES", NULL };
	static const char *const programs[] = { "CALL",  "EXECUTE", "BEGIN",  "IF",  "CASE",
						"WHILE", "LOOP",    "REPEAT", "FOR", NULL };
	struct maria_scan scan = maria_first(text, len, c->lex_mode);

	if (maria_is(&scan, "SET") && (facts & WB_PIECE_ROWS))
		while (!maria_ended(&scan) && !maria_one_of(&scan, inserts) &&
		       !maria_one_of(&scan, changes))
			maria_next(&scan);
	if (facts & WB_PIECE_TX_BEGIN)
		return touch_all(c);
	if (maria_one_of(&scan, inserts))
		return touch_target(c, &scan);
	if (maria_is(&scan, "LOAD"))
		return touch_loaded(c, &scan);
	if (maria_one_of(&scan, changes))
		return touch_changed(c, &scan);
	if (maria_one_of(&scan, queries))
		return touch_called(c, &scan);
	if (!maria_one_of(&scan, programs))
		return MARIA_TOUCHES_NOTHING;
	c->resume.keeps_variables = true;
	return touch_all(c);
}

enum maria_touch maria_touches(struct maria_conn *c, const char *text, size_t len, uint32_t facts)
{
	enum maria_touch touched = touches(c, text, len, facts), all;

	/* it may put rows anywhere, whatever calls it */
	if (!maria_may_call(c, text, len))
		return touched;
	all = touch_all(c);
	return all > touched ? all : touched;
}

void maria_forget_touched(struct maria_conn *c)
{
	c->resume.touched_count = c->resume.made_count = 0;
	c->resume.touched_all = c->resume.covered = false;
}
