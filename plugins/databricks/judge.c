/* SPDX-License-Identifier: MIT */
/* What became of a statement that was begun: told by what is there now and was there before, by the query
 * history, and by the table's own. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fate.h"

/* What `probe` has written: the table's id, its version, and the number that the statement's tag would have. */
struct before {
	bool there;
	char id[64], step[24];
	int64_t version;
};

int brick_probe(void *conn, const char *text, size_t len, uint32_t facts, struct wb_text *out_sql,
		int32_t *out_fate, struct wb_error *err)
{
	struct brick_conn *c = conn;
	struct brick_fate fate;
	struct brick_look now = { .version = -1 };
	char state[160];
	int rc = brick_fate(c, text, len, &fate, err);

	(void)facts;
	if (rc == 0 && fate.name && c && fate.way != BRICK_LAZY && fate.way != BRICK_REPEAT)
		rc = brick_look(c, fate.kind, fate.name, fate.way == BRICK_VERSION, &now, err);
	if (rc == 0) {
		*out_fate = fate.way == BRICK_LAZY || fate.way == BRICK_REPEAT ? WB_FATE_REPEAT
			    : fate.way == BRICK_BLIND                          ? WB_FATE_UNKNOWN
									       : WB_FATE_PROBE;
		if (c)
			c->lazy = fate.way == BRICK_LAZY;
		snprintf(state, sizeof(state), "%s %s %" PRId64 " %" PRIu64,
			 now.there ? "there" : "absent", now.id[0] ? now.id : "-", now.version,
			 c ? c->sequence + 1 : 0);
		if (*out_fate == WB_FATE_PROBE)
			kit_write(out_sql, "%L", state);
	}
	brick_fate_release(&fate);
	return rc;
}

static bool read_before(const char *probe, struct before *out)
{
	char there[8];

	return probe &&
	       sscanf(probe, "%7s %63s %" SCNd64 " %23s", there, out->id, &out->version,
		      out->step) == 4 &&
	       ((out->there = strcmp(there, "there") == 0) || true);
}

/* ------------------------------------------------------------------ by the table's history */

struct commits {
	const char *operation;
	int64_t after;
	size_t all, fitting;
	char last[64];
};

static bool fits(const char *operation, const char *want)
{
	static const char *const rows[] = {
		"WRITE", "UPDATE", "DELETE", "MERGE", "OPTIMIZE", NULL
	};

	if (*want)
		return strncmp(operation, want, strlen(want)) == 0;
	for (size_t i = 0; rows[i]; i++)
		if (strcmp(operation, rows[i]) == 0)
			return false;
	return true;
}

static int take_commit(void *ctx, json_t *row)
{
	struct commits *seen = ctx;
	const char *version = brick_column(row, 0), *operation = brick_column(row, 4);

	if (!version || !operation || strtoll(version, NULL, 10) <= seen->after)
		return 1;
	seen->all++;
	seen->fitting += fits(operation, seen->operation);
	snprintf(seen->last, sizeof(seen->last), "%s", operation);
	return 0;
}

static void say(struct wb_text *seen, const char *words)
{
	kit_add(seen, words);
}

/* A commit that changes the table's columns is ours: nobody else does so while we hold the lock. One of rows
 * may be an application's. */
static int by_commits(struct brick_conn *c, const struct brick_fate *fate, const struct before *b,
		      int32_t *verdict, struct wb_text *seen, struct wb_error *err)
{
	struct commits commits = { .operation = fate->operation, .after = b->version };
	struct kit_text sql = { 0 };

	kit_text_write(&sql, "DESCRIBE HISTORY %s LIMIT 1000", fate->name);
	if (brick_query(c, &sql, take_commit, &commits, err) < 0)
		return err->status;
	kit_write(seen,
		  "%s was at version %d and has had %z commits since, %z of them of this kind (the "
		  "first: "
		  "%s); the query history does not tell of the statement",
		  fate->name, b->version, commits.all, commits.fitting, commits.last);
	if (!commits.fitting)
		*verdict = WB_VERDICT_NOT_DONE;
	else if (commits.fitting == 1 && !fate->rows)
		*verdict = WB_VERDICT_DONE;
	return 0;
}

static int by_version(struct brick_conn *c, const struct brick_fate *fate, const struct before *b,
		      const struct brick_look *now, int32_t *verdict, struct wb_text *seen,
		      struct wb_error *err)
{
	if (!now->there || strcmp(now->id, b->id) != 0) {
		kit_write(seen, "%s is another table than it was, or gone", fate->name);
		return 0;
	}
	if (now->version == b->version) {
		*verdict = WB_VERDICT_NOT_DONE;
		kit_write(seen, "%s is at version %d, as before", fate->name, b->version);
		return 0;
	}
	return by_commits(c, fate, b, verdict, seen, err);
}

/* ------------------------------------------------------------------ all ways */

static int by_name(struct brick_conn *c, const struct brick_fate *fate, const struct before *b,
		   const struct brick_look *now, int32_t *verdict, struct wb_error *err)
{
	struct brick_look other;

	switch (fate->way) {
	case BRICK_THERE:
		*verdict = now->there && (!b->there || strcmp(now->id, b->id) != 0)
				   ? WB_VERDICT_DONE
				   : WB_VERDICT_NOT_DONE;
		return 0;
	case BRICK_GONE:
		*verdict =
			b->there && (!now->there || strcmp(now->id[0] ? now->id : "-", b->id) != 0)
				? WB_VERDICT_DONE
				: WB_VERDICT_NOT_DONE;
		return 0;
	default:
		if (brick_look(c, "TABLE", fate->to, false, &other, err) < 0)
			return err->status;
		if (other.there && strcmp(other.id, b->id) == 0)
			*verdict = WB_VERDICT_DONE;
		else if (now->there && strcmp(now->id, b->id) == 0)
			*verdict = WB_VERDICT_NOT_DONE;
		return 0;
	}
}

static int by_history(struct brick_conn *c, const struct wb_intent *intent, const struct before *b,
		      int32_t *verdict, struct wb_text *seen, struct wb_error *err)
{
	enum brick_told told = BRICK_UNTOLD;
	char run[BRICK_RUN_SIZE];

	brick_run_of(intent->session ? intent->session : "", run);
	if (brick_history(c, run, b->step, &told, err) < 0)
		return err->status;
	if (told == BRICK_FINISHED) {
		*verdict = WB_VERDICT_DONE;
		say(seen, "the query history says that it finished");
	} else if (told == BRICK_FAILED) {
		*verdict = WB_VERDICT_NOT_DONE;
		say(seen, "the query history says that it failed");
	}
	return 0;
}

int brick_judge(void *conn, const struct wb_intent *intent, int32_t *out_verdict,
		struct wb_rows *repairs, struct wb_text *seen, struct wb_error *err)
{
	struct brick_conn *c = conn;
	struct before b = { .version = -1 };
	struct brick_fate fate;
	struct brick_look now = { .version = -1 };
	int32_t verdict = WB_VERDICT_UNKNOWN;
	int rc = brick_fate(c, intent->text, intent->len, &fate, err);

	(void)repairs;
	if (rc == 0 && (fate.way == BRICK_LAZY || fate.way == BRICK_REPEAT))
		verdict = WB_VERDICT_NOT_DONE;
	else if (rc == 0 && fate.way != BRICK_BLIND && read_before(intent->probe, &b)) {
		rc = brick_look(c, fate.kind, fate.name, fate.way == BRICK_VERSION, &now, err);
		if (rc == 0 && fate.way != BRICK_VERSION)
			rc = by_name(c, &fate, &b, &now, &verdict, err);
		else if (rc == 0 && now.version != b.version)
			rc = by_history(c, intent, &b, &verdict, seen, err);
		if (rc == 0 && fate.way == BRICK_VERSION && verdict == WB_VERDICT_UNKNOWN)
			rc = by_version(c, &fate, &b, &now, &verdict, seen, err);
	} else if (rc == 0) {
		say(seen, "nothing that is kept tells whether such a statement was done");
	}
	if (rc == 0)
		*out_verdict = verdict;
	brick_fate_release(&fate);
	return rc;
}
