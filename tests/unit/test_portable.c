/* SPDX-License-Identifier: MIT */
#include "compat.h"

#include <string.h>

#include "base/buf.h"
#include "dialect/host.h"
#include "dialect/portable.h"

static const struct wb_portable plain = {
	.size = sizeof(plain),
	.create_table = "CREATE TABLE IF NOT EXISTS",
	.limit = " LIMIT ",
	.id_column = "ID",
	.name_type = "NAME",
	.text_type = "TEXT",
	.integer_type = "INT",
	.time_type = "TIME",
	.now = "now()",
	.user = "whoami()",
	.table_suffix = " SUFFIX",
	.begin = "START",
	.after = "now() + ",
	.after_end = " ms",
	.script_head = "stop\n",
	.block_begin = "[",
	.block_end = "]",
};

/* As PostgreSQL's. */
static const struct wb_portable escaping = {
	.size = sizeof(escaping),
	.flags = WB_PORTABLE_E_STRING,
	.now = "now()",
};

/* As MariaDB's: backslashes and backticks, and the server knows how long it took. */
static const struct wb_portable other = {
	.size = sizeof(other),
	.flags = WB_PORTABLE_BACKSLASH | WB_PORTABLE_BACKTICK,
	.limit = " LIMIT ",
	.limit_end = " ROWS",
	.id_column = "ID",
	.name_type = "NAME",
	.text_type = "TEXT",
	.integer_type = "INT",
	.time_type = "TIME",
	.now = "now()",
	.user = "whoami()",
	.duration = "elapsed()",
	.table_suffix = "",
	.begin = "BEGIN",
};

/* As Oracle's: names in capitals, an empty text is null, no IF NOT EXISTS, the standard's limit, literals
 * that are not long. */
static const struct wb_portable ordinary = {
	.size = sizeof(ordinary),
	.flags = WB_PORTABLE_UPPER | WB_PORTABLE_EMPTY_IS_NULL | WB_PORTABLE_COUNTED,
	.id_column = "ID",
	.name_type = "NAME",
	.text_type = "CLOB",
	.integer_type = "INT",
	.time_type = "TIME",
	.now = "now()",
	.user = "USER",
	.table_suffix = "",
	.after = "now() + ",
	.after_end = " ms",
	.literal_max = 8,
	.nullable = " NULL",
	.add_column = "ADD COLUMN ",
	.time_text = "text(",
	.time_text_end = ")",
	.savepoint = "SAVE ",
	.release = "",
	.name_quotes = "[]",
};

#define COLUMNS_OF(at, session)                                                                 \
	"id, run_id, " at ", revision, direction, event, statement, statements, hash, " session \
	", probe, detail, format"
#define COLUMNS COLUMNS_OF("\"at\"", "\"session\"")

#define STOP(ids, when)                                                                      \
	"SELECT 'whimbrel: a revision of this script is there already', 'whimbrel', now(), " \
	"whoami(), 0, 'offline' FROM (SELECT COUNT(*) AS n FROM whimbrel_version WHERE "     \
	"revision IN (" ids ")) counted WHERE " when

static const struct {
	const struct wb_portable *how;
	int32_t what;
	struct wb_args args;
	const char *parts[4];
} cases[] = {
	{ &plain,
	  WB_OWN_ENSURE,
	  { .home = "my\"schema" },
	  { "CREATE TABLE IF NOT EXISTS \"my\"\"schema\".whimbrel_log (\n\tid ID,\n\trun_id NAME "
	    "NOT NULL,\n"
	    "\t\"at\" TIME NOT NULL,\n\trevision NAME,\n\tdirection NAME,\n\tevent NAME NOT "
	    "NULL,\n\tstatement INT,\n"
	    "\tstatements INT,\n\thash TEXT,\n\t\"session\" TEXT,\n\tprobe TEXT,\n\tdetail TEXT,\n"
	    "\tformat INT DEFAULT 2 NOT NULL\n) SUFFIX",
	    "CREATE TABLE IF NOT EXISTS \"my\"\"schema\".whimbrel_version (\n\trevision NAME NOT "
	    "NULL PRIMARY KEY,\n"
	    "\ttitle TEXT NOT NULL,\n\tchecksum TEXT,\n\tapplied_at TIME NOT NULL,\n\tapplied_by "
	    "TEXT NOT NULL,\n"
	    "\tduration_ms INT NOT NULL,\n\trun_id NAME NOT NULL,\n\tformat INT DEFAULT 2 NOT "
	    "NULL,\n\tparents TEXT,\n\tdepends TEXT,\n\tdown TEXT\n) SUFFIX" } },
	/* a script that needs rows of tables makes none where it can't say "where there is none" */
	{ &ordinary, WB_OWN_ENSURE, { .present_count = 1 }, { "" } },
	{ &plain, WB_OWN_SCRIPT_HEAD, { 0 }, { "stop\n" } },
	{ &plain, WB_OWN_SCRIPT_GUARD, { 0 }, { "" } },
	{ &plain,
	  WB_OWN_SCRIPT_GUARD,
	  { .absent = (const char *const[]){ "a'" }, .absent_count = 1 },
	  { "-- whimbrel: a revision of this script is there already\n"
	    "INSERT INTO whimbrel_version (revision, title, applied_at, applied_by, duration_ms, "
	    "run_id) " STOP("'a'''", "n > 0") " UNION ALL " STOP("'a'''", "n > 0") ";\n" } },
	{ &plain,
	  WB_OWN_SCRIPT_STATEMENT,
	  { .text = "DO x -- y", .text_len = 9 },
	  { "DO x -- y\n;\n" } },
	{ &plain, WB_OWN_SCRIPT_STATEMENT, { .text = "DO ';'", .text_len = 6 }, { "[DO ';']" } },
	{ &plain,
	  WB_OWN_RAISE,
	  { .home = "h" },
	  { "ALTER TABLE \"h\".whimbrel_version ADD parents TEXT",
	    "ALTER TABLE \"h\".whimbrel_version ADD depends TEXT",
	    "ALTER TABLE \"h\".whimbrel_version ADD down TEXT" } },
	{ &plain,
	  WB_OWN_READ,
	  { .format = 1 },
	  { "SELECT revision, title, checksum, applied_at, applied_by, duration_ms, run_id, format "
	    "FROM whimbrel_version ORDER BY revision" } },
	{ &plain,
	  WB_OWN_READ_DOWN,
	  { .present = (const char *const[]){ "a", "b'" }, .present_count = 2 },
	  { "SELECT revision, down FROM whimbrel_version WHERE revision IN ('a', 'b''')" } },
	{ &escaping,
	  WB_OWN_AMEND,
	  { .revision = "r", .title = "it's", .checksum = "c", .parents = "p", .depends = "" },
	  { "UPDATE whimbrel_version SET checksum = 'c', title = 'it''s', format = 2, parents = "
	    "'p', "
	    "depends = '', down = NULL WHERE revision = 'r'" } },
	{ &escaping,
	  WB_OWN_AMEND,
	  { .revision = "r", .checksum = "c", .parents = "*", .depends = "a,b", .down = "'\\n'" },
	  { "UPDATE whimbrel_version SET checksum = 'c', title = '', format = 2, parents = '*', "
	    "depends = 'a,b', down = E'''\\\\n''' WHERE revision = 'r'" } },
	{ &plain,
	  WB_OWN_READ,
	  { .home = "" },
	  { "SELECT revision, title, checksum, applied_at, applied_by, duration_ms, run_id, "
	    "format, "
	    "parents, depends FROM whimbrel_version ORDER BY revision" } },
	{ &other,
	  WB_OWN_JOURNAL,
	  { .home = "d`b" },
	  { "SELECT " COLUMNS_OF("`at`",
				 "`session`") " FROM `d``b`.whimbrel_log WHERE id > "
					      "COALESCE((SELECT id FROM `d``b`.whimbrel_log "
					      "WHERE event IN ('applied', 'reverted', 'stamped') "
					      "ORDER BY id DESC LIMIT 1 ROWS), 0) ORDER "
					      "BY id" } },
	{ &plain,
	  WB_OWN_LOG_READ,
	  { .limit = 0 },
	  { "SELECT " COLUMNS " FROM whimbrel_log ORDER BY id" } },
	{ &plain,
	  WB_OWN_LOG_READ,
	  { .limit = 20 },
	  { "SELECT " COLUMNS " FROM (SELECT " COLUMNS
	    " FROM whimbrel_log ORDER BY id DESC LIMIT 20) newest "
	    "ORDER BY id" } },
	{ &plain,
	  WB_OWN_RECORD,
	  { .revision = "r'1",
	    .title = "a\\b",
	    .checksum = "1:00",
	    .run_id = "run",
	    .duration_ms = -1 },
	  { "INSERT INTO whimbrel_version (revision, title, checksum, applied_at, applied_by, "
	    "duration_ms, run_id, format, parents, depends, down) "
	    "VALUES ('r''1', 'a\\b', '1:00', now(), whoami(), 0, 'run', 2, NULL, NULL, NULL)" } },
	{ &other,
	  WB_OWN_RECORD,
	  { .revision = "r1",
	    .title = "a\\'b",
	    .run_id = "run",
	    .applied_by = "jo@host",
	    .duration_ms = -1 },
	  { "INSERT INTO whimbrel_version (revision, title, checksum, applied_at, applied_by, "
	    "duration_ms, run_id, format, parents, depends, down) "
	    "VALUES ('r1', 'a\\\\''b', NULL, now(), 'jo@host', elapsed(), 'run', 2, NULL, NULL, "
	    "NULL)" } },
	{ &other,
	  WB_OWN_RECORD,
	  { .revision = "r1", .duration_ms = 1234567890123 },
	  { "INSERT INTO whimbrel_version (revision, title, checksum, applied_at, applied_by, "
	    "duration_ms, run_id, format, parents, depends, down) "
	    "VALUES ('r1', '', NULL, now(), whoami(), 1234567890123, '', 2, NULL, NULL, NULL)" } },
	{ &plain,
	  WB_OWN_ERASE,
	  { .revision = "r" },
	  { "DELETE FROM whimbrel_version WHERE revision = 'r'" } },
	{ &plain,
	  WB_OWN_AMEND,
	  { .revision = "r", .title = "t", .checksum = "c" },
	  { "UPDATE whimbrel_version SET checksum = 'c', title = 't', format = 2, parents = NULL, "
	    "depends = NULL, down = NULL WHERE revision = 'r'" } },
	{ &plain,
	  WB_OWN_LOG,
	  { .run_id = "run", .event = "started" },
	  { "INSERT INTO whimbrel_log (run_id, \"at\", revision, direction, event, statement, "
	    "statements, hash, \"session\", "
	    "probe, detail) VALUES ('run', now(), NULL, NULL, 'started', NULL, NULL, NULL, NULL, "
	    "NULL, NULL)" } },
	{ &plain,
	  WB_OWN_LOG,
	  { .run_id = "run",
	    .event = "intent",
	    .revision = "r",
	    .direction = "up",
	    .statement = 2,
	    .statements = 5,
	    .hash = "h",
	    .session = "s",
	    .probe_sql = "SELECT 1",
	    .detail = "50% done" },
	  { "INSERT INTO whimbrel_log (run_id, \"at\", revision, direction, event, statement, "
	    "statements, hash, \"session\", "
	    "probe, detail) VALUES ('run', now(), 'r', 'up', 'intent', 2, 5, 'h', 's', (SELECT 1), "
	    "'50% done')" } },
	{ &ordinary,
	  WB_OWN_LOG,
	  { .run_id = "", .event = "started", .detail = "far too long" },
	  { "INSERT INTO whimbrel_log (id, run_id, [AT], revision, direction, event, statement, "
	    "statements, hash, [SESSION], probe, detail) SELECT COALESCE(MAX(id), 0) + 1, ' ', "
	    "now(), NULL, NULL, 'started', NULL, NULL, NULL, NULL, NULL, NULL FROM "
	    "whimbrel_log" } },
	{ &ordinary,
	  WB_OWN_LOG_READ,
	  { .limit = 20 },
	  { "SELECT " COLUMNS_OF("text([AT])", "[SESSION]") " FROM whimbrel_log ORDER BY id" } },
	{ &ordinary,
	  WB_OWN_JOURNAL,
	  { .limit = 0 },
	  { "SELECT " COLUMNS_OF("text([AT])",
				 "[SESSION]") " FROM whimbrel_log WHERE id > "
					      "COALESCE((SELECT MAX(id) FROM whimbrel_log WHERE "
					      "event IN ('applied', 'reverted', "
					      "'stamped')), 0) ORDER BY id" } },
	{ &ordinary,
	  WB_OWN_RAISE,
	  { .home = "h]" },
	  { "ALTER TABLE [h]]].whimbrel_version ADD COLUMN parents CLOB NULL",
	    "ALTER TABLE [h]]].whimbrel_version ADD COLUMN depends CLOB NULL",
	    "ALTER TABLE [h]]].whimbrel_version ADD COLUMN down CLOB NULL" } },
	{ &ordinary, WB_OWN_SAVEPOINT, { .name = "s" }, { "SAVE [s]" } },
	{ &ordinary, WB_OWN_RELEASE, { .name = "s" }, { "" } },
	{ &ordinary,
	  WB_OWN_LEASE_TAKE,
	  { .name = "k", .owner = "me", .ttl_ms = 5 },
	  { "CREATE TABLE whimbrel_lock (\n\tname NAME NOT NULL PRIMARY KEY,\n"
	    "\towner VARCHAR(255) NOT NULL,\n\tsince TIME NOT NULL,\n\texpires TIME NOT NULL\n)",
	    "INSERT INTO whimbrel_lock (name, owner, since, expires) SELECT 'k', ' ', now(), now() "
	    "FROM (SELECT COUNT(*) AS n FROM whimbrel_lock WHERE name = 'k') counted WHERE n = 0",
	    "UPDATE whimbrel_lock SET owner = 'me', since = now(), expires = now() + 5 ms "
	    "WHERE name = 'k' AND expires <= now()" } },
	{ &ordinary, WB_OWN_BEGIN, { .name = NULL }, { "" } },
	{ &plain, WB_OWN_SETTLE, { .name = NULL }, { "" } },
	{ &plain, WB_OWN_GUARD, { .name = "k" }, { "" } },
	{ &plain,
	  WB_OWN_GUARD,
	  { .name = "k", .owner = "me" },
	  { "SELECT 1 FROM whimbrel_lock WHERE name = 'k' AND owner = 'me' AND expires > "
	    "now()" } },
	{ &plain, WB_OWN_BEGIN, { .name = NULL }, { "START" } },
	{ &plain, WB_OWN_COMMIT, { .name = NULL }, { "COMMIT" } },
	{ &plain, WB_OWN_ROLLBACK, { .name = NULL }, { "ROLLBACK" } },
	{ &plain, WB_OWN_SAVEPOINT, { .name = "s\"1" }, { "SAVEPOINT \"s\"\"1\"" } },
	{ &other, WB_OWN_RELEASE, { .name = "s" }, { "RELEASE SAVEPOINT `s`" } },
	{ &plain,
	  WB_OWN_ROLLBACK_TO,
	  { .name = "s" },
	  { "ROLLBACK TO SAVEPOINT \"s\"", "RELEASE SAVEPOINT \"s\"" } },
	{ &plain,
	  WB_OWN_LEASE_READ,
	  { .name = "k" },
	  { "SELECT owner, since, expires, CASE WHEN expires <= now() THEN 1 ELSE 0 END FROM "
	    "whimbrel_lock "
	    "WHERE name = 'k'" } },
	{ &plain,
	  WB_OWN_LEASE_TAKE,
	  { .name = "k", .owner = "me", .ttl_ms = 30000 },
	  { "CREATE TABLE IF NOT EXISTS whimbrel_lock (\n\tname NAME NOT NULL PRIMARY "
	    "KEY,\n\towner VARCHAR(255) NOT NULL,\n"
	    "\tsince TIME NOT NULL,\n\texpires TIME NOT NULL\n) SUFFIX",
	    "INSERT INTO whimbrel_lock (name, owner, since, expires) SELECT 'k', '', now(), now() "
	    "FROM (SELECT COUNT(*) AS n FROM whimbrel_lock WHERE name = 'k') counted WHERE n = 0",
	    "UPDATE whimbrel_lock SET owner = 'me', since = now(), expires = now() + 30000 ms "
	    "WHERE name = 'k' AND expires <= now()" } },
	{ &plain,
	  WB_OWN_LEASE_RENEW,
	  { .name = "k", .owner = "me", .ttl_ms = 5 },
	  { "UPDATE whimbrel_lock SET expires = now() + 5 ms WHERE name = 'k' AND owner = 'me' AND "
	    "expires > now()" } },
	{ &plain,
	  WB_OWN_LEASE_DROP,
	  { .name = "k", .owner = "me" },
	  { "DELETE FROM whimbrel_lock WHERE name = 'k' AND owner = 'me'" } },
};

static void test_operation_composes_each_part(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wb_args args = cases[i].args;
		int more = 1;

		for (args.part = 0; more; args.part++) {
			struct wb_error err = WB_ERROR_INIT;
			struct buf out = { 0 };

			assert_non_null(cases[i].parts[args.part]);
			more = portable_compose(cases[i].how, cases[i].what, &args, text_sink(&out),
						&err);
			assert_string_equal(buf_text(&out), cases[i].parts[args.part]);
			assert_int_equal(more, cases[i].parts[args.part + 1] ? 1 : 0);
			buf_release(&out);
		}
	}
}

static void test_operation_without_portable_form_is_refused(void **state)
{
	/* a dialect that was built before leases had fillers says so by its size */
	struct wb_portable old = plain;
	const struct {
		const struct wb_portable *how;
		int32_t what;
		struct wb_args args;
		int status;
		const char *message;
	} refused[] = {
		{ &plain,
		  WB_OWN_SCRIPT_RAISE,
		  { .name = "" },
		  WB_E_UNSUPPORTED,
		  "operation 36 has no portable form" },
		{ &old,
		  WB_OWN_SCRIPT_HEAD,
		  { .name = "" },
		  WB_E_UNSUPPORTED,
		  "this dialect writes no scripts" },
		{ &plain,
		  WB_OWN_SAVEPOINT,
		  { .name = NULL },
		  WB_E_INTERNAL,
		  "operation 13 lacks an argument" },
		{ &plain,
		  WB_OWN_RECORD,
		  { .title = "t" },
		  WB_E_INTERNAL,
		  "operation 5 lacks an argument" },
		{ &plain,
		  WB_OWN_LOG,
		  { .run_id = "r" },
		  WB_E_INTERNAL,
		  "operation 8 lacks an argument" },
		{ &plain,
		  WB_OWN_LEASE_DROP,
		  { .name = "k" },
		  WB_E_INTERNAL,
		  "operation 23 lacks an argument" },
		{ &other,
		  WB_OWN_LEASE_TAKE,
		  { .name = "k", .owner = "me" },
		  WB_E_UNSUPPORTED,
		  "this dialect knows no leases" },
		{ &old,
		  WB_OWN_LEASE_RENEW,
		  { .name = "k", .owner = "me" },
		  WB_E_UNSUPPORTED,
		  "this dialect knows no leases" },
	};

	(void)state;
	old.size = (uint32_t)offsetof(struct wb_portable, after);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct wb_error err = WB_ERROR_INIT;
		struct buf out = { 0 };

		assert_int_equal(portable_compose(refused[i].how, refused[i].what, &refused[i].args,
						  text_sink(&out), &err),
				 refused[i].status);
		assert_string_equal(err.message, refused[i].message);
		assert_int_equal(out.len, 0);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_operation_composes_each_part),
		cmocka_unit_test(test_operation_without_portable_form_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
