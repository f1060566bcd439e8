/* SPDX-License-Identifier: MIT */
/* Periods, system versioning and partitions, in the ALTER TABLE that changes their table. */
#include <string.h>
#include <strings.h>

#include "alter_table.h"

static bool has_period(const struct maria_create *create, struct kit_part period)
{
	for (size_t i = 0; i < create->period_count; i++)
		if (create->periods[i].len == period.len &&
		    memcmp(create->periods[i].at, period.at, period.len) == 0)
			return true;
	return false;
}

static bool is_of_system(struct kit_part period)
{
	return period.len > 11 && strncasecmp(period.at, "SYSTEM_TIME", 11) == 0;
}

static bool has_system_period(const struct maria_create *create)
{
	for (size_t i = 0; i < create->period_count; i++)
		if (is_of_system(create->periods[i]))
			return true;
	return false;
}

void maria_drop_periods(struct alteration *a, const struct maria_create *from,
			const struct maria_create *to)
{
	for (size_t i = 0; i < from->period_count; i++) {
		struct kit_part p = from->periods[i];
		const char *end = memchr(p.at, '(', p.len);

		/* SYSTEM_TIME goes with its columns */
		if (has_period(to, p) || is_of_system(p) || !end)
			continue;
		maria_next_part(a);
		kit_add(a->r->out, "DROP PERIOD FOR ");
		maria_host->append(a->r->out, p.at, (size_t)(end - p.at));
	}
}

void maria_make_periods(struct alteration *a, const struct maria_create *from,
			const struct maria_create *to)
{
	for (size_t i = 0; i < to->period_count; i++) {
		if (has_period(from, to->periods[i]) ||
		    (is_of_system(to->periods[i]) && has_system_period(from)))
			continue;
		maria_next_part(a);
		kit_add(a->r->out, "ADD PERIOD FOR ");
		maria_host->append(a->r->out, to->periods[i].at, to->periods[i].len);
	}
}

/* More partitions behind the same ones? Then those are added, and no row moves. */
static struct kit_part more_partitions(struct kit_part from, struct kit_part to)
{
	const struct kit_part none = { 0 };

	if (from.len < 3 || to.len <= from.len || from.at[from.len - 1] != ')' ||
	    memcmp(from.at, to.at, from.len - 1) != 0 || to.at[from.len - 1] != ',')
		return none;
	return (struct kit_part){ to.at + from.len, to.len - from.len };
}

void maria_add_partitions(struct alteration *a, const struct maria_create *from,
			  const struct maria_create *to)
{
	struct maria_rendering *r = a->r;
	struct kit_part more = more_partitions(from->partitions, to->partitions);

	if (kit_same(r->change->from, r->change->to, "partitions"))
		return;
	if (more.len) {
		if (a->count)
			kit_add(r->out, ";\n");
		maria_add_alter(r);
		kit_add(r->out, "ADD PARTITION (\n ");
		maria_host->append(r->out, more.at, more.len);
	} else {
		if (!a->count)
			maria_add_alter(r);
		kit_add(r->out, "\n  ");
		if (to->partitions.len)
			maria_host->append(r->out, to->partitions.at, to->partitions.len);
		else
			kit_add(r->out, "REMOVE PARTITIONING");
		maria_warn(r, WB_RISK_REWRITE | WB_RISK_MAY_FAIL, "partitions",
			   "table %s gets other partitions: every row is written anew, rows "
			   "without a partition make it fail",
			   r->change->to->name);
	}
	a->count++;
}

void maria_add_versioning(struct alteration *a)
{
	const struct wb_change *c = a->r->change;

	if (kit_same(c->from, c->to, "versioning"))
		return;
	maria_next_part(a);
	kit_write(a->r->out, "%s SYSTEM VERSIONING", kit_get(c->to, "versioning") ? "ADD" : "DROP");
	if (!kit_get(c->to, "versioning"))
		maria_warn(a->r, WB_RISK_DATA_LOSS | WB_RISK_REWRITE, "drop-history",
			   "drops the history of table %s", c->to->name);
}
