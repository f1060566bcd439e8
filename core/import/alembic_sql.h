/* SPDX-License-Identifier: MIT */
/* What `alembic … --sql` prints, taken apart. */
#ifndef WB_CORE_IMPORT_ALEMBIC_SQL_H
#define WB_CORE_IMPORT_ALEMBIC_SQL_H

#include "import.h"

struct alembic_sql {
	const char *printed;
	bool up;     /* it was an upgrade */
	bool broken; /* the tool failed on the last one, of which nothing is taken */
};

/* Give each revision what was printed for it. *out_last: the last one; NULL: none was begun. */
int alembic_take_apart(struct wb_import *im, const struct alembic_sql *sql,
		       struct imported **out_last, struct wb_error *err);

#endif
