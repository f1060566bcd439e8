/* SPDX-License-Identifier: MIT */
/* What servers answer may hold what they were sent: it is masked where it comes in. */
#ifndef WB_CORE_MASKED_H
#define WB_CORE_MASKED_H

#include <whimbrel/operation.h>

void masked_error(struct wb_error *err); /* NULL is fine */
/* The queue `ops`, borrowed, whose errors are masked on their way to it. */
struct wb_ops masked_ops(const struct wb_ops *ops);

#endif
