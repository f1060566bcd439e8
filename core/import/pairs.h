/* SPDX-License-Identifier: MIT */
/* Tools whose files are NUMBER_title.up.sql and NUMBER_title.down.sql. */
#ifndef WB_CORE_IMPORT_PAIRS_H
#define WB_CORE_IMPORT_PAIRS_H

#include "import.h"

struct pairs {
	bool single; /* NUMBER_title.sql is one as well, without a way back */
	/* what to do with a file that was read, its text as it is in `body`; NULL: nothing */
	int (*look)(struct imported *item, struct import_body *body, struct wb_error *err);
};

/* Read them all, in the order of their numbers. */
int pairs_read(struct wb_import *im, const struct pairs *how, struct wb_error *err);

#endif
