/* SPDX-License-Identifier: MIT */
#include "expectation.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"

#define SHOWN 200 /* bytes of a value that a message shows */

int expectation_begin(struct expectation *e, const struct statement *statement,
		      struct wb_error *err)
{
	memset(e, 0, sizeof(*e));
	return expect_read(statement, &e->want, err);
}

static int shown(size_t len)
{
	return (int)(len > SHOWN ? SHOWN : len);
}

int expectation_row(struct expectation *e, const struct wb_value *values, size_t count)
{
	const struct wb_value *v = values;

	if (e->row || !count)
		return 1;
	e->row = true;
	if (e->want.kind == EXPECT_NULL)
		e->met = !v->data;
	else if (e->want.kind == EXPECT_VALUE)
		e->met = v->data && expect_equal(&e->want, v->data, v->len);
	else
		e->met = e->want.kind == EXPECT_ROWS;
	if (v->data)
		snprintf(e->seen, sizeof(e->seen), "\"%.*s\"", shown(v->len), v->data);
	else
		snprintf(e->seen, sizeof(e->seen), "NULL");
	return 1;
}

int expectation_check(const struct expectation *e, struct wb_error *err)
{
	const char *seen = e->row ? e->seen : "no row";

	switch (e->want.kind) {
	case EXPECT_NOTHING:
		return 0;
	case EXPECT_NO_ROWS:
		return e->row ? wb_error_set(err, WB_E_EXPECT,
					     "expected no rows, got one that begins with %s", seen)
			      : 0;
	case EXPECT_ROWS:
		return e->met ? 0 : wb_error_set(err, WB_E_EXPECT, "expected rows, got none");
	case EXPECT_NULL:
		return e->met ? 0 : wb_error_set(err, WB_E_EXPECT, "expected NULL, got %s", seen);
	case EXPECT_VALUE:
		break;
	}
	return e->met ? 0
		      : wb_error_set(err, WB_E_EXPECT, "expected \"%.*s\", got %s",
				     shown(e->want.value_len), e->want.value, seen);
}
