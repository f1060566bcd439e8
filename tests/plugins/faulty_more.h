/* SPDX-License-Identifier: MIT */
/* The faults in what is done with a database as a whole, in made-up values and effects: a part of faulty.c. */
#ifndef WB_TESTS_FAULTY_MORE_H
#define WB_TESTS_FAULTY_MORE_H

static int sample(void *conn, const struct wb_object *column, const struct wb_object *type,
		  uint32_t n, struct wb_text *out, int32_t *every, struct wb_error *err)
{
	if (is("sample_none"))
		return 0;
	if (is("sample_odd"))
		return host->append(out, "no value", 8), n < 3;
	if (is("sample_same"))
		return host->append(out, "7", 1), n < 3;
	if (is("sample_endless"))
		return host->append(out, n & 1 ? "7" : "8", 1), 1;
	return real.sample(conn, column, type, n, out, every, err);
}

static uint32_t effects(const char *text, size_t len)
{
	return is("effects_all_add") ? WB_EFFECT_MAKES | WB_EFFECT_ADDS
	       : is("effects_undo")  ? WB_EFFECT_UNDOES
				     : real.effects(text, len);
}

static int defines(const char *text, size_t len, struct wb_definitions *out)
{
	const struct wb_object t = { .size = sizeof(t), .kind = WB_KIND_TABLE, .name = "t" };

	if (is("defines_always"))
		return out->add(out, WB_DEFINE_MAKES, &t);
	/* what it is told of the question, it does not hear */
	if (is("defines_deaf"))
		out->flags = 0;
	return is("defines_never") ? 0 : real.defines(text, len, out);
}

static int database(const struct wb_params *params, int32_t what, struct wb_error *err)
{
	if (is("database_never_there"))
		return real.database(params, what, err) < 0 ? err->status : 0;
	if (is("database_always_there"))
		return 1;
	if (is("database_drop_noop") && what == WB_DATABASE_DROP)
		return 0;
	if (is("database_fails"))
		return fail(err, WB_E_SQL, "no");
	return real.database(params, what, err);
}

static int backup(void *conn, const struct wb_backup *what, struct wb_rows *rows,
		  struct wb_error *err)
{
	if (is("restore_noop") && what->restore)
		return 0;
	if (is("backup_noop") && !what->restore)
		return 0;
	if (is("restore_no_index") && what->restore && real.backup(conn, what, rows, err) == 0) {
		static const char *const sql[] = { "PRAGMA writable_schema = ON",
						   "DELETE FROM sqlite_schema WHERE type = 'index' "
						   "AND name LIKE 'wbc%i'",
						   "PRAGMA writable_schema = RESET" };

		for (int i = 0; i < 3; i++)
			real.execute(conn,
				     &(struct wb_op){ .size = sizeof(struct wb_op),
						      .kind = WB_OP_USER,
						      .text = sql[i],
						      .len = strlen(sql[i]),
						      .full_len = strlen(sql[i]) },
				     NULL, err);
		return 0;
	}
	return real.backup(conn, what, rows, err);
}

static int serve(void *conn, const char *folder, struct wb_rows *rows, struct wb_error *err)
{
	const struct wb_value start[] = { { is("serve_odd") ? "begin" : "start", 5 },
					  { "server", 6 } },
			      url[] = { { "url", 3 }, { folder, strlen(folder) } };

	(void)conn, (void)err;
	host->row(rows, start, 2);
	if (!is("serve_no_url"))
		host->row(rows, url, 2);
	return 0;
}

static int restore_point(void *conn, const char *name, struct wb_text *out, struct wb_error *err)
{
	(void)conn, (void)err, (void)name;
	host->append(out, "SELECT 1", 8);
	return 0;
}

/* What a whole connection does wrong. */
static void misbehave(void *conn, const struct wb_op *op)
{
	static const char begin[] = "COMMIT", again[] = "BEGIN";
	const struct wb_op end = { .size = sizeof(end),
				   .kind = WB_OP_USER,
				   .text = begin,
				   .len = 6,
				   .full_len = 6 },
			   more = { .size = sizeof(more),
				    .kind = WB_OP_USER,
				    .text = again,
				    .len = 5,
				    .full_len = 5 };
	struct wb_error ignored = WB_ERROR_INIT;

	if (op->kind != WB_OP_USER)
		return;
	if (is("execute_hangs"))
		nap(3600000);
	if (is("execute_exits"))
		exit(0);
	if (is("execute_prints"))
		printf("%.*s\n", (int)op->len, op->text), fflush(stdout);
	if (is("execute_complains"))
		fprintf(stderr, "%.*s\n", (int)op->len, op->text);
	if (is("execute_commits") && real.execute(conn, &end, NULL, &ignored) == 0)
		real.execute(conn, &more, NULL, &ignored);
}

#endif
