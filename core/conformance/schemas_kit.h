/* SPDX-License-Identifier: MIT */
/* Schemas of a case's own few objects, as the engine has them: read from the database, compared, and changed by what
 * `render` writes. */
#ifndef WB_CORE_SCHEMAS_KIT_H
#define WB_CORE_SCHEMAS_KIT_H

#include "model/model.h"
#include "trial.h"

/* Statements with | between them, and ~ between several ways to write one. Left out where the database has no such one. */
bool schemas_kit_make(struct trial *t, const char *statements);
/* The same; that there is none is no matter. */
void schemas_kit_drop(struct trial *t, const char *statements);
/* What the database has of the case's: all whose name, or whose table's, holds the case's. */
bool schemas_kit_read(struct trial *t, struct model *out);
/* SQL as `render` writes it. */
bool schemas_kit_run(struct trial *t, const char *sql, bool no_transaction);
/* What is there, `from`, becomes `to`; what that risks is added (WB_RISK_…). Left out where `render` refuses it. */
bool schemas_kit_become(struct trial *t, struct model *from, struct model *to, uint32_t *risk);
/* They are alike. */
bool schemas_kit_alike(struct trial *t, struct model *wanted, struct model *seen);
/* What is there now is `wanted`. */
bool schemas_kit_is(struct trial *t, struct model *wanted);
/* The object of this kind whose name is the case's with `more` behind it (NULL: any); NULL: it is not reported. */
struct object *schemas_kit_find(const struct trial *t, const struct model *m, int32_t kind,
				const char *more);

#endif
