/* SPDX-License-Identifier: MIT */
#include "definitions.h"

#include <string.h>

#include "base/error.h"

/* What stands in quotes of its own is quoted, where somebody knows how. */
static void fill(const struct variables *variables, struct reference *ref, struct buf *out)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (ref->form == 'l' || !variables->quote_name)
		ref->form = 0;
	if (reference_expand(variables, ref, out, &ignored) < 0)
		wb_error_clear(&ignored);
}

static void fill_in(const struct variables *variables, const char *text, size_t len,
		    struct buf *out)
{
	const char *end = text + len, *dollar;

	while ((dollar = memmem(text, (size_t)(end - text), "${", 2)) != NULL) {
		struct reference ref = { 0 };

		buf_add(out, text, (size_t)(dollar - text));
		reference_read(dollar, (size_t)(end - dollar), true, &ref);
		if (ref.len)
			fill(variables, &ref, out);
		else
			buf_char(out, *dollar);
		text = dollar + (ref.len ? ref.len : 1);
	}
	buf_add(out, text, (size_t)(end - text));
}

int definitions_find(const struct wb_session *session, const char *text, size_t len,
		     struct wb_definitions *sink)
{
	struct buf filled = { 0 };
	int rc;

	if (memmem(text, len, "${", 2)) {
		fill_in(&session->project->variables, text, len, &filled);
		text = buf_text(&filled);
		len = filled.len;
	}
	rc = filled.failed ? -1 : driver_defines(session->conn.plugin, text, len, sink);
	buf_release(&filled);
	return rc < 0 ? -1 : 0;
}
