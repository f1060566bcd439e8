/* SPDX-License-Identifier: MIT */
/* What a proof of a merge or a squash has found: lines of one kind. */
#ifndef WB_CORE_FINDINGS_H
#define WB_CORE_FINDINGS_H

#include <whimbrel/whimbrel.h>

struct string_vec;

int findings_tell(const struct string_vec *lines, int kind,
		  int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		  struct wb_error *err);
/* What was passed over on the scratch databases is not proved. */
int findings_doubt(struct wb_session *session, struct string_vec *unproved, struct wb_error *err);

#endif
