/* SPDX-License-Identifier: MIT */
/* The sections of a squash as the schema's own DDL: from what is there before its range to what is there behind it. */
#ifndef WB_CORE_PROVE_SQUASH_SCHEMA_H
#define WB_CORE_PROVE_SQUASH_SCHEMA_H

#include "project/squash.h"
#include "run/session.h"

/* Make those for the session's dialect. `base` is what its range stands on. */
int squash_from_schema(struct wb_session *session, struct wb_squash *squash,
		       const struct revision_vec *base, struct string_vec *unproved,
		       struct wb_error *err);

#endif
