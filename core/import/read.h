/* SPDX-License-Identifier: MIT */
/* From another tool's folder to revisions that can be written. */
#ifndef WB_CORE_IMPORT_READ_H
#define WB_CORE_IMPORT_READ_H

#include "import.h"

/* Read a folder as `what` says. */
int import_read(const struct wb_import_source *what, struct wb_import **out, struct wb_error *err);
void import_free(struct wb_import *im);

#endif
