/* SPDX-License-Identifier: MIT */
#ifndef WB_CORE_SCRATCH_SCRATCH_COPY_H
#define WB_CORE_SCRATCH_SCRATCH_COPY_H

#include "scratch.h"

/* Make the schema of `model` on a scratch database that is empty. */
int scratch_copy(struct scratch *scratch, struct model *model, struct wb_error *err);

#endif
