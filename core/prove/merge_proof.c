/* SPDX-License-Identifier: MIT */
/* May these heads be joined? Their branches are run in both orders, with rows, and what the two
 * orders end with is compared. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/lines.h"
#include "base/text.h"
#include "difference/difference.h"
#include "rows/contents_compare.h"
#include "calls.h"
#include "findings.h"
#include "merge_orders.h"

struct proving {
	struct orders orders;
	struct ending ends[2], again[2];
	int64_t ended[2]; /* when, by clock_ms */
	bool ran_again;
	struct string_vec differences, notes;
};

/* ------------------------------------------------------------------ running */

static int run_both(struct proving *p, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < 2; i++) {
		ending_release(&p->ends[i]);
		rc = orders_run(&p->orders, i == 1, &p->ends[i], err);
		p->ended[i] = clock_ms();
	}
	return rc;
}

/* What fails on made-up rows alone may run on those that people have: it is tried without. */
static int run_all(struct proving *p, struct wb_error *err)
{
	int rc = run_both(p, err);

	for (size_t i = 0; rc == 0 && i < 2; i++) {
		if (!p->ends[i].unfit)
			continue;
		rc = lines_add(&p->orders.unproved, err, "tried without rows: with made-up ones %s",
			       p->ends[i].failed);
		p->orders.without_rows = true;
		return rc == 0 ? run_both(p, err) : rc;
	}
	return rc;
}

/* ------------------------------------------------------------------ comparing */

static int compare_failures(struct proving *p, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < 2; i++) {
		AUTO_FREE char *title = orders_title(&p->orders, i == 1);

		if (p->ends[i].failed)
			rc = title ? lines_add(&p->differences, err, "%s: %s", title,
					       p->ends[i].failed)
				   : wb_error_nomem(err);
	}
	return rc;
}

static int compare_schemas(struct proving *p, struct wb_error *err)
{
	AUTO_FREE char *first = orders_title(&p->orders, false),
		       *second = orders_title(&p->orders, true);
	AUTO_FREE char *prefix =
		first && second
			? text_format("from what %s makes to what %s makes: ", first, second)
			: NULL;

	return prefix ? difference_list(&p->ends[0].model, &p->ends[1].model, prefix,
					&p->differences, err)
		      : wb_error_nomem(err);
}

/* Both orders once more. 1: it could not be told. */
static int run_again(struct proving *p, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && !p->ran_again && i < 2; i++) {
		if (!contents_await_time(p->orders.session, p->ended[i]))
			return wb_error_set(err, WB_E_CANCELLED, "interrupted");
		rc = orders_run(&p->orders, i == 1, &p->again[i], err);
	}
	p->ran_again = true;
	return rc;
}

static int note_columns(struct proving *p, const struct table_contents *a,
			const struct table_contents *b, struct wb_error *err)
{
	return strcmp(a->columns, b->columns) == 0
		       ? 0
		       : lines_add(&p->notes, err, "the columns of %s stand in another order",
				   a->title);
}

static int compare_table(struct proving *p, const struct table_contents *a,
			 const struct table_contents *b, struct wb_error *err)
{
	struct contents_twice first = { .once = a }, second = { .once = b };
	enum contents_verdict verdict = CONTENTS_VARY;
	int rc = note_columns(p, a, b, err);

	if (rc < 0 || contents_rows_equal(a, b))
		return rc;
	rc = run_again(p, err);
	if (rc != 0)
		return rc;
	first.again = contents_find(&p->again[0].contents, a->key);
	second.again = contents_find(&p->again[1].contents, a->key);
	if (first.again && second.again)
		rc = contents_compare(&first, &second, &verdict, err);
	if (rc < 0 || verdict == CONTENTS_EQUAL)
		return rc;
	return verdict == CONTENTS_VARY
		       ? lines_add(&p->orders.unproved, err, "the rows of %s are others each time",
				   a->title)
		       : lines_add(&p->differences, err, "the rows of %s are others", a->title);
}

static int compare_rows(struct proving *p, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->ends[0].contents.count; i++) {
		const struct table_contents *a = &p->ends[0].contents.items[i];
		const struct table_contents *b = contents_find(&p->ends[1].contents, a->key);

		if (b)
			rc = compare_table(p, a, b, err);
	}
	return rc;
}

static int compare(struct proving *p, struct wb_error *err)
{
	int rc = compare_failures(p, err);

	if (rc < 0 || p->differences.count)
		return rc;
	rc = compare_schemas(p, err);
	return rc == 0 ? compare_rows(p, err) : rc;
}

/* ------------------------------------------------------------------ the call */

int schema_merge(struct wb_session *session, struct wb_names heads,
		 int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		 struct wb_error *err)
{
	struct proving p = { .orders.session = session };
	int rc = 0, found;

	uncompared_free(&session->uncompared);
	if (!driver_can(&session->conn, CAN_INTROSPECT | CAN_SCRATCH))
		rc = wb_error_set(err, WB_E_UNSUPPORTED,
				  "dialect %s can't read schemas and make scratch databases",
				  session->plugin->table.name);
	if (rc == 0)
		rc = orders_find(&p.orders, heads.items, heads.count, err);
	if (rc == 0)
		rc = run_all(&p, err);
	if (rc == 0)
		rc = compare(&p, err);
	if (rc >= 0)
		rc = findings_doubt(p.orders.session, &p.orders.unproved, err);
	if (rc == 0)
		rc = findings_tell(&p.differences, WB_MERGE_DIFFERS, take, ctx, err);
	if (rc == 0)
		rc = findings_tell(&p.orders.unproved, WB_MERGE_UNPROVED, take, ctx, err);
	if (rc == 0)
		rc = findings_tell(&p.notes, WB_MERGE_NOTE, take, ctx, err);
	found = (int)(p.differences.count + p.orders.unproved.count);
	for (size_t i = 0; i < 2; i++) {
		ending_release(&p.ends[i]);
		ending_release(&p.again[i]);
	}
	string_vec_free(&p.differences);
	string_vec_free(&p.notes);
	orders_release(&p.orders);
	return rc < 0 ? rc : found;
}
