/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sqlite.h"

const struct wb_option sqlite_options[] = {
	{ .name = "mode",
	  .type = WB_OPTION_TEXT,
	  .fallback = "rwc",
	  .help = "ro: only read; rw: read and write, never create the file; rwc: create it where "
		  "it is absent" },
	{ .name = "vfs",
	  .type = WB_OPTION_TEXT,
	  .help = "the virtual file system to open it with" },
	{ .name = NULL },
};

/* ------------------------------------------------------------------ opening */

struct opening {
	const char *path;
	const char *vfs;
	int flags;
	bool memory;
};

static int read_options(const struct wb_params *params, struct opening *o, struct wb_error *err)
{
	const char *mode = NULL;

	for (size_t i = 0; i < params->option_count; i++) {
		const struct wb_pair *p = &params->options[i];

		if (strcmp(p->name, "mode") == 0)
			mode = p->value;
		else if (strcmp(p->name, "vfs") == 0)
			o->vfs = p->value;
		else
			return sqlite_host->fail(err, WB_E_CONFIG, "SQLite has no option '%s'",
						 p->name);
	}
	o->flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (mode && strcmp(mode, "ro") == 0)
		o->flags = SQLITE_OPEN_READONLY;
	else if (mode && strcmp(mode, "rw") == 0)
		o->flags = SQLITE_OPEN_READWRITE;
	else if (mode && strcmp(mode, "rwc") != 0)
		return sqlite_host->fail(err, WB_E_CONFIG, "mode=%s: it is ro, rw or rwc", mode);
	if (params->version_schema && *params->version_schema &&
	    strcmp(params->version_schema, "main") != 0)
		return sqlite_host->fail(err, WB_E_CONFIG,
					 "version_schema '%s': SQLite has main alone",
					 params->version_schema);
	return 0;
}

/* SQLite says "unable to open database file" to everything; people want to know which folder is not
 * there. */
static int check_folder(const char *path, struct wb_error *err)
{
	const char *slash = strrchr(path, '/');
	char folder[4096];
	struct stat st;

	if (!slash || slash == path)
		return 0;
	if ((size_t)(slash - path) >= sizeof(folder))
		return sqlite_host->fail(err, WB_E_CONNECT, "%s: the path is too long", path);
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	if (stat(folder, &st) < 0)
		return sqlite_host->fail(err, WB_E_CONNECT, "%s: can't open it: folder %s: %s",
					 path, folder, strerror(errno));
	return 0;
}

/* What swallows every byte would be an empty database, and one of endless bytes as well. */
static int check_is_file(const char *path, mode_t mode, struct wb_error *err)
{
	if (S_ISREG(mode))
		return 0;
	return sqlite_host->fail(err, WB_E_CONNECT, "%s: it is %s", path,
				 S_ISDIR(mode)    ? "a folder"
				 : S_ISFIFO(mode) ? "a pipe, no file"
				 : S_ISSOCK(mode) ? "a socket, no file"
						  : "a device, no file");
}

static int choose_file(const struct wb_params *params, struct opening *o, struct wb_error *err)
{
	struct stat st;

	o->path = params->database;
	if (!o->path || !*o->path)
		return sqlite_host->fail(err, WB_E_CONFIG,
					 "the URL names no file: sqlite:PATH, or sqlite::memory:");
	o->memory = strcmp(o->path, ":memory:") == 0;
	if (o->memory || strncmp(o->path, "file:", 5) == 0)
		return 0;
	if (stat(o->path, &st) == 0)
		/* a hot journal must be rolled back by whoever comes first, so a reader opens for
		 * writing as well */
		return check_is_file(o->path, st.st_mode, err);
	if (errno != ENOENT && errno != ENOTDIR)
		return sqlite_host->fail(err, WB_E_CONNECT, "%s: %s", o->path, strerror(errno));
	if (params->flags & WB_CONNECT_READ_ONLY) {
		o->memory = true;
		o->flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
		return 0;
	}
	if (!(o->flags & SQLITE_OPEN_CREATE))
		return sqlite_host->fail(err, WB_E_CONNECT,
					 "%s: %s (and mode= says not to create it)", o->path,
					 strerror(errno));
	return check_folder(o->path, err);
}

/* What the shell has: foreign keys off, so that rebuilding a table fires no cascade. Reading the
 * schema's first page shows at once a file that is no database. */
static int set_up(struct sqlite_conn *c, struct wb_error *err)
{
	int status;

	sqlite3_extended_result_codes(c->db, 1);
	sqlite_set_busy(c);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	sqlite_set_ticks(c);
	status = sqlite_simple(c, "SELECT 1 FROM main.sqlite_schema LIMIT 1", NULL, 0, err);
	if (status == WB_E_SQL) {
		err->status = WB_E_CONNECT;
		return WB_E_CONNECT;
	}
	if (status == 0)
		status = sqlite_counters_init(c, err);
	return status < 0 ? status : sqlite_watch(c, err);
}

/* One thread at a time uses a connection, so it needs no mutex; sqlite3_interrupt, which comes from
 * another, takes none. */
static int open_file(struct sqlite_conn *c, const struct opening *o, struct wb_error *err)
{
	int rc = sqlite3_open_v2(o->memory ? ":memory:" : o->path, &c->db,
				 o->flags | SQLITE_OPEN_NOMUTEX, o->vfs);
	int why;

	if (rc == SQLITE_OK) {
		const char *name = sqlite3_db_filename(c->db, "main");

		c->memory = !name || !*name; /* file: names have ways of their own to say so */
		return set_up(c, err);
	}
	if (!c->db)
		return kit_no_memory(err);
	why = sqlite3_system_errno(c->db);
	return sqlite_host->fail(err, WB_E_CONNECT, "%s: %s%s%s", o->path, sqlite3_errmsg(c->db),
				 why ? ": " : "", why ? strerror(why) : "");
}

int sqlite_connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	struct opening o = { 0 };
	struct sqlite_conn *c;
	int status = read_options(params, &o, err);

	if (status == 0)
		status = choose_file(params, &o, err);
	/* a reader makes no file, also not when it vanishes just now */
	if (params->flags & WB_CONNECT_READ_ONLY && !o.memory)
		o.flags &= ~SQLITE_OPEN_CREATE;
	if (status < 0)
		return status;
	c = calloc(1, sizeof(*c));
	if (!c)
		return kit_no_memory(err);
	c->client = params->client;
	c->memory = o.memory;
	c->busy_ms = params->statement_lock_timeout_ms;
	c->timeout_ms = params->statement_timeout_ms;
	c->path = strdup(o.path);
	status = c->path ? open_file(c, &o, err) : kit_no_memory(err);
	if (status < 0) {
		sqlite_close(c);
		return status;
	}
	*out = c;
	return 0;
}

void sqlite_close(void *conn)
{
	struct sqlite_conn *c = conn;

	if (!c)
		return;
	kit_lock_file_release(&c->lock);
	sqlite3_close_v2(c->db);
	sqlite_session_release(&c->session);
	sqlite_lost_release(c);
	sqlite_foreign_free(c->foreign);
	sqlite_rows_release(c);
	free(c->path);
	free(c);
}

/* ------------------------------------------------------------------ describing */

/* A journal lies beside the name: what a crash left by one name is not seen by another. */
static void warn_of_names(const struct sqlite_conn *c, struct wb_server *out)
{
	struct stat st;

	if (!c->memory && stat(c->path, &st) == 0 && st.st_nlink > 1)
		snprintf(out->warning, sizeof(out->warning),
			 "%.200s has %lu names (hard links): SQLite keeps its journal beside the "
			 "name "
			 "that it was opened by, so use one alone",
			 c->path, (unsigned long)st.st_nlink);
}

int sqlite_describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	struct sqlite_conn *c = conn;
	char count[8] = "";
	int status = sqlite_simple(c,
				   "SELECT count(*) FROM main.sqlite_schema WHERE type IN "
				   "('table', 'view') AND name = 'whimbrel_version'",
				   count, sizeof(count), err);

	if (status < 0)
		return status;
	warn_of_names(c, out);
	out->tables = count[0] == '0' ? WB_TABLES_ABSENT : WB_TABLES_PRESENT;
	out->features =
		SQLITE_FEATURES; /* a lock on a database in memory is held for nothing, and holds */
	snprintf(out->product, sizeof(out->product), "SQLite");
	snprintf(out->version, sizeof(out->version), "%s", sqlite3_libversion());
	snprintf(out->database, sizeof(out->database), "%s", c->path);
	snprintf(out->schema, sizeof(out->schema), "main");
	/* in full, so that no temporary table or attached database can take our tables' place */
	snprintf(out->home, sizeof(out->home), "main");
	return 0;
}
