/* SPDX-License-Identifier: MIT */
/* What the slots of a dialect tell of it, as bits beside WB_F_…: those are in the lower half of 64, these in the upper. */
#ifndef WB_CORE_FEATURES_H
#define WB_CORE_FEATURES_H

#include <stdbool.h>

#include <whimbrel/dialect.h>

#define CAN_SEND_AHEAD (UINT64_C(1) << 32) /* `run` sends before it has read earlier answers */
#define CAN_LOCK (UINT64_C(1) << 33)       /* `lock` holds on this connection, until it ends */
#define CAN_LEASE WB_F_LEASE               /* also wherever there is no `lock` */
#define CAN_CANCEL (UINT64_C(1) << 34)
#define CAN_OBSERVE (UINT64_C(1) << 35)
#define CAN_JUDGE (UINT64_C(1) << 36) /* `probe` and `judge` */
#define CAN_INTROSPECT (UINT64_C(1) << 37)
#define CAN_RENDER (UINT64_C(1) << 38)
#define CAN_SCRATCH (UINT64_C(1) << 39)
#define CAN_DATABASE (UINT64_C(1) << 40)
#define CAN_BACKUP (UINT64_C(1) << 41)
#define CAN_COMPOSE (UINT64_C(1) << 42) /* own operations are SQL, without a connection too */
#define CAN_RESTORE_POINT (UINT64_C(1) << 43)

/* May a whole step be one transaction? */
static inline bool features_atomic(uint64_t features)
{
	return (features & (WB_F_TRANSACTIONAL_DDL | WB_F_COMMIT_EACH)) == WB_F_TRANSACTIONAL_DDL;
}

/* All that a connection of this dialect may be or do. */
uint64_t features_of(const struct wb_dialect *table);
/* The same of one that says `said` of itself. */
uint64_t features_here(const struct wb_dialect *table, uint64_t said);

#endif
