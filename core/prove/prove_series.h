/* SPDX-License-Identifier: MIT */
/* A scratch database that goes along with another from schema to schema. Each way is proved on it, there and back, so
 * that none has to make what is there already. */
#ifndef WB_CORE_PROVE_PROVE_SERIES_H
#define WB_CORE_PROVE_PROVE_SERIES_H

#include "prove.h"
#include "prove_direction.h"

struct companion {
	struct wb_session *session;
	struct scratch scratch;
	bool open; /* it has what the last claim desired */
};

/* Prove a claim from what it has, and go to what is desired. 1: that takes more than this can do; it is closed then, and
 * begins again with the next claim. */
int companion_prove(struct companion *companion, const struct claim *claim, struct proof *out,
		    struct wb_error *err);
void companion_close(struct companion *companion);

#endif
