/* SPDX-License-Identifier: MIT */
/* The faults in running, locks, verdicts and schemas: a part of faulty.c. */
#ifndef WB_TESTS_FAULTY_SLOTS_H
#define WB_TESTS_FAULTY_SLOTS_H

/* ------------------------------------------------------------------ running */

/* One by one, with a fault. */
static int run(void *conn, const struct wb_ops *ops, struct wb_error *err)
{
	struct wb_op op = { .size = sizeof(op) };
	int rc, failed = 0;

	while ((rc = ops->next(ops->ctx, &op, err)) == 1) {
		struct wb_error why = WB_ERROR_INIT;

		rc = real.execute(conn, &op, NULL, &why);
		if (!is("run_untold"))
			ops->done(ops->ctx, is("run_disorder") ? 1 : op.id,
				  rc == 0              ? WB_DONE
				  : is("run_all_done") ? WB_DONE
						       : WB_FAILED,
				  &why);
		if (rc < 0 && is("run_goes_on")) {
			failed = rc;
			continue;
		}
		if (rc < 0) {
			*err = why;
			return is("run_success") ? 0 : rc;
		}
	}
	if (is("run_never_stops") && rc < 0)
		return 0;
	return failed ? fail(err, failed, "something failed") : rc;
}

static int cancel(void *conn, struct wb_error *err)
{
	return is("cancel_noop")    ? 0
	       : is("cancel_fails") ? fail(err, WB_E_SQL, "no")
				    : real.cancel(conn, err);
}

static int never_stopping(struct wb_client *client)
{
	(void)client;
	return 0;
}

/* ------------------------------------------------------------------ locks */

static int lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	static void *holder;
	int rc;

	if (is("lock_noop"))
		return 0;
	if (is("lock_in_process")) {
		if (holder && holder != conn)
			return fail(err, WB_E_LOCKED, "taken");
		holder = conn;
		return 0;
	}
	if (is("lock_hangs"))
		timeout_ms = 3600000;
	if (is("lock_impatient"))
		timeout_ms = 0;
	if (is("lock_short_key") && strlen(key) > 128)
		return fail(err, WB_E_SQL, "the key is too long");
	rc = real.lock(conn, key, timeout_ms, err);
	if (is("lock_snapshot") && rc >= 0) {
		static const char *const texts[] = { "BEGIN", "SELECT * FROM whimbrel_version" };

		for (int i = 0; i < 2; i++)
			real.execute(conn,
				     &(struct wb_op){ .size = sizeof(struct wb_op),
						      .kind = WB_OP_USER,
						      .text = texts[i],
						      .len = strlen(texts[i]),
						      .full_len = strlen(texts[i]) },
				     NULL, err);
	}
	if (rc == 0 && is("two_locks_no_holder"))
		return 1;
	if (rc < 0 && is("lock_wrong_status")) {
		err->status = WB_E_SQL;
		return WB_E_SQL;
	}
	return rc;
}

static int unlock(void *conn, const char *key, struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (is("unlock_noop") || is("lock_noop") || is("lock_in_process"))
		return 0;
	if (is("unlock_forgives"))
		return real.unlock(conn, key, &ignored) < 0 ? 0 : 0;
	return real.unlock(conn, key, err);
}

static int holder(void *conn, const char *key, struct wb_text *out, struct wb_text *session,
		  struct wb_error *err)
{
	if (is("holder_nobody"))
		return 0;
	if (is("holder_always")) {
		host->append(out, "somebody", 8);
		return 1;
	}
	return real.holder(conn, key, out, session, err);
}

/* ------------------------------------------------------------------ interrupted statements */

/* The table that CREATE TABLE or DROP TABLE names. */
static int named(const char *text, size_t len, char out[64], int *makes)
{
	char word[16], copy[256];

	snprintf(copy, sizeof(copy), "%.*s", (int)len, text);
	if (sscanf(copy, "%15s TABLE %63[A-Za-z0-9_]", word, out) != 2)
		return 0;
	*makes = strcasecmp(word, "CREATE") == 0;
	return *makes || strcasecmp(word, "DROP") == 0;
}

static int probe(void *conn, const char *text, size_t len, uint32_t facts, struct wb_text *out,
		 int32_t *fate, struct wb_error *err)
{
	char name[64], sql[160];
	int makes;

	if (is("probe_fails"))
		return fail(err, WB_E_SQL, "no");
	if (is("probe_odd_fate")) {
		*fate = 77;
		return 0;
	}
	if (!begins("judge_") || !named(text, len, name, &makes))
		return real.probe(conn, text, len, facts, out, fate, err);
	*fate = WB_FATE_PROBE;
	if (is("judge_without_probe"))
		return 0;
	snprintf(sql, sizeof(sql), "(SELECT count(*) FROM sqlite_schema WHERE name = '%s')", name);
	host->append(out, sql, strlen(sql));
	return 0;
}

static int there; /* as `take_there` saw it */

static int judge(void *conn, const struct wb_intent *intent, int32_t *verdict,
		 struct wb_rows *repairs, struct wb_text *seen, struct wb_error *err)
{
	char name[64], sql[200];
	int makes;
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_USER, .text = sql };

	if (!begins("judge_") || !named(intent->text, intent->len, name, &makes))
		return real.judge(conn, intent, verdict, repairs, seen, err);
	if (is("judge_fails"))
		return fail(err, WB_E_SQL, "no");
	snprintf(sql, sizeof(sql), "INSERT INTO %s SELECT * FROM %s WHERE 0", name, name);
	op.len = op.full_len = strlen(sql);
	there = real.execute(conn, &op, NULL, err) == 0;
	memset(err, 0, sizeof(*err));
	err->size = sizeof(*err);
	*verdict = makes == there ? WB_VERDICT_DONE : WB_VERDICT_NOT_DONE;
	if (is("judge_always_done"))
		*verdict = WB_VERDICT_DONE;
	if (is("judge_never_done"))
		*verdict = WB_VERDICT_NOT_DONE;
	if (is("judge_never_knows"))
		*verdict = WB_VERDICT_UNKNOWN;
	if (is("judge_odd"))
		*verdict = 99;
	return 0;
}

static int recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	return is("recall_fails") ? fail(err, WB_E_SQL, "no")
				  : real.recall(conn, memory, undone, err);
}

static int remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		    struct wb_text *out, struct wb_error *err)
{
	if (is("recall_fails"))
		host->append(out, "'x'", 3);
	return is("remember_fails") ? fail(err, WB_E_SQL, "no")
	       : is("recall_fails") ? 0
				    : real.remember(conn, text, len, facts, fresh, out, err);
}

/* ------------------------------------------------------------------ schemas */

static int change_object(struct wb_schema *sink, const struct wb_object *object)
{
	struct wb_object o = *object;

	if ((is("introspect_no_columns") && o.kind == WB_KIND_COLUMN) ||
	    (is("introspect_no_keys") && o.kind == WB_KIND_PRIMARY_KEY) ||
	    (is("introspect_no_references") && o.kind == WB_KIND_FOREIGN_KEY) ||
	    (is("introspect_no_checks") && o.kind == WB_KIND_CHECK) ||
	    (is("introspect_no_indexes") && o.kind == WB_KIND_INDEX) ||
	    (is("introspect_no_views") && o.kind == WB_KIND_VIEW) ||
	    (is("introspect_no_triggers") && o.kind == WB_KIND_TRIGGER) || is("introspect_empty"))
		return 0;
	if (is("introspect_no_attributes"))
		o.attribute_count = 0;
	if (is("introspect_twice"))
		host->object(sink, &o);
	return host->object(sink, &o);
}

static int no_edge(struct wb_schema *sink, const struct wb_object *from, const struct wb_object *to)
{
	(void)sink, (void)from, (void)to;
	return 0;
}

static int no_edge_as(struct wb_schema *sink, int32_t flavour, const struct wb_object *from,
		      const struct wb_object *to)
{
	(void)flavour;
	return no_edge(sink, from, to);
}

static int introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		      struct wb_error *err)
{
	struct wb_scope s = *scope;

	if (is("introspect_edge")) {
		const struct wb_object o = { .size = sizeof(o),
					     .kind = WB_KIND_TABLE,
					     .name = "t" };

		return host->edge_as(sink, 9, &o, &o);
	}
	services.edge = is("introspect_no_edges") ? no_edge : host->edge;
	services.edge_as = is("introspect_no_edges") ? no_edge_as : host->edge_as;
	s.without_count = 0;
	return real.introspect(conn, is("introspect_ours") ? &s : scope, sink, err);
}

static int render(void *conn, const struct wb_change *change, struct wb_text *out,
		  struct wb_risk *risk, struct wb_error *err)
{
	int rc;

	if (is("render_empty"))
		return 0;
	if (is("render_comment")) {
		host->append(out, "-- nothing;\n", 12);
		return 0;
	}
	if (is("rename_nothing") && change->kind == WB_CHANGE_RENAME)
		return 0;
	if (is("alter_nothing") && change->kind == WB_CHANGE_ALTER)
		return 0;
	if (is("render_no_indexes") && change->to && change->to->kind == WB_KIND_INDEX)
		return 0;
	rc = real.render(conn, change, out, risk, err);
	if (is("render_no_risk") || (is("column_no_risk") && change->kind != WB_CHANGE_DROP) ||
	    (is("column_no_risk") && change->from->kind == WB_KIND_COLUMN))
		risk->flags &= ~UINT32_C(0xff);
	return rc;
}

static int scratch(void *conn, int32_t what, const char *name, void **out, struct wb_rows *rows,
		   struct wb_error *err)
{
	static struct wb_params none = { .size = sizeof(none) };
	static char path[512];
	struct wb_server server = { .size = sizeof(server) };

	if (is("scratch_drop_fails") && what == WB_SCRATCH_DROP)
		return fail(err, WB_E_SQL, "no");
	if (is("scratch_keeps") && what == WB_SCRATCH_DROP)
		return 0;
	if ((is("scratch_is_target") || is("scratch_keeps")) && what == WB_SCRATCH_OPEN) {
		real.describe(conn, &server, err);
		snprintf(path, sizeof(path), "%s%s", server.database,
			 is("scratch_keeps") ? ".s" : "");
		none.database = path;
		return real.connect(&none, out, err);
	}
	if (is("scratch_fails") && what == WB_SCRATCH_OPEN)
		return fail(err, WB_E_SQL, "no");
	return real.scratch(conn, what, name, out, rows, err);
}

#endif
