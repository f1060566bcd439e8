/* SPDX-License-Identifier: MIT */
/* The public functions that write a schema down, and load one. */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "desired/schema_files.h"
#include "difference/difference.h"
#include "scope/privileges.h"
#include "scope/scope.h"
#include "scope/unsupported.h"
#include "scratch/scratch.h"
#include "calls.h"

/* Is there anything that would be taken for a variable where it is loaded? */
static bool has_variables(const struct difference *d)
{
	for (size_t i = 0; i < d->changes.count; i++) {
		const struct buf *sql = &d->changes.items[i]->sql;

		if (sql->len && memmem(sql->data, sql->len, "${", 2))
			return true;
	}
	return false;
}

static int write_dump(const struct difference *d, struct connection *conn, wb_write write,
		      void *ctx, struct wb_error *err)
{
	static const char off[] = "-- Variables: off\n";
	struct buf settings = { 0 };
	int rc = difference_settings(d, conn, false, &settings, err);
	bool good = !has_variables(d) || write(ctx, off, sizeof(off) - 1) == 0;

	good = good && (!settings.len || write(ctx, settings.data, settings.len) == 0);
	for (size_t i = 0; rc == 0 && good && i < d->changes.count; i++) {
		const struct buf *sql = &d->changes.items[i]->sql;

		good = !sql->len || write(ctx, sql->data, sql->len) == 0;
	}
	buf_clear(&settings);
	if (rc == 0)
		rc = difference_settings(d, conn, true, &settings, err);
	if (rc == 0 && good)
		good = !settings.len || write(ctx, settings.data, settings.len) == 0;
	buf_release(&settings);
	if (rc == 0 && !good)
		rc = wb_error_set(err, WB_E_FILE, "the schema could not be written");
	return rc;
}

static int read_dumped(struct wb_session *session, struct model *out, struct wb_error *err)
{
	const bool usual = session->conn.privileges;
	int rc;

	session->conn.privileges = privileges_dumped(session);
	rc = scope_read(session, &session->conn, out, err);
	session->conn.privileges = usual;
	return rc;
}

int schema_dump(struct wb_session *session, wb_write write, void *ctx, struct wb_error *err)
{

	struct model nothing = { 0 }, current = { 0 };
	struct difference d = { .from = &nothing, .to = &current, .flags = WB_CHANGE_DUMP };
	int rc = read_dumped(session, &current, err);

	uncompared_free(&session->uncompared);
	if (rc == 0)
		rc = unsupported_leave_out(session, &current, err);
	if (rc == 0)
		rc = difference_make(&d, &session->conn, err);
	if (rc == 0)
		rc = write_dump(&d, &session->conn, write, ctx, err);
	if (rc == 0)
		unsupported_tell(session, "left out");
	difference_release(&d);
	model_release(&current);
	return rc;
}

static int add_text(void *ctx, const char *text, size_t len)
{
	buf_add(ctx, text, len);
	return 0;
}

static int replace_file(const char *path, const struct buf *text, struct wb_error *err)
{
	AUTO_FREE char *beside = NULL;
	int rc = file_write_beside(path, buf_text(text), text->len, &beside, err);

	if (rc == 0)
		rc = file_move(beside, path, err);
	if (rc < 0 && beside)
		unlink(beside);
	return rc;
}

int schema_refresh(struct wb_session *session, struct wb_error *err)
{
	const char *path = session->project->setup.config.schema_file;
	struct buf now = { 0 }, before = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = path ? schema_dump(session, add_text, &now, err) : 0;

	if (rc == 0 && path)
		rc = buf_check(&now, err);
	if (rc == 0 && path &&
	    (file_read(path, BUF_MAX, &before, &ignored) < 0 ||
	     strcmp(buf_text(&now), buf_text(&before)) != 0))
		rc = replace_file(path, &now, err);
	buf_release(&now);
	buf_release(&before);
	return rc;
}

int schema_load(struct wb_session *session, const char *const *paths, size_t count,
		struct wb_error *err)
{
	/* the target takes the place of a scratch database, and stays */
	struct scratch s = { .session = session, .keep = true };
	int rc = session_begin(session, err);

	if (rc < 0)
		return rc;
	s.conn = &session->conn;
	if (!count)
		rc = scratch_load_desired(&s, err);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = scratch_load(&s, paths[i], err);
	return session_end(session, rc, err);
}
