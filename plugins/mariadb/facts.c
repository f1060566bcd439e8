/* SPDX-License-Identifier: MIT */
/* What a statement's first words tell. */
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

static uint32_t facts_of_statement(struct maria_scan *scan)
{
	while (maria_more(scan))
		if (maria_is(scan, "FOR"))
			return facts_of(scan);
	return 0;
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

/* What the assignments of a SET are to. */
struct assigned {
	bool others;   /* not only variables of the user's: what those are now is remembered */
	bool fleeting; /* what the next statement alone uses, or the one before has left: one of
			* ours, or a step that is taken up, would come in between */
	bool chains; /* the end of a transaction would begin the next one, or end the connection */
	bool blinds; /* the server would no longer tell what a statement has set */
	bool global; /* the server's */
	uint32_t autocommit; /* WB_PIECE_… */
};

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

static struct assigned read_assignments(struct maria_scan scan)
{
	static const char *const completion[] = { "COMPLETION_TYPE", NULL };
	static const char *const telling[] = { "SESSION_TRACK_SCHEMA",
					       "SESSION_TRACK_SYSTEM_VARIABLES", NULL };
	static const char *const autocommit[] = { "AUTOCOMMIT", "@@AUTOCOMMIT", NULL };
	static const char *const global[] = { "GLOBAL", "@@GLOBAL", "PERSIST", "@@PERSIST", NULL };
	static const char *const fleeting[] = { "insert_id",  "last_insert_id", "identity",
						"rand_seed1", "rand_seed2",     NULL };
	struct assigned a = { .others = false };

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

bool maria_each_global(const char *text, size_t len, uint32_t mode,
		       void (*take)(void *ctx, const char *name), void *ctx)
{
	struct maria_scan scan = maria_first(text, len, mode);
	char name[64];

	if (!maria_is(&scan, "SET"))
		return false;
	maria_next(&scan);
	if (!read_assignments(scan).global)
		return false;
	for (int64_t depth = -1; next_assignment(&scan, &depth);) {
		if (maria_is(&scan, "GLOBAL") || maria_is(&scan, "@@GLOBAL"))
			maria_next(&scan);
		if (maria_mark(&scan, '.'))
			maria_next(&scan);
		maria_unquote(&scan, name, sizeof(name));
		take(ctx, name);
	}
	return true;
}

/* It is run again when a step is taken up, and the rows may be others then. */
static bool asks_rows(struct maria_scan scan)
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

	return maria_is(&scan, "SET") && asks_rows(scan);
}

enum maria_refused maria_refused_set(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = maria_first(text, len, mode);
	struct assigned assigned;

	maria_next(&scan);
	assigned = read_assignments(scan);
	return assigned.chains   ? MARIA_REFUSED_CHAINS
	       : assigned.blinds ? MARIA_REFUSED_BLINDS
				 : MARIA_REFUSED_OTHERS;
}

static uint32_t facts_of_set(struct maria_scan *scan)
{
	static const char *const lasting[] = { "PASSWORD",     "DEFAULT",  "GLOBAL", "PERSIST",
					       "PERSIST_ONLY", "@@GLOBAL", NULL };
	struct assigned assigned;

	maria_next(scan);
	if (maria_is(scan, "STATEMENT"))
		return facts_of_statement(scan);
	if (maria_is(scan, "PASSWORD"))
		return 0;
	if (maria_one_of(scan, lasting))
		return WB_PIECE_CALLS;
	assigned = read_assignments(*scan);
	if (!assigned.others)
		return WB_PIECE_ROWS;
	if (assigned.fleeting || assigned.chains || assigned.blinds)
		return WB_PIECE_REFUSED;
	if (assigned.global)
		return WB_PIECE_CALLS;
	if (asks_rows(*scan))
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
	{ "LOAD", facts_of_load },
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
	static const char *const programs[] = { "CALL",     "EXECUTE",  "IF",     "CASE",
						"WHILE",    "LOOP",     "REPEAT", "FOR",
						"KILL",     "HANDLER",  "SIGNAL", "GET",
						"RESIGNAL", "CHECKSUM", NULL };

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
