/* SPDX-License-Identifier: MIT */
/* Saving a database, and bringing it back. */
#include "backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backup_file.h"
#include "base/error.h"
#include "base/text.h"
#include "calls.h"
#include "exec/private_folder.h"
#include "exec/recipe.h"

static void tell(struct wb_session *s, int kind, const char *path, const char *digest,
		 uint64_t bytes)
{
	struct wb_event event = { .size = sizeof(event), .kind = kind, .duration_ms = -1 };

	event.path = path;
	event.checksum = digest;
	event.bytes = bytes;
	session_event(s, &event);
}

static void tell_retired(struct wb_session *s, const char *path)
{
	tell(s, WB_EVENT_RETIRED, path, NULL, 0);
}

/* How long programs may do nothing. A dump is rows all the time, a restore is silent while an index is
 * made. */
#define QUIET_SAVE_MS 300000
#define QUIET_RESTORE_MS 3600000
#define GRACE_MS 10000

static uint32_t quiet_ms(const struct target *target, bool restore)
{
	uint32_t given = target->statement_timeout_ms;

	if (target->no_statement_timeout)
		return 0;
	given = given && given < UINT32_MAX - GRACE_MS ? given + GRACE_MS : given;
	if (restore)
		return given > QUIET_RESTORE_MS ? given : QUIET_RESTORE_MS;
	return given ? given : QUIET_SAVE_MS;
}

/* What the dialect does, or has done by programs. */
static int work(struct wb_session *s, const char *path, bool restore, struct wb_error *err)
{
	struct recipe recipe = { .err = err };
	struct wb_rows rows = { recipe_take, &recipe };
	char *folder = NULL;
	struct wb_backup what = { .size = sizeof(what), .restore = restore, .path = path };
	int rc = private_folder_make(&folder, err);

	what.folder = recipe.folder = folder;
	recipe.quiet_ms = quiet_ms(&s->project->setup.target, restore);
	if (rc == 0)
		rc = driver_backup(&s->conn, &what, &rows, err);
	if (rc == 0)
		rc = recipe_run(&recipe, &s->link, restore ? "restoring" : "saving",
				restore ? NULL : path, err);
	recipe_release(&recipe);
	private_folder_end(folder);
	return rc;
}

/* The lock, without making anything in the database. */
static int begin(struct wb_session *s, struct wb_error *err)
{
	int rc = lock_take(s, err);

	if (rc == 0)
		observer_begin(s);
	return rc;
}

/* ------------------------------------------------------------------ saving */

static int save_to(struct wb_session *s, const char *path, struct wb_error *err)
{
	AUTO_FREE char *part = text_format("%s.part", path);
	char digest[DIGEST_HEX_SIZE];
	uint64_t bytes = 0;
	int fd, rc;

	if (!part)
		return wb_error_nomem(err);
	if (access(path, F_OK) == 0)
		return wb_error_set(err, WB_E_FILE, "%s is there already, and is not overwritten",
				    path);
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", part, strerror(errno));
	close(fd);
	rc = work(s, part, false, err);
	if (rc == 0)
		rc = backup_file_digest(part, digest, &bytes, err);
	if (rc == 0)
		rc = backup_file_keep(part, path, digest, err);
	if (rc == 0)
		tell(s, WB_EVENT_SAVED, path, digest, bytes);
	else
		unlink(part);
	return rc;
}

/* Before anything is made for it. */
static int check_can(const struct wb_session *s, struct wb_error *err)
{
	const struct wb_dialect *dialect = &s->plugin->table;

	if (dialect->backup)
		return 0;
	wb_error_detail(
		err, "%s",
		dialect->restore_point
			? "A line `-- whimbrel:restore-point TABLE` in an `up` keeps a way back to "
			  "the rows of a table; or copy it in a revision before."
			: "The database's own tools may have one.");
	return wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s can't make a backup", dialect->name);
}

int backup_save(struct wb_session *s, const char *path, const char *directory, uint32_t retain,
		struct wb_error *err)
{
	bool can = check_can(s, err) == 0;
	AUTO_FREE char *name = path || !can ? NULL : backup_file_name(s, directory, err);
	AUTO_FREE char *whole =
		can && (path || name) ? backup_file_absolute(path ? path : name, err) : NULL;
	int rc = whole ? save_to(s, whole, err) : wb_error_kept(err);

	if (rc == 0 && retain && !path)
		rc = backup_file_retire(s, whole, retain, tell_retired, err);
	return rc;
}

int run_backup(struct wb_session *s, const struct wb_backup_options *options, struct wb_error *err)
{
	const char *path = options ? options->path : NULL,
		   *directory = options && options->directory ? options->directory : "backups";
	int rc = begin(s, err);

	if (rc < 0)
		return rc;
	return session_end(s, backup_save(s, path, directory, options ? options->retain : 0, err),
			   err);
}

/* ------------------------------------------------------------------ bringing back */

/* Whose backup that is, is known to its journal alone, and that is now this database's. */
static int note_restored(struct wb_session *s, const char *path, const char *digest,
			 struct wb_error *err)
{
	AUTO_FREE char *detail = text_format("%s sha256:%s by %s", path, digest, s->applied_by);
	struct wb_args row = { .size = sizeof(row), .event = "restored", .detail = detail };
	int rc = detail ? driver_describe(&s->conn, &s->conn.server, err) : wb_error_nomem(err);

	if (rc == 0)
		rc = session_refresh(s, err);
	if (rc == 0 && s->conn.server.tables == WB_TABLES_PRESENT)
		rc = session_log(s, &row, err);
	return rc;
}

/* The lease of whoever saved is gone with what was there, and ours as well. */
static int end_restore(struct wb_session *s, int rc, struct wb_error *err)
{
	if (rc == 0 && s->lock.lease) {
		struct wb_error ignored = WB_ERROR_INIT;

		session_end(s, 0, &ignored);
		return 0;
	}
	return session_end(s, rc, err);
}

static int check_restore(const struct wb_session *s, const char *path, char digest[DIGEST_HEX_SIZE],
			 uint64_t *out_bytes, struct wb_error *err)
{
	int rc = backup_file_digest(path, digest, out_bytes, err);

	if (rc == 0 && !*out_bytes)
		rc = wb_error_set(err, WB_E_FILE, "%s is empty: nothing was saved in it", path);
	if (rc == 0)
		rc = backup_file_check(path, digest, err);
	if (rc == 1)
		client_log((struct wb_client *)(uintptr_t)&s->client, WB_LOG_WARNING,
			   "%s has no checksum beside it (%s" BACKUP_SUMS "): it is taken as it is",
			   path, path);
	return rc < 0 ? rc : 0;
}

int run_restore(struct wb_session *s, const char *path, uint32_t flags, struct wb_error *err)
{
	AUTO_FREE char *whole = backup_file_absolute(path, err);
	char digest[DIGEST_HEX_SIZE];
	uint64_t bytes = 0;
	int rc;

	if (!whole)
		return wb_error_kept(err);
	if (!(flags & WB_RUN_YES))
		return wb_error_set(
			err, WB_E_REFUSED,
			"restoring replaces all that is in the database: it needs --yes");
	rc = check_restore(s, whole, digest, &bytes, err);

	if (rc == 0)
		rc = begin(s, err);
	if (rc < 0)
		return rc;
	rc = work(s, whole, true, err);
	if (rc == 0)
		rc = note_restored(s, whole, digest, err);
	if (rc == 0)
		tell(s, WB_EVENT_RESTORED, whole, digest, bytes);
	return end_restore(s, rc, err);
}
