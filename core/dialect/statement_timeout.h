/* SPDX-License-Identifier: MIT */
/* statement_timeout, for dialects that can cancel: neither the server nor the plugin needs to know of it. */
#ifndef WB_CORE_STATEMENT_TIMEOUT_H
#define WB_CORE_STATEMENT_TIMEOUT_H

#include "driver.h"

/* `op` begins. What users wrote is cancelled a moment after the connection's statement_timeout, so that a server
 * that ends it in time can say so in its own words. 0: nothing ends it. */
uint64_t statement_timeout_watch(struct connection *c, const struct wb_op *op);
/* It returned `rc`: WB_E_TIMEOUT, where it was cancelled for taking too long. */
int statement_timeout_end(const struct connection *c, uint64_t watch, int rc, struct wb_error *err);

#endif
