/* SPDX-License-Identifier: MIT */
/* Offline scripts, for psql. */
#include <stdio.h>
#include <string.h>

#include <whimbrel/kit/script.h>

#include "postgresql.h"

/* A tag that no user's text has. */
#define BODY "$whimbrel_script$"

/* The schema of our tables as `describe` finds it, and the lock's number with it. */
static void add_home(const struct wb_args *args, struct wb_text *out)
{
	if (args->home && *args->home) {
		kit_write(out, "%L", args->home);
		return;
	}
	kit_add(out, "coalesce((SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = "
		     "c.relnamespace "
		     "WHERE c.relname = 'whimbrel_version' AND n.nspname = ANY "
		     "(current_schemas(false)) LIMIT 1), current_schema())");
}

static void add_lock_number(const struct wb_args *args, struct wb_text *out)
{
	kit_add(out, "('x' || encode(substr(sha256(convert_to(current_database() || '/' || ");
	add_home(args, out);
	kit_add(out, " || '/whimbrel_version', 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint");
}

static void add_head(const struct wb_args *args, struct wb_text *out)
{
	kit_add(out, "\\set ON_ERROR_STOP on\n\\set QUIET on\n\\encoding UTF8\n");
	if (!args->home || !*args->home)
		return;
	/* CREATE SCHEMA IF NOT EXISTS wants the right to make one also where it is there */
	kit_write(out,
		  "DO " BODY " BEGIN IF to_regnamespace(quote_ident(%L)) IS NULL THEN CREATE "
		  "SCHEMA %N; END IF; END " BODY ";\n",
		  args->home, args->home);
}

/* The table of leases as an expression of a text. */
static void add_table_text(const struct wb_args *args, struct wb_text *out)
{
	if (args->home && *args->home) {
		kit_write(out, "quote_ident(%L) || '.' || ", args->home);
	}
	kit_add(out, "'whimbrel_lock'");
}

/* Waiting in one statement would hold a snapshot, and dead-lock with CREATE INDEX CONCURRENTLY. */
static void add_lock(const struct wb_args *args, struct wb_text *out)
{
	static const char held[] =
		" THEN\n  RAISE EXCEPTION 'whimbrel: another run holds the lock; run this script "
		"again when it has ended';\nEND IF; ";

	kit_add(out, "DO " BODY " DECLARE leased boolean; BEGIN IF NOT pg_try_advisory_lock(");
	add_lock_number(args, out);
	kit_write(out, ")%s", held);
	/* behind a proxy, runs hold a lease instead */
	kit_add(out, "IF to_regclass(");
	add_table_text(args, out);
	kit_add(out, ") IS NOT NULL THEN\n  EXECUTE 'SELECT count(*) > 0 FROM ' || ");
	add_table_text(args, out);
	kit_write(out,
		  " || ' WHERE expires > (clock_timestamp() AT TIME ZONE ''UTC'')' INTO leased;"
		  "\nEND IF;\nIF leased%sEND " BODY ";\n",
		  held);
}

/* By the key that it was taken with: a script may have made the schema that comes first. */
static void add_unlock(struct wb_text *out)
{
	kit_add(out, "DO " BODY " BEGIN PERFORM pg_advisory_unlock(classid::bigint << 32 | "
		     "objid::bigint) FROM pg_locks\n"
		     "  WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND objsubid = 1; "
		     "END " BODY ";\n");
}

void pg_raise_format(const struct wb_args *args, struct wb_text *out)
{
	kit_write(out,
		  "ALTER TABLE %T ADD COLUMN parents TEXT, ADD COLUMN depends TEXT, ADD COLUMN "
		  "down TEXT",
		  args->home, "whimbrel_version");
}

/* ALTER TABLE wants the table's owner also where there is nothing to do. */
static void add_raise(const struct wb_args *args, struct wb_text *out)
{
	kit_add(out,
		"DO " BODY " BEGIN IF NOT EXISTS (SELECT FROM pg_attribute a JOIN pg_class c ON "
		"c.oid = a.attrelid\n"
		"  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = "
		"'whimbrel_version' AND a.attname = 'down'\n"
		"  AND NOT a.attisdropped AND n.nspname = ");
	add_home(args, out);
	kit_add(out, ") THEN\n  ");
	pg_raise_format(args, out);
	kit_add(out, ";\nEND IF; END " BODY ";\n");
}

static void add_guard(const struct wb_args *args, struct wb_text *out)
{
	kit_add(out, "DO " BODY " BEGIN\nIF ");
	kit_script_counts(out, args, args->home, " <> ", " OR\n   ");
	kit_add(out,
		" THEN\n  RAISE EXCEPTION '" KIT_SCRIPT_ELSEWHERE "';\nEND IF; END " BODY ";\n");
}

/* PL/pgSQL makes 'true' of what a client sees as 't'. */
static void add_condition(const struct wb_args *args, struct wb_text *out)
{
	switch (args->expect) {
	case WB_EXPECT_NULL:
		kit_add(out, "n = 0 OR v IS NOT NULL");
		break;
	case WB_EXPECT_ROWS:
		kit_add(out, "n = 0");
		break;
	case WB_EXPECT_NO_ROWS:
		kit_add(out, "n <> 0");
		break;
	default:
		kit_write(out,
			  "v IS DISTINCT FROM %L AND (v NOT IN ('true', 'false') OR left(v, 1) <> "
			  "%L) IS NOT FALSE",
			  args->detail, args->detail);
	}
}

static void add_expect(const struct wb_args *args, struct wb_text *out)
{
	kit_write(out,
		  "DO " BODY " DECLARE v text; n bigint; BEGIN\nEXECUTE %M INTO v;\nGET "
		  "DIAGNOSTICS n = ROW_COUNT;\nIF ",
		  args->text, args->text_len);
	add_condition(args, out);
	kit_write(out, " THEN\n  RAISE EXCEPTION '%%', %L;\nEND IF; END " BODY ";\n", args->name);
}

int pg_script(int32_t what, const struct wb_args *args, struct wb_text *out, struct wb_error *err)
{
	switch (what) {
	case WB_OWN_SCRIPT_HEAD:
		add_head(args, out);
		return 0;
	case WB_OWN_SCRIPT_GUARD:
		add_guard(args, out);
		return 0;
	case WB_OWN_SCRIPT_STATEMENT:
		kit_script_statement(out, args);
		return 0;
	case WB_OWN_SCRIPT_RAISE:
		add_raise(args, out);
		return 0;
	case WB_OWN_SCRIPT_LOCK:
		add_lock(args, out);
		return 0;
	case WB_OWN_SCRIPT_UNLOCK:
		add_unlock(out);
		return 0;
	case WB_OWN_SCRIPT_EXPECT:
		add_expect(args, out);
		return 0;
	default:
		return pg_host->fail(err, WB_E_UNSUPPORTED, "operation %d", (int)what);
	}
}
