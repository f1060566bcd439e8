/* SPDX-License-Identifier: MIT */
/* What `alembic … --sql` prints, taken apart. */
#ifndef WB_CORE_IMPORT_ALEMBIC_SQL_H
#define WB_CORE_IMPORT_ALEMBIC_SQL_H

#include "import.h"

/* Give each revision what was printed for it. `up`: it was an upgrade. `broken`: the tool failed on the last one, of which
 * nothing is taken. *out_last: that one; NULL: none was begun. */
int alembic_take_apart(struct wb_import *im, const char *printed, bool up, bool broken,
		       struct imported **out_last, struct wb_error *err);

#endif
