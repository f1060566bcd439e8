/* SPDX-License-Identifier: MIT */
/* What must hold of the sections of one file: none is there twice, and what is irreversible has no SQL. */
#ifndef WB_CORE_READ_SECTION_CHECK_H
#define WB_CORE_READ_SECTION_CHECK_H

#include "body.h"
#include "section.h"

struct found_sections {
	const struct revision *revision;
	const struct section_rules *rules;
	struct problems *problems;
	const struct section_vec *sections;
	const struct body *body;
};

/* How its text is read: as the first of its dialects reads it. NULL: what stands in front of all. */
struct lexer section_lexer(const struct section_rules *rules, const struct section *section);
/* A dialect that both are for, "" if they are for any; or NULL. */
const char *sections_shared_dialect(const struct section_rules *rules, const struct section *a,
				    const struct section *b);
/* What is wrong is reported. */
int sections_check(const struct found_sections *found, struct wb_error *err);

#endif
