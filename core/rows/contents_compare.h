/* SPDX-License-Identifier: MIT */
/* Do two ways end with the same rows? Each was gone twice: a value that is another one each time, as of a clock or of
 * chance, says nothing of the way, and is compared by that alone. */
#ifndef WB_CORE_ROWS_CONTENTS_COMPARE_H
#define WB_CORE_ROWS_CONTENTS_COMPARE_H

#include "contents.h"

/* What one way ended with, and what it ended with once more. */
struct contents_twice {
	const struct table_contents *once, *again;
};

enum contents_verdict {
	CONTENTS_EQUAL, /* but for values that are others each time */
	CONTENTS_DIFFER,
	CONTENTS_VARY, /* one way ends with other rows each time: nothing can be told */
};

int contents_compare(const struct contents_twice *a, const struct contents_twice *b,
		     enum contents_verdict *out, struct wb_error *err);
/* Clocks of databases may count seconds: what is gone again is gone when the time is another than at `since`, by
 * clock_ms. False: the session is to end. */
bool contents_await_time(struct wb_session *session, int64_t since);

#endif
