/* SPDX-License-Identifier: MIT */
#include "portable.h"

#include <string.h>

#include "base/error.h"
#include "host.h"
#include "portable_words.h"

/* ------------------------------------------------------------------ tables */

static void version_table(const struct composer *c)
{
	const struct wb_portable *how = c->how;
	const char *null = GAP(how, nullable, "");

	portable_table(c, "whimbrel_version");
	compose(c,
		"\trevision %s NOT NULL PRIMARY KEY,\n\ttitle %s NOT NULL,\n\tchecksum %s%s,\n"
		"\tapplied_at %s NOT NULL,\n\tapplied_by %s NOT NULL,\n\tduration_ms %s NOT NULL,\n"
		"\trun_id %s NOT NULL,\n\tformat %s DEFAULT %d NOT NULL,\n"
		"\tparents %s%s,\n\tdepends %s%s,\n\tdown %s%s\n)%s",
		how->name_type, how->text_type, how->text_type, null, how->time_type,
		how->text_type, how->integer_type, how->name_type, how->integer_type,
		(int64_t)WB_TABLE_FORMAT, how->text_type, null, how->text_type, null,
		how->text_type, null, how->table_suffix);
}

static void log_table(const struct composer *c)
{
	const struct wb_portable *how = c->how;
	const char *null = GAP(how, nullable, "");

	portable_table(c, "whimbrel_log");
	compose(c,
		"\tid %s,\n\trun_id %s NOT NULL,\n\t[at] %s NOT NULL,\n\trevision %s%s,\n"
		"\tdirection %s%s,\n\tevent %s NOT NULL,\n\tstatement %s%s,\n"
		"\tstatements %s%s,\n\thash %s%s,\n\t[session] %s%s,\n\tprobe %s%s,\n"
		"\tdetail %s%s,\n\tformat %s DEFAULT %d NOT NULL\n)%s",
		how->id_column, how->name_type, how->time_type, how->name_type, null,
		how->name_type, null, how->name_type, how->integer_type, null, how->integer_type,
		null, how->text_type, null, how->text_type, null, how->text_type, null,
		how->text_type, null, how->integer_type, (int64_t)WB_TABLE_FORMAT,
		how->table_suffix);
}

/* The table of versions is the one that is looked for: it comes last, so that no death between the
 * two leaves it alone. A script that needs rows of them, and can't say "where there is none", makes none. */
static int ensure(const struct composer *c)
{
	if (c->args->present_count && !GAP(c->how, create_table, NULL))
		return 0;
	if (c->args->part == 0) {
		log_table(c);
		return 1;
	}
	version_table(c);
	return 0;
}

/* A column each, without the word COLUMN, which not everybody knows. */
static int raise_format(const struct composer *c)
{
	static const char *const columns[] = { "parents", "depends", "down" };

	compose(c, "ALTER TABLE %t %s%s %s%s", "whimbrel_version", GAP(c->how, add_column, "ADD "),
		columns[c->args->part], c->how->text_type, GAP(c->how, nullable, ""));
	return c->args->part < 2;
}

/* ------------------------------------------------------------------ reading */

static int read_versions(const struct composer *c)
{
	compose(c,
		"SELECT revision, title, checksum, {applied_at}, applied_by, duration_ms, run_id, "
		"format%s FROM %t ORDER BY revision",
		c->args->format == 1 ? "" : ", parents, depends", "whimbrel_version");
	return 0;
}

static int read_downs(const struct composer *c)
{
	compose(c, "SELECT revision, down FROM %t WHERE revision IN (", "whimbrel_version");
	for (size_t i = 0; i < c->args->present_count; i++)
		compose(c, i ? ", %l" : "%l", c->args->present[i]);
	buf_char(c->out, ')');
	return 0;
}

#define LOG_COLUMNS_WITH(at)                                                                       \
	"id, run_id, " at ", revision, direction, event, statement, statements, hash, [session], " \
	"probe, detail, format"
#define LOG_COLUMNS LOG_COLUMNS_WITH("{at}")

/* So many rows of a query, at its end. */
static void add_limit(const struct composer *c, int64_t rows)
{
	compose(c, "%s%d%s", c->how->limit, rows, GAP(c->how, limit_end, ""));
}

/* What finished is behind the newest of these rows. With a limit the key alone is walked, from its end. */
static int read_journal(const struct composer *c)
{
	const bool limited = GAP(c->how, limit, NULL);

	compose(c,
		"SELECT " LOG_COLUMNS " FROM %t WHERE id > COALESCE((SELECT %s FROM %t "
		"WHERE event IN ('applied', 'reverted', 'stamped')%s",
		"whimbrel_log", limited ? "id" : "MAX(id)", "whimbrel_log",
		limited ? " ORDER BY id DESC" : "");
	if (limited)
		add_limit(c, 1);
	compose(c, "), 0) ORDER BY id");
	return 0;
}

/* The engine keeps the last ones where there is no limit. */
static int read_log(const struct composer *c)
{
	if (c->args->limit && GAP(c->how, limit, NULL)) {
		compose(c,
			"SELECT " LOG_COLUMNS
			" FROM (SELECT " LOG_COLUMNS_WITH("[at]") " FROM %t "
								  "ORDER BY id DESC",
			"whimbrel_log");
		add_limit(c, c->args->limit);
		compose(c, ") newest ORDER BY id");
	} else {
		compose(c, "SELECT " LOG_COLUMNS " FROM %t ORDER BY id", "whimbrel_log");
	}
	return 0;
}

/* ------------------------------------------------------------------ writing */

static int record(const struct composer *c)
{
	const struct wb_args *args = c->args;

	compose(c,
		"INSERT INTO %t (revision, title, checksum, applied_at, applied_by, duration_ms, "
		"run_id, format, parents, depends, down) "
		"VALUES (%l, %l, %l, %s, ",
		"whimbrel_version", args->revision, args->title ? args->title : "", args->checksum,
		c->how->now);
	if (args->applied_by)
		add_literal(c, args->applied_by);
	else
		buf_str(c->out, c->how->user);
	if (args->duration_ms < 0 && c->how->duration)
		compose(c, ", %s", c->how->duration);
	else
		compose(c, ", %d", args->duration_ms < 0 ? (int64_t)0 : args->duration_ms);
	compose(c, ", %l, %d, %l, %l, %l)", args->run_id ? args->run_id : "",
		(int64_t)WB_TABLE_FORMAT, args->parents, args->depends, args->down);
	return 0;
}

static int erase(const struct composer *c)
{
	compose(c, "DELETE FROM %t WHERE revision = %l", "whimbrel_version", c->args->revision);
	return 0;
}

static int amend(const struct composer *c)
{
	const struct wb_args *args = c->args;

	compose(c,
		"UPDATE %t SET checksum = %l, title = %l, format = %d, parents = %l, "
		"depends = %l, down = %l WHERE revision = %l",
		"whimbrel_version", args->checksum, args->title ? args->title : "",
		(int64_t)WB_TABLE_FORMAT, args->parents, args->depends, args->down, args->revision);
	return 0;
}

static int append_log(const struct composer *c)
{
	const struct wb_args *args = c->args;
	bool counted = c->how->flags & WB_PORTABLE_COUNTED;

	compose(c,
		"INSERT INTO %t (%srun_id, [at], revision, direction, event, statement, "
		"statements, hash, [session], probe, detail) %s%l, %s, %l, %l, %l, %z, %z, %l, "
		"%l, ",
		"whimbrel_log", counted ? "id, " : "",
		counted ? "SELECT COALESCE(MAX(id), 0) + 1, " : "VALUES (",
		args->run_id ? args->run_id : "", c->how->now, args->revision, args->direction,
		args->event, args->statement, args->statements, args->hash, args->session);
	if (args->probe_sql)
		compose(c, "(%s), ", args->probe_sql);
	else
		buf_str(c->out, "NULL, ");
	if (counted)
		compose(c, "%l FROM %t", args->detail, "whimbrel_log");
	else
		compose(c, "%l)", args->detail);
	return 0;
}

/* ------------------------------------------------------------------ transactions */

static int begin(const struct composer *c)
{
	if (c->how->begin)
		buf_str(c->out, c->how->begin);
	return 0;
}

static int commit(const struct composer *c)
{
	buf_str(c->out, GAP(c->how, commit, "COMMIT"));
	return 0;
}

static int rollback(const struct composer *c)
{
	buf_str(c->out, GAP(c->how, rollback, "ROLLBACK"));
	return 0;
}

static int savepoint(const struct composer *c)
{
	compose(c, "%s%n", GAP(c->how, savepoint, "SAVEPOINT "), c->args->name);
	return 0;
}

static int release(const struct composer *c)
{
	const char *words = GAP(c->how, release, "RELEASE SAVEPOINT ");

	if (*words)
		compose(c, "%s%n", words, c->args->name);
	return 0;
}

static int rollback_to(const struct composer *c)
{
	if (c->args->part)
		return release(c);
	compose(c, "%s%n", GAP(c->how, rollback_to, "ROLLBACK TO SAVEPOINT "), c->args->name);
	return 1;
}

/* ------------------------------------------------------------------ the session */

/* A row, or none: the engine acts on it. A native lock is the dialect's to look
 * at. */
static int guard(const struct composer *c)
{
	if (c->args->owner && c->args->name)
		compose(c, "SELECT 1 FROM %t WHERE name = %l AND owner = %l AND expires > %s",
			"whimbrel_lock", c->args->name, c->args->owner, c->how->now);
	return 0;
}

/* Portable sessions have nothing that must be put back. */
static int nothing(const struct composer *c)
{
	(void)c;
	return 0;
}

/* ------------------------------------------------------------------ the table */

enum {
	NEEDS_NAME = 1,
	NEEDS_REVISION = 2,
	NEEDS_OWNER = 4,
	NEEDS_EVENT = 8,
	NEEDS_CLOCK = 16,
	NEEDS_PRESENT = 32
};

static const struct operation {
	int32_t what;
	unsigned needs;
	int (*compose)(const struct composer *c);
} operations[] = {
	{ WB_OWN_ENSURE, 0, ensure },
	{ WB_OWN_RAISE, 0, raise_format },
	{ WB_OWN_READ, 0, read_versions },
	{ WB_OWN_READ_DOWN, NEEDS_PRESENT, read_downs },
	{ WB_OWN_JOURNAL, 0, read_journal },
	{ WB_OWN_LOG_READ, 0, read_log },
	{ WB_OWN_RECORD, NEEDS_REVISION, record },
	{ WB_OWN_ERASE, NEEDS_REVISION, erase },
	{ WB_OWN_AMEND, NEEDS_REVISION, amend },
	{ WB_OWN_LOG, NEEDS_EVENT, append_log },
	{ WB_OWN_BEGIN, 0, begin },
	{ WB_OWN_COMMIT, 0, commit },
	{ WB_OWN_ROLLBACK, 0, rollback },
	{ WB_OWN_SAVEPOINT, NEEDS_NAME, savepoint },
	{ WB_OWN_RELEASE, NEEDS_NAME, release },
	{ WB_OWN_ROLLBACK_TO, NEEDS_NAME, rollback_to },
	{ WB_OWN_SETTLE, 0, nothing },
	{ WB_OWN_GUARD, 0, guard },
	{ WB_OWN_LEASE_READ, NEEDS_NAME, portable_lease_read },
	{ WB_OWN_LEASE_TAKE, NEEDS_NAME | NEEDS_OWNER | NEEDS_CLOCK, portable_lease_take },
	{ WB_OWN_LEASE_RENEW, NEEDS_NAME | NEEDS_OWNER | NEEDS_CLOCK, portable_lease_renew },
	{ WB_OWN_LEASE_DROP, NEEDS_NAME | NEEDS_OWNER, portable_lease_drop },
};

/* A member that a dialect of an older minor version does not have is as if it were NULL. */
static bool has_clock(const struct wb_portable *how)
{
	return GAP(how, after, NULL) && GAP(how, after_end, NULL);
}

static int check(const struct operation *op, const struct composer *c, struct wb_error *err)
{
	const struct wb_args *args = c->args;

	if (((op->needs & NEEDS_NAME) && !args->name) ||
	    ((op->needs & NEEDS_REVISION) && !args->revision) ||
	    ((op->needs & NEEDS_OWNER) && !args->owner) ||
	    ((op->needs & NEEDS_EVENT) && !args->event) ||
	    ((op->needs & NEEDS_PRESENT) && !args->present_count))
		return wb_error_set(err, WB_E_INTERNAL, "operation %d lacks an argument",
				    (int)op->what);
	if ((op->needs & NEEDS_CLOCK) && !has_clock(c->how))
		return wb_error_set(err, WB_E_UNSUPPORTED, "this dialect knows no leases");
	return 0;
}

int portable_compose(const struct wb_portable *how, int32_t what, const struct wb_args *args,
		     struct wb_text *out, struct wb_error *err)
{
	const struct composer c = { .how = how, .args = args, .out = sink_buf(out) };

	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		int status;

		if (operations[i].what != what)
			continue;
		status = check(&operations[i], &c, err);
		return status < 0 ? status : operations[i].compose(&c);
	}
	return portable_script(&c, what, err);
}
