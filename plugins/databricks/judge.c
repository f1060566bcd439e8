/* SPDX-License-Identifier: MIT */
/* What became of a statement that was begun: told by what is there now and was there before, by the query
 * history, and by the table's own. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge_target.h"

/* What `probe` has written: the table's id, its version, the number that the statement's tag would have, and how many keys
 * there are. */
struct before {
	bool there;
	char id[64], step[24];
	int64_t version, keys;
};

/* What there is to be seen of a statement of that kind. */
static int look_at(struct brick_conn *c, const struct brick_fate *fate, struct brick_look *out,
		   struct wb_error *err)
{
	int rc = brick_look(c, fate->kind, fate->name, out, err);

	if (rc == 0 && fate->way == BRICK_VERSION)
		rc = brick_look_version(c, fate->name, out, err);
	if (rc == 0 && fate->keys)
		rc = brick_look_keys(c, fate->name, out, err);
	return rc;
}

int brick_probe(void *conn, const struct kit_statement *statement, struct wb_text *out_sql,
		int32_t *out_fate, struct wb_error *err)
{
	struct brick_conn *c = conn;
	struct brick_fate fate;
	struct brick_look now = { .version = -1, .keys = -1 };
	char state[192];
	int rc = brick_fate(c, statement->text, statement->len, &fate, err);

	if (rc == 0 && fate.name && c && fate.way != BRICK_LAZY && fate.way != BRICK_REPEAT)
		rc = look_at(c, &fate, &now, err);
	if (rc == 0) {
		*out_fate = fate.way == BRICK_LAZY || fate.way == BRICK_REPEAT ? WB_FATE_REPEAT
			    : fate.way == BRICK_BLIND                          ? WB_FATE_UNKNOWN
									       : WB_FATE_PROBE;
		if (c)
			c->lazy = fate.way == BRICK_LAZY;
		snprintf(state, sizeof(state), "%s %s %" PRId64 " %" PRIu64 " %" PRId64,
			 now.there ? "there" : "absent", now.id[0] ? now.id : "-", now.version,
			 c ? c->sequence + 1 : 0, now.keys);
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
	       sscanf(probe, "%7s %63s %" SCNd64 " %23s %" SCNd64, there, out->id, &out->version,
		      out->step, &out->keys) >= 4 &&
	       ((out->there = strcmp(there, "there") == 0) || true);
}

/* ------------------------------------------------------------------ by the table's history */

struct commits {
	const char *operation;
	int64_t after, oldest; /* of those that were seen */
	size_t all, fitting;
	char last[64];
};

static bool fits(const char *operation, const char *want)
{
	static const char rows[] = "WRITE UPDATE DELETE MERGE OPTIMIZE";

	if (!want || *want)
		return !want || strncmp(operation, want, strlen(want)) == 0;
	return !kit_mentions(rows, strlen(rows), operation);
}

static int take_commit(void *ctx, json_t *row)
{
	struct commits *seen = ctx;
	const char *version = brick_column(row, 0), *operation = brick_column(row, 4);

	if (!version || !operation || strtoll(version, NULL, 10) <= seen->after)
		return 1;
	seen->all++;
	seen->oldest = strtoll(version, NULL, 10);
	seen->fitting += fits(operation, seen->operation);
	snprintf(seen->last, sizeof(seen->last), "%s", operation);
	return 0;
}

/* A judgement under way. */
struct judging {
	struct brick_conn *c;
	struct brick_fate fate;
	struct before before;
	struct brick_look now;
	struct wb_text *seen;
	int32_t verdict;
};

/* A commit that changes the table's columns is ours: nobody else does so while we hold the lock. One of rows
 * may be an application's. */
static int by_commits(struct judging *j, struct wb_error *err)
{
	const struct brick_fate *fate = &j->fate;
	struct commits commits = { .operation = fate->operation, .after = j->before.version };
	struct kit_text sql = { 0 };

	kit_text_write(&sql, "DESCRIBE HISTORY %s LIMIT 1000", fate->name);
	if (brick_query(j->c, &sql, take_commit, &commits, err) < 0)
		return kit_failed(err);
	kit_write(j->seen,
		  "%s was at version %d and has had %z commits since, %z of them of this kind (the "
		  "first: %s); the query history does not tell of the statement",
		  fate->name, j->before.version, commits.all, commits.fitting, commits.last);
	/* Delta keeps its history for a time, and of many commits only the newest are read */
	if (commits.oldest != j->before.version + 1)
		kit_add(j->seen, ", and the history does not go back to that version");
	else if (!commits.fitting)
		j->verdict = WB_VERDICT_NOT_DONE;
	else if (commits.fitting == 1 && !fate->rows)
		j->verdict = WB_VERDICT_DONE;
	return 0;
}

static int by_version(struct judging *j, struct wb_error *err)
{
	const char *name = j->fate.name;

	if (!j->now.there || strcmp(j->now.id, j->before.id) != 0) {
		kit_write(j->seen, "%s is another table than it was, or gone", name);
		return 0;
	}
	if (j->now.version == j->before.version) {
		j->verdict = WB_VERDICT_NOT_DONE;
		kit_write(j->seen, "%s is at version %d, as before", name, j->before.version);
		return 0;
	}
	return by_commits(j, err);
}

static int by_name(struct judging *j, struct wb_error *err)
{
	const struct brick_look *now = &j->now;
	const struct before *b = &j->before;
	struct brick_look other;
	bool done;

	switch (j->fate.way) {
	case BRICK_THERE:
		done = now->there && (!b->there || strcmp(now->id, b->id) != 0);
		break;
	case BRICK_GONE:
		done = b->there && (!now->there || strcmp(now->id[0] ? now->id : "-", b->id) != 0);
		break;
	default:
		if (brick_look(j->c, "TABLE", j->fate.to, &other, err) < 0)
			return kit_failed(err);
		done = other.there && strcmp(other.id, b->id) == 0;
		if (!done && !(now->there && strcmp(now->id, b->id) == 0))
			return 0;
	}
	j->verdict = done ? WB_VERDICT_DONE : WB_VERDICT_NOT_DONE;
	return 0;
}

static int by_history(struct judging *j, const struct wb_intent *intent, struct wb_error *err)
{
	enum brick_told told = BRICK_UNTOLD;
	char run[BRICK_RUN_SIZE];

	brick_run_of(intent->session ? intent->session : "", run);
	if (brick_history(j->c, run, j->before.step, &told, err) < 0)
		return kit_failed(err);
	if (told == BRICK_FINISHED) {
		j->verdict = WB_VERDICT_DONE;
		kit_add(j->seen, "the query history says that it finished");
	} else if (told == BRICK_FAILED) {
		j->verdict = WB_VERDICT_NOT_DONE;
		kit_add(j->seen, "the query history says that it failed");
	}
	return 0;
}

static int judge_version(struct judging *j, const struct wb_intent *intent, struct wb_error *err)
{
	const int64_t keys = j->now.keys;
	int rc = 0;

	/* nobody else adds or drops them while we hold the lock */
	if (keys >= 0 && j->before.keys >= 0 && keys != j->before.keys) {
		j->verdict = WB_VERDICT_DONE;
		kit_write(j->seen, "the keys of %s are %d, and were %d", j->fate.name, keys,
			  j->before.keys);
		return 0;
	}
	if (j->now.version != j->before.version || keys >= 0)
		rc = by_history(j, intent, err);
	return rc == 0 && j->verdict == WB_VERDICT_UNKNOWN ? by_version(j, err) : rc;
}

int brick_judge(void *conn, const struct wb_intent *intent, struct kit_judgement *out,
		struct wb_error *err)
{
	struct judging j = { .c = conn,
			     .before = { .version = -1, .keys = -1 },
			     .now = { .version = -1, .keys = -1 },
			     .seen = out->seen,
			     .verdict = WB_VERDICT_UNKNOWN };
	int rc = brick_fate(j.c, intent->text, intent->len, &j.fate, err);

	if (rc == 0 && (j.fate.way == BRICK_LAZY || j.fate.way == BRICK_REPEAT)) {
		j.verdict = WB_VERDICT_NOT_DONE;
	} else if (rc == 0 && j.fate.way != BRICK_BLIND && read_before(intent->probe, &j.before)) {
		rc = look_at(j.c, &j.fate, &j.now, err);
		if (rc == 0)
			rc = j.fate.way == BRICK_VERSION ? judge_version(&j, intent, err)
							 : by_name(&j, err);
	} else if (rc == 0) {
		kit_add(out->seen, "nothing that is kept tells whether such a statement was done");
	}
	if (rc == 0)
		out->verdict = j.verdict;
	brick_fate_release(&j.fate);
	return rc;
}
