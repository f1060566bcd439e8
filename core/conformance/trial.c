/* SPDX-License-Identifier: MIT */
#include "trial.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

const struct words trial_words[] = {
	{ .title = "SQL",
	  .make = "CREATE TABLE @ (n INTEGER NOT NULL)",
	  .change = "INSERT INTO @ (n) VALUES (#)",
	  .look = "SELECT COALESCE(SUM(n), 0) FROM @",
	  .drop = "DROP TABLE @",
	  .drop_view = "DROP VIEW @v",
	  .wrong = "SELECT FROM WHERE whimbrel",
	  .sql = true },
	{ .title = "counters",
	  .make = "create @",
	  .change = "add @ #",
	  .look = "show @",
	  .drop = "drop @",
	  .slow = "hang 60000",
	  .wrong = "whimbrel" },
};
const int trial_words_count = (int)(sizeof(trial_words) / sizeof(trial_words[0]));

/* ------------------------------------------------------------------ saying */

bool trial_broken(struct trial *t, const char *expected, const char *seen, ...)
{
	va_list args;

	if (t->out->expected[0] || t->out->result == RESULT_LEFT_OUT)
		return false;
	snprintf(t->out->expected, sizeof(t->out->expected), "%s", expected);
	va_start(args, seen);
	vsnprintf(t->out->seen, sizeof(t->out->seen), seen, args);
	va_end(args);
	return false;
}

bool trial_left(struct trial *t, const char *reason, ...)
{
	va_list args;

	if (t->out->expected[0])
		return false;
	t->out->result = RESULT_LEFT_OUT;
	va_start(args, reason);
	vsnprintf(t->out->reason, sizeof(t->out->reason), reason, args);
	va_end(args);
	return false;
}

const char *trial_status_name(int status)
{
	static const char *const names[] = {
		"success",   "NOMEM",  "USAGE",       "CONFIG",  "FILE",      "REVISION",
		"EDITED",    "PLUGIN", "UNSUPPORTED", "CONNECT", "LOST",      "SQL",
		"EXPECT",    "BUSY",   "TIMEOUT",     "LOCKED",  "LOCK_LOST", "CANCELLED",
		"UNCERTAIN", "AGAIN",  "NO_TABLES",   "FORMAT",  "REFUSED",   "INTERNAL",
		"OUTSIDE",   "EXISTS", "UNABLE",      "DRIFT",   "ROLE",      "HOOK"
	};

	return status <= 0 && -status < (int)(sizeof(names) / sizeof(names[0])) ? names[-status]
										: "?";
}

bool trial_failed(struct trial *t, const char *expected)
{
	if (t->err.status == WB_E_UNSUPPORTED && !t->err.message[0])
		return trial_left(t, "the dialect can't do it");
	return trial_broken(t, expected, "WB_E_%s: %s%s%s", trial_status_name(t->err.status),
			    t->err.message, t->err.detail[0] ? " / " : "", t->err.detail);
}

bool trial_is(struct trial *t, bool is, const char *expected, const char *seen)
{
	return is || trial_broken(t, expected, "%s", seen);
}

/* ------------------------------------------------------------------ connections */

bool trial_open(struct trial *t, struct connection *out, uint32_t flags)
{
	const struct login login = { t->target, t->run_id, flags, &t->client };

	wb_error_clear(&t->err);
	return driver_connect(t->plugin, &login, out, &t->err) == 0 ||
	       trial_failed(t, "a connection");
}

bool trial_second(struct trial *t)
{
	return t->b.handle || trial_open(t, &t->b, 0);
}

const char *trial_lock_key(const struct trial *t)
{
	static char text[600];

	snprintf(text, sizeof(text), "%s/%s/whimbrel_version",
		 t->a.server.identity[0] ? t->a.server.identity : t->a.server.database,
		 t->a.server.home);
	return text;
}

/* ------------------------------------------------------------------ statements */

void trial_fill(const struct trial *t, const char *sql, int number, struct buf *out)
{
	for (; *sql; sql++)
		if (*sql == '@')
			buf_str(out, t->table);
		else if (*sql == '#')
			buf_printf(out, "%d", number);
		else
			buf_char(out, *sql);
}

static void note_sql(struct trial *t, const char *sql)
{
	if (!t->out->expected[0])
		snprintf(t->out->sql, sizeof(t->out->sql), "%s", sql);
}

static struct wb_op operation(const char *sql, int32_t kind)
{
	return (struct wb_op){ .size = sizeof(struct wb_op),
			       .kind = kind,
			       .id = 1,
			       .text = sql,
			       .len = strlen(sql),
			       .full_len = strlen(sql) };
}

int trial_execute(struct trial *t, struct connection *c, const char *sql)
{
	const struct wb_op op = operation(sql, WB_OP_USER);

	note_sql(t, sql);
	wb_error_clear(&t->err);
	return driver_execute(c, &op, NULL, &t->err);
}

int trial_execute_told(struct trial *t, struct connection *c, const char *sql, uint32_t *facts)
{
	struct wb_lex state = { .size = sizeof(state), .mode = c->server.lex_mode };
	struct wb_piece piece = { .size = sizeof(piece) };
	struct wb_op op = operation(sql, WB_OP_USER);

	note_sql(t, sql);
	wb_error_clear(&t->err);
	*facts = 0;
	if (driver_split(t->plugin, &state, &(struct lex_text){ sql, strlen(sql), 1 }, &piece,
			 &t->err) != 1)
		return t->err.status ? t->err.status : WB_E_SQL;
	*facts = op.facts = piece.flags;
	return driver_execute(c, &op, NULL, &t->err);
}

bool trial_user(struct trial *t, struct connection *c, const char *sql, int number)
{
	struct buf text = { 0 };
	bool done;

	trial_fill(t, sql, number, &text);
	done = trial_execute(t, c, buf_text(&text)) == 0 ||
	       trial_failed(t, "the statement is done");
	buf_release(&text);
	return done;
}

bool trial_refused(struct trial *t, struct connection *c, const char *sql, int status)
{
	struct buf text = { 0 };
	int rc;

	trial_fill(t, sql, 1, &text);
	rc = trial_execute(t, c, buf_text(&text));
	buf_release(&text);
	if (rc == 0)
		return trial_broken(t, "the statement is refused", "it was done");
	return !status || rc == status ||
	       trial_broken(t, trial_status_name(status), "WB_E_%s: %s", trial_status_name(rc),
			    t->err.message);
}

struct first {
	struct buf *out;
	int rows;
	bool null;
};

static int take_first(void *ctx, const struct wb_value *values, size_t count)
{
	struct first *first = ctx;

	if (first->rows++ || !count)
		return 1;
	first->null = !values[0].data;
	if (values[0].data)
		buf_add(first->out, values[0].data, values[0].len);
	return 1;
}

static int ask(struct trial *t, struct connection *c, const char *sql, struct buf *out)
{
	const struct wb_op op = operation(sql, WB_OP_EXPECT);
	struct first first = { .out = out };
	struct wb_rows rows = { take_first, &first };
	int rc;

	note_sql(t, sql);
	wb_error_clear(&t->err);
	rc = driver_execute(c, &op, &rows, &t->err);
	return rc < 0 ? rc : first.rows && !first.null;
}

int trial_ask(struct trial *t, struct connection *c, const char *sql, struct buf *out)
{
	struct buf text = { 0 };
	int rc;

	trial_fill(t, sql, 0, &text);
	rc = ask(t, c, buf_text(&text), out);
	buf_release(&text);
	return rc;
}

bool trial_sees(struct trial *t, struct connection *c, const char *sql, const char *value)
{
	struct buf text = { 0 };
	bool fine;

	trial_fill(t, sql, 0, &text);
	fine = trial_sees_as_is(t, c, buf_text(&text), value);
	buf_release(&text);
	return fine;
}

bool trial_sees_as_is(struct trial *t, struct connection *c, const char *sql, const char *value)
{
	struct buf seen = { 0 };
	int rc = ask(t, c, sql, &seen);
	bool same = rc == 0 ? !value : value && text_equal(buf_text(&seen), value);

	if (rc < 0)
		trial_failed(t, "a row");
	else if (!same)
		trial_broken(t, value ? value : "NULL", "%s",
			     rc ? buf_text(&seen) : "NULL or no row");
	buf_release(&seen);
	return rc >= 0 && same;
}

bool trial_make(struct trial *t, struct connection *c)
{
	return trial_user(t, c, t->words->make, 0);
}

bool trial_change(struct trial *t, struct connection *c, int number)
{
	return trial_user(t, c, t->words->change, number);
}

bool trial_look(struct trial *t, struct connection *c, const char *sum)
{
	return trial_sees(t, c, t->words->look, sum);
}

bool trial_drop(struct trial *t, struct connection *c)
{
	return trial_user(t, c, t->words->drop, 0);
}

bool trial_gone(struct trial *t, struct connection *c)
{
	struct buf seen = { 0 };
	int rc = trial_ask(t, c, t->words->look, &seen);

	buf_release(&seen);
	return rc <= 0 || trial_broken(t, "what was made is not there", "it is");
}

void trial_name(struct trial *t, const char *more, char *out, size_t size)
{
	struct outcome *o = t->out;

	snprintf(out, size, "%.40s%s", t->table, more);
	if (o->name_count < TRIAL_NAMES)
		snprintf(o->names[o->name_count++], sizeof(o->names[0]), "%s", out);
}

/* ------------------------------------------------------------------ introspection */

int trial_pass_edge(void *ctx, int32_t flavour, const struct wb_object *from,
		    const struct wb_object *to)
{
	(void)ctx;
	(void)flavour;
	(void)from;
	(void)to;
	return 0;
}

int32_t trial_leaves_nothing(const struct wb_scope *scope, const struct wb_object *object)
{
	(void)scope;
	(void)object;
	return 0;
}

bool trial_slow(struct trial *t, struct buf *out)
{
	bool fine = trial_make(t, &t->a);

	if (t->words->slow) {
		trial_fill(t, t->words->slow, 0, out);
		return fine;
	}
	for (int i = 0; fine && i < 60; i++)
		fine = trial_change(t, &t->a, i);
	trial_fill(t,
		   "SELECT COUNT(*) FROM @ a, @ b, @ c, @ d, @ e, @ f, @ g, @ h WHERE a.n + b.n + "
		   "c.n + d.n + e.n + f.n + g.n + h.n = -1",
		   0, out);
	return fine;
}
