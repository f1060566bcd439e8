/* SPDX-License-Identifier: MIT */
/* What a hook's program is told: in its environment, and as JSON on standard input. */
#ifndef WB_CORE_HOOK_FACTS_H
#define WB_CORE_HOOK_FACTS_H

#include "hooks.h"

const char *hook_name(enum hook_kind kind);
/* NAME=VALUE, as the program gets them. */
int hook_environment(const struct wb_session *s, enum hook_kind kind,
		     const struct hook_facts *facts, struct string_vec *out, struct wb_error *err);
void hook_json(const struct wb_session *s, enum hook_kind kind, const struct hook_facts *facts,
	       struct buf *out);

#endif
