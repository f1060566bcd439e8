/* SPDX-License-Identifier: MIT */
/* Where Alembic's own config says that its files are. */
#ifndef WB_CORE_IMPORT_ALEMBIC_FOLDERS_H
#define WB_CORE_IMPORT_ALEMBIC_FOLDERS_H

#include "import.h"

struct alembic_folders {
	struct string_vec paths; /* from the folder where the tool is called, or from the root */
	bool deep;               /* and what is below them */
};

int alembic_folders_find(const struct wb_import *im, struct alembic_folders *out,
			 struct wb_error *err);

#endif
