/* SPDX-License-Identifier: MIT */
/* The readers, one for each tool: see struct import_tool. */
#ifndef WB_CORE_IMPORT_READERS_H
#define WB_CORE_IMPORT_READERS_H

#include "import.h"

int alembic_read(struct wb_import *im, struct wb_error *err);
int dbmate_read(struct wb_import *im, struct wb_error *err);
int diesel_read(struct wb_import *im, struct wb_error *err);
int flyway_read(struct wb_import *im, struct wb_error *err);
int golang_migrate_read(struct wb_import *im, struct wb_error *err);
int goose_read(struct wb_import *im, struct wb_error *err);
int atlas_read(struct wb_import *im, struct wb_error *err);
int drizzle_read(struct wb_import *im, struct wb_error *err);
int liquibase_read(struct wb_import *im, struct wb_error *err);
int node_pg_migrate_read(struct wb_import *im, struct wb_error *err);
int prisma_read(struct wb_import *im, struct wb_error *err);
int sqitch_read(struct wb_import *im, struct wb_error *err);
int sqlx_read(struct wb_import *im, struct wb_error *err);

#endif
