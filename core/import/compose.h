/* SPDX-License-Identifier: MIT */
/* The text of a revision file from one that was read. */
#ifndef WB_CORE_IMPORT_COMPOSE_H
#define WB_CORE_IMPORT_COMPOSE_H

#include "import.h"

/* The header key that says where a revision came from: TOOL KEY CHECKSUM. */
#define IMPORT_ORIGIN "Origin"

int import_compose(const struct wb_import *im, const struct imported *item, struct buf *out,
		   struct wb_error *err);

#endif
