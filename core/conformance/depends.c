/* SPDX-License-Identifier: MIT */
/* Which case says nothing where another one does not hold: one cause is one failure. */
#include <fnmatch.h>
#include <string.h>

#include "suite.h"

/* Patterns of ids, and the case that they need. It is tried before them, and a case needs what it needs as well. */
static const struct {
	const char *cases, *needed;
} needs[] = {
	/* texts */
	{ "split.*", "split.two" },
	{ "split.comments", "split.nothing" },
	{ "split.doubled", "split.string" },
	{ "split.name", "split.string" },
	{ "split.inner-comment", "split.string" },
	{ "split.parts", "split.string" },
	{ "split.quick", "split.string" },
	{ "split.torn-*", "split.string" },
	{ "split.torn-name", "split.torn-string" },
	{ "split.commit", "split.begin" },
	{ "split.rollback", "split.commit" },
	{ "split.savepoint", "split.rollback" },
	{ "quote.literal", "quote.name" },
	{ "quote.no-text", "quote.literal" },
	{ "quote.double-*", "quote.literal" },
	{ "quote.double-literal", "quote.double-name" },
	{ "quote.apostrophe", "quote.double-literal" },
	{ "quote.backslash*", "quote.double-literal" },
	{ "quote.lines", "quote.literal" },
	{ "quote.marks", "quote.literal" },
	{ "quote.unicode", "quote.literal" },
	{ "quote.blanks", "quote.literal" },
	{ "quote.long", "quote.double-literal" },
	{ "quote.upper", "quote.name" },
	{ "quote.blank", "quote.name" },
	{ "quote.semicolon", "quote.name" },
	{ "quote.word", "quote.name" },
	{ "quote.quotes", "quote.double-name" },
	/* whimbrel's tables */
	{ "own.no-journal", "own.no-tables" },
	{ "own.row", "own.ensure" },
	{ "own.[!enr]*", "own.row" },
	{ "own.erase*", "own.row" },
	{ "own.null-*", "own.row" },
	{ "own.no-parents", "own.row" },
	{ "own.no-depends", "own.no-parents" },
	{ "own.run", "own.row" },
	{ "own.null-depends", "own.null-parents" },
	{ "own.long-down", "own.down" },
	{ "own.downs", "own.down" },
	{ "own.long-id", "own.order" },
	{ "own.erase", "own.order" },
	{ "own.amend", "own.order" },
	{ "own.old", "own.order" },
	{ "log.*", "own.ensure" },
	{ "log.*", "log.run" },
	{ "log.null-*", "own.null-parents" },
	{ "log.null-*", "log.null-revision" },
	{ "log.reverted", "log.applied" },
	{ "log.stamped", "log.reverted" },
	{ "hostile.format", "own.row" },
	{ "hostile.n*", "own.row" },
	/* statements and transactions */
	{ "execute.seen", "execute.does" },
	{ "execute.code", "execute.wrong" },
	{ "execute.exists", "execute.wrong" },
	{ "execute.busy", "execute.wrong" },
	{ "execute.null", "own.null-parents" },
	{ "cancel.running", "execute.wrong" },
	{ "execute.timeout", "cancel.running" },
	{ "run.*", "run.all" },
	{ "run.failure", "execute.wrong" },
	{ "run.timeout", "execute.timeout" },
	{ "transaction.*", "own.row" },
	{ "transaction.users", "transaction.rollback" },
	{ "transaction.statements", "transaction.rollback" },
	{ "transaction.failure", "transaction.rollback" },
	{ "transaction.ddl", "transaction.rollback" },
	{ "transaction.row", "transaction.commit" },
	{ "savepoint.*", "transaction.rollback" },
	{ "savepoint.*", "savepoint.back" },
	/* locks, and what a crash leaves behind */
	{ "lock.*", "lock.takes" },
	{ "lock.told", "lock.second" },
	{ "lock.waits", "lock.second" },
	{ "lock.at-last", "lock.waits" },
	{ "lock.closed", "lock.second" },
	{ "lock.processes", "lock.second" },
	{ "lock.names", "lock.processes" },
	{ "lock.not-held", "lock.second" },
	{ "lock.transactions", "transaction.rollback" },
	{ "lease.*", "lease.takes" },
	{ "observe.*", "observe.alive" },
	{ "judge.*", "probe.create" },
	/* schemas */
	{ "introspect.*", "introspect.table" },
	{ "introspect.type", "introspect.column" },
	{ "introspect.differs", "introspect.column" },
	{ "introspect.differs", "introspect.type" },
	{ "introspect.view-edges", "introspect.view" },
	{ "introspect.key-edges", "introspect.foreign-key" },
	{ "introspect.*-edges", "introspect.column" },
	{ "render.*", "split.two" },
	{ "render.*", "split.nothing" },
	{ "render.*", "introspect.column" },
	{ "render.*", "introspect.type" },
	{ "render.*", "render.table" },
	{ "render.again-sequence", "introspect.sequence" },
	{ "render.again-trigger", "introspect.trigger" },
	{ "render.again-routine", "introspect.routine" },
	{ "render.again-type", "introspect.type-of-values" },
	{ "render.again-domain", "introspect.domain" },
	{ "scratch.*", "scratch.apart" },
	{ "sample.*", "introspect.column" },
	{ "sample.*", "sample.integer" },
	{ "effects.*", "effects.create" },
	{ "defines.*", "defines.table" },
	{ "database.another", "database.there" },
};

const char *depends_on(const char *id, bool (*is_broken)(void *ctx, const char *id), void *ctx)
{
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (fnmatch(needs[i].cases, id, 0) == 0 && strcmp(needs[i].needed, id) != 0 &&
		    is_broken(ctx, needs[i].needed))
			return needs[i].needed;
	return NULL;
}
