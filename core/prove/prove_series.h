/* SPDX-License-Identifier: MIT */
/* A scratch database that goes along with another from schema to schema. Each way is proved on it, there and back, so
 * that none has to make what is there already. */
#ifndef WB_CORE_PROVE_PROVE_SERIES_H
#define WB_CORE_PROVE_PROVE_SERIES_H

#include "prove.h"
#include "prove_direction.h"

struct proof_series {
	struct wb_session *session;
	struct scratch scratch;
	bool open; /* it has what the last claim desired */
};

/* Prove a claim from what it has, and go to what is desired. 1: that takes more than this can do; it is closed then, and
 * begins again with the next claim. */
int proof_series_prove(struct proof_series *series, const struct claim *claim, struct proof *out,
		       struct wb_error *err);
void proof_series_close(struct proof_series *series);

#endif
