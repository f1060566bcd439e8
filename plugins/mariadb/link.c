/* SPDX-License-Identifier: MIT */
/* The link to the server: a question, its answer, and an end to every wait. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "maria.h"

void maria_wait_begin(struct maria_conn *c, bool users)
{
	kit_wait_begin(&c->link.wait, (int)mysql_get_socket(c->link.db), users);
}

int maria_wait_end(struct maria_conn *c, struct wb_error *err)
{
	bool over = kit_wait_end(&c->link.wait);

	if (!over && !c->link.endless)
		return 0;
	*err = (struct wb_error)WB_ERROR_INIT;
	if (over)
		kit_wait_failed(&c->link.wait, err);
	else
		maria_host->fail(err, WB_E_LOST,
				 "the server's answer has no end, and the connection was given up");
	return 1;
}

#define LEAST 16

/* Ours read columns by number: there are as many as any of them reads, if need be empty ones. */
static void give(struct maria_conn *c, MYSQL_ROW row, MYSQL_RES *result, maria_take_all take,
		 void *ctx)
{
	unsigned columns = mysql_num_fields(result);
	unsigned long *lengths = mysql_fetch_lengths(result), none[LEAST] = { 0 };
	char empty[] = "", *padded[LEAST];

	for (unsigned i = 0; i < LEAST; i++)
		padded[i] = empty;
	if (columns < LEAST && !c->session.tracking) {
		memcpy(padded, row, columns * sizeof(*row));
		memcpy(none, lengths, columns * sizeof(*lengths));
		row = padded;
		lengths = none;
	}
	take(ctx, row, lengths, columns);
}

/* More rows than any answer to a question of ours has. */
#define MOST_ROWS 2000000

int maria_read_result(struct maria_conn *c, maria_take_all take, void *ctx)
{
	MYSQL_RES *result;
	MYSQL_ROW row;
	size_t count = 0;

	if (c->session.tracking)
		maria_track(c);
	result = mysql_use_result(c->link.db);
	if (!result)
		return mysql_field_count(c->link.db) ? -1 : 0;
	while ((row = mysql_fetch_row(result))) {
		if (take && count < MOST_ROWS)
			give(c, row, result, take, ctx);
		if (!c->session.tracking && ++count == MOST_ROWS)
			c->link.endless =
				shutdown((int)mysql_get_socket(c->link.db), SHUT_RDWR) == 0;
	}
	mysql_free_result(result);
	return mysql_errno(c->link.db) ? -1 : 0;
}

int maria_query_all(struct maria_conn *c, const struct kit_part *sql, maria_take_all take,
		    void *ctx, struct wb_error *err)
{
	int rc, status = 0;

	maria_wait_begin(c, c->session.tracking && !c->session.learning);
	rc = mysql_real_query(c->link.db, sql->at, (unsigned long)sql->len) ? 1 : 0;
	while (rc == 0) {
		if (maria_read_result(c, take, ctx) < 0)
			break;
		rc = mysql_next_result(c->link.db);
	}
	if (rc >= 0)
		status = maria_fail(c->link.db, err);
	return maria_wait_end(c, err) ? WB_E_LOST : status;
}

void maria_relay(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	struct maria_relay *r = ctx;

	if (columns > r->room) {
		struct wb_value *grown = realloc(r->values, columns * sizeof(*grown));

		if (!grown)
			return;
		r->values = grown;
		r->room = columns;
	}
	for (unsigned i = 0; i < columns; i++)
		r->values[i] = (struct wb_value){ .data = row[i], .len = lengths[i] };
	if (!r->full)
		r->full = r->row(r->ctx, r->values, columns) != 0;
}

int maria_no_answer(struct wb_error *err)
{
	return maria_host->fail(err, WB_E_CONNECT,
				"the server's answer is not one to what was asked: it is not "
				"MariaDB, or a proxy changes its answers");
}

struct taker {
	maria_take take;
	void *ctx;
};

static void take_values(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	const struct taker *taker = ctx;

	(void)lengths;
	(void)columns;
	if (taker->take)
		taker->take(taker->ctx, row);
}

/* In the user's session sql_select_limit may hold for what has no limit of its own. */
static char *unlimited(const struct maria_conn *c, const char *sql)
{
	if (!c->session.tracking || strncmp(sql, "SELECT ", 7) != 0 || strstr(sql, " LIMIT "))
		return NULL;
	return kit_text_make("%s LIMIT 18446744073709551615", sql);
}

int maria_query(struct maria_conn *c, const char *sql, maria_take take, void *ctx,
		struct wb_error *err)
{
	struct taker taker = { take, ctx };
	char *whole = unlimited(c, sql);
	const char *text = whole ? whole : sql;
	int rc = maria_query_all(c, &(struct kit_part){ text, strlen(text) }, take_values, &taker,
				 err);

	free(whole);
	return rc;
}

int maria_ask(struct maria_conn *c, struct kit_text *sql, maria_take take, void *ctx,
	      struct wb_error *err)
{
	int rc = sql->failed ? kit_no_memory(err) : maria_query(c, sql->data, take, ctx, err);

	kit_text_release(sql);
	return rc;
}

struct first {
	char *out;
	size_t size;
};

static void take_first(void *ctx, MYSQL_ROW row)
{
	struct first *first = ctx;

	if (first->out)
		snprintf(first->out, first->size, "%s", row[0] ? row[0] : "");
	first->out = NULL;
}

int maria_simple(struct maria_conn *c, const char *sql, char *first, size_t first_size,
		 struct wb_error *err)
{
	struct first f = { first, first_size };

	if (first)
		first[0] = '\0';
	return maria_query(c, sql, take_first, &f, err);
}

int maria_ask_first(struct maria_conn *c, struct kit_text *sql, char *first, size_t first_size,
		    struct wb_error *err)
{
	int rc = sql->failed ? kit_no_memory(err)
			     : maria_simple(c, sql->data, first, first_size, err);

	kit_text_release(sql);
	return rc;
}

void maria_drain(struct maria_conn *c)
{
	if (c->link.runner)
		c->link.finish(c->link.runner);
}
