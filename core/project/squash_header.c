/* SPDX-License-Identifier: MIT */
/* What the header of a squash takes over from the revisions that it stands for. */
#include "squash.h"

#include <string.h>

#include "base/error.h"
#include "base/lines.h"
#include "graph/node.h"
#include "read/header_text.h"

bool squash_has(const struct wb_squash *squash, const struct revision *revision)
{
	for (size_t i = 0; i < squash->range.count; i++)
		if (squash->range.items[i] == revision)
			return true;
	return false;
}

bool squash_stands_within(const struct wb_squash *squash, const struct revision *r)
{
	const struct edge_vec *needs = &r->node->needs;

	for (size_t i = 0; i < needs->count; i++)
		if (squash_has(squash,
			       view_meant(squash->project->files, needs->items[i].to)->revision))
			return true;
	return false;
}

static int add_once(struct string_vec *out, const char *text, struct wb_error *err)
{
	return string_vec_find(out, text) >= 0 || string_vec_add(out, text) == 0
		       ? 0
		       : wb_error_nomem(err);
}

/* What they stand on and is none of them. */
static int add_needs(struct wb_squash *squash, bool parents, struct wb_error *err)
{
	for (size_t i = 0; i < squash->range.count; i++) {
		const struct edge_vec *needs = &squash->range.items[i]->node->needs;

		for (size_t k = 0; k < needs->count; k++) {
			const struct revision *to =
				view_meant(squash->project->files, needs->items[k].to)->revision;

			if (squash_has(squash, to) || needs->items[k].parent != parents)
				continue;
			if (!parents && string_vec_find(&squash->parents, to->id) >= 0)
				continue;
			if (add_once(parents ? &squash->parents : &squash->depends, to->id, err) <
			    0)
				return wb_error_kept(err);
		}
	}
	return 0;
}

static int add_replaced(struct wb_squash *squash, struct wb_error *err)
{
	struct string_vec ids = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < squash->range.count; i++)
		rc = add_once(&ids, squash->range.items[i]->id, err);
	header_write_list(&squash->header, "Replaces", &ids);
	string_vec_free(&ids);
	return rc;
}

/* Labels are inherited by what revises. The squash keeps those that its last revision has. */
static int add_labels(struct wb_squash *squash, struct wb_error *err)
{
	const struct wb_names *had = &squash->range.items[squash->range.count - 1]->pub.labels;
	struct string_vec labels = { 0 };
	int rc = 0;

	for (size_t i = 0; i < squash->range.count; i++) {
		const struct mention_vec *own = &squash->range.items[i]->branches;

		for (size_t k = 0; rc == 0 && k < own->count; k++)
			for (size_t l = 0; rc == 0 && l < had->count; l++)
				if (strcmp(own->items[k].name, had->items[l]) == 0)
					rc = add_once(&labels, own->items[k].name, err);
	}
	header_write_list(&squash->header, "Branch", &labels);
	string_vec_free(&labels);
	return rc;
}

/* A tag is one state: that of the last one is the squash's, the others' can't be reached through it. */
static int add_tags(struct wb_squash *squash, struct wb_error *err)
{
	struct string_vec tags = { 0 };
	int rc = 0;

	for (size_t i = 0; i < squash->range.count; i++) {
		const struct revision *r = squash->range.items[i];
		bool last = i == squash->range.count - 1;

		for (size_t k = 0; rc == 0 && k < r->tags.count; k++)
			rc = last ? add_once(&tags, r->tags.items[k].name, err)
				  : lines_add(
					    &squash->notes, err,
					    "tag %s stays with %s: a database that runs the squash "
					    "can't stop there",
					    r->tags.items[k].name, r->id);
	}
	header_write_list(&squash->header, "Tag", &tags);
	string_vec_free(&tags);
	return rc;
}

int squash_header(struct wb_squash *squash, struct wb_error *err)
{
	int rc = add_needs(squash, true, err);

	if (rc == 0)
		rc = add_needs(squash, false, err);
	if (rc == 0)
		rc = add_labels(squash, err);
	if (rc == 0)
		rc = add_tags(squash, err);
	if (rc == 0)
		rc = add_replaced(squash, err);
	return rc == 0 ? buf_check(&squash->header, err) : rc;
}
