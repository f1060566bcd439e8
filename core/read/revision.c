/* SPDX-License-Identifier: MIT */
/* Getting at a header: as little of the file as there is need for. */
#include "revision.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "header_text.h"
#include "header.h"
#include "marker.h"
#include "base/text.h"

#define HEADER_MAX ((size_t)1 << 20)

void revision_free(struct revision *revision)
{
	if (!revision)
		return;
	free(revision->path);
	free(revision->texts);
	free(revision->lists);
	free(revision->text);
	free(revision);
}

const char *revision_line(const struct revision *revision, const char *key, size_t nth)
{
	const struct wb_header_line *line = revision->pub.header;

	for (size_t i = 0; i < revision->pub.header_count; i++)
		if (strcasecmp(line[i].key, key) == 0 && nth-- == 0)
			return line[i].value;
	return NULL;
}

/* ------------------------------------------------------------------ where the header ends */

enum header_end { END_MORE, END_FILE, END_MARKER, END_SQL };

/* How far a header was looked at. */
struct look {
	size_t at; /* the beginning of a line */
	uint32_t line;
	enum header_end end;
};

/* May this line stand in a header? A blank one, or a comment; of a part of a line, what may become
 * one. */
static bool is_header_line(const char *line, size_t len, bool whole)
{
	size_t at = 0;

	while (at < len && (line[at] == ' ' || (line[at] >= '\t' && line[at] <= '\r')))
		at++;
	if (at == len)
		return true;
	return line[at] == '-' && (at + 1 < len ? line[at + 1] == '-' : !whole);
}

/* Go on line by line until the header ends. */
static enum header_end look_on(struct look *look, const char *text, size_t len, bool last)
{
	while (look->at < len) {
		const char *line = text + look->at, *feed = memchr(line, '\n', len - look->at);
		size_t n = feed ? (size_t)(feed - line) : len - look->at, dashes;

		if (!look->at && n >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) {
			line += 3;
			n -= 3;
		}
		if (!is_header_line(line, n, feed || last))
			return END_SQL;
		if (marker_look(line, n, &dashes) == MARKER_YES)
			return END_MARKER;
		if (!feed && !last)
			return END_MORE;
		look->at = feed ? (size_t)(feed - text) + 1 : len;
		look->line++;
	}
	return last ? END_FILE : END_MORE;
}

/* ------------------------------------------------------------------ reading */

/* A file being read. */
struct opened {
	const char *path;
	int fd;
	struct problems *problems;
	uint64_t size;
	uint32_t line; /* that its first line has */
};

static int unreadable(const struct opened *file)
{
	return problem_add(file->problems, WB_E_FILE, file->path, 0, "can't be read: %s",
			   strerror(errno));
}

/* Up to `size` bytes; fewer only at the file's end, since it is a regular one: see directory.c. */
static ssize_t read_some(int fd, char *to, size_t size)
{
	ssize_t n;

	do
		n = read(fd, to, size);
	while (n < 0 && errno == EINTR);
	return n;
}

static void check_text(const struct opened *file, const char *text, size_t len)
{
	size_t bad = text_check_utf8(text, len);
	const char *feed = bad < len ? memrchr(text, '\n', bad) : NULL;

	if (bad < len)
		problem_add(file->problems, WB_E_REVISION, file->path,
			    (uint32_t)text_lines(text, bad) + file->line,
			    "%s at byte %zu of the line",
			    text[bad] ? "text that is not UTF-8" : "a NUL byte",
			    (size_t)(text + bad - (feed ? feed + 1 : text)) + 1);
}

/* As some editors and shells of Windows write. Neither byte begins a text in UTF-8. */
static bool is_utf16(const char *text, size_t len)
{
	return len >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0);
}

/* The header is in `text`; where it ends, `look` says. */
static int make_revision(const struct opened *file, const char *text, size_t len,
			 const struct look *look, struct revision **out)
{
	struct revision *r = calloc(1, sizeof(*r));
	size_t bom = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0, header = look->at;
	int status;

	if (!r || !(r->path = text_dup(file->path, strlen(file->path)))) {
		free(r);
		return problem_add(file->problems, WB_E_NOMEM, file->path, 0, "out of memory");
	}
	if (is_utf16(text, len)) {
		revision_free(r);
		return problem_add(file->problems, WB_E_REVISION, file->path, 1,
				   "the file is UTF-16: save it as UTF-8");
	}
	if (len - look->at > strlen(CONFLICT_BEGINS) &&
	    memcmp(text + look->at, CONFLICT_BEGINS, strlen(CONFLICT_BEGINS)) == 0) {
		revision_free(r);
		return problem_add(file->problems, WB_E_REVISION, file->path, look->line,
				   CONFLICT_TOLD);
	}
	r->size = file->size;
	r->body = look->end == END_MARKER ? (uint64_t)look->at : file->size;
	r->body_line = look->line;
	r->line = file->line;
	check_text(file, text, header);
	if (bom > header)
		bom = header;
	status = header_parse(r, text + bom, header - bom, file->problems);
	/* of a file without an id, what else is wrong is no news */
	if (status == 0 && look->end == END_SQL)
		problem_add(file->problems, WB_E_REVISION, file->path, look->line,
			    "SQL before the first section: a line '-- migrate:up' goes before it");
	if (status < 0)
		revision_free(r);
	else
		*out = r;
	return status;
}

/* Keep a small file, as long as there is room. That there is none is no error: the file is read
 * again. */
static void keep(struct revision *revision, const char *text, size_t len, struct text_cache *cache)
{
	if (!cache || len > TEXT_CACHE_TOTAL - cache->used)
		return;
	revision->text = text_dup(text, len);
	if (revision->text)
		cache->used += len;
}

/* A file of which `first` is only the beginning: read on until the header ends. */
static int read_long(struct opened *file, const char *first, size_t len, struct revision **out)
{
	struct buf text = { .max = HEADER_MAX };
	struct look look = { .line = 1 };
	struct stat st;
	int status;

	if (fstat(file->fd, &st) < 0)
		return unreadable(file);
	file->size = (uint64_t)st.st_size;
	buf_add(&text, first, len);
	while ((look.end = look_on(&look, buf_text(&text), text.len, false)) == END_MORE) {
		char *to = buf_reserve(&text, TEXT_CACHE_FILE);
		ssize_t n = to ? read_some(file->fd, to, TEXT_CACHE_FILE) : 0;

		if (n <= 0)
			break;
		text.len += (size_t)n;
	}
	if (look.end == END_MORE && !text.failed)
		look.end = look_on(&look, buf_text(&text), text.len, true);
	if (text.failed)
		status = problem_add(file->problems, WB_E_REVISION, file->path, 0,
				     "no section begins in the first MiB, or out of memory");
	else
		status = make_revision(file, buf_text(&text), text.len, &look, out);
	buf_release(&text);
	return status;
}

int revision_read(const char *path, struct text_cache *cache, struct problems *problems,
		  struct revision **out)
{
	struct opened file = { .path = path,
			       .problems = problems,
			       .line = 1,
			       .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) };
	char text[TEXT_CACHE_FILE + 1];
	ssize_t n;
	int status;

	if (file.fd < 0)
		return unreadable(&file);
	n = read_some(file.fd, text, sizeof(text));
	if (n < 0) {
		status = unreadable(&file);
	} else if ((size_t)n == sizeof(text)) {
		status = read_long(&file, text, sizeof(text), out);
	} else {
		struct look look = { .line = 1 };

		look.end = look_on(&look, text, (size_t)n, true);
		file.size = (uint64_t)n;
		status = make_revision(&file, text, (size_t)n, &look, out);
		if (status == 0)
			keep(*out, text, (size_t)n, cache);
	}
	close(file.fd);
	return status;
}

int revision_read_copy(const struct revision *holder, uint32_t line, struct buf *text,
		       struct problems *problems, struct revision **out)
{
	struct opened file = { .path = holder->path,
			       .fd = -1,
			       .problems = problems,
			       .size = text->len,
			       .line = line };
	struct look look = { .line = line };
	int status;

	look.end = look_on(&look, buf_text(text), text->len, true);
	status = make_revision(&file, buf_text(text), text->len, &look, out);
	if (status < 0)
		return status;
	(*out)->text = buf_take(text);
	if ((*out)->text)
		return 0;
	revision_free(*out);
	return problem_add(problems, WB_E_NOMEM, holder->path, line, "out of memory");
}
