/* SPDX-License-Identifier: MIT */
/* Statements that the server refuses inside a transaction, though they open and end none. Tried on
 * 10.11 with every variable that can be set. */
#include <string.h>
#include <strings.h>

#include "maria.h"

/* ER_INSIDE_TRANSACTION_PREVENTS_SWITCH_…, ER_CANT_DO_THIS_DURING_AN_TRANSACTION,
 * ER_LOCK_OR_ACTIVE_TRANSACTION */
static const char *const variables[] = { "sql_log_bin",
					 "binlog_format",
					 "binlog_direct_non_transactional_updates",
					 "skip_replication",
					 "gtid_domain_id",
					 "gtid_seq_no",
					 "gtid_slave_pos",
					 "gtid_binlog_state",
					 "wsrep_on",
					 "read_only",
					 NULL };

bool maria_is_outside(const char *name)
{
	return kit_among(name, variables);
}

/* The name of a variable without its @@ and its scope. */
static bool names_one(const struct maria_scan *scan)
{
	const char *text = scan->text + scan->word;
	size_t len = scan->end - scan->word;
	char name[64];

	while (len && *text == '@') {
		text++;
		len--;
	}
	if (scan->kind != MARIA_WORD || len >= sizeof(name))
		return false;
	memcpy(name, text, len);
	name[len] = '\0';
	return maria_is_outside(name);
}

/* SET @@tx_isolation, without a scope, is of the next transaction alone. */
static bool is_next_transactions(const struct maria_scan *scan)
{
	static const char *const once[] = { "TRANSACTION",
					    "@@TX_ISOLATION",
					    "@@TX_READ_ONLY",
					    "@@TRANSACTION_ISOLATION",
					    "@@TRANSACTION_READ_ONLY",
					    NULL };

	return maria_one_of(scan, once);
}

int maria_outside(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = maria_first(text, len, mode);

	if (maria_is(&scan, "STOP"))
		return MARIA_OUTSIDE;
	if (!maria_is(&scan, "SET"))
		return MARIA_INSIDE;
	maria_next(&scan);
	if (is_next_transactions(&scan))
		return MARIA_OUTSIDE_ONCE;
	for (; !maria_ended(&scan); maria_next(&scan)) {
		if (names_one(&scan))
			return MARIA_OUTSIDE;
		if (maria_is(&scan, "FOR"))
			break;
	}
	return MARIA_INSIDE;
}
