/* SPDX-License-Identifier: MIT */
/* A scratch database on a server that is there for this purpose: nothing is refused. It comes and
 * goes, and the server stays: what is the cluster's own may be there from the last time, and the roles
 * that the target's server has are made where they are missed. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

/* What the server has already, or has no more, and need not have again. */
static bool is_there_already(const struct wb_error *why)
{
	static const char *const states[] = { "42710", "42P04", "42704", "3D000", "2BP01",
					      "0LP01", "23505", "XX000", NULL };

	return kit_among(why->sqlstate, states);
}

/* Run it so that its failure leaves the transaction as it was. */
static int run_guarded(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;
	bool block = PQtransactionStatus(c->db) == PQTRANS_INTRANS;
	int status;

	if (block && pg_query(c, "SAVEPOINT whimbrel_own", NULL, err) < 0)
		return kit_failed(err);
	status = pg_run_user(c, op, NULL, err);
	if (block)
		pg_query(c,
			 status < 0 ? "ROLLBACK TO SAVEPOINT whimbrel_own"
				    : "RELEASE SAVEPOINT whimbrel_own",
			 NULL, &ignored);
	return status;
}

static bool is_of_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* As a word of its own, in quotes or not. */
static bool has_word(const struct wb_op *op, const char *word, size_t len)
{
	const char *end = op->text + op->len, *at = op->text;

	for (; (size_t)(end - at) >= len; at++) {
		if (strncasecmp(at, word, len) != 0 || (at > op->text && is_of_name(at[-1])) ||
		    (at + len < end && is_of_name(at[len])))
			continue;
		return true;
	}
	return false;
}

/* Of the list, an array's text: one that is not plain may be written in many ways. */
static bool has_any_word(const struct wb_op *op, const char *list)
{
	for (const char *at = list; *at; at++) {
		size_t len = strcspn(at, "{},");

		if (len && (*at == '"' || has_word(op, at, len)))
			return true;
		at += len;
		if (!*at)
			return false;
	}
	return false;
}

/* May it miss one of these roles? A savepoint around each statement of thousands would cost their square. */
static bool may_name_role(const struct wb_op *op, const char *roles)
{
	static const char *const verbs[] = { "grant",   "revoke",   "alter",    "create", "set",
					     "comment", "reassign", "security", NULL };
	struct kit_words w;

	kit_words_begin(&w, op->text, op->len, 0);
	return kit_word_is(&w, "do") || (kit_word_is_any(&w, verbs) && has_any_word(op, roles));
}

/* Make the roles that the target's server has. They can do nothing, not even log in. */
static int make_roles(struct pg_conn *c, struct wb_error *err)
{
	static const char missing[] =
		"SELECT string_agg(format('CREATE ROLE %I', r), '; ') FROM "
		"unnest($1::name[]) r WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r)";
	const char *params[] = { c->roles };
	PGresult *result = pg_row(c, missing, params, 1, err);
	int status = pg_shape(&result, 1, 1, err) ? 0 : kit_failed(err);

	free(c->roles);
	c->roles = NULL;
	if (result && !PQgetisnull(result, 0, 0)) {
		PGresult *made = PQexec(c->db, PQgetvalue(result, 0, 0));

		if (PQresultStatus(made) != PGRES_COMMAND_OK)
			status = pg_fail(c, made, NULL, err);
		PQclear(made);
	}
	PQclear(result);
	return status;
}

static int run_with_roles(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int status = run_guarded(c, op, &why);

	if (status == 0)
		return 0;
	if (strcmp(why.sqlstate, "42704") != 0) {
		*err = why;
		return status;
	}
	return make_roles(c, err) < 0 ? kit_failed(err) : pg_run_user(c, op, NULL, err);
}

bool pg_is_of_own_server(const struct pg_conn *c, const struct wb_op *op)
{
	return pg_is_of_cluster(op->text, op->len) || (c->roles && may_name_role(op, c->roles));
}

int pg_run_on_own_server(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int status;

	if (!pg_is_of_cluster(op->text, op->len))
		return c->roles && may_name_role(op, c->roles) ? run_with_roles(c, op, err)
							       : pg_run_user(c, op, NULL, err);
	status = run_guarded(c, op, &why);
	if (status < 0 && !is_there_already(&why)) {
		*err = why;
		return status;
	}
	return 0;
}
