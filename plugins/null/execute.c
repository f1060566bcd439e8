/* SPDX-License-Identifier: MIT */
/* The toy language: what a user's statements are here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "null.h"

/* A statement that is being read, word by word. */
struct reader {
	const char *text;
	size_t len, at;
	char word[64];
};

/* The next word into `r->word`, "" at the end. Blanks and comments are the engine's scanner's
 * business. */
static const char *next_word(struct reader *r)
{
	size_t end, used = 0;
	int32_t token;

	while ((token = null_host->scan(0, r->text, r->len, r->at, 1, &end)) == WB_TOKEN_SPACE ||
	       token == WB_TOKEN_COMMENT)
		r->at = end;
	for (; r->at < r->len && !strchr(" \t\r\n;", r->text[r->at]); r->at++)
		if (used + 1 < sizeof(r->word))
			r->word[used++] = r->text[r->at];
	r->word[used] = '\0';
	return r->word;
}

/* DDL ends the transaction where it is not a part of it. */
static int commit_if_implicit(struct conn *c, struct wb_error *err)
{
	return c->implicit ? null_unmark(c, NULL, false, err) : 0;
}

/* The counter of that name, if it can be used already. */
static struct counter *find(struct conn *c, const char *name, struct wb_error *err)
{
	struct counter *found = null_find(&c->db->tables[COUNTERS], name);

	if (found && c->each && found->maker)
		return null_host->fail(err, WB_E_SQL, "%s is not committed yet", name), NULL;
	if (!found)
		null_host->fail(err, WB_E_SQL, "there is no %s", name);
	return found;
}

static int create(struct conn *c, const char *name, struct wb_error *err)
{
	struct counter new = { .value = 0, .maker = c->marks ? c : NULL };
	int status = commit_if_implicit(c, err);

	if (status == 0 && (!*name || null_find(&c->db->tables[COUNTERS], name)))
		status = null_host->fail(err, WB_E_SQL,
					 *name ? "%s is there already" : "create what?", name);
	snprintf(new.name, sizeof(new.name), "%s", name);
	return status < 0 ? status : null_insert(&c->db->tables[COUNTERS], &new, err);
}

static int drop(struct conn *c, const char *name, struct wb_error *err)
{
	int status = commit_if_implicit(c, err);
	struct counter *found = status == 0 ? find(c, name, err) : NULL;

	if (!found)
		return status < 0 ? status : WB_E_SQL;
	null_remove(&c->db->tables[COUNTERS], found);
	return 0;
}

static int add(struct conn *c, struct reader *r, struct wb_error *err)
{
	struct counter *found = find(c, next_word(r), err);

	if (!found)
		return WB_E_SQL;
	found->value += strtoll(next_word(r), NULL, 10);
	return 0;
}

static int show(struct conn *c, const char *name, struct wb_rows *rows)
{
	const struct counter *found = null_find(&c->db->tables[COUNTERS], name);
	char text[24];
	struct wb_value v = { .data = text };

	if (!found || !rows)
		return 0;
	v.len = (size_t)snprintf(text, sizeof(text), "%lld", found->value);
	null_host->row(rows, &v, 1);
	return 0;
}

/* Whoever waits asks now and then whether it is to stop. */
static int hang(struct conn *c, long long ms, struct wb_error *err)
{
	const struct timespec pause = { .tv_nsec = 5000000L };

	for (; ms > 0; ms -= 5) {
		if (atomic_load(&c->cancelled) || null_host->stopping(c->client))
			return null_host->fail(err, WB_E_CANCELLED, "cancelled");
		nanosleep(&pause, NULL);
	}
	return 0;
}

/* The server takes back what a client had not committed when it went. */
static int die(struct conn *c, struct wb_error *err)
{
	c->dead = true;
	null_unmark(c, NULL, true, err);
	return null_host->fail(err, WB_E_LOST, "the connection broke");
}

static int run(struct conn *c, struct reader *r, struct wb_rows *rows, struct wb_error *err)
{
	const char *word = next_word(r);
	int status;

	if (strcmp(word, "create") == 0)
		return create(c, next_word(r), err);
	if (strcmp(word, "drop") == 0)
		return drop(c, next_word(r), err);
	if (strcmp(word, "add") == 0)
		return add(c, r, err);
	if (strcmp(word, "show") == 0)
		return show(c, next_word(r), rows);
	if (strcmp(word, "hang") == 0)
		return hang(c, strtoll(next_word(r), NULL, 10), err);
	if (strcmp(word, "fail") == 0)
		return null_host->fail(err, WB_E_SQL, "%.*s", (int)(r->len - r->at),
				       r->text + r->at);
	if (strcmp(word, "spoil") == 0)
		return c->spoiled = true, 0;
	if (strcmp(word, "lie") == 0 || !*word)
		return 0;
	if (strcmp(word, "die") != 0)
		return null_host->fail(err, WB_E_SQL, "no such statement: %s", word);
	/* "die after STATEMENT" */
	status = strcmp(next_word(r), "after") == 0 ? run(c, r, rows, err) : 0;
	return status < 0 ? status : die(c, err);
}

int null_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct conn *c = conn;
	struct reader r = { .text = op->text, .len = op->len };

	if (c->dead)
		return null_host->fail(err, WB_E_LOST, "the connection is broken");
	if (op->kind == WB_OP_OWN)
		return null_own(c, op, rows, err);
	atomic_store(&c->cancelled, false);
	return run(c, &r, op->kind == WB_OP_EXPECT ? rows : NULL, err);
}
