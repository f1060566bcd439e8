/* SPDX-License-Identifier: MIT */
/* The SQL from one schema to another and back, tried out on scratch databases before anybody sees
 * it. */
#ifndef WB_CORE_PROVE_PROVE_H
#define WB_CORE_PROVE_PROVE_H

#include "difference/difference.h"
#include "scratch/scratch.h"
#include "prove_direction.h"

struct proof_series;

/* From `current` to `desired`. Both may end in other words. */
struct claim {
	struct model *current, *desired;
	struct wb_names renames;
	bool only_up; /* no way back is made */
	/* a scratch database that has what is desired, and is done with; NULL: none */
	struct scratch *made;
	/* goes along from claim to claim, each from what the one before came to; NULL: none */
	struct proof_series *series;
};

struct proof {
	struct direction_sql up, down;
	struct buf no_way_back;       /* why, as a comment of SQL; empty: there is one */
	bool changes;                 /* there is something to do */
	struct string_vec candidates; /* for renames */
	struct string_vec unproved;   /* what differs after all: "up: column t.a is …" */
	struct string_vec places;     /* of the way up: which columns come to stand elsewhere */
};

/* Put the model into the words that it has once it was written down and read again. A server may
 * well show an expression in one way when it comes from a person and in another when it comes from
 * the server itself: models are compared in the second. */
int prove_canonical(struct wb_session *session, struct model *model, struct wb_error *err);
int prove(struct wb_session *session, const struct claim *claim, struct proof *out,
	  struct wb_error *err);
void proof_release(struct proof *proof);

#endif
