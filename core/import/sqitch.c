/* SPDX-License-Identifier: MIT */
/* Sqitch: sqitch.plan, and deploy/, revert/ and verify/ with a file for each change. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "folder.h"
#include "read/revision.h"
#include "readers.h"

/* The next word of a line of the plan; 0: there is none. */
static size_t next_word(const char **at, const char *end)
{
	size_t len = 0;

	while (*at < end && (**at == ' ' || **at == '\t'))
		(*at)++;
	while (*at + len < end && (*at)[len] != ' ' && (*at)[len] != '\t')
		len++;
	return len;
}

/* ------------------------------------------------------------------ what a change needs */

/* The change that a name, name@tag or @tag means, of those before the last; NULL. */
static const struct imported *find(const struct wb_import *im, const char *text, size_t len)
{
	const char *at = memchr(text, '@', len);
	size_t name = at ? (size_t)(at - text) : len;
	const struct imported *found = NULL;

	for (size_t i = 0; i + 1 < im->items.count; i++) {
		const struct imported *item = im->items.items[i];
		AUTO_FREE char *tag = at ? text_dup(at + 1, len - name - 1) : NULL;

		if (strlen(item->key) == len && strncmp(item->key, text, len) == 0)
			return item;
		if (name && (strncmp(item->key, text, name) != 0 ||
			     (item->key[name] && item->key[name] != '@')))
			continue;
		if (!name && (!tag || string_vec_find(&item->tags, tag) < 0))
			continue;
		found = item;
	}
	return found;
}

/* `[a b !c other:d]` */
static int read_needs(struct wb_import *im, struct imported *item, const char *list, size_t len,
		      struct wb_error *err)
{
	const char *at = list, *end = list + len;
	size_t n;
	int rc = 0;

	for (; rc == 0 && (n = next_word(&at, end)) > 0; at += n) {
		const struct imported *other = *at == '!' ? NULL : find(im, at, n);

		if (!other)
			rc = import_note(&item->notes, err, "%.*s is not carried over: %s", (int)n,
					 at,
					 *at == '!' ? "a conflict" : "it is of another project");
		else if (string_vec_find(&item->depends, other->id) < 0 &&
			 string_vec_add(&item->depends, other->id) < 0)
			rc = wb_error_nomem(err);
	}
	return rc;
}

/* ------------------------------------------------------------------ the plan */

/* Which of the tags that stand between a change and its rework is in the names of its files: the last one that there is a
 * file of. */
static const char *file_tag(const struct wb_import *im, const struct imported *older, size_t begin)
{
	const char *last = NULL;

	for (size_t i = im->items.count - 1; i-- > begin;) {
		const struct string_vec *tags = &im->items.items[i]->tags;

		for (size_t k = tags->count; k-- > 0;) {
			AUTO_FREE char *name =
				text_format("deploy/%s@%s.sql", older->key, tags->items[k]);

			last = last ? last : tags->items[k];
			if (name && folder_has(im->directory, name))
				return tags->items[k];
		}
	}
	return last;
}

/* An older one of that name was reworked: its files have a tag that stands between in their names. */
static int rename_older(struct wb_import *im, const struct imported *newer, struct wb_error *err)
{
	struct imported *older = NULL;
	const char *tag = NULL;
	AUTO_FREE char *key = NULL, *name = NULL, *id = NULL;

	for (size_t i = 0; i + 1 < im->items.count; i++)
		if (strcmp(im->items.items[i]->key, newer->key) == 0) {
			older = im->items.items[i];
			tag = file_tag(im, older, i);
		}
	if (!older)
		return 0;
	key = text_format("%s@%s", older->key, tag ? tag : "");
	name = text_format("%s_%s", older->key, tag ? tag : "before");
	id = name ? import_id(im, name) : NULL;
	if (!key || !id)
		return wb_error_nomem(err);
	if (import_set(&older->key, key, strlen(key), err) < 0 ||
	    import_set(&older->id, id, strlen(id), err) < 0)
		return wb_error_kept(err);
	/* what was said to need the name means the newer one only behind it */
	for (size_t i = 0; i + 1 < im->items.count; i++) {
		struct string_vec *needs = &im->items.items[i]->depends;
		ptrdiff_t at = string_vec_find(needs, newer->id);

		if (at >= 0 && import_set(&needs->items[at], id, strlen(id), err) < 0)
			return wb_error_kept(err);
	}
	return 0;
}

/* `name [needs] 2024-01-01T00:00:00Z Planner <mail> # note` */
static int read_change(struct wb_import *im, const struct line *line, struct wb_error *err)
{
	const char *at = line->text, *note = memchr(line->text, '#', line->len);
	const char *end = note ? note : line->text + line->len, *needs = NULL;
	size_t n = next_word(&at, end), needs_len = 0, left;
	AUTO_FREE char *key = text_dup(at, n);
	struct imported *item = key ? import_add(im, key, key, err) : NULL;
	int rc;

	if (!item)
		return wb_error_nomem(err);
	at += n;
	at += strspn(at, " \t");
	if (at < end && *at == '[') {
		needs = at + 1;
		needs_len = strcspn(needs, "]");
		at = needs + needs_len + 1;
	}
	rc = rename_older(im, item, err);
	if (rc == 0 && needs)
		rc = read_needs(im, item, needs, needs_len, err);
	n = at < end ? next_word(&at, end) : 0;
	if (rc == 0 && n)
		rc = import_set(&item->date, at, n, err);
	at += n;
	left = at < end ? (size_t)(end - at) : 0;
	left = text_trim(&at, left);
	if (rc == 0 && left)
		rc = import_set(&item->author, at, left, err);
	if (rc < 0 || !note)
		return rc < 0 ? rc : import_title(item, key, strlen(key), err);
	note++;
	left = (size_t)(line->text + line->len - note);
	left = text_trim(&note, left);
	return import_set(&item->title, left ? note : key, left ? left : strlen(key), err);
}

/* `@v1.0 …` */
static int read_tag(struct wb_import *im, const struct line *line, struct wb_error *err)
{
	const char *at = line->text + 1;
	size_t n = next_word(&at, line->text + line->len);
	struct imported *item = im->items.count ? im->items.items[im->items.count - 1] : NULL;

	if (!item || !revision_id_valid(at, n))
		return import_note(&im->notes, err, "the tag @%.*s can't be one here", (int)n, at);
	return string_vec_add_len(&item->tags, at, n) < 0 ? wb_error_nomem(err) : 0;
}

/* ------------------------------------------------------------------ files */

static int read_part(const struct wb_import *im, const struct imported *item, const char *folder,
		     struct import_body *body, struct wb_error *err)
{
	AUTO_FREE char *name = text_format("%s/%s.sql", folder, item->key);

	return name ? import_part(im, name, body, err) : wb_error_nomem(err);
}

static int read_files(const struct wb_import *im, struct imported *item, struct wb_error *err)
{
	int rc = import_set(&item->stem, item->id, strlen(item->id), err);

	if (rc == 0)
		rc = read_part(im, item, "deploy", &item->up, err);
	if (rc == 0)
		rc = read_part(im, item, "revert", &item->down, err);
	if (rc == 0)
		rc = read_part(im, item, "verify", &item->verify, err);
	if (rc == 0 && !item->up.there)
		return wb_error_set(err, WB_E_FILE, "%s: there is no deploy/%s.sql", im->directory,
				    item->key);
	return rc;
}

int sqitch_read(struct wb_import *im, struct wb_error *err)
{
	struct buf plan = { 0 };
	struct line line = { 0 };
	int rc = folder_read(im->directory, "sqitch.plan", &plan, err);
	const char *at = buf_text(&plan);

	while (rc == 0 && line_next(&at, &line)) {
		if (!line.len || *line.text == '#' || *line.text == '%')
			continue;
		rc = *line.text == '@' ? read_tag(im, &line, err) : read_change(im, &line, err);
	}
	buf_release(&plan);
	for (size_t i = 0; rc == 0 && i < im->items.count; i++)
		rc = read_files(im, im->items.items[i], err);
	return rc == 0 ? import_chain(im, err) : rc;
}
