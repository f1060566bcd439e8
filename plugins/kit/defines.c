/* SPDX-License-Identifier: MIT */
#include <whimbrel/error.h>
#include <whimbrel/kit/defines.h>

int kit_defines(const struct kit_define *kinds, const char *text, size_t len,
		struct wb_definitions *out)
{
	return WB_HAS(out, flags) && out->flags & WB_DEFINITIONS_ITSELF
		       ? kit_statement_defines(kinds, text, len, out)
		       : kit_text_defines(kinds, text, len, out);
}

int kit_usual_defines(const char *text, size_t len, struct wb_definitions *out)
{
	static const struct kit_define kinds[] = {
		{ "table", WB_KIND_TABLE, NULL },       { "view", WB_KIND_VIEW, NULL },
		{ "function", WB_KIND_ROUTINE, NULL },  { "procedure", WB_KIND_ROUTINE, NULL },
		{ "sequence", WB_KIND_SEQUENCE, NULL }, { "index", WB_KIND_INDEX, "on" },
		{ "trigger", WB_KIND_TRIGGER, "on" },   { NULL, 0, NULL },
	};

	return kit_defines(kinds, text, len, out);
}
