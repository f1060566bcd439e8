/* SPDX-License-Identifier: MIT */
/* Leases, by SQL that every database knows. */
#include "portable_words.h"

void portable_table(const struct composer *c, const char *table)
{
	compose(c, "%s %t (\n", GAP(c->how, create_table, "CREATE TABLE"), table);
}

int portable_lease_read(const struct composer *c)
{
	compose(c,
		"SELECT owner, {since}, {expires}, CASE WHEN expires <= %s THEN 1 ELSE 0 END FROM "
		"%t "
		"WHERE name = %l",
		c->how->now, "whimbrel_lock", c->args->name);
	return 0;
}

/* Of text that can be compared in every database. */
static void lease_table(const struct composer *c)
{
	const struct wb_portable *how = c->how;

	portable_table(c, "whimbrel_lock");
	compose(c,
		"\tname %s NOT NULL PRIMARY KEY,\n\towner VARCHAR(255) NOT NULL,\n"
		"\tsince %s NOT NULL,\n\texpires %s NOT NULL\n)%s",
		how->name_type, how->time_type, how->time_type, how->table_suffix);
}

/* The table, an expired row where there is none, and then the one statement that decides: two
 * takers meet on that row. A count is one row, whatever there is. */
int portable_lease_take(const struct composer *c)
{
	const struct wb_portable *how = c->how;
	const struct wb_args *args = c->args;

	switch (args->part) {
	case 0:
		lease_table(c);
		return 1;
	case 1:
		compose(c,
			"INSERT INTO %t (name, owner, since, expires) SELECT %l, %l, %s, %s "
			"FROM (SELECT COUNT(*) AS n FROM %t WHERE name = %l) counted WHERE n = 0",
			"whimbrel_lock", args->name, "", how->now, how->now, "whimbrel_lock",
			args->name);
		return 1;
	default:
		compose(c,
			"UPDATE %t SET owner = %l, since = %s, expires = %s%d%s "
			"WHERE name = %l AND expires <= %s",
			"whimbrel_lock", args->owner, how->now, how->after, (int64_t)args->ttl_ms,
			how->after_end, args->name, how->now);
		return 0;
	}
}

int portable_lease_renew(const struct composer *c)
{
	compose(c, "UPDATE %t SET expires = %s%d%s WHERE name = %l AND owner = %l AND expires > %s",
		"whimbrel_lock", c->how->after, (int64_t)c->args->ttl_ms, c->how->after_end,
		c->args->name, c->args->owner, c->how->now);
	return 0;
}

int portable_lease_drop(const struct composer *c)
{
	compose(c, "DELETE FROM %t WHERE name = %l AND owner = %l", "whimbrel_lock", c->args->name,
		c->args->owner);
	return 0;
}
