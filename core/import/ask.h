/* SPDX-License-Identifier: MIT */
/* Asking another tool's own program. */
#ifndef WB_CORE_IMPORT_ASK_H
#define WB_CORE_IMPORT_ASK_H

#include "import.h"

/* Run the tool's command (import --with, else `usual`) with `arguments` behind it, by the shell, in the tool's folder; append what
 * it prints. Where it fails, err->detail has the last that it said. */
int import_ask(const struct wb_import *im, const char *usual, const char *arguments,
	       struct buf *out, struct wb_error *err);

#endif
