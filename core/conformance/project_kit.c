/* SPDX-License-Identifier: MIT */
#include "project_kit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "cutter.h"
#include "process.h"
#include "run/calls.h"

bool project_kit_enter(struct trial *t)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(t->out->folder, sizeof(t->out->folder), "%.40s/wbc-XXXXXX",
		 tmp && *tmp ? tmp : "/tmp");
	if (mkdtemp(t->out->folder))
		return true;
	t->out->folder[0] = '\0';
	return trial_left(t, "no folder for revisions could be made in %s", tmp ? tmp : "/tmp");
}

void project_kit_leave(char *folder)
{
	DIR *dir = folder[0] ? opendir(folder) : NULL;
	struct dirent *item;

	while (dir && (item = readdir(dir))) {
		AUTO_FREE char *path = text_format("%s/%s", folder, item->d_name);

		if (item->d_name[0] != '.' && path)
			unlink(path);
	}
	if (dir)
		closedir(dir);
	if (folder[0])
		rmdir(folder);
	folder[0] = '\0';
}

void project_kit_id(const struct trial *t, int n, char *out, size_t size)
{
	snprintf(out, size, "%.40s_%d", t->revision, n);
}

/* ------------------------------------------------------------------ files */

static void add_order(const struct trial *t, const char *order, struct buf *out)
{
	const struct words *w = t->words;
	char verb = order[0], table[2] = { order[1] == ' ' ? order[2] : order[1], '\0' };
	const char *text = verb == 'm'   ? w->make
			   : verb == 'd' ? w->drop
			   : verb == '+' ? w->change
					 : w->wrong;
	int number = verb == '+' ? (int)strtol(order + 3, NULL, 10) : 0;

	for (; *text; text++)
		if (*text == '@')
			buf_printf(out, "%s%s", t->table, table);
		else if (*text == '#')
			buf_printf(out, "%d", number);
		else
			buf_char(out, *text);
	buf_str(out, ";\n");
}

static void add_orders(const struct trial *t, const char *orders, struct buf *out)
{
	while (orders && *orders) {
		add_order(t, orders, out);
		orders = strchr(orders, ',');
		orders = orders ? orders + 1 : NULL;
	}
}

bool project_kit_revision(struct trial *t, int n, const char *up, const char *down,
			  const char *more)
{
	char id[64], parent[64];
	AUTO_FREE char *path = text_format("%s/%d.sql", t->out->folder, n);
	FILE *file = path ? fopen(path, "we") : NULL;
	struct buf text = { 0 };
	bool written;

	project_kit_id(t, n, id, sizeof(id));
	project_kit_id(t, n - 1, parent, sizeof(parent));
	buf_printf(&text, "-- Migration: step %d\n-- Revision: %s\n-- Revises: %s\n", n, id,
		   n > 1 ? parent : "");
	buf_printf(&text, "-- migrate:up%s%s\n", more ? " " : "", more ? more : "");
	add_orders(t, up, &text);
	buf_printf(&text, "-- migrate:down%s%s\n", more ? " " : "", more ? more : "");
	add_orders(t, down, &text);
	written = file && fwrite(buf_text(&text), 1, text.len, file) == text.len;
	if (file)
		written = fclose(file) == 0 && written;
	buf_release(&text);
	return written || trial_left(t, "a revision could not be written");
}

/* ------------------------------------------------------------------ runs */

bool project_kit_done(struct trial *t, int rc, const char *expected)
{
	return rc == 0 || trial_failed(t, expected);
}

static int open_session(struct trial *t, struct wb_session **out)
{
	int rc;

	wb_error_clear(&t->err);
	rc = project_read_folder(t->project, t->out->folder, &t->err);
	return rc < 0 ? rc : session_open(t->project, 0, out, &t->err);
}

bool project_kit_open(struct trial *t, struct wb_session **out)
{
	return open_session(t, out) == 0 || trial_failed(t, "a session");
}

static int run(struct trial *t, bool up, const char *target)
{
	struct wb_session *session = NULL;
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	process_beat(&t->out->beats);
	snprintf(t->out->sql, sizeof(t->out->sql), "%s %s", up ? "upgrade" : "downgrade", target);
	rc = open_session(t, &session);
	if (rc < 0)
		return rc;
	rc = up ? run_upgrade(session, target, NULL, &why)
		: run_downgrade(session, target, NULL, &why);
	wb_session_close(session);
	t->err = why;
	return rc;
}

int project_kit_upgrade(struct trial *t, const char *target)
{
	return run(t, true, target);
}

int project_kit_downgrade(struct trial *t, const char *target)
{
	return run(t, false, target);
}

static int count_ours(void *ctx, const struct wb_value *values, size_t count)
{
	*(int *)ctx += count && values[0].data && values[0].len > 4 &&
		       strncmp(values[0].data, "wbc_", 4) == 0;
	return 0;
}

bool project_kit_applied(struct trial *t, int count)
{
	struct wb_args args = trial_args(t);
	int seen = 0;
	struct wb_rows rows = { count_ours, &seen };
	char expected[64];

	wb_error_clear(&t->err);
	if (driver_own(&t->a, WB_OWN_READ, &args, &rows, &t->err) < 0)
		return trial_failed(t, "the applied set");
	snprintf(expected, sizeof(expected), "%d revisions are applied", count);
	return seen == count || trial_broken(t, expected, "%d are", seen);
}

bool project_kit_sum(struct trial *t, const char *table, const char *sum)
{
	struct buf sql = { 0 };
	bool same;

	for (const char *p = t->words->look; *p; p++)
		if (*p == '@')
			buf_printf(&sql, "%s%s", t->table, table);
		else
			buf_char(&sql, *p);
	same = trial_sees(t, &t->a, buf_text(&sql), sum);
	buf_release(&sql);
	return same;
}

/* ------------------------------------------------------------------ a connection that breaks */

static struct {
	struct wb_dialect real;
	bool patched, behind, was_cut;
	int operations, at;
	const void *dead;
} cutting;

static int lost(struct wb_error *err)
{
	return wb_error_set(err, WB_E_LOST, "the suite has cut the connection");
}

static int cut(const void *conn, struct wb_error *err)
{
	cutting.dead = conn;
	cutting.was_cut = true;
	return lost(err);
}

/* Another one may have its address afterwards. */
static void cut_close(void *conn)
{
	if (conn == cutting.dead)
		cutting.dead = NULL;
	cutting.real.close(conn);
}

static int cut_execute(void *conn, const struct wb_op *op, struct wb_rows *rows,
		       struct wb_error *err)
{
	bool now;
	int rc;

	if (conn == cutting.dead)
		return lost(err);
	now = ++cutting.operations == cutting.at;
	if (now && !cutting.behind)
		return cut(conn, err);
	rc = cutting.real.execute(conn, op, rows, err);
	return now && rc == 0 ? cut(conn, err) : rc;
}

struct relay {
	const struct wb_ops *ops;
	const void *conn;
};

static int relay_next(void *ctx, struct wb_op *out, struct wb_error *err)
{
	const struct relay *relay = ctx;

	if (++cutting.operations == cutting.at)
		return cut(relay->conn, err);
	return relay->ops->next(relay->ops->ctx, out, err);
}

static int relay_data(void *ctx, const char **data, size_t *len, struct wb_error *err)
{
	const struct wb_ops *ops = ((const struct relay *)ctx)->ops;

	return ops->data(ops->ctx, data, len, err);
}

static int relay_row(void *ctx, const struct wb_value *values, size_t count)
{
	const struct wb_ops *ops = ((const struct relay *)ctx)->ops;

	return ops->row(ops->ctx, values, count);
}

static int relay_done(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	const struct wb_ops *ops = ((const struct relay *)ctx)->ops;

	return ops->done(ops->ctx, id, outcome, err);
}

static int cut_run(void *conn, const struct wb_ops *ops, struct wb_error *err)
{
	struct relay relay = { ops, conn };
	const struct wb_ops through = { .size = sizeof(through),
					.ctx = &relay,
					.next = relay_next,
					.data = relay_data,
					.row = relay_row,
					.done = relay_done };
	int rc;

	if (conn == cutting.dead)
		return lost(err);
	rc = cutting.real.run(conn, &through, err);
	return conn == cutting.dead && rc == 0 ? lost(err) : rc;
}

void project_kit_cut(struct trial *t, int n, bool behind)
{
	/* a process of the case's own, and so its table */
	struct wb_dialect *table = (struct wb_dialect *)(uintptr_t)&t->plugin->table;

	if (cutter_is_there()) {
		cutter_cut(n, behind);
		return;
	}
	if (!cutting.patched) {
		cutting.real = *table;
		cutting.patched = true;
		table->execute = cut_execute;
		table->close = cut_close;
		if (table->run)
			table->run = cut_run;
	}
	cutting.at = n;
	cutting.behind = behind;
	cutting.operations = 0;
	cutting.dead = NULL;
	cutting.was_cut = false;
}

bool project_kit_was_cut(void)
{
	return cutter_is_there() ? cutter_was_cut() : cutting.was_cut;
}
