/* SPDX-License-Identifier: MIT */
/* What tools fill in, `${any.thing-else}`, as variables, whose names are letters, digits and `_`. */
#ifndef WB_CORE_IMPORT_PLACEHOLDERS_H
#define WB_CORE_IMPORT_PLACEHOLDERS_H

#include "import.h"

/* Rename those whose names can't be a variable's; each is noted once. */
int import_placeholders(struct wb_import *im, struct import_body *body, struct wb_error *err);

#endif
