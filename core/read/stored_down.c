/* SPDX-License-Identifier: MIT */
#include "stored_down.h"

#include <stdlib.h>
#include <string.h>

#include "body.h"
#include "base/error.h"
#include "base/text.h"

/* A header line of the file that its sections depend on. */
static const char variables_off[] = "-- Variables: off\n";

static void write_marker(const struct section *down, const char *const *names, struct buf *out)
{
	buf_str(out, "-- migrate:down");
	for (const char *const *n = names; *n && down->dialects.count; n++)
		if (string_vec_find(&down->dialects, *n) >= 0) {
			buf_printf(out, " dialect:%s", *n);
			break;
		}
	if (down->no_transaction)
		buf_str(out, " transaction:false");
	if (down->irreversible)
		buf_str(out, " irreversible");
	if (down->undecided)
		buf_str(out, " undecided");
	buf_char(out, '\n');
}

static int write_text(const struct revision *revision, const struct section *down, struct buf *out,
		      struct wb_error *err)
{
	size_t len = (size_t)(down->end - down->begin), got = 0;
	char *to = buf_reserve(out, len);
	const struct sql_text text = revision_text(revision, down->begin, down->end);
	struct body body;
	int rc = to ? body_open(&text, &body, err) : wb_error_nomem(err);

	if (rc < 0)
		return rc;
	while (rc == 0 && got < len) {
		size_t more = 0;

		rc = body_read(&body, to + got, len - got, &more, err);
		if (!more)
			break;
		got += more;
	}
	body_close(&body);
	out->len += got;
	out->data[out->len] = '\0';
	return rc;
}

int stored_down_write(const struct revision *revision, const struct section *down,
		      const char *const *names, struct buf *out, struct wb_error *err)
{
	int rc = 0;

	buf_clear(out);
	if (!down)
		return 0;
	if (down->end - down->begin > STORED_DOWN_MAX)
		return 1;
	if (revision->variables_off)
		buf_str(out, variables_off);
	write_marker(down, names, out);
	if (down->end > down->begin)
		rc = write_text(revision, down, out, err);
	/* its way up is not there to tell any more */
	if (rc == 0 && down->behind)
		buf_printf(out, "\n;\n%s", down->behind);
	return rc < 0 ? rc : buf_check(out, err);
}

int stored_down_revision(const char *id, const char *title, const char *path, struct revision **out,
			 struct wb_error *err)
{
	struct revision *r = calloc(1, sizeof(*r));
	const size_t id_size = strlen(id) + 1, title_size = strlen(title) + 1;

	if (!r)
		return wb_error_nomem(err);
	r->path = text_dup(path, strlen(path));
	r->texts = malloc(id_size + title_size);
	if (!r->path || !r->texts) {
		revision_free(r);
		return wb_error_nomem(err);
	}
	r->id = memcpy(r->texts, id, id_size);
	r->title = memcpy(r->texts + id_size, title, title_size);
	r->kept = true;
	r->id_line = 1;
	r->when = INT64_MIN;
	r->pub.size = sizeof(r->pub);
	r->pub.id = r->id;
	r->pub.title = r->title;
	r->pub.path = r->path;
	*out = r;
	return 0;
}

int stored_down_set(struct revision *revision, const char *text, size_t len)
{
	size_t header = sizeof(variables_off) - 1;

	free(revision->text);
	revision->text = text_dup(text, len);
	if (!revision->text)
		return WB_E_NOMEM;
	revision->variables_off = len >= header && memcmp(text, variables_off, header) == 0;
	revision->size = len;
	revision->body = revision->variables_off ? header : 0;
	revision->body_line = revision->variables_off ? 2 : 1;
	return 0;
}
