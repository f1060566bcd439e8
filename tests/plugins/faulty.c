/* SPDX-License-Identifier: MIT */
/* A dialect with one fault: another one's table (the shared object that WHIMBREL_FAULTY_OVER names, SQLite's), with what
 * WHIMBREL_FAULT names done wrong. `plugins check` must find each; tests/functional/plugins_faults.sh lists by which case. */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <whimbrel/dialect.h>

static struct wb_dialect table, real;
static struct wb_host services;
static const struct wb_host *host;
static const char *fault = "";

static int is(const char *name)
{
	return strcmp(fault, name) == 0;
}

static int begins(const char *name)
{
	return strncmp(fault, name, strlen(name)) == 0;
}

static void nap(long ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&pause, NULL);
}

/* ------------------------------------------------------------------ rows on their way */

#include "faulty_rows.h"

/* ------------------------------------------------------------------ connections */

static int fail(struct wb_error *err, int status, const char *message)
{
	return host->fail(err, status, "%s", message);
}

static int connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	struct wb_params p = *params;
	int rc;

	if (is("run_no_timeout"))
		p.statement_timeout_ms = 0;
	if (is("busy_ignored"))
		p.statement_lock_timeout_ms = 0;
	if (is("watcher_hangs") && (p.flags & WB_CONNECT_WATCHER))
		nap(3600000);
	if (is("watcher_crashes") && (p.flags & WB_CONNECT_WATCHER))
		abort();
	if (is("connect_nothing"))
		return 0;
	if (is("connect_handles_signals"))
		signal(SIGTERM, SIG_IGN);
	rc = real.connect(&p, out, err);
	if (rc < 0 && is("connect_wrong_status")) {
		err->status = WB_E_SQL;
		return WB_E_SQL;
	}
	if (rc < 0 && is("connect_silent")) {
		memset(err->message, 0, sizeof(err->message));
		memset(err->detail, 0, sizeof(err->detail));
		err->status = 0;
	}
	return rc;
}

static void disconnect(void *conn)
{
	if (is("close_hangs") && conn)
		nap(3600000);
	if (is("close_null_crashes") && !conn)
		abort();
	if (!is("close_leaks"))
		real.close(conn);
}

static int describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	static int calls;
	int rc = real.describe(conn, out, err);

	calls++;
	if (is("describe_hangs"))
		nap(3600000);
	if (is("describe_no_product"))
		out->product[0] = '\0';
	if (is("describe_no_version"))
		out->version[0] = '\0';
	if (is("describe_no_database"))
		out->database[0] = '\0';
	if (is("describe_absent"))
		out->tables = WB_TABLES_ABSENT;
	if (is("describe_present"))
		out->tables = WB_TABLES_PRESENT;
	if (is("describe_more"))
		out->features |= WB_F_SERVER_CLOCK;
	if (is("describe_bytes"))
		memcpy(out->user, "\xff\xfe", 3);
	if (is("describe_changes"))
		snprintf(out->database, sizeof(out->database), "%d", calls);
	if (begins("two_locks_"))
		out->features |= WB_F_LEASE;
	if (is("model_autocommits"))
		out->features &= ~(WB_F_TRANSACTIONAL_DDL | WB_F_SHARED_COMMIT);
	return rc;
}

/* ------------------------------------------------------------------ texts */

static int quote(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		 struct wb_error *err)
{
	const char mark = literal ? '\'' : '"';

	if (!begins("quote_"))
		return real.quote(conn, literal, text, len, out, err);
	if (!is("quote_bare"))
		host->append(out, &mark, 1);
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == mark && !is(literal ? "quote_literal_single" : "quote_name_single"))
			host->append(out, &c, 1);
		if (c == '\\' && is("quote_backslash_doubled"))
			host->append(out, &c, 1);
		if (is("quote_one_line") && c == '\n')
			c = ' ';
		if (is("quote_ascii") && (unsigned char)c > 127)
			c = '?';
		if (is("quote_lower") && c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		host->append(out, &c, 1);
	}
	if (!is("quote_bare"))
		host->append(out, &mark, 1);
	return 0;
}

static int split(struct wb_lex *state, const char *text, size_t len, int32_t last,
		 struct wb_piece *out, struct wb_error *err)
{
	int rc = real.split(state, text, len, last, out, err);

	if (is("split_stands_still") && rc == 1)
		out->next = 0;
	if (is("split_cuts") && rc == 1)
		out->end--;
	if (is("split_whole") && rc == 1 && last)
		out->end = out->next = len;
	if (is("split_whole") && rc == 1 && !last)
		return 0;
	if (is("split_by_semicolon")) {
		const char *end = memchr(text, ';', len);

		if (!end && !last)
			return 0;
		if (strspn(text, " \t\r\n;") >= len)
			return 0;
		memset(out, 0, sizeof(*out));
		out->size = sizeof(*out);
		out->token = strspn(text, " \t\r\n;");
		end = memchr(text + out->token, ';', len - out->token);
		out->end = end ? (size_t)(end - text) : len;
		out->next = end ? out->end + 1 : len;
		return 1;
	}
	if (rc == 1 && is("split_torn_untold"))
		out->flags &= ~WB_PIECE_TORN;
	if (rc == 1 && is("split_no_facts"))
		out->flags &= ~(WB_PIECE_TX_BEGIN | WB_PIECE_TX_END);
	if (rc == 1 && is("split_no_savepoint"))
		out->flags &= ~WB_PIECE_SAVEPOINT;
	if (rc == 1 && is("split_back_ends") && out->flags & WB_PIECE_SAVEPOINT &&
	    strncasecmp(text + out->token, "ROLLBACK", 8) == 0)
		out->flags |= WB_PIECE_TX_END;
	if (rc == 1 && is("split_all_end"))
		out->flags |= WB_PIECE_TX_END;
	if (rc == 1 && is("split_ignores"))
		out->flags |= WB_PIECE_IGNORE;
	if (rc == 1 && is("split_keeps_comments"))
		out->token = out->begin;
	if (is("split_last_lost") && rc == 1 && last && out->next == len && text[len - 1] != ';')
		return 0;
	if (is("split_outside") && rc == 1)
		out->next = len + 7;
	if (is("split_slow") && last)
		nap(1);
	return rc;
}

/* SQLite has none: of a dialect that has a lock, and claims to know leases beside it. */
static const struct wb_portable leases = {
	.size = sizeof(leases),
	.name_type = "VARCHAR(64)",
	.time_type = "TEXT",
	.now = "strftime('%Y-%m-%d %H:%M:%f', 'now')",
	.table_suffix = "",
	.after = "strftime('%Y-%m-%d %H:%M:%f', 'now', '+' || (",
	.after_end = " / 1000.0) || ' seconds')",
	.create_table = "CREATE TABLE IF NOT EXISTS",
};

static int compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		   struct wb_error *err)
{
	struct wb_args a = *args;

	if (begins("two_locks_") && what >= WB_OWN_LEASE_READ && what <= WB_OWN_LEASE_DROP)
		return host->portable(&leases, what, args, out, err);
	if (is("script_no_end") && what == WB_OWN_SCRIPT_STATEMENT) {
		host->append(out, a.text, a.text_len);
		return 0;
	}
	if (is("script_swallowed") && what == WB_OWN_SCRIPT_STATEMENT) {
		host->append(out, a.text, a.text_len);
		host->append(out, ";\n", 2);
		return 0;
	}
	if (is("script_no_guard") && what == WB_OWN_SCRIPT_GUARD)
		return 0;
	if (is("compose_endless"))
		return host->append(out, "SELECT 1", 8), 1;
	if (is("compose_empty_guard") && what == WB_OWN_GUARD)
		return fail(err, WB_E_LOCK_LOST, "lost");
	if (is("guard_always") && what == WB_OWN_GUARD)
		return host->append(out, "SELECT 1", 8), 0;
	if (is("raise_unknown") && what == WB_OWN_RAISE)
		return fail(err, WB_E_SQL, "what is that?");
	if (is("parents_lost"))
		a.parents = a.depends = NULL;
	if (is("by_server") && what == WB_OWN_RECORD)
		a.applied_by = NULL;
	if (is("duration_lost") && what == WB_OWN_RECORD)
		a.duration_ms = 7;
	if (is("amend_parents_lost") && what == WB_OWN_AMEND)
		a.parents = NULL;
	if (is("direction_up"))
		a.direction = "up";
	if (is("run_lost"))
		a.run_id = "";
	if (is("title_lost"))
		a.title = NULL;
	if (is("log_statement_lost"))
		a.statement = 0;
	if (is("log_session_lost"))
		a.session = NULL;
	if (is("log_detail_lost"))
		a.detail = NULL;
	if (is("log_probe_lost"))
		a.probe_sql = NULL;
	if (is("log_limit_ignored_first") && what == WB_OWN_LOG_READ && a.limit) {
		host->append(out,
			     "SELECT id, run_id, at, revision, direction, event, statement, "
			     "statements, hash, session, probe, detail, format FROM "
			     "main.whimbrel_log ORDER BY id LIMIT 1",
			     sizeof("SELECT id, run_id, at, revision, direction, event, statement, "
				    "statements, hash, session, probe, detail, format FROM "
				    "main.whimbrel_log ORDER BY id LIMIT 1") -
				     1);
		return 0;
	}
	if (is("erase_all") && what == WB_OWN_ERASE) {
		host->append(out, "DELETE FROM main.whimbrel_version", 33);
		return 0;
	}
	if (is("journal_all") && what == WB_OWN_JOURNAL) {
		a.limit = 0;
		return real.compose(conn, WB_OWN_LOG_READ, &a, out, err);
	}
	return real.compose(conn, what, &a, out, err);
}

/* ------------------------------------------------------------------ statements */

static int skipped(const struct wb_op *op)
{
	static const struct {
		const char *name;
		int32_t what;
	} skips[] = {
		{ "record_noop", WB_OWN_RECORD },     { "erase_noop", WB_OWN_ERASE },
		{ "amend_noop", WB_OWN_AMEND },       { "log_noop", WB_OWN_LOG },
		{ "begin_noop", WB_OWN_BEGIN },       { "commit_noop", WB_OWN_COMMIT },
		{ "rollback_noop", WB_OWN_ROLLBACK }, { "savepoint_noop", WB_OWN_SAVEPOINT },
		{ "back_noop", WB_OWN_ROLLBACK_TO },  { "ensure_noop", WB_OWN_ENSURE },
		{ "read_noop", WB_OWN_READ },
	};

	for (size_t i = 0; i < sizeof(skips) / sizeof(skips[0]); i++)
		if (op->kind == WB_OP_OWN && op->what == skips[i].what && is(skips[i].name))
			return 1;
	return op->kind == WB_OP_USER && is("user_noop");
}

static int change_failure(int rc, struct wb_error *err)
{
	if (rc < 0 && is("errors_are_success"))
		return 0;
	if (rc < 0 && is("errors_are_sql")) {
		err->status = WB_E_SQL;
		return WB_E_SQL;
	}
	if (rc == WB_E_CANCELLED && is("cancel_untold"))
		return err->status = WB_E_SQL;
	if (rc == WB_E_BUSY && is("busy_untold"))
		return err->status = WB_E_SQL;
	if (rc == WB_E_NO_TABLES && is("no_tables_untold"))
		return err->status = WB_E_SQL;
	if (rc == WB_E_EXISTS && is("exists_untold"))
		return err->status = WB_E_SQL;
	if (rc < 0 && is("message_bytes"))
		memcpy(err->message, "\xff\xfe", 3);
	if (rc < 0 && is("errors_are_lost")) {
		err->status = WB_E_LOST;
		return WB_E_LOST;
	}
	if (rc < 0 && is("no_message"))
		err->message[0] = '\0';
	if (rc < 0 && is("no_code")) {
		err->native_code = 0;
		err->sqlstate[0] = '\0';
	}
	return rc;
}

#include "faulty_more.h"

static int execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	static int cancelled;
	struct wb_op o = *op;
	int rc;

	if (skipped(op) || (is("commit_word_ignored") && op->facts & WB_PIECE_TX_END))
		return 0;
	if (op->kind == WB_OP_OWN && op->what == WB_OWN_GUARD && is("guard_always")) {
		if (rows)
			host->row(rows, &(struct wb_value){ "1", 1 }, 1);
		return 0;
	}
	if (op->kind == WB_OP_OWN && op->what == WB_OWN_SETTLE && is("settle_fails"))
		return fail(err, WB_E_SQL, "no");
	if (op->kind == WB_OP_OWN && op->what == WB_OWN_ROLLBACK &&
	    is("rollback_of_nothing_fails") &&
	    real.execute(conn,
			 &(struct wb_op){ .size = sizeof(o),
					  .kind = WB_OP_USER,
					  .text = "BEGIN",
					  .len = 5,
					  .full_len = 5 },
			 NULL, err) == 0) {
		real.execute(conn, op, rows, err);
		return fail(err, WB_E_SQL, "no transaction");
	}
	if (op->kind == WB_OP_USER && is("keep_unknown") &&
	    memmem(op->text, op->len, " AS SELECT n", 12))
		return fail(err, WB_E_SQL, "no such statement");
	/* roles that all databases have */
	if (is("scratch_leads_out") && memmem(op->text, op->len, "CREATE ROLE", 11))
		return mkdir("role", 0700) ? fail(err, WB_E_EXISTS, "there") : 0;
	if (is("scratch_leads_out") && memmem(op->text, op->len, "DROP ROLE", 9))
		return rmdir("role");
	if (is("tables_stay") && memmem(op->text, op->len, "DROP TABLE \"main\".whimbrel", 26))
		return fail(err, WB_E_SQL, "no right to drop");
	misbehave(conn, op);
	if (cancelled && is("cancel_sticks"))
		return fail(err, WB_E_CANCELLED, "cancelled");
	if (op->kind != WB_OP_OWN && is("length_ignored"))
		o.len = o.full_len = strlen(op->text);
	if (op->kind == WB_OP_USER && is("long_refused") && op->len > 100000)
		return fail(err, WB_E_SQL, "too long");
	rows_of = op->kind == WB_OP_OWN ? op->what : 0;
	rows_given = 0;
	rc = real.execute(conn, &o, rows, err);
	if (rc == 0 && op->kind == WB_OP_USER && is("user_twice"))
		real.execute(conn, &o, rows, err);
	if (rc == WB_E_SQL && op->what == WB_OWN_ROLLBACK_TO && is("back_always"))
		return 0;
	if (rc < 0 && op->what == WB_OWN_RECORD && is("record_forgives"))
		return 0;
	if (rc == WB_E_NO_TABLES && is("no_tables_is_empty"))
		return 0;
	if (rc == WB_E_EXISTS && is("exists_is_fine"))
		return 0;
	cancelled |= rc == WB_E_CANCELLED;
	return change_failure(rc, err);
}

#include "faulty_slots.h"

/* ------------------------------------------------------------------ the table */

static int load(const struct wb_host *from, struct wb_error *err)
{
	host = from_engine = from;
	services = *from;
	services.row = change_row;
	services.object = change_object;
	if (is("cancel_noop") || is("never_stops"))
		services.stopping = never_stopping;
	return real.load(&services, err);
}

static const char *const schemes[] = { "faulty", NULL };
static const char *const odd_kinds[] = { "Publication:", NULL };
static const struct wb_option odd_options[] = { { .name = "password" }, { .name = NULL } };

/* A slot that is not there has no fault. */
#define WRAP(slot, function) table.slot = real.slot ? (function) : NULL

static void plant(void)
{
	table.load = load;
	table.connect = connect;
	table.close = disconnect;
	table.describe = describe;
	table.quote = quote;
	WRAP(split, split);
	WRAP(compose, compose);
	table.execute = execute;
	WRAP(cancel, cancel);
	WRAP(lock, lock);
	WRAP(unlock, unlock);
	WRAP(holder, holder);
	WRAP(probe, probe);
	WRAP(judge, judge);
	WRAP(recall, recall);
	WRAP(remember, remember);
	WRAP(introspect, introspect);
	WRAP(render, render);
	WRAP(scratch, scratch);
	WRAP(sample, sample);
	WRAP(effects, effects);
	WRAP(defines, defines);
	WRAP(database, database);
	WRAP(backup, backup);
	if (begins("serve_"))
		table.serve = serve;
	if (begins("restore_point_"))
		table.restore_point = restore_point;
	table.run = begins("run_") && !is("run_lost") ? run : NULL;
	if (begins("two_locks_"))
		table.features |= WB_F_LEASE;
	if (is("no_version"))
		table.version = NULL;
	if (is("no_description"))
		table.description = "";
	if (is("odd_features"))
		table.features |= UINT64_C(1) << 50;
	if (is("odd_lexical"))
		table.lexical |= UINT32_C(1) << 30;
	if (is("odd_kinds"))
		table.kinds = odd_kinds;
	if (is("odd_options"))
		table.options = odd_options;
}

WB_EXPORT const struct wb_dialect *whimbrel_dialect(void);

WB_EXPORT const struct wb_dialect *whimbrel_dialect(void)
{
	const char *path = getenv("WHIMBREL_FAULTY_OVER");
	void *handle = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
	void *symbol = handle ? dlsym(handle, "whimbrel_dialect") : NULL;
	const struct wb_dialect *(*get)(void);

	if (!symbol)
		return NULL;
	memcpy(&get, &symbol, sizeof(get));
	if (getenv("WHIMBREL_FAULT"))
		fault = getenv("WHIMBREL_FAULT");
	real = table = *get();
	table.name = "faulty";
	table.schemes = schemes;
	plant();
	return &table;
}
