/* SPDX-License-Identifier: MIT */
/* Blocks in routines, triggers, events and anonymous programs: a semicolon inside one ends nothing.
 * The client knows nothing of this and needs DELIMITER; files that do without are split as their
 * authors meant them. */
#include "maria.h"

/* What came before a token. */
enum { OTHER, STATEMENT, ENDED, DOT, SIGN };
/* Where in the statement we are. */
enum { FIRST, LABEL, AFTER_BEGIN, CREATE, PARAMETERS, TRIGGER, EVENT, BODY, INSIDE, SINGLE };
/* What a block is. */
enum { BLOCK, EXPRESSION, DECLARATIONS };

#define DEEPEST 31

/* `before` unpacked. */
struct place {
	int before, phase, parens;
	/* ORACLE: FUNCTION or PROCEDURE was read inside a block, and its AS may come */
	bool program;
};

static struct place unpack(int64_t v)
{
	return (struct place){ .before = (int)(v & 0xff),
			       .phase = (int)(v >> 8 & 0xff),
			       .parens = (int)(v >> 24 & 0xffffff),
			       .program = (v >> 16 & 1) != 0 };
}

static int64_t pack(const struct place *p)
{
	return (int64_t)p->before | (int64_t)p->phase << 8 | (int64_t)p->program << 16 |
	       (int64_t)p->parens << 24;
}

static void push(struct maria_body *b, int kind)
{
	++*b->depth;
	if (*b->depth <= DEEPEST) {
		*b->kinds &= ~((int64_t)3 << (2 * *b->depth));
		*b->kinds |= (int64_t)kind << (2 * *b->depth);
	}
}

static int top(const struct maria_body *b)
{
	return *b->depth <= DEEPEST ? (int)(*b->kinds >> (2 * *b->depth) & 3) : BLOCK;
}

static const char *const openers[] = { "IF", "LOOP", "WHILE", "FOR", "REPEAT", NULL };
static const char *const leads[] = { "THEN",  "ELSE",         "DO",         "LOOP",   "REPEAT",
				     "FOUND", "SQLEXCEPTION", "SQLWARNING", "ATOMIC", NULL };

/* BEGIN ends the declarations of an ORACLE program, and else opens a block. */
static void take_begin(struct maria_body *b)
{
	if (*b->depth && top(b) == DECLARATIONS) {
		*b->kinds &= ~((int64_t)3 << (2 * *b->depth));
		return;
	}
	push(b, BLOCK);
}

static void take_end(struct maria_body *b, struct place *p)
{
	if (*b->depth)
		--*b->depth;
	if (!*b->depth)
		p->phase = SINGLE;
	p->before = ENDED;
}

static void take_word(struct maria_body *b, struct place *p, const struct maria_scan *t)
{
	const int before = p->before;
	const bool oracle = t->mode & MARIA_ORACLE;

	p->before = OTHER;
	if (before == DOT)
		return;
	if (maria_is(t, "END")) {
		take_end(b, p);
	} else if (maria_is(t, "BEGIN")) {
		if (before == SIGN)
			return;
		take_begin(b);
		p->before = STATEMENT;
	} else if (maria_is(t, "CASE")) {
		if (before != ENDED)
			push(b, before == STATEMENT ? BLOCK : EXPRESSION);
	} else if (oracle && before == STATEMENT &&
		   (maria_is(t, "FUNCTION") || maria_is(t, "PROCEDURE"))) {
		p->program = true;
	} else if (p->program && (maria_is(t, "AS") || maria_is(t, "IS"))) {
		p->program = false;
		push(b, DECLARATIONS);
		p->before = STATEMENT;
	} else {
		if (before == STATEMENT && maria_one_of(t, openers))
			push(b, BLOCK);
		else if (before == ENDED && maria_one_of(t, openers))
			return;
		if (maria_one_of(t, leads) && (!*b->depth || top(b) != EXPRESSION))
			p->before = STATEMENT;
	}
}

/* A token inside of blocks. */
static void take_inside(struct maria_body *b, struct place *p, const struct maria_scan *t)
{
	switch (t->kind) {
	case MARIA_WORD:
		take_word(b, p, t);
		break;
	case MARIA_MARK:
	case MARIA_CLOSE:
		if (t->text[t->word] == ';')
			p->program = false;
		p->before = t->text[t->word] == ';' || t->text[t->word] == ':' ? STATEMENT
			    : t->text[t->word] == '.'                          ? DOT
									       : SIGN;
		break;
	default:
		p->before = OTHER;
	}
}

static void enter(struct maria_body *b, struct place *p, const struct maria_scan *t)
{
	p->phase = INSIDE;
	p->before = STATEMENT;
	take_inside(b, p, t);
}

static void take_first(struct maria_body *b, struct place *p, const struct maria_scan *t)
{
	if (maria_is(t, "CREATE") || maria_is(t, "ALTER")) {
		p->phase = CREATE;
	} else if (maria_is(t, "BEGIN")) {
		p->phase = AFTER_BEGIN;
	} else if (maria_is(t, "CASE") || maria_one_of(t, openers)) {
		enter(b, p, t);
	} else if (maria_is(t, "DECLARE") && (t->mode & MARIA_ORACLE)) {
		push(b, DECLARATIONS);
		p->phase = INSIDE;
	} else {
		p->phase = LABEL;
	}
}

static void take_create(struct place *p, const struct maria_scan *t)
{
	static const char *const others[] = { "TABLE",    "VIEW",     "INDEX",    "USER",
					      "ROLE",     "DATABASE", "SCHEMA",   "SERVER",
					      "SEQUENCE", "UNIQUE",   "FULLTEXT", "TEMPORARY",
					      "SPATIAL",  NULL };

	if (maria_is(t, "PROCEDURE") || maria_is(t, "FUNCTION") || maria_is(t, "PACKAGE"))
		p->phase = PARAMETERS;
	else if (maria_is(t, "TRIGGER"))
		p->phase = TRIGGER;
	else if (maria_is(t, "EVENT"))
		p->phase = EVENT;
	else if (maria_one_of(t, others))
		p->phase = SINGLE;
}

static bool take_as(struct maria_body *b, struct place *p, const struct maria_scan *t)
{
	if (!(t->mode & MARIA_ORACLE) || p->parens || !(maria_is(t, "AS") || maria_is(t, "IS")))
		return false;
	push(b, DECLARATIONS);
	p->phase = INSIDE;
	p->before = STATEMENT;
	return true;
}

static void take_parameters(struct maria_body *b, struct place *p, const struct maria_scan *t)
{
	if (take_as(b, p, t))
		return;
	if (maria_mark(t, '('))
		p->parens++;
	else if (maria_mark(t, ')') && p->parens > 0 && --p->parens == 0)
		p->phase = BODY;
}

/* Behind the head: a block, or one statement. */
static void take_body(struct maria_body *b, struct place *p, const struct maria_scan *t)
{
	static const char *const plain[] = { "SELECT",   "INSERT", "UPDATE",   "DELETE", "REPLACE",
					     "SET",      "CALL",   "RETURN",   "DO",     "DROP",
					     "CREATE",   "ALTER",  "TRUNCATE", "WITH",   "EXECUTE",
					     "PREPARE",  "SIGNAL", "GRANT",    "LOAD",   "ANALYZE",
					     "OPTIMIZE", NULL };

	if (take_as(b, p, t))
		return;
	if (maria_is(t, "BEGIN") || maria_is(t, "CASE") || maria_one_of(t, openers))
		enter(b, p, t);
	else if ((t->mode & MARIA_ORACLE) && maria_is(t, "RETURN"))
		return; /* RETURN type AS … */
	else if (maria_one_of(t, plain))
		p->phase = SINGLE;
}

void maria_body_take(struct maria_body *b, const struct maria_scan *t)
{
	struct place p = unpack(*b->before);

	switch (p.phase) {
	case FIRST:
		take_first(b, &p, t);
		break;
	case LABEL:
		p.phase = maria_mark(t, ':') ? FIRST : SINGLE;
		break;
	case AFTER_BEGIN:
		if (maria_is(t, "NOT") || ((t->mode & MARIA_ORACLE) && !maria_is(t, "WORK"))) {
			push(b, BLOCK);
			enter(b, &p, t);
		} else {
			p.phase = SINGLE;
		}
		break;
	case CREATE:
		take_create(&p, t);
		break;
	case PARAMETERS:
		take_parameters(b, &p, t);
		break;
	case TRIGGER:
		if (maria_is(t, "ROW"))
			p.phase = BODY;
		break;
	case EVENT:
		if (maria_is(t, "DO"))
			p.phase = BODY;
		break;
	case BODY:
		take_body(b, &p, t);
		break;
	case INSIDE:
		take_inside(b, &p, t);
		break;
	default:
		break;
	}
	*b->before = pack(&p);
}

bool maria_body_open(const struct maria_body *b)
{
	return *b->depth > 0;
}
