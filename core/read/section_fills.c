/* SPDX-License-Identifier: MIT */
#include "base/buf.h"
#include "base/error.h"
#include "keep.h"
#include "section_check.h"
#include "section_fills.h"

/* The way up that a way down takes back. */
static const struct section *up_of(const struct section_vec *sections,
				   const struct section_rules *rules, const struct section *down)
{
	const struct section *any = NULL;

	for (size_t i = 0; i < sections->count; i++) {
		const struct section *up = &sections->items[i];
		const char *shared;

		if (up->name != SECTION_UP || up->elsewhere)
			continue;
		shared = sections_shared_dialect(rules, up, down);
		if (shared && (*shared || !down->dialects.count))
			return up;
		if (!up->dialects.count || !any)
			any = up;
	}
	return any;
}

/* What a way up has kept, its way down fills in at its end, unless it says where: the last first, since what went after
 * others was what they were columns of, or what they referred to. */
static int write_fills(const struct section *up, struct section *down, struct wb_error *err)
{
	struct buf fills = { 0 };

	for (size_t i = up ? up->keeps.count : 0; i > 0; i--)
		if (string_vec_find(&down->keeps, up->keeps.items[i - 1]) < 0)
			buf_printf(&fills, KEEP_PREFIX "fill %s\n", up->keeps.items[i - 1]);
	if (buf_check(&fills, err) < 0)
		return wb_error_kept(err);
	down->behind = fills.len ? buf_take(&fills) : NULL;
	buf_release(&fills);
	return 0;
}

int section_fills_add(struct section_vec *sections, const struct section_rules *rules,
		      struct wb_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < sections->count; i++) {
		struct section *down = &sections->items[i];

		if (down->name == SECTION_DOWN && !down->irreversible && !down->elsewhere)
			status = write_fills(up_of(sections, rules, down), down, err);
	}
	return status;
}
