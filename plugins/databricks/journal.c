/* SPDX-License-Identifier: MIT */
/* What the journal has to say, gathered until something else has to be written or run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

static void add_rows(struct kit_text *rows, int64_t *count, const struct wb_args *args)
{
	kit_text_write(rows, " UNION ALL SELECT %d, ", ++*count);
	brick_log_row(rows, args);
}

void brick_drop_lazy(struct runner *r)
{
	kit_text_release(&r->lazy);
	r->lazy = (struct kit_text){ 0 };
	r->lazy_count = 0;
}

/* Numbers follow on when rows that waited come first. */
static void take_lazy(struct runner *r)
{
	if (!r->lazy_count)
		return;
	kit_text_append(&r->rows, r->lazy.data, r->lazy.len);
	r->row_count += r->lazy_count;
	brick_drop_lazy(r);
}

static void add_log(struct runner *r, const struct wb_args *args)
{
	bool done = strcmp(args->event, "done") == 0, intent = strcmp(args->event, "intent") == 0;

	/* one that may be repeated needs no intent; that it is done is told with the next rows */
	if (intent && r->c->lazy)
		return;
	if (done && r->ran_lazy && !r->row_count) {
		add_rows(&r->lazy, &r->lazy_count, args);
		return;
	}
	/* of a step that has ended nobody asks for its statements */
	if (strcmp(args->event, "applied") == 0 || strcmp(args->event, "reverted") == 0)
		brick_drop_lazy(r);
	take_lazy(r);
	add_rows(&r->rows, &r->row_count, args);
}

/* The lease is row 0, which is there; the rows get the numbers behind the last one. */
void brick_write_rows(struct runner *r, struct kit_text *out)
{
	const struct brick_lease *lease = &r->c->lease;

	kit_text_write(
		out,
		"MERGE INTO %T AS t USING (SELECT CASE WHEN m.held = 0 THEN raise_error('whimbrel: "
		"the lock is gone') WHEN r.n = 0 THEN 0 ELSE m.last + r.n END AS id, r.* FROM "
		"(SELECT 0 AS n, '' AS run_id, " BRICK_NOW
		" AS at, CAST(NULL AS STRING) AS revision, CAST(NULL AS STRING) AS direction, '' "
		"AS event, CAST(NULL AS BIGINT) AS statement, CAST(NULL AS BIGINT) AS statements, "
		"CAST(NULL AS STRING) AS hash, CAST(NULL AS STRING) AS session, CAST(NULL AS "
		"STRING) AS probe, CAST(NULL AS STRING) AS detail, 2 AS format",
		r->home, "whimbrel_log");
	kit_text_append(out, r->rows.data, r->rows.len);
	kit_text_write(out, ") AS r CROSS JOIN (SELECT coalesce(max(id), 0) AS last, ");
	if (lease->owner[0])
		kit_text_write(out, "count_if(" BRICK_HELD ")", lease->name, lease->owner);
	else
		kit_text_add(out, "1");
	kit_text_write(
		out,
		" AS held FROM %T) AS m) AS s ON t.id = s.id AND t.id = 0 AND t.run_id = %L WHEN "
		"MATCHED THEN UPDATE SET detail = CAST(greatest(TRY_CAST(t.detail AS "
		"BIGINT), " BRICK_NOW_MS
		" + %d) AS STRING) WHEN NOT MATCHED AND s.id > 0 THEN INSERT (" BRICK_LOG_COLUMNS
		") VALUES (s.id, s.run_id, s.at, s.revision, s.direction, s.event, s.statement, "
		"s.statements, s.hash, s.session, s.probe, s.detail, s.format)",
		r->home, "whimbrel_log", lease->name, (int64_t)lease->ttl_ms);
}

/* Before what is not in the log's own commit. */
void brick_write_guard(struct runner *r, struct kit_text *out)
{
	const struct brick_lease *lease = &r->c->lease;

	if (lease->owner[0]) {
		brick_guard(out, r->home, lease->name, lease->owner);
		kit_text_add(out, ";\n");
	}
}

static void write_message(struct runner *r, struct kit_text *out)
{
	bool script = r->others.len > 0;

	if (script) {
		kit_text_add(out, "BEGIN\n");
		brick_write_guard(r, out);
		kit_text_append(out, r->others.data, r->others.len);
	}
	if (r->row_count)
		brick_write_rows(r, out);
	if (script)
		kit_text_add(out, r->row_count ? ";\nEND" : "END");
}

void brick_forget(struct runner *r)
{
	kit_text_release(&r->others);
	kit_text_release(&r->rows);
	r->others = r->rows = (struct kit_text){ 0 };
	r->row_count = 0;
}

/* Another writer was faster, which is the renewal of our own lease as a rule: nothing was done of the log, and
 * what was done of the other table may be done again. */
static int send(struct runner *r, const struct kit_text *sql, bool *out_sent)
{
	const struct brick_statement s = { .text = sql->data, .len = sql->len, .whose = BRICK_OWN };
	struct brick_conn *c = r->c;

	for (uint32_t try = 0;; try++) {
		struct wb_error why = WB_ERROR_INIT;
		int rc = brick_run_statement(r->c, &s, out_sent, &why);

		if (rc == WB_E_BUSY && brick_give_way(r->c, try, &why) == 0)
			continue;
		c->log_rows = rc < 0 || c->log_rows < 0 ? -1 : c->log_rows + r->row_count;
		if (rc < 0) {
			rc = brick_own_failed(WB_OWN_LOG, &why);
			r->error = why;
		}
		return rc;
	}
}

int brick_flush(struct runner *r)
{
	struct kit_text sql = { 0 };
	bool sent = false;
	int rc = 0;

	if (r->failed)
		return r->status;
	if (r->row_count || r->others.len) {
		write_message(r, &sql);
		/* a statement that is under way renews it too, so it counts from its beginning */
		brick_lease_renewed(r->c->lease.owner);
		brick_lease_writers(1);
		rc = sql.failed || r->rows.failed || r->others.failed ? kit_no_memory(&r->error)
								      : send(r, &sql, &sent);
		brick_lease_writers(-1);
	}
	kit_text_release(&sql);
	brick_forget(r);
	if (rc < 0) {
		brick_broken(r, rc);
		brick_tell_all(r, sent ? WB_UNKNOWN : WB_FAILED, WB_SKIPPED);
		return rc;
	}
	brick_tell_all(r, WB_DONE, WB_DONE);
	return r->failed ? r->status : 0;
}

static void add_statement(struct runner *r, const struct wb_op *op)
{
	kit_text_append(&r->others, op->text, op->len);
	kit_text_add(&r->others, ";\n");
}

static int note_home(struct runner *r, const struct wb_args *args)
{
	if (r->home || !args)
		return 0;
	r->home = strdup(args->home ? args->home : r->c->home);
	return r->home ? 0 : brick_broken(r, kit_no_memory(&r->error));
}

int brick_add_own(struct runner *r, const struct wb_op *op)
{
	void *grown = kit_grow(r->ids, &r->id_room, r->id_count, sizeof(*r->ids));

	if (!grown)
		return brick_broken(r, kit_no_memory(&r->error));
	r->ids = grown;
	r->ids[r->id_count++] = op->id;
	if (note_home(r, op->args) < 0)
		return r->status;
	switch (op->what) {
	case WB_OWN_GUARD:
		if (op->args->owner) {
			snprintf(r->c->lease.name, sizeof(r->c->lease.name), "%s", op->args->name);
			snprintf(r->c->lease.owner, sizeof(r->c->lease.owner), "%s",
				 op->args->owner);
		}
		break;
	case WB_OWN_LOG:
		add_log(r, op->args);
		break;
	case WB_OWN_SETTLE:
	case WB_OWN_ROLLBACK:
		brick_unfollow(r->c);
		break;
	default:
		if (op->len)
			add_statement(r, op);
		break;
	}
	return r->rows.len + r->others.len > OWN_BYTES ? brick_flush(r) : 0;
}

void brick_keep_lazy(struct runner *r)
{
	struct kit_text sql = { 0 };
	struct wb_error why = r->error;
	bool sent;

	if (!r->lazy_count || r->status == WB_E_LOST || r->status == WB_E_LOCK_LOST)
		return;
	brick_forget(r);
	take_lazy(r);
	write_message(r, &sql);
	if (!sql.failed)
		send(r, &sql, &sent);
	kit_text_release(&sql);
	r->error = why;
}
