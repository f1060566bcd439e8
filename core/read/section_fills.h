/* SPDX-License-Identifier: MIT */
/* What a way up has kept, its way down fills in. */
#ifndef WB_CORE_READ_SECTION_FILLS_H
#define WB_CORE_READ_SECTION_FILLS_H

#include "section.h"

/* Sets `behind` of the ways down. */
int section_fills_add(struct section_vec *sections, const struct section_rules *rules,
		      struct wb_error *err);

#endif
