/* SPDX-License-Identifier: MIT */
#include "backup_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#define TIME_LEN 16 /* 20260131T235959Z */

static int fail(const char *path, struct wb_error *err)
{
	return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
}

/* ------------------------------------------------------------------ names */

static const char *suffix(const struct wb_session *s)
{
	const char *own = s->plugin->table.backup_suffix;

	return own ? own : ".backup";
}

/* The target's name, or what its database is called. */
static void add_name(const struct wb_session *s, struct buf *out)
{
	const char *name = s->project->setup.target.name, *slash;

	if (!*name)
		name = s->conn.server.database;
	slash = strrchr(name, '/');
	for (name = slash ? slash + 1 : name; *name; name++) {
		bool plain = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
			     (*name >= '0' && *name <= '9') || *name == '_' || *name == '.' ||
			     *name == '-';

		buf_char(out, plain && (*name != '.' || out->len) ? *name : '_');
	}
	buf_char(out, '-');
}

static int make_directory(const char *path, struct wb_error *err)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : fail(path, err);
}

static char *name_at(const struct wb_session *s, const char *directory, time_t at)
{
	struct buf name = { 0 };
	char when[TIME_LEN + 1];
	struct tm utc;

	buf_printf(&name, "%s/", directory);
	add_name(s, &name);
	if (!gmtime_r(&at, &utc) || strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &utc) == 0)
		when[0] = '\0';
	buf_printf(&name, "%s%s", when, suffix(s));
	if (!name.failed)
		return buf_take(&name);
	buf_release(&name);
	return NULL;
}

char *backup_file_name(const struct wb_session *s, const char *directory, struct wb_error *err)
{
	time_t at = time(NULL);
	char *name;

	if (make_directory(directory, err) < 0)
		return NULL;
	name = name_at(s, directory, at);
	/* two in one second: their names have their order */
	while (name && access(name, F_OK) == 0) {
		free(name);
		name = name_at(s, directory, ++at);
	}
	if (!name)
		wb_error_nomem(err);
	return name;
}

char *backup_file_absolute(const char *path, struct wb_error *err)
{
	AUTO_FREE char *directory = file_directory(path);
	const char *slash = strrchr(path, '/');
	const char *last = slash ? slash + 1 : path;
	char whole[PATH_MAX], *out;

	if (!directory) {
		wb_error_nomem(err);
		return NULL;
	}
	if (!*last || strcmp(last, ".") == 0 || strcmp(last, "..") == 0) {
		wb_error_set(err, WB_E_USAGE, "%s: it is a folder, and a file is wanted", path);
		return NULL;
	}
	if (!realpath(*directory ? directory : "/", whole)) {
		fail(directory, err);
		return NULL;
	}
	out = text_format("%s/%s", whole[1] ? whole : "", last);
	if (!out)
		wb_error_nomem(err);
	return out;
}

/* ------------------------------------------------------------------ checksums */

int backup_file_digest(const char *path, char out[DIGEST_HEX_SIZE], uint64_t *out_bytes,
		       struct wb_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct digest digest;
	char piece[65536];
	ssize_t got = 0;

	if (fd < 0)
		return fail(path, err);
	digest_init(&digest);
	*out_bytes = 0;
	while ((got = read(fd, piece, sizeof(piece))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0) {
			digest_add(&digest, piece, (size_t)got);
			*out_bytes += (uint64_t)got;
		}
	if (got < 0)
		fail(path, err);
	close(fd);
	digest_hex(&digest, out);
	return got < 0 ? WB_E_FILE : 0;
}

static int sync_path(const char *path, struct wb_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 || fsync(fd) < 0 ? fail(path, err) : 0;

	if (fd >= 0)
		close(fd);
	return rc;
}

static int write_sums(const char *path, const char *digest, struct wb_error *err)
{
	AUTO_FREE char *sums = text_format("%s" BACKUP_SUMS, path);
	FILE *file = sums ? fopen(sums, "we") : NULL;
	bool good;

	if (!sums)
		return wb_error_nomem(err);
	if (!file)
		return fail(sums, err);
	good = fprintf(file, "%s  %s\n", digest, strrchr(path, '/') + 1) > 0;
	good = good && fflush(file) == 0 && fsync(fileno(file)) == 0;
	if (fclose(file) != 0 || !good)
		return fail(sums, err);
	return 0;
}

int backup_file_keep(const char *part, const char *path, const char *digest, struct wb_error *err)
{
	AUTO_FREE char *directory = file_directory(path);
	int rc = directory ? sync_path(part, err) : wb_error_nomem(err);

	/* a link, and no renaming: that would take the place of a file that came meanwhile */
	if (rc == 0 && link(part, path) < 0)
		rc = fail(path, err);
	if (rc == 0)
		rc = write_sums(path, digest, err);
	if (rc == 0) {
		unlink(part);
		rc = sync_path(*directory ? directory : "/", err);
	}
	return rc;
}

int backup_file_check(const char *path, const char *digest, struct wb_error *err)
{
	AUTO_FREE char *sums = text_format("%s" BACKUP_SUMS, path);
	struct buf text = { 0 };
	int rc;

	if (!sums)
		return wb_error_nomem(err);
	if (access(sums, F_OK) < 0 && errno == ENOENT)
		return 1;
	rc = file_read(sums, 4096, &text, err);
	if (rc < 0)
		wb_error_prefix(err, "%s", sums);
	else if (text.len < DIGEST_HEX_SIZE - 1 ||
		 strncasecmp(text.data, digest, DIGEST_HEX_SIZE - 1) != 0)
		rc = wb_error_set(
			err, WB_E_FILE,
			"%s is not what was saved: its SHA-256 is %s, and %s has another one", path,
			digest, sums);
	buf_release(&text);
	return rc;
}

/* ------------------------------------------------------------------ retention */

static bool is_time(const char *text)
{
	for (int i = 0; i < TIME_LEN; i++)
		if (i == 8    ? text[i] != 'T'
		    : i == 15 ? text[i] != 'Z'
			      : text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

/* NAME-TIME.SUFFIX of this target, and finished. */
static bool is_ours(const char *name, const struct buf *prefix, const char *end)
{
	size_t len = strlen(name);

	return len == prefix->len + TIME_LEN + strlen(end) &&
	       memcmp(name, buf_text(prefix), prefix->len) == 0 && is_time(name + prefix->len) &&
	       strcmp(name + prefix->len + TIME_LEN, end) == 0;
}

static int remove_one(struct wb_session *s, const char *directory, const char *name,
		      void (*tell)(struct wb_session *s, const char *path), struct wb_error *err)
{
	AUTO_FREE char *path = text_format("%s/%s", directory, name);
	AUTO_FREE char *sums = path ? text_format("%s" BACKUP_SUMS, path) : NULL;

	if (!sums)
		return wb_error_nomem(err);
	if (unlink(path) < 0 && errno != ENOENT)
		return fail(path, err);
	unlink(sums);
	tell(s, path);
	return 0;
}

int backup_file_retire(struct wb_session *s, const char *path, uint32_t retain,
		       void (*tell)(struct wb_session *s, const char *path), struct wb_error *err)
{
	AUTO_FREE char *directory = file_directory(path);
	struct dirent **entries = NULL;
	struct buf prefix = { 0 };
	uint32_t kept = 0;
	int count, rc = 0;

	add_name(s, &prefix);
	if (!directory || prefix.failed) {
		buf_release(&prefix);
		return wb_error_nomem(err);
	}
	count = scandir(directory, &entries, NULL, alphasort);
	/* the newest last, as their names have it */
	for (int i = count - 1; i >= 0; i--) {
		if (rc == 0 && is_ours(entries[i]->d_name, &prefix, suffix(s)) && ++kept > retain)
			rc = remove_one(s, directory, entries[i]->d_name, tell, err);
		free(entries[i]);
	}
	free(entries);
	buf_release(&prefix);
	return rc;
}
