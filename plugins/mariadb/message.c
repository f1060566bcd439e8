/* SPDX-License-Identifier: MIT */
/* The message that is being made: its text, and what its answers are for. */
#include "runner.h"

int maria_add_sql(struct maria_runner *r, const char *text, size_t len)
{
	kit_text_append(&r->sql, text, len);
	return r->sql.failed ? maria_no_memory(r) : 0;
}

struct maria_part *maria_add_part(struct maria_runner *r, uint64_t id, int32_t what)
{
	struct maria_message *m = &r->now;
	struct maria_part *grown;

	grown = kit_grow(m->parts, &m->room, m->count, sizeof(*grown));
	if (!grown) {
		maria_no_memory(r);
		return NULL;
	}
	m->parts = grown;
	m->parts[m->count] = (struct maria_part){ .id = id, .what = what };
	if (id)
		r->added = id;
	return &m->parts[m->count++];
}

int maria_add_statement(struct maria_runner *r, uint64_t id, int32_t what, const char *text,
			size_t len)
{
	if (!maria_add_part(r, id, what) || maria_add_sql(r, text, len) < 0)
		return r->status;
	return maria_add_sql(r, ";", 1);
}
