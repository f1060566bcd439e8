/* SPDX-License-Identifier: MIT */
/* A server of the dialect's own, for scratch databases and nothing else: started from the programs on this
 * machine in a temporary folder, as an ordinary user, and ended with us, however we end. */
#ifndef WB_CORE_PRIVATE_SERVER_H
#define WB_CORE_PRIVATE_SERVER_H

#include <stdbool.h>
#include <whimbrel/error.h>

struct connection;
struct private_server;

/* Start one like the target's. It may take a while until it answers. */
int private_server_start(struct connection *target, struct private_server **out,
			 struct wb_error *err);
/* How to connect to it. */
const char *private_server_url(const struct private_server *server);
/* Is it (still) running? */
bool private_server_runs(const struct private_server *server);
/* Why it does not answer, in words of its own; `why` is what connecting to it said. */
int private_server_failed(const struct private_server *server, const char *why,
			  struct wb_error *err);
/* End it and remove its folder. NULL: nothing. */
void private_server_end(struct private_server *server);

#endif
