/* SPDX-License-Identifier: MIT */
/* execute and cancel: statements, what they give, how they fail. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "trial.h"

static bool does_it(struct trial *t)
{
	return trial_make(t, &t->a) && trial_change(t, &t->a, 3) && trial_change(t, &t->a, 4) &&
	       trial_look(t, &t->a, "7") && trial_drop(t, &t->a) && trial_gone(t, &t->a);
}

static bool does_it_once(struct trial *t)
{
	return trial_make(t, &t->a) && trial_change(t, &t->a, 5) && trial_second(t) &&
	       trial_look(t, &t->b, "5") && trial_drop(t, &t->a);
}

static bool refuses(struct trial *t)
{
	if (!trial_refused(t, &t->a, t->words->wrong, WB_E_SQL))
		return false;
	if (!trial_is(t, t->err.message[0] && !strchr(t->err.message, '\n'),
		      "a message of one line", t->err.message))
		return false;
	return trial_is(t,
			text_check_utf8(t->err.message, strlen(t->err.message)) ==
				strlen(t->err.message),
			"a message in UTF-8", "other bytes");
}

static bool gives_code(struct trial *t)
{
	return trial_refused(t, &t->a, t->words->wrong, 0) &&
	       trial_is(t, t->err.native_code || t->err.sqlstate[0],
			"native_code or sqlstate of the server's own", "neither");
}

static bool goes_on(struct trial *t)
{
	return trial_refused(t, &t->a, t->words->wrong, 0) && trial_make(t, &t->a) &&
	       trial_change(t, &t->a, 1) && trial_drop(t, &t->a);
}

static bool refuses_missing(struct trial *t)
{
	return trial_refused(t, &t->a, t->words->drop, 0);
}

static bool refuses_second(struct trial *t)
{
	return trial_make(t, &t->a) &&
	       trial_refused(t, &t->a, t->words->make, t->words->sql ? WB_E_EXISTS : 0) &&
	       trial_drop(t, &t->a);
}

static bool sees_value(struct trial *t)
{
	struct buf sql = { 0 };
	bool fine;

	buf_printf(&sql, "SELECT %s FROM @", t->check->text);
	fine = trial_make(t, &t->a) && trial_change(t, &t->a, 1) &&
	       trial_sees(t, &t->a, buf_text(&sql), t->check->text2);
	buf_release(&sql);
	return fine && trial_drop(t, &t->a);
}

static bool sees_no_row(struct trial *t)
{
	struct buf out = { 0 };
	int rc;

	if (!trial_make(t, &t->a))
		return false;
	rc = trial_ask(t, &t->a, t->words->sql ? "SELECT n FROM @ WHERE n = 99" : "show nobody",
		       &out);
	buf_release(&out);
	if (rc < 0)
		return trial_failed(t, "no row");
	return trial_is(t, rc == 0, "no row", "a row") && trial_drop(t, &t->a);
}

/* Comments around and inside, and one at the end that no line ends. */
static bool takes_comments(struct trial *t)
{
	struct buf sql = { 0 };
	bool fine;

	trial_fill(t, t->words->change, 2, &sql);
	fine = trial_make(t, &t->a);
	if (fine) {
		struct buf text = { 0 };

		buf_printf(&text, "%s%s%s", t->check->text, buf_text(&sql), t->check->text2);
		fine = trial_execute(t, &t->a, buf_text(&text)) == 0 ||
		       trial_failed(t, "the statement is done");
		buf_release(&text);
	}
	buf_release(&sql);
	return fine && trial_look(t, &t->a, "2") && trial_drop(t, &t->a);
}

/* The text of an operation has no NUL at its end. */
static bool takes_length(struct trial *t)
{
	struct buf sql = { 0 };
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_USER, .id = 1 };
	bool fine;

	if (!trial_make(t, &t->a))
		return false;
	trial_fill(t, t->words->change, 2, &sql);
	op.len = op.full_len = sql.len;
	buf_str(&sql, ";;; garbage behind it ' \" /*");
	op.text = buf_text(&sql);
	snprintf(t->out->sql, sizeof(t->out->sql), "%.*s, and garbage behind its length",
		 (int)op.len, op.text);
	wb_error_clear(&t->err);
	fine = driver_execute(&t->a, &op, NULL, &t->err) == 0 || trial_failed(t, "it is done");
	buf_release(&sql);
	return fine && trial_look(t, &t->a, "2") && trial_drop(t, &t->a);
}

static bool takes_long_statement(struct trial *t)
{
	struct buf sql = { 0 };
	bool fine = trial_make(t, &t->a);

	buf_printf(&sql, "INSERT INTO %s (n) SELECT %d FROM %s WHERE ''", t->table, 1, t->table);
	buf_clear(&sql);
	buf_str(&sql, "/* ");
	for (int i = 0; i < 30000; i++)
		buf_str(&sql, "long ");
	buf_str(&sql, "*/ ");
	trial_fill(t, t->words->change, 6, &sql);
	fine = fine && (trial_execute(t, &t->a, buf_text(&sql)) == 0 ||
			trial_failed(t, "a statement of 150 KB is done"));
	buf_release(&sql);
	return fine && trial_look(t, &t->a, "6") && trial_drop(t, &t->a);
}

/* A result that nobody wants is read to its end, so that the next statement can run. */
static bool drops_results(struct trial *t)
{
	bool fine = trial_make(t, &t->a);

	for (int i = 0; fine && i < 40; i++)
		fine = trial_change(t, &t->a, 1);
	return fine && trial_user(t, &t->a, "SELECT a.n FROM @ a, @ b, @ c", 0) &&
	       trial_look(t, &t->a, "40") &&
	       trial_sees(t, &t->a, "SELECT a.n FROM @ a, @ b", "1") &&
	       trial_look(t, &t->a, "40") && trial_drop(t, &t->a);
}

/* ------------------------------------------------------------------ stopping */

struct stopper {
	struct connection *c;
	bool stopped;
	atomic_bool over;
	int64_t after_ms;
};

static void pause_ms(long ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&pause, NULL);
}

static void *stop(void *arg)
{
	struct stopper *s = arg;

	pause_ms(300);
	while (!atomic_load(&s->over)) {
		struct wb_error ignored = WB_ERROR_INIT;

		atomic_store(&s->c->client->stopping, 1);
		driver_cancel(s->c, &ignored);
		pause_ms(200);
	}
	return NULL;
}

static bool stops(struct trial *t)
{
	struct stopper s = { .c = &t->a };
	struct buf sql = { 0 };
	pthread_t thread;
	int64_t began;
	int rc;

	if (!trial_slow(t, &sql))
		return buf_release(&sql), false;
	began = clock_ms();
	if (pthread_create(&thread, NULL, stop, &s) != 0)
		return buf_release(&sql), trial_left(t, "no thread");
	rc = trial_execute(t, &t->a, buf_text(&sql));
	atomic_store(&s.over, true);
	pthread_join(thread, NULL);
	atomic_store(&t->client.stopping, 0);
	buf_release(&sql);
	if (rc == 0)
		return trial_broken(t, "the statement is stopped", "it came to its end");
	if (rc != WB_E_CANCELLED)
		return trial_failed(t, "WB_E_CANCELLED");
	if (clock_ms() - began > 10000)
		return trial_broken(t, "stopped within seconds", "after %lld ms",
				    (long long)(clock_ms() - began));
	/* what was asked for one statement is not for the next one */
	return trial_own(t, &t->a, WB_OWN_ROLLBACK) && trial_change(t, &t->a, 1) &&
	       trial_drop(t, &t->a);
}

static bool stops_nothing(struct trial *t)
{
	struct wb_error err = WB_ERROR_INIT;

	if (t->plugin->table.cancel(t->a.handle, &err) < 0)
		return trial_broken(t, "cancelling nothing is no error", "%s", err.message);
	return trial_make(t, &t->a) && trial_change(t, &t->a, 1) && trial_look(t, &t->a, "1") &&
	       trial_drop(t, &t->a);
}

static bool ends_late_statement(struct trial *t)
{
	struct target target = *t->target;
	struct connection c = { .handle = NULL };
	struct buf sql = { 0 };
	int64_t began, took;
	int rc;

	target.statement_timeout_ms = 700;
	t->target = &target;
	if (!trial_slow(t, &sql) || !trial_open(t, &c, 0))
		return buf_release(&sql), false;
	began = clock_ms();
	rc = trial_execute(t, &c, buf_text(&sql));
	took = clock_ms() - began;
	buf_release(&sql);
	driver_close(&c);
	if (rc == 0 || took > 15000)
		return trial_broken(t, "a statement_timeout of 700 ms ends it",
				    "it ran for %lld ms", (long long)took);
	if (rc != WB_E_TIMEOUT)
		return trial_failed(t, "WB_E_TIMEOUT");
	return trial_drop(t, &t->a);
}

/* Somebody else has the row. */
static bool waits_no_longer(struct trial *t)
{
	struct target target = *t->target;
	struct connection c = { .handle = NULL };
	int64_t began, took;
	struct buf sql = { 0 };
	bool fine;
	int rc;

	target.statement_lock_timeout_ms = 500;
	t->target = &target;
	if (!trial_make(t, &t->a) || !trial_change(t, &t->a, 1) || !trial_open(t, &c, 0) ||
	    !trial_own(t, &t->a, WB_OWN_BEGIN) || !trial_user(t, &t->a, "UPDATE @ SET n = 2", 0))
		return driver_close(&c), false;
	trial_fill(t, "UPDATE @ SET n = 3", 0, &sql);
	began = clock_ms();
	rc = trial_execute(t, &c, buf_text(&sql));
	took = clock_ms() - began;
	buf_release(&sql);
	driver_close(&c);
	if (rc == 0)
		fine = trial_broken(t, "a row that another transaction has changed is waited for",
				    "it was changed");
	else if (rc != WB_E_BUSY)
		fine = trial_failed(t, "WB_E_BUSY");
	else
		fine = took < 10000 ||
		       trial_broken(t, "for 500 ms", "for %lld ms", (long long)took);
	return fine && trial_own(t, &t->a, WB_OWN_ROLLBACK) && trial_drop(t, &t->a);
}

/* Standard output is the program's: for JSON, for scripts. */
static bool prints_nothing(struct trial *t)
{
	FILE *file = tmpfile();
	int out = dup(STDOUT_FILENO), error = dup(STDERR_FILENO);
	char seen[200] = "";
	bool fine;

	if (!file || dup2(fileno(file), STDOUT_FILENO) < 0 || dup2(fileno(file), STDERR_FILENO) < 0)
		return trial_left(t, "what is printed can't be caught");
	fine = trial_second(t) && trial_make(t, &t->b) && trial_change(t, &t->b, 3) &&
	       trial_look(t, &t->b, "3") && trial_refused(t, &t->b, t->words->wrong, 0) &&
	       trial_drop(t, &t->b);
	driver_close(&t->b);
	dup2(out, STDOUT_FILENO);
	dup2(error, STDERR_FILENO);
	rewind(file);
	if (fine && fgets(seen, sizeof(seen), file))
		fine = trial_broken(t, "nothing is printed: host->log takes notices", "%s", seen);
	fclose(file);
	return fine;
}

#define CASE(id_, promise_, run_, needs_) \
	.id = "execute." id_, .slot = "execute", .promise = promise_, .run = run_, .needs = needs_

/* clang-format off */
const struct check_case execute_cases[] = {
	{ CASE("does", "statements are done, in order", does_it, NEEDS_WORDS) },
	{ CASE("seen", "what was done is seen from another connection", does_it_once, NEEDS_WORDS) },
	{ CASE("wrong", "a wrong statement is WB_E_SQL with a message", refuses, NEEDS_WORDS) },
	{ CASE("code", "the server's own code comes with it", gives_code, NEEDS_SQL) },
	{ CASE("goes-on", "the connection can be used behind it", goes_on, NEEDS_WORDS) },
	{ CASE("missing", "what is not there can't be dropped", refuses_missing, NEEDS_WORDS) },
	{ CASE("exists", "what is there can't be made: WB_E_EXISTS", refuses_second, NEEDS_WORDS) },
	{ CASE("value", "a value comes as text", sees_value, NEEDS_SQL), .text = "40 + 2", .text2 = "42" },
	{ CASE("text", "a text comes as it is", sees_value, NEEDS_SQL), .text = "'a|b'", .text2 = "a|b" },
	{ CASE("blanks", "blanks around a text stay", sees_value, NEEDS_SQL), .text = "' a b '", .text2 = " a b " },
	{ CASE("lines", "a text of several lines comes whole", sees_value, NEEDS_SQL), .text = "'a\n\nb'", .text2 = "a\n\nb" },
	{ CASE("empty", "an empty text is no null", sees_value, NEEDS_SQL), .text = "''", .text2 = "" },
	{ CASE("null", "null is no text", sees_value, NEEDS_SQL), .text = "NULLIF(n, 1)", .text2 = NULL },
	{ CASE("negative", "a negative number comes with its sign", sees_value, NEEDS_SQL), .text = "0 - n", .text2 = "-1" },
	{ CASE("no-row", "no row is no row", sees_no_row, NEEDS_WORDS) },
	{ CASE("comment-before", "comments in front are sent as well", takes_comments, NEEDS_WORDS), .text = "-- a\n/* b */ ", .text2 = "" },
	{ CASE("comment-behind", "a comment at the end swallows nothing", takes_comments, NEEDS_SQL), .text = "", .text2 = " -- c" },
	{ CASE("length", "a text ends by its length", takes_length, NEEDS_WORDS) },
	{ CASE("long", "a statement of 150 KB is done", takes_long_statement, NEEDS_SQL) },
	{ CASE("results", "results that nobody wants are dropped", drops_results, NEEDS_SQL) },
	{ CASE("silent", "nothing is printed, whatever happens", prints_nothing, NEEDS_WORDS) },
	{ CASE("busy", "statement_lock_timeout ends a wait: WB_E_BUSY", waits_no_longer, NEEDS_SQL | NEEDS_ROLLBACK) },
	{ .id = "cancel.running", .slot = "cancel", .promise = "a statement that runs is cancelled: WB_E_CANCELLED", .run = stops,
	  .needs = NEEDS_WORDS, .features = CAN_CANCEL },
	{ .id = "cancel.idle", .slot = "cancel", .promise = "cancelling nothing harms nothing", .run = stops_nothing,
	  .needs = NEEDS_WORDS, .features = CAN_CANCEL },
	/* behind those, since the engine ends it by `cancel` */
	{ CASE("timeout", "statement_timeout ends a statement: WB_E_TIMEOUT", ends_late_statement, NEEDS_WORDS) },
	{ .id = NULL }
};
