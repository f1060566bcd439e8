/* SPDX-License-Identifier: MIT */
/* The list of revisions that a reader fills. */
#include "import.h"
#include "folder.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "read/revision.h"

#define ID_MAX 64

static void body_release(struct import_body *body)
{
	buf_release(&body->text);
	string_vec_free(&body->undecided);
}

void imported_free(struct imported *item)
{
	if (!item)
		return;
	free(item->id);
	free(item->title);
	free(item->key);
	free(item->checksum);
	free(item->path);
	free(item->stem);
	free(item->source);
	free(item->date);
	free(item->author);
	string_vec_free(&item->parents);
	string_vec_free(&item->depends);
	string_vec_free(&item->replaces);
	string_vec_free(&item->tags);
	string_vec_free(&item->branches);
	string_vec_free(&item->dialects);
	string_vec_free(&item->notes);
	body_release(&item->up);
	body_release(&item->down);
	body_release(&item->verify);
	free(item);
}

int import_set(char **to, const char *text, size_t len, struct wb_error *err)
{
	char *copy = text_dup(text, len);

	if (!copy)
		return wb_error_nomem(err);
	free(*to);
	*to = copy;
	return 0;
}

int import_part(const struct wb_import *im, const char *name, struct import_body *body,
		struct wb_error *err)
{
	if (!folder_has(im->directory, name))
		return 0;
	body->there = true;
	return folder_read(im->directory, name, &body->text, err);
}

static bool reserved(const char *id)
{
	return strcmp(id, "head") == 0 || strcmp(id, "heads") == 0 || strcmp(id, "base") == 0 ||
	       strcmp(id, "none") == 0;
}

/* The key where it can be an id; else what of it can. */
static char *id_from(const char *key)
{
	size_t len = strlen(key);
	char *id = text_dup(key, len > ID_MAX ? ID_MAX : len);

	for (char *c = id; c && *c; c++)
		if (!revision_id_valid(c, 1) && *c != '.')
			*c = '_';
	if (id && reserved(id)) {
		char *longer = text_format("%s_", id);

		free(id);
		id = longer;
	}
	return id;
}

/* FNV-1a: tells two keys apart that are the same once cut. */
static uint32_t number_of(const char *key)
{
	uint32_t number = UINT32_C(2166136261);

	for (const char *c = key; *c; c++)
		number = (number ^ (unsigned char)*c) * UINT32_C(16777619);
	return number;
}

static bool is_taken(const struct wb_import *im, const char *key, const char *id)
{
	for (size_t i = 0; i < im->items.count; i++) {
		const struct imported *item = im->items.items[i];

		if (item->id && strcmp(item->id, id) == 0 && strcmp(item->key, key) != 0)
			return true;
	}
	return false;
}

char *import_id(const struct wb_import *im, const char *key)
{
	char *id = id_from(key);

	if (id && is_taken(im, key, id)) {
		char *own = text_format("%.*s_%08x", ID_MAX - 9, id, (unsigned)number_of(key));

		free(id);
		id = own;
	}
	return id;
}

/* "20240131120000_…" says when it was made. */
static char *date_from(const char *key)
{
	char *date;
	int64_t when;

	for (size_t i = 0; i < 14; i++)
		if (!isdigit((unsigned char)key[i]))
			return NULL;
	if (isdigit((unsigned char)key[14]))
		return NULL;
	date = text_format("%.4s-%.2s-%.2s %.2s:%.2s:%.2s +0000", key, key + 4, key + 6, key + 8,
			   key + 10, key + 12);
	if (date && !revision_parse_date(date, &when)) {
		free(date);
		return NULL;
	}
	return date;
}

struct imported *import_add(struct wb_import *im, const char *key, const char *source,
			    struct wb_error *err)
{
	struct imported *item = calloc(1, sizeof(*item));

	if (item)
		item->id = import_id(im, key);
	if (!item || imported_vec_push(&im->items, item) < 0) {
		imported_free(item);
		wb_error_nomem(err);
		return NULL;
	}
	item->key = text_dup(key, strlen(key));
	item->source = text_dup(source, strlen(source));
	item->date = date_from(key);
	if (!item->id || !item->key || !item->source) {
		wb_error_nomem(err);
		return NULL;
	}
	return item;
}

struct imported *import_find(const struct wb_import *im, const char *key)
{
	for (size_t i = 0; i < im->items.count; i++)
		if (strcmp(im->items.items[i]->key, key) == 0)
			return im->items.items[i];
	return NULL;
}

int import_title(struct imported *item, const char *name, size_t len, struct wb_error *err)
{
	if (import_set(&item->title, name, len, err) < 0)
		return wb_error_kept(err);
	for (char *c = item->title; *c; c++)
		if (*c == '_' || iscntrl((unsigned char)*c))
			*c = ' ';
	return 0;
}

int import_chain(struct wb_import *im, struct wb_error *err)
{
	const struct imported *last = NULL;

	for (size_t i = 0; i < im->items.count; i++) {
		struct imported *item = im->items.items[i];

		if (item->repeat || item->replaces.count)
			continue;
		if (last && !item->parents.count && string_vec_add(&item->parents, last->id) < 0)
			return wb_error_nomem(err);
		last = item;
	}
	return 0;
}

int import_note(struct string_vec *to, struct wb_error *err, const char *format, ...)
{
	struct buf text = { 0 };
	char *note;
	va_list args;

	va_start(args, format);
	buf_vprintf(&text, format, args);
	va_end(args);
	note = buf_take(&text);
	if (!note || string_vec_push(to, note) < 0) {
		free(note);
		return wb_error_nomem(err);
	}
	return 0;
}
