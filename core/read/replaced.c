/* SPDX-License-Identifier: MIT */
#include "replaced.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "marker.h"

#define FILE_MAX ((size_t)1 << 30)

/* Where a file has the copy of another one. */
struct copy {
	const char *id;
	size_t id_len;
	const char *begin, *end;
	uint32_t line;
};

VEC(struct copy, copy_vec);

int revision_whole(const struct revision *revision, size_t max, struct buf *out,
		   struct wb_error *err)
{
	if (!revision->text)
		return file_read(revision->path, max, out, err);
	buf_add(out, revision->text, (size_t)revision->size);
	return buf_check(out, err);
}

/* ------------------------------------------------------------------ lines */

/* The length of the line at `text`, without its end; `*out_size` with it. */
static size_t line_length(const char *text, size_t len, size_t *out_size)
{
	const char *feed = memchr(text, '\n', len);

	*out_size = feed ? (size_t)(feed - text) + 1 : len;
	return feed ? (size_t)(feed - text) : len;
}

static bool is_blank_line(const char *line, size_t len)
{
	return text_trim(&line, len) == 0;
}

static bool is_copied(const char *line, size_t len)
{
	size_t prefix = strlen(REPLACED_PREFIX);

	return len >= prefix && memcmp(line, REPLACED_PREFIX, prefix) == 0;
}

size_t replaced_check(const char *text, size_t len)
{
	size_t size;

	for (size_t at = 0; at < len; at += size) {
		size_t n = line_length(text + at, len - at, &size);

		if (!is_copied(text + at, n) && !is_blank_line(text + at, n))
			return at;
	}
	return len;
}

void replaced_write(const char *text, size_t len, struct buf *out)
{
	size_t size;

	for (size_t at = 0; at < len; at += size) {
		size_t n = line_length(text + at, len - at, &size);

		buf_printf(out, "%s%s", REPLACED_PREFIX, n ? " " : "");
		buf_add(out, text + at, n);
		buf_char(out, '\n');
	}
}

/* Without what is in front of each line. */
static void read_lines(const struct copy *copy, struct buf *out)
{
	size_t prefix = strlen(REPLACED_PREFIX), size;

	for (const char *at = copy->begin; at < copy->end; at += size) {
		size_t n = line_length(at, (size_t)(copy->end - at), &size), from = prefix;

		if (!is_copied(at, n))
			continue;
		from += n > prefix && at[prefix] == ' ';
		buf_add(out, at + from, n - from);
		buf_char(out, '\n');
	}
}

/* ------------------------------------------------------------------ finding */

/* Does this line begin a copy? */
static bool begins_copy(const char *line, size_t len, struct copy *out)
{
	static const char name[] = "migrate:replaced";
	const char *end = line + len, *at;
	size_t dashes;

	if (marker_look(line, len, &dashes) != MARKER_YES)
		return false;
	at = memchr(line, 'm', len) ? memchr(line, 'm', len) : end;
	if ((size_t)(end - at) < sizeof(name) || strncasecmp(at, name, sizeof(name) - 1) != 0)
		return false;
	at += sizeof(name) - 1;
	*out = (struct copy){ .id = at };
	out->id_len = text_trim(&out->id, (size_t)(end - at));
	return at[0] == ' ' || at[0] == '\t';
}

/* Those at the end of a file: behind anything else they are the text of something. */
static int find_copies(const struct buf *text, struct copy_vec *out)
{
	uint32_t line = 1;
	size_t size;

	for (size_t at = 0; at < text->len; at += size, line++) {
		const char *begin = buf_text(text) + at;
		size_t n = line_length(begin, text->len - at, &size);
		struct copy copy, *last = out->count ? &out->items[out->count - 1] : NULL;

		if (begins_copy(begin, n, &copy)) {
			copy.begin = copy.end = begin + size;
			if (copy_vec_push(out, copy) < 0)
				return -1;
		} else if (last && is_copied(begin, n)) {
			last->line = last->line ? last->line : line;
			last->end = begin + size;
		} else if (last && !is_blank_line(begin, n)) {
			copy_vec_clear(out);
		}
	}
	return 0;
}

/* ------------------------------------------------------------------ what has no file */

struct adding {
	struct revision_vec *all;
	struct problems *problems;
	struct revision *by_id;
};

static bool is_wanted(const struct adding *a, const struct revision *squash,
		      const struct copy *copy)
{
	struct revision *found = NULL;

	HASH_FIND(hh, a->by_id, copy->id, copy->id_len, found);
	for (size_t i = 0; !found && i < squash->replaces.count; i++) {
		const char *id = squash->replaces.items[i].name;

		if (strlen(id) == copy->id_len && memcmp(id, copy->id, copy->id_len) == 0)
			return true;
	}
	return false;
}

static int add_copy(struct adding *a, const struct revision *squash, const struct copy *copy,
		    struct wb_error *err)
{
	struct revision *r = NULL;
	struct buf text = { 0 };
	int status;

	read_lines(copy, &text);
	if (buf_check(&text, err) < 0)
		return wb_error_kept(err);
	status = revision_read_copy(squash, copy->line, &text, a->problems, &r);
	buf_release(&text);
	if (status < 0) /* the problem is reported */
		return 0;
	if (strlen(r->id) != copy->id_len || memcmp(r->id, copy->id, copy->id_len) != 0) {
		problem_add(a->problems, WB_E_REVISION, squash->path, r->id_line,
			    "the copy of '%.*s' says that it is '%s'", (int)copy->id_len, copy->id,
			    r->id);
		revision_free(r);
		return 0;
	}
	if (revision_vec_push(a->all, r) < 0) {
		revision_free(r);
		return wb_error_nomem(err);
	}
	HASH_ADD_KEYPTR(hh, a->by_id, r->id, strlen(r->id), r);
	return r->hh.tbl ? 0 : wb_error_nomem(err);
}

static bool lacks_any(const struct adding *a, const struct revision *squash)
{
	for (size_t i = 0; i < squash->replaces.count; i++) {
		const char *id = squash->replaces.items[i].name;
		struct revision *found = NULL;

		HASH_FIND(hh, a->by_id, id, strlen(id), found);
		if (!found)
			return true;
	}
	return false;
}

static int add_of(struct adding *a, const struct revision *squash, struct wb_error *err)
{
	struct copy_vec copies = { 0 };
	struct buf text = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	int rc = 0;

	if (!lacks_any(a, squash))
		return 0;
	if (revision_whole(squash, FILE_MAX, &text, &why) < 0)
		problem_add(a->problems, WB_E_FILE, squash->path, 0, "%s", why.message);
	else if (find_copies(&text, &copies) < 0)
		rc = wb_error_nomem(err);
	for (size_t i = 0; rc == 0 && i < copies.count; i++)
		if (is_wanted(a, squash, &copies.items[i]))
			rc = add_copy(a, squash, &copies.items[i], err);
	copy_vec_release(&copies);
	buf_release(&text);
	return rc;
}

int replaced_add(struct revision_vec *all, struct problems *problems, struct wb_error *err)
{
	struct adding a = { .all = all, .problems = problems };
	bool any = false;
	int rc = 0;

	for (size_t i = 0; i < all->count; i++)
		any = any || all->items[i]->replaces.count;
	for (size_t i = 0; any && rc == 0 && i < all->count; i++) {
		struct revision *r = all->items[i], *twin = NULL;

		/* who has the id of another one is told by the graph */
		HASH_FIND(hh, a.by_id, r->id, strlen(r->id), twin);
		if (twin)
			continue;
		HASH_ADD_KEYPTR(hh, a.by_id, r->id, strlen(r->id), r);
		rc = r->hh.tbl ? 0 : wb_error_nomem(err);
	}
	/* a copy may be one of a squash, and is looked at in its turn */
	for (size_t i = 0; any && rc == 0 && i < all->count; i++)
		rc = add_of(&a, all->items[i], err);
	HASH_CLEAR(hh, a.by_id);
	return rc;
}
