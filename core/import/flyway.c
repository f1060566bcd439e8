/* SPDX-License-Identifier: MIT */
/* Flyway: V1_2__Title.sql, U1_2__Title.sql (its undo), B1_2__Title.sql (stands for all up to it) and R__Title.sql
 * (repeatable), at any depth; NAME.conf beside one has its settings. */
#include <ctype.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "checksums.h"
#include "folder.h"
#include "placeholders.h"
#include "readers.h"
#include "version.h"

/* A name taken apart: V, version, __, title, .sql */
struct parts {
	char kind;
	const char *version, *title;
	size_t version_len, title_len;
};

static bool take_apart(const char *name, struct parts *out)
{
	const char *separator = strstr(name, "__");
	size_t len = strlen(name);

	if (!strchr("VUBR", name[0]) || !separator)
		return false;
	out->kind = name[0];
	out->version = name + 1;
	out->version_len = (size_t)(separator - name) - 1;
	out->title = separator + 2;
	out->title_len = len - strlen(".sql") - (size_t)(out->title - name);
	if (out->kind == 'R')
		return out->version_len == 0;
	return out->version_len && isdigit((unsigned char)out->version[0]);
}

/* What its table calls it: 1.2; R__Title; B1.2 is ours alone. */
static char *key_of(const struct parts *parts)
{
	char *key;

	if (parts->kind == 'R')
		return text_format("R__%.*s", (int)parts->title_len, parts->title);
	key = text_format("%s%.*s", parts->kind == 'B' ? "B" : "", (int)parts->version_len,
			  parts->version);
	for (char *c = key; c && *c; c++)
		if (*c == '_')
			*c = '.';
	return key;
}

static int read_conf(struct wb_import *im, const char *name, struct import_body *body,
		     struct wb_error *err)
{
	AUTO_FREE char *conf = text_format("%s.conf", name);
	struct buf text = { 0 };
	struct line line = { 0 };
	const char *at;
	int rc;

	if (!conf)
		return wb_error_nomem(err);
	if (!folder_has(im->directory, conf))
		return 0;
	rc = folder_read(im->directory, conf, &text, err);
	for (at = buf_text(&text); rc == 0 && line_next(&at, &line);)
		if (line.len > 20 && strncmp(line.text, "executeInTransaction", 20) == 0)
			body->alone = memmem(line.text, line.len, "false", 5) != NULL;
	buf_release(&text);
	return rc;
}

static bool has_placeholder(const struct import_body *body)
{
	return strstr(buf_text(&body->text), "${") != NULL;
}

/* Placeholders of its own have no value here. */
static int look_at_placeholders(struct imported *item, struct import_body *body,
				struct wb_error *err)
{
	const char *own = strstr(buf_text(&body->text), "${flyway:");

	item->variables |= has_placeholder(body);
	return own ? import_note(&body->undecided, err,
				 "line %zu uses a placeholder of Flyway's own, ${flyway:…}: write "
				 "its value, or a variable",
				 text_lines(buf_text(&body->text),
					    (size_t)(own - buf_text(&body->text))) +
					 1)
		   : 0;
}

static int read_up(struct wb_import *im, const char *name, const struct parts *parts,
		   const char *key, struct wb_error *err)
{
	struct imported *item = import_add(im, key, name, err);
	const char *base = name_base(name);
	int rc;

	if (!item)
		return wb_error_kept(err);
	item->repeat = parts->kind == 'R';
	item->up.there = true;
	rc = import_set(&item->stem, base, strlen(base) - strlen(".sql"), err);
	if (rc == 0)
		rc = import_title(item, parts->title, parts->title_len, err);
	if (rc == 0)
		rc = folder_read(im->directory, name, &item->up.text, err);
	if (rc == 0)
		rc = look_at_placeholders(item, &item->up, err);
	if (rc == 0)
		rc = read_conf(im, name, &item->up, err);
	/* a repeatable one's sum is that of the text with its values in it */
	if (rc == 0 && !(item->repeat && item->variables)) {
		item->checksum = checksum_crc32_lines(buf_text(&item->up.text), item->up.text.len);
		rc = item->checksum ? 0 : wb_error_nomem(err);
	}
	return rc == 0 ? import_placeholders(im, &item->up, err) : rc;
}

static int read_undo(struct wb_import *im, const char *name, const char *key, struct wb_error *err)
{
	struct imported *item = import_find(im, key);
	int rc;

	if (!item)
		return import_note(&im->notes, err, "%s: there is no V file of version %s", name,
				   key);
	item->down.there = true;
	rc = folder_read(im->directory, name, &item->down.text, err);
	if (rc == 0)
		rc = look_at_placeholders(item, &item->down, err);
	if (rc == 0)
		rc = import_placeholders(im, &item->down, err);
	return rc == 0 ? read_conf(im, name, &item->down, err) : rc;
}

static int look(struct wb_import *im, const char *name, bool undo, struct wb_error *err)
{
	const char *base = name_base(name);
	AUTO_FREE char *key = NULL;
	struct parts parts;

	if (name_ends(base, ".conf") || strcmp(base, "flyway.toml") == 0)
		return 0;
	if (!name_ends(base, ".sql") || !take_apart(base, &parts))
		return undo ? 0
			    : import_note(
				      &im->notes, err,
				      "%s is left out: it is no migration in SQL; a callback may "
				      "become a hook, a program has to be written as SQL",
				      name);
	if (undo != (parts.kind == 'U'))
		return 0;
	key = key_of(&parts);
	if (!key)
		return wb_error_nomem(err);
	return undo ? read_undo(im, name, key, err) : read_up(im, name, &parts, key, err);
}

/* A new database begins with the last B; one that has the V files up to it goes on. */
static int place_baseline(struct wb_import *im, struct imported *baseline, struct wb_error *err)
{
	const char *version = baseline->key + 1;

	for (size_t i = 0; i < im->items.count; i++) {
		const struct imported *item = im->items.items[i];

		if (item->repeat || item->key[0] == 'B')
			continue;
		if (version_compare(item->key, version) <= 0 &&
		    string_vec_add(&baseline->replaces, item->id) < 0)
			return wb_error_nomem(err);
	}
	return 0;
}

/* One that stands for nothing is where the history begins. */
static int begin_with_baseline(struct wb_import *im, struct imported *baseline,
			       struct wb_error *err)
{
	AUTO_FREE char *version = text_dup(baseline->key + 1, strlen(baseline->key + 1));

	if (!version || import_set(&baseline->key, version, strlen(version), err) < 0 ||
	    import_set(&baseline->id, baseline->id + 1, strlen(baseline->id + 1), err) < 0)
		return wb_error_nomem(err);
	return version_sort(im, version_compare, err);
}

static int place_baselines(struct wb_import *im, struct wb_error *err)
{
	struct imported *last = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < im->items.count; i++) {
		struct imported *item = im->items.items[i];

		if (item->key[0] != 'B' || item->repeat)
			continue;
		if (!last || version_compare(item->key, last->key) > 0)
			last = item;
	}
	for (size_t i = 0; i < im->items.count; i++) {
		struct imported *item = im->items.items[i];

		if (item->key[0] == 'B' && !item->repeat && item != last) {
			if (import_note(&im->notes, err,
					"%s is left out: a later one stands for it",
					item->source) < 0)
				return wb_error_kept(err);
			imported_free(item);
			continue;
		}
		im->items.items[kept++] = item;
	}
	im->items.count = kept;
	if (!last)
		return 0;
	if (place_baseline(im, last, err) < 0)
		return wb_error_kept(err);
	return last->replaces.count ? 0 : begin_with_baseline(im, last, err);
}

int flyway_read(struct wb_import *im, struct wb_error *err)
{
	struct string_vec names = { 0 };
	int rc = folder_list(im->directory, true, &names, err);

	for (int undo = 0; undo < 2; undo++)
		for (size_t i = 0; rc == 0 && i < names.count; i++)
			rc = look(im, names.items[i], undo, err);
	string_vec_free(&names);
	if (rc == 0)
		rc = version_sort(im, version_compare, err);
	if (rc == 0)
		rc = place_baselines(im, err);
	return rc == 0 ? import_chain(im, err) : rc;
}
