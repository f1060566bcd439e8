/* SPDX-License-Identifier: MIT */
/* The public functions of this folder, behind the border: core/api/ calls them with an `err` that is clear and never
 * NULL, and with structs of our size. whimbrel.h says what they do. */
#ifndef WB_CORE_IMPORT_CALLS_H
#define WB_CORE_IMPORT_CALLS_H

#include "import.h"
#include "read.h"

int project_import(struct wb_project *project, struct wb_import *im,
		   int (*take)(void *ctx, const struct wb_imported *what), void *ctx,
		   struct wb_error *err);

#endif
