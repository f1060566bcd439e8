/* SPDX-License-Identifier: MIT */
/* Statements that refuse a transaction, and were interrupted: what the catalog shows before and
 * after tells what became of them. Object ids are compared, not names: those are looked up once, in
 * the session that was about to run the statement, where its search_path holds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elsewhere.h"
#include "judge_target.h"

/* ------------------------------------------------------------------ probing */

#define INDEXES_OF(table)                                                                   \
	"(SELECT coalesce(string_agg(indexrelid::text, ',' ORDER BY indexrelid), '') FROM " \
	"pg_index WHERE indrelid = " table ")"
/* An index's own table, or the table of its TOAST table. */
#define BROKEN                                                                              \
	"(SELECT coalesce(string_agg(indexrelid::text, ',' ORDER BY indexrelid), '') FROM " \
	"pg_index WHERE NOT indisvalid)"

/* "table:what was there", in ids. Of a REINDEX of an index it is that index's table; what no schema holds
 * has a name, as the catalog has it. */
static void add_probe(struct wb_text *out, const struct pg_target *p)
{
	switch (p->what) {
	case WHAT_MAKE_INDEX:
		kit_write(out,
			  "SELECT t.oid || ':' || " INDEXES_OF(
				  "t.oid") " FROM (SELECT to_regclass(%M)::oid AS oid) t",
			  p->table, p->table_len);
		break;
	case WHAT_DROP_INDEX:
		kit_write(out, "SELECT to_regclass(%M)::oid || ':'", p->name, p->name_len);
		break;
	case WHAT_REINDEX:
		kit_write(out,
			  p->index ? "SELECT (SELECT indrelid FROM pg_index WHERE indexrelid = "
				     "to_regclass(%M))::oid || ':' || " BROKEN
				   : "SELECT to_regclass(%M)::oid || ':' || " BROKEN,
			  p->table, p->table_len);
		break;
	case WHAT_REINDEX_ALL:
		kit_add(out, "SELECT '0:' || " BROKEN);
		break;
	case WHAT_DETACH:
		kit_write(out, "SELECT to_regclass(%M)::oid || ':' || to_regclass(%M)::oid",
			  p->table, p->table_len, p->name, p->name_len);
		break;
	case WHAT_PUBLICATIONS:
		kit_write(out,
			  "SELECT (SELECT oid || ':' || subpublications::text FROM pg_subscription "
			  "WHERE subname = (parse_ident(%M))[1] AND subdbid = (SELECT oid FROM "
			  "pg_database WHERE datname = current_database()))",
			  p->name, p->name_len);
		break;
	case WHAT_END_PREPARED:
		kit_write(out, "SELECT count(*) || ':' FROM pg_prepared_xacts WHERE gid = %S",
			  p->name, p->name_len);
		break;
	default:
		kit_write(
			out,
			"SELECT coalesce((SELECT oid FROM %s WHERE %s = (parse_ident(%M))[1]), 0) "
			"|| ':'",
			p->catalog, p->column, p->name, p->name_len);
	}
}

/* What is done elsewhere is committed apart. Of a transaction of the user's it is not known yet what it has. */
static int probe_leads(struct pg_conn *c, const struct kit_statement *statement,
		       struct wb_text *out_sql, int32_t *out_fate, struct wb_error *err)
{
	struct kit_text question = { 0 };
	bool asks;

	if (statement->facts & WB_PIECE_TX_BEGIN) {
		asks = c->elsewhere;
		kit_text_add(&question, "'this transaction'");
	} else {
		asks = pg_elsewhere_asks(c, statement->text, statement->len, &question);
	}
	if (asks && !question.failed) {
		*out_fate = WB_FATE_STAYS;
		kit_write(out_sql, "SELECT '" PG_LEADS "' || COALESCE(%s,'')", question.data);
	}
	asks = question.failed;
	kit_text_release(&question);
	return asks ? kit_no_memory(err) : 0;
}

int pg_probe(void *conn, const struct kit_statement *statement, struct wb_text *out_sql,
	     int32_t *out_fate, struct wb_error *err)
{
	struct pg_target p;

	*out_fate = WB_FATE_TRANSACTION;
	if (!(statement->facts & (WB_PIECE_NO_TX | WB_PIECE_CALLS)))
		return conn ? probe_leads(conn, statement, out_sql, out_fate, err) : 0;
	pg_target_read(statement->text, statement->len, &p);
	if (p.what == WHAT_REPEAT) {
		*out_fate = WB_FATE_REPEAT;
	} else if (p.what == WHAT_OTHER) {
		*out_fate = WB_FATE_UNKNOWN;
	} else {
		*out_fate = WB_FATE_PROBE;
		add_probe(out_sql, &p);
	}
	return 0;
}

/* ------------------------------------------------------------------ judging */

/* A judgement under way. */
struct judging {
	struct pg_conn *c;
	struct pg_target parts;
	const char *id, *before; /* what is in front of the probe's colon, and behind it */
	struct wb_rows *repairs;
	struct wb_text *seen;
	int32_t verdict;
};

static void repair(struct judging *j, const char *sql, bool alone)
{
	struct wb_value values[] = { { sql, strlen(sql) }, { alone ? "1" : "0", 1 } };

	pg_host->row(j->repairs, values, 2);
}

static void see(struct judging *j, const char *what, const char *name, const char *how)
{
	kit_write(j->seen, "%s%s%s", what, name, how);
}

/* With the probe's id as $1 and what was there as $2; NULL, with `err` set. */
static PGresult *ask(const struct judging *j, const char *sql, int columns, struct wb_error *err)
{
	const char *params[] = { j->id, j->before };
	PGresult *result = pg_row(j->c, sql, params, strstr(sql, "$2") ? 2 : 1, err);

	return pg_shape(&result, columns, 0, err) ? result : NULL;
}

/* Make way for an index to be made again. */
static void drop_index(struct judging *j, const char *name)
{
	char sql[512];

	snprintf(sql, sizeof(sql), "DROP INDEX CONCURRENTLY IF EXISTS %s", name);
	repair(j, sql, true);
}

/* Indexes that were not there before: a valid one is the statement's work, an invalid one its
 * ruin. */
static int judge_make(struct judging *j, struct wb_error *err)
{
	char name[64 * 2 + 3] = "";
	const char *params[] = { j->id, j->before, name };
	PGresult *result;

	/* the name's last part, as the catalog has it */
	snprintf(name, sizeof(name), "%.*s", (int)j->parts.name_len,
		 j->parts.name_len ? j->parts.name : "");
	result = pg_row(j->c, pg_judge_made_sql, params, 3, err);
	if (!pg_shape(&result, 3, 0, err))
		return kit_failed(err);
	if (PQntuples(result) == 0) {
		kit_add(j->seen, "there is no such index");
	} else if (PQgetvalue(result, 0, 1)[0] == 't') {
		see(j, "index ", PQgetvalue(result, 0, 0), " is there and valid");
		j->verdict = WB_VERDICT_DONE;
	} else {
		see(j, "index ", PQgetvalue(result, 0, 0),
		    " is INVALID: it is dropped and made again");
		drop_index(j, PQgetvalue(result, 0, 2));
		j->verdict = WB_VERDICT_REPAIR;
	}
	PQclear(result);
	return 0;
}

/* Dropping again ends a drop that was begun. */
static int judge_drop(struct judging *j, struct wb_error *err)
{
	PGresult *result =
		ask(j, "SELECT indisvalid FROM pg_index WHERE indexrelid = $1::oid", 1, err);

	if (!result)
		return kit_failed(err);
	if (PQntuples(result))
		kit_add(j->seen, PQgetvalue(result, 0, 0)[0] == 't' ? "the index is still there"
								    : "the index is half dropped");
	else
		kit_add(j->seen, "the index is gone");
	j->verdict = PQntuples(result) ? WB_VERDICT_NOT_DONE : WB_VERDICT_DONE;
	PQclear(result);
	return 0;
}

/* REINDEX may be done twice, once what it left is cleared away. */
static int judge_reindex(struct judging *j, struct wb_error *err)
{
	PGresult *result = ask(j, pg_judge_reindexed_sql, 1, err);

	if (!result)
		return kit_failed(err);
	j->verdict = PQntuples(result) ? WB_VERDICT_REPAIR : WB_VERDICT_NOT_DONE;
	for (int i = 0; i < PQntuples(result); i++) {
		drop_index(j, PQgetvalue(result, i, 0));
		see(j, i ? ", " : "left over: ", PQgetvalue(result, i, 0), "");
	}
	PQclear(result);
	return 0;
}

static int judge_detach(struct judging *j, struct wb_error *err)
{
	PGresult *result = ask(j, pg_judge_detached_sql, 2, err);

	if (!result)
		return kit_failed(err);
	if (PQntuples(result) == 0) {
		kit_add(j->seen, "the partition is detached");
		j->verdict = WB_VERDICT_DONE;
	} else if (PQgetvalue(result, 0, 0)[0] == 't') {
		kit_add(j->seen, "the partition is half detached");
		repair(j, PQgetvalue(result, 0, 1), true);
		j->verdict = WB_VERDICT_FINISH;
	} else {
		kit_add(j->seen, "the partition is still attached");
	}
	PQclear(result);
	return 0;
}

static int judge_global(struct judging *j, struct wb_error *err)
{
	char name[256], sql[256];
	const char *params[] = { name };
	bool there, before = strcmp(j->id, "0") != 0;
	PGresult *result;

	snprintf(name, sizeof(name), "%.*s", (int)j->parts.name_len, j->parts.name);
	snprintf(sql, sizeof(sql), "SELECT oid FROM %s WHERE %s = (parse_ident($1))[1]",
		 j->parts.catalog, j->parts.column);
	result = pg_row(j->c, sql, params, 1, err);
	if (!result)
		return kit_failed(err);
	there = PQntuples(result) > 0;
	see(j, name, there ? " is there" : " is not there", "");
	if (j->parts.what == WHAT_MAKE_GLOBAL && there && !before)
		j->verdict = WB_VERDICT_DONE;
	else if (j->parts.what == WHAT_DROP_GLOBAL && !there && before)
		j->verdict = WB_VERDICT_DONE;
	/* the slot over there may have been made all the same */
	if (j->parts.what == WHAT_MAKE_GLOBAL && !there &&
	    strcmp(j->parts.catalog, "pg_subscription") == 0) {
		kit_add(j->seen,
			": look for its slot on the publisher's server, and drop that if it is "
			"there and the subscription was not made");
		j->verdict = WB_VERDICT_UNKNOWN;
	}
	PQclear(result);
	return 0;
}

/* What a subscription is to is committed with all that follows from it. */
static int judge_publications(struct judging *j, struct wb_error *err)
{
	PGresult *result = ask(
		j, "SELECT subpublications::text FROM pg_subscription WHERE oid = $1::oid", 1, err);

	if (!result)
		return kit_failed(err);
	if (PQntuples(result)) {
		see(j, "its publications are ", PQgetvalue(result, 0, 0), "");
		if (strcmp(PQgetvalue(result, 0, 0), j->before) != 0)
			j->verdict = WB_VERDICT_DONE;
	}
	PQclear(result);
	return 0;
}

static int judge_prepared(struct judging *j, struct wb_error *err)
{
	char *sql = kit_text_make("SELECT count(*) FROM pg_prepared_xacts WHERE gid = %S",
				  j->parts.name, j->parts.name_len);
	PGresult *result = sql ? pg_row(j->c, sql, NULL, 0, err) : (kit_no_memory(err), NULL);
	bool there;

	free(sql);
	if (!pg_shape(&result, 1, 1, err))
		return kit_failed(err);
	there = PQgetvalue(result, 0, 0)[0] != '0';
	see(j, "the prepared transaction is ", there ? "still there" : "not there", "");
	if (!there && strcmp(j->id, "0") != 0)
		j->verdict = WB_VERDICT_DONE;
	PQclear(result);
	return 0;
}

static int judge(struct judging *j, struct wb_error *err)
{
	switch (j->parts.what) {
	case WHAT_MAKE_INDEX:
		return judge_make(j, err);
	case WHAT_DROP_INDEX:
		return judge_drop(j, err);
	case WHAT_REINDEX:
	case WHAT_REINDEX_ALL:
		return judge_reindex(j, err);
	case WHAT_DETACH:
		return judge_detach(j, err);
	case WHAT_PUBLICATIONS:
		return judge_publications(j, err);
	case WHAT_END_PREPARED:
		return judge_prepared(j, err);
	default:
		return judge_global(j, err);
	}
}

/* Its end would have been committed with what it did here. */
static int32_t judge_leads(const char *way, struct wb_text *seen)
{
	if (!*way)
		return WB_VERDICT_NOT_DONE;
	kit_write(seen,
		  "nothing of it was committed here, but it leads out of the database, by %s, "
		  "where it "
		  "may have been",
		  way);
	return WB_VERDICT_UNKNOWN;
}

int pg_judge(void *conn, const struct wb_intent *intent, struct kit_judgement *out,
	     struct wb_error *err)
{
	struct judging j = { .c = conn,
			     .repairs = out->repairs,
			     .seen = out->seen,
			     .verdict = WB_VERDICT_NOT_DONE };
	char *probe, *colon;
	int status;

	if (intent->probe && strncmp(intent->probe, PG_LEADS, sizeof(PG_LEADS) - 1) == 0) {
		out->verdict = judge_leads(intent->probe + sizeof(PG_LEADS) - 1, out->seen);
		return 0;
	}
	pg_target_read(intent->text, intent->len, &j.parts);
	if (j.parts.what == WHAT_OTHER) {
		out->verdict = WB_VERDICT_UNKNOWN;
		return 0;
	}
	/* a null: what the statement is about was not there, so it can only have failed */
	if (j.parts.what == WHAT_REPEAT || !intent->probe || !strchr(intent->probe, ':')) {
		out->verdict = WB_VERDICT_NOT_DONE;
		return 0;
	}
	probe = strdup(intent->probe);
	if (!probe)
		return kit_no_memory(err);
	colon = strchr(probe, ':');
	*colon = '\0';
	j.id = probe;
	j.before = colon + 1;
	status = judge(&j, err);
	free(probe);
	if (status < 0)
		return status;
	status = j.verdict == WB_VERDICT_DONE && !j.parts.shared
			 ? pg_lost_with_listener(j.c, out->seen, err)
			 : 0;
	out->verdict = status > 0 ? WB_VERDICT_UNKNOWN : j.verdict;
	return status < 0 ? status : 0;
}
