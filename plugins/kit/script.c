/* SPDX-License-Identifier: MIT */
#include <whimbrel/kit/script.h>
#include <whimbrel/kit/words.h>

void kit_script_counts(struct wb_text *out, const struct wb_args *args, const char *home,
		       const char *how, const char *joins)
{
	const struct {
		const char *in;
		const char *const *ids;
		size_t count, wanted;
	} sets[] = {
		{ "IN", args->present, args->present_count, args->present_count },
		{ "IN", args->absent, args->absent_count, 0 },
		{ "NOT IN", args->known, args->known_count, 0 },
	};
	const size_t count = args->known_count ? 3 : 2;

	for (size_t i = 0; i < count; i++) {
		/* a list that may be empty: no revision has the empty name */
		kit_write(out, "%s(SELECT count(*) FROM %T WHERE revision %s (''", i ? joins : "",
			  home, "whimbrel_version", sets[i].in);
		for (size_t k = 0; k < sets[i].count; k++)
			kit_write(out, ", %L", sets[i].ids[k]);
		kit_write(out, "))%s%z", how, sets[i].wanted);
	}
}

void kit_script_statement(struct wb_text *out, const struct wb_args *args)
{
	kit_write(out, "%S%s;\n", args->text, args->text_len,
		  kit_comment_end(args->text, args->text_len));
}
