/* SPDX-License-Identifier: MIT */
/* node-pg-migrate: VERSION_title.sql with `-- Up Migration` and `-- Down Migration`, and programs. Its table has the
 * file's name without what ends it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/text.h"
#include "folder.h"
#include "readers.h"
#include "version.h"

static bool is_program(const char *name)
{
	return name_ends(name, ".js") || name_ends(name, ".ts") || name_ends(name, ".mjs") ||
	       name_ends(name, ".cjs") || name_ends(name, ".mts") || name_ends(name, ".cts");
}

/* Without either mark all of it is the way up. */
static int read_text(struct imported *item, const char *text, struct wb_error *err)
{
	struct import_body *body = &item->up;
	struct line line = { 0 };

	item->up.there = true;
	while (line_next(&text, &line)) {
		const char *rest;
		size_t len;

		if (line_says(&line, "up migration", &rest, &len)) {
			body = &item->up;
		} else if (line_says(&line, "down migration", &rest, &len)) {
			body = &item->down;
			body->there = true;
		} else {
			buf_add(&body->text, line.all, line.all_len);
		}
	}
	return buf_check(&item->up.text, err) < 0 ? wb_error_kept(err)
						  : buf_check(&item->down.text, err);
}

static int leave_open(struct imported *item, struct wb_error *err)
{
	item->up.there = item->down.there = true;
	if (import_note(&item->up.undecided, err,
			"%s is a program: write here as SQL what its way up does",
			item->source) < 0)
		return wb_error_kept(err);
	return import_note(&item->down.undecided, err,
			   "%s is a program: write here as SQL what its way down does",
			   item->source);
}

static int read_file(struct wb_import *im, const char *name, struct wb_error *err)
{
	size_t stem = (size_t)(strrchr(name, '.') - name), digits = version_digits(name);
	AUTO_FREE char *key = text_dup(name, stem);
	struct imported *item = key ? import_add(im, key, name, err) : NULL;
	struct buf text = { 0 };
	int rc;

	if (!item)
		return wb_error_nomem(err);
	digits += name[digits] == '_' || name[digits] == '-';
	rc = import_set(&item->stem, name, stem, err);
	if (rc == 0)
		rc = import_title(item, name + digits, stem - digits, err);
	if (rc == 0 && is_program(name))
		return leave_open(item, err);
	if (rc == 0)
		rc = folder_read(im->directory, name, &text, err);
	if (rc == 0)
		rc = read_text(item, buf_text(&text), err);
	buf_release(&text);
	return rc;
}

/* Milliseconds since 1970, as most names begin with; 17 digits are such a time as people write it, in UTC. */
static long long number_of(const char *name)
{
	struct tm tm = { 0 };
	unsigned ms;

	if (version_digits(name) != 17 ||
	    sscanf(name, "%4d%2d%2d%2d%2d%2d%3u", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		   &tm.tm_min, &tm.tm_sec, &ms) != 7)
		return strtoll(name, NULL, 10);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return (long long)timegm(&tm) * 1000 + ms;
}

static int compare_names(const char *a, const char *b)
{
	long long x = number_of(a), y = number_of(b);

	return x != y ? (x < y ? -1 : 1) : version_compare(a, b);
}

int node_pg_migrate_read(struct wb_import *im, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int rc = folder_list(im->directory, false, &names, err);

	for (size_t i = 0; rc == 0 && i < names.count; i++)
		if (version_digits(names.items[i]) &&
		    (is_program(names.items[i]) || name_ends(names.items[i], ".sql")))
			rc = read_file(im, names.items[i], err);
	string_vec_free(&names);
	if (rc == 0)
		rc = version_sort(im, compare_names, err);
	return rc == 0 ? import_chain(im, err) : rc;
}
