/* SPDX-License-Identifier: MIT */
#include "body.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"

static int changed(const char *path, struct wb_error *err)
{
	return wb_error_set(err, WB_E_FILE, "%s: the file changed while it was read", path);
}

static int unreadable(const char *path, struct wb_error *err)
{
	return wb_error_set(err, WB_E_FILE, "%s: can't be read: %s", path, strerror(errno));
}

struct sql_text revision_text(const struct revision *revision, uint64_t begin, uint64_t end)
{
	return (struct sql_text){ .path = revision->path,
				  .bytes = revision->text,
				  .size = revision->size,
				  .begin = begin,
				  .end = end,
				  .variables_off = revision->variables_off,
				  .revision = revision->id };
}

int body_open(const struct sql_text *text, struct body *out, struct wb_error *err)
{
	struct body body = { .text = *text, .fd = -1, .at = text->begin, .end = text->end };

	if (!text->bytes) {
		struct stat st;
		int status = 0;

		body.fd = open(text->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (body.fd < 0)
			return unreadable(text->path, err);
		if (fstat(body.fd, &st) < 0)
			status = unreadable(text->path, err);
		else if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != text->size)
			status = changed(text->path, err);
		if (status) {
			close(body.fd);
			return status;
		}
	}
	*out = body;
	return 0;
}

void body_close(struct body *body)
{
	if (body->fd >= 0)
		close(body->fd);
	body->fd = -1;
}

int body_peek(const struct body *body, uint64_t offset, char *to, size_t *len, struct wb_error *err)
{
	size_t want = offset >= body->end ? 0 : *len, got = 0;

	if (want > body->end - offset)
		want = (size_t)(body->end - offset);
	if (body->text.bytes && want) {
		memcpy(to, body->text.bytes + offset, want);
		got = want;
	}
	while (got < want) {
		ssize_t n = pread(body->fd, to + got, want - got, (off_t)(offset + got));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return unreadable(body->text.path, err);
		if (n == 0)
			return changed(body->text.path, err);
		got += (size_t)n;
	}
	*len = got;
	return 0;
}

/* The length without a character at the end that more bytes may complete. */
static size_t whole_characters(const char *text, size_t len)
{
	for (size_t back = 1; back <= 3 && back <= len; back++) {
		unsigned char c = (unsigned char)text[len - back];
		size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;

		if (c < 0x80)
			break;
		if (c >= 0xc0)
			return size > back ? len - back : len;
	}
	return len;
}

uint32_t body_line(const struct body *body, uint64_t offset, uint64_t *out_column)
{
	char piece[4096];
	uint64_t line = 1, begin = 0;

	for (uint64_t at = 0; at < offset;) {
		size_t n = offset - at < sizeof(piece) ? (size_t)(offset - at) : sizeof(piece);
		const char *feed;

		if (body_peek(body, at, piece, &n, NULL) < 0 || !n)
			return 0;
		line += text_lines(piece, n);
		feed = memrchr(piece, '\n', n);
		if (feed)
			begin = at + (size_t)(feed - piece) + 1;
		at += n;
	}
	if (out_column)
		*out_column = offset - begin + 1;
	return line > UINT32_MAX ? UINT32_MAX : (uint32_t)line;
}

static int bad_text(const struct body *body, uint64_t offset, unsigned char byte,
		    struct wb_error *err)
{
	uint64_t column = 0;
	uint32_t line = body_line(body, offset, &column);

	if (err && !err->status)
		err->line = line;
	return wb_error_set(err, WB_E_REVISION, "%s at byte %llu of the line",
			    byte ? "text that is not UTF-8" : "a NUL byte",
			    (unsigned long long)column);
}

int body_read(struct body *body, char *to, size_t size, size_t *out_len, struct wb_error *err)
{
	size_t len = size, good;
	int status = body_peek(body, body->at, to, &len, err);

	if (status < 0)
		return status;
	if (body->at + len < body->end)
		len = whole_characters(to, len);
	good = body->unchecked ? len : text_check_utf8(to, len);
	if (good < len)
		return bad_text(body, body->at + good, (unsigned char)to[good], err);
	body->at += len;
	*out_len = len;
	return 0;
}
