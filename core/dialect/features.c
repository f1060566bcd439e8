/* SPDX-License-Identifier: MIT */
#include "features.h"

static uint64_t when(int there, uint64_t bit)
{
	return there ? bit : 0;
}

/* Where nothing locks natively a lease is all that there is. */
static uint64_t of_slots(const struct wb_dialect *d)
{
	return when(d->run != NULL, CAN_SEND_AHEAD) | when(d->lock != NULL, CAN_LOCK) |
	       when(d->lock == NULL, CAN_LEASE) | when(d->cancel != NULL, CAN_CANCEL) |
	       when(d->observe != NULL, CAN_OBSERVE) | when(d->judge != NULL, CAN_JUDGE) |
	       when(d->introspect != NULL, CAN_INTROSPECT) | when(d->render != NULL, CAN_RENDER) |
	       when(d->scratch != NULL, CAN_SCRATCH) | when(d->database != NULL, CAN_DATABASE) |
	       when(d->backup != NULL, CAN_BACKUP) |
	       when(d->compose != NULL || d->portable != NULL, CAN_COMPOSE) |
	       when(d->restore_point != NULL, CAN_RESTORE_POINT);
}

#define OF_CONNECTIONS (WB_F_NO_LOCK | WB_F_NO_KEEP)

uint64_t features_of(const struct wb_dialect *table)
{
	return (table->features & UINT32_MAX) | of_slots(table);
}

uint64_t features_here(const struct wb_dialect *table, uint64_t said)
{
	uint64_t here = (said & (table->features | OF_CONNECTIONS) & UINT32_MAX) | of_slots(table);

	return here & WB_F_NO_LOCK ? (here & ~CAN_LOCK) | CAN_LEASE : here;
}
