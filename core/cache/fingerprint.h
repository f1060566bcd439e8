/* SPDX-License-Identifier: MIT */
/* Fingerprints: of a schema as it is compared, and of all that decides what it should be. */
#ifndef WB_CORE_CACHE_FINGERPRINT_H
#define WB_CORE_CACHE_FINGERPRINT_H

#include "base/digest.h"
#include "model/model.h"
#include "run/session.h"

struct fingerprint {
	char text[DIGEST_HEX_SIZE];
};

/* Two models that are compared with nothing to tell have the same one, and no others. */
void fingerprint_model(const struct model *model, struct fingerprint *out);
/* What the desired schema and the revisions to come depend on as well. */
#define FINGERPRINT_DESIRED 1u
/* It stands in the database itself, by whichever way one gets there. */
#define FINGERPRINT_STORED 2u
/* Everything that the replay of the applied revisions depends on, files with the values of their variables
 * included. `what`: FINGERPRINT_… */
int fingerprint_expected(struct wb_session *session, unsigned what, struct fingerprint *out,
			 struct wb_error *err);

/* Of the target's schema as it is now; "" where its dialect does not read schemas. */
int fingerprint_target(struct wb_session *session, char out[DIGEST_HEX_SIZE], struct wb_error *err);

#endif
