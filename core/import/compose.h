/* SPDX-License-Identifier: MIT */
/* The text of a revision file from one that was read. */
#ifndef WB_CORE_IMPORT_COMPOSE_H
#define WB_CORE_IMPORT_COMPOSE_H

#include "import.h"

int import_compose(const struct wb_import *im, const struct imported *item, struct buf *out,
		   struct wb_error *err);

#endif
