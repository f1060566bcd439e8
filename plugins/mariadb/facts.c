/* SPDX-License-Identifier: MIT */
/* What a statement's first words tell. */
#include "assigned.h"
#include "definer.h"

static uint32_t facts_of(struct maria_scan *scan);

static uint32_t facts_of_create(struct maria_scan *scan)
{
	maria_next(scan);
	if (maria_is(scan, "OR")) {
		maria_next(scan);
		maria_next(scan);
	}
	return maria_is(scan, "TEMPORARY") ? WB_PIECE_ROWS : 0;
}

static uint32_t facts_of_statement(struct maria_scan *scan)
{
	while (maria_more(scan))
		if (maria_is(scan, "FOR"))
			return facts_of(scan);
	return 0;
}

static uint32_t facts_of_set(struct maria_scan *scan)
{
	static const char *const lasting[] = { "PASSWORD",     "DEFAULT",  "GLOBAL", "PERSIST",
					       "PERSIST_ONLY", "@@GLOBAL", NULL };
	struct maria_assigned assigned;

	maria_next(scan);
	if (maria_is(scan, "STATEMENT"))
		return facts_of_statement(scan);
	if (maria_is(scan, "PASSWORD"))
		return 0;
	if (maria_one_of(scan, lasting))
		return WB_PIECE_CALLS;
	assigned = maria_read_assignments(*scan);
	if (!assigned.others)
		return WB_PIECE_ROWS;
	if (assigned.fleeting || assigned.chains || assigned.blinds)
		return WB_PIECE_REFUSED;
	if (assigned.global)
		return WB_PIECE_CALLS;
	if (maria_asks_rows(*scan))
		return WB_PIECE_REFUSED;
	return assigned.autocommit ? assigned.autocommit : WB_PIECE_SESSION;
}

/* COMMIT and ROLLBACK: AND CHAIN begins another one, RELEASE ends the connection. */
static uint32_t facts_of_end(struct maria_scan *scan)
{
	static const char *const others[] = { "WORK", "AND", NULL };
	bool no = false;

	for (; !maria_ended(scan); maria_next(scan)) {
		if (maria_is(scan, "CHAIN") && !no)
			return WB_PIECE_TX_END | WB_PIECE_TX_BEGIN;
		if (maria_is(scan, "RELEASE") && !no)
			return WB_PIECE_REFUSED;
		no = maria_is(scan, "NO");
		if (!no && !maria_one_of(scan, others) && !maria_is(scan, "CHAIN") &&
		    !maria_is(scan, "RELEASE"))
			break;
	}
	return WB_PIECE_TX_END;
}

/* START TRANSACTION, with READ ONLY among what follows. */
static uint32_t facts_of_start(struct maria_scan *scan)
{
	if (!maria_is(scan, "TRANSACTION"))
		return 0;
	for (; !maria_ended(scan); maria_next(scan))
		if (maria_is(scan, "ONLY"))
			return WB_PIECE_TX_BEGIN | WB_PIECE_READS;
	return WB_PIECE_TX_BEGIN;
}

static uint32_t facts_of_transaction(struct maria_scan *scan)
{
	if (maria_is(scan, "COMMIT")) {
		maria_next(scan);
		return facts_of_end(scan);
	}
	if (maria_is(scan, "BEGIN")) {
		maria_next(scan);
		return scan->kind == MARIA_END || maria_is(scan, "WORK") ? WB_PIECE_TX_BEGIN
									 : WB_PIECE_CALLS;
	}
	if (maria_is(scan, "START")) {
		maria_next(scan);
		return facts_of_start(scan);
	}
	if (maria_is(scan, "XA")) {
		maria_next(scan);
		return maria_is(scan, "RECOVER") ? WB_PIECE_ROWS : WB_PIECE_REFUSED;
	}
	maria_next(scan);
	if (maria_is(scan, "WORK"))
		maria_next(scan);
	return maria_is(scan, "TO") ? WB_PIECE_ROWS : facts_of_end(scan);
}

/* WITH READ LOCK, FOR EXPORT: no row of ours could be written behind it. */
static bool flush_locks(struct maria_scan scan)
{
	while (maria_more(&scan))
		if (maria_is(&scan, "WITH") || maria_is(&scan, "FOR"))
			return true;
	return false;
}

static uint32_t facts_of_drop(struct maria_scan *scan)
{
	maria_next(scan);
	return maria_is(scan, "TEMPORARY") || maria_is(scan, "PREPARE") ? WB_PIECE_ROWS : 0;
}

/* LOCK and UNLOCK TABLES commit what is open. */
static uint32_t facts_of_lock(struct maria_scan *scan)
{
	maria_next(scan);
	return maria_is(scan, "TABLES") || maria_is(scan, "TABLE") ? WB_PIECE_ROWS | WB_PIECE_NO_TX
								   : 0;
}

static uint32_t facts_of_flush(struct maria_scan *scan)
{
	return flush_locks(*scan) ? WB_PIECE_REFUSED : 0;
}

/* Of anything but tables it is a statement that runs. */
static uint32_t facts_of_analyze(struct maria_scan *scan)
{
	static const char *const tables[] = { "TABLE", "TABLES", "LOCAL", "NO_WRITE_TO_BINLOG",
					      NULL };

	maria_next(scan);
	return maria_one_of(scan, tables) ? 0 : WB_PIECE_CALLS;
}

static uint32_t facts_of_load(struct maria_scan *scan)
{
	maria_next(scan);
	return maria_is(scan, "DATA") || maria_is(scan, "XML") ? WB_PIECE_ROWS : 0;
}

/* DIAGNOSTICS of the statement before, which is one of ours. */
static uint32_t facts_of_get(struct maria_scan *scan)
{
	(void)scan;
	return WB_PIECE_REFUSED;
}

/* By the first word of a statement. */
static const struct kind {
	const char *word;
	uint32_t (*read)(struct maria_scan *scan); /* it stands at the word */
} kinds[] = {
	{ "CREATE", facts_of_create },     { "DROP", facts_of_drop },
	{ "SET", facts_of_set },           { "COMMIT", facts_of_transaction },
	{ "BEGIN", facts_of_transaction }, { "START", facts_of_transaction },
	{ "XA", facts_of_transaction },    { "ROLLBACK", facts_of_transaction },
	{ "LOCK", facts_of_lock },         { "UNLOCK", facts_of_lock },
	{ "FLUSH", facts_of_flush },       { "ANALYZE", facts_of_analyze },
	{ "LOAD", facts_of_load },         { "GET", facts_of_get },
};

static uint32_t facts_of(struct maria_scan *scan)
{
	/* USE, PREPARE and DEALLOCATE belong to the session, and are remembered: see remember.c */
	static const char *const rows[] = { "INSERT",  "UPDATE",     "DELETE",   "REPLACE",
					    "SELECT",  "WITH",       "VALUES",   "DO",
					    "SHOW",    "DESC",       "DESCRIBE", "EXPLAIN",
					    "HELP",    "SAVEPOINT",  "RELEASE",  "USE",
					    "PREPARE", "DEALLOCATE", NULL };
	/* commit only what they are told to, or what a program of theirs does */
	static const char *const programs[] = { "CALL",   "EXECUTE",  "IF",       "CASE", "WHILE",
						"LOOP",   "REPEAT",   "FOR",      "KILL", "HANDLER",
						"SIGNAL", "RESIGNAL", "CHECKSUM", NULL };

	maria_next(scan);
	if (maria_mark(scan, '(') || maria_one_of(scan, rows))
		return WB_PIECE_ROWS;
	if (maria_one_of(scan, programs))
		return WB_PIECE_CALLS;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (maria_is(scan, kinds[i].word))
			return kinds[i].read(scan);
	return 0;
}

uint32_t maria_facts(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = maria_scan_of(text, len, mode);
	uint32_t facts = facts_of(&scan);

	return facts ? facts : maria_says_definer(text, len, mode) ? WB_PIECE_PRIVILEGES : 0;
}
