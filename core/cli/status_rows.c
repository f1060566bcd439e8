/* SPDX-License-Identifier: MIT */
#include "status_rows.h"

#include "output.h"

const char *state_word(int state)
{
	switch ((enum wb_state)state) {
	case WB_STATE_APPLIED:
		return "applied";
	case WB_STATE_PENDING:
		return "pending";
	case WB_STATE_EDITED:
		return "edited";
	case WB_STATE_MISSING:
		return "missing";
	case WB_STATE_REPLACED:
		return "replaced";
	case WB_STATE_PARTIAL:
		return "partial";
	case WB_STATE_CHANGED:
		return "changed";
	}
	return "unknown";
}

json_t *json_status_row(const struct wb_status_row *row)
{
	json_t *object = json_object();

	json_put(object, "revision", json_text(row->id));
	json_put(object, "title", json_text(row->title));
	json_put(object, "state", json_text(state_word(row->state)));
	json_put(object, "is_head",
		 json_boolean(row->revision && (row->revision->flags & WB_REVISION_HEAD)));
	json_put(object, "path", json_text(row->revision ? row->revision->path : NULL));
	json_put(object, "applied_at", json_text(row->applied_at));
	json_put(object, "applied_by", json_text(row->applied_by));
	json_put(object, "duration_ms",
		 row->applied_at ? json_integer(row->duration_ms) : json_null());
	json_put(object, "run_id", json_text(row->run_id));
	json_put(object, "checksum", json_text(row->checksum));
	json_put(object, "detail", json_text(row->detail));
	return object;
}

json_t *json_not_compared(const struct wb_not_compared *what)
{
	json_t *object = json_object();

	json_put(object, "kind", json_text(what->kind));
	json_put(object, "name", json_text(what->name));
	json_put(object, "reason", json_text(what->reason));
	json_put(object, "remedy", json_text(what->remedy));
	return object;
}

void print_not_compared(FILE *out, bool color, const struct wb_not_compared *what)
{
	say(out, "%snot compared%s %s %s: %s (%s)\n", paint_code(color, PAINT_BAD),
	    paint_code(color, PAINT_NONE), what->kind, what->name, what->reason, what->remedy);
}
