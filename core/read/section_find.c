/* SPDX-License-Identifier: MIT */
/* Which of a file's sections is the one to run: by its dialects and its targets. */
#include "section.h"

/* How well a section fits; 0: it is for another dialect. */
static int fit(const struct section *section, const char *const *names)
{
	int named = 0;

	for (const char *const *n = names; *n; n++)
		named |= string_vec_find(&section->dialects, *n) >= 0;
	if (section->dialects.count && !named)
		return 0;
	if (section->elsewhere)
		return 1;
	return 2 + named + (section->targets.count ? 2 : 0);
}

static const struct section *find_best(const struct section_vec *sections, enum section_name name,
				       const char *const *names)
{
	const struct section *best = NULL;
	int most = 0;

	for (size_t i = 0; i < sections->count; i++) {
		const struct section *section = &sections->items[i];
		int fits = section->name == name ? fit(section, names) : 0;

		if (fits > most) {
			most = fits;
			best = section;
		}
	}
	return best;
}

const struct section *sections_find(const struct section_vec *sections, enum section_name name,
				    const char *const *names)
{
	const struct section *found = find_best(sections, name, names);
	const struct section *up =
		name == SECTION_UP ? found : find_best(sections, SECTION_UP, names);

	/* what was not done here is not taken back, either */
	if (up && up->elsewhere)
		return name == SECTION_UP || name == SECTION_DOWN ? up : NULL;
	return found && found->elsewhere ? NULL : found;
}
