/* SPDX-License-Identifier: MIT */
/* Running one text of SQL, statement by statement, each when the one before is done. What a run sends ahead goes through
 * a stream. */
#ifndef WB_CORE_EXEC_SECTION_H
#define WB_CORE_EXEC_SECTION_H

#include "dialect/driver.h"
#include "read/source.h"

/* Who wants to know of each statement. Any of them may be NULL. */
struct section_hooks {
	void *ctx;
	/* the text begins, perhaps not for the first time */
	int (*begin)(void *ctx, struct wb_error *err);
	/* 1: it is passed over */
	int (*before)(void *ctx, const struct statement *statement, struct wb_error *err);
	int (*after)(void *ctx, const struct statement *statement, struct wb_error *err);
	/* all of it is done, and about to be committed where a transaction holds it */
	int (*done)(void *ctx, struct wb_error *err);
	/* it failed with `status`; 0: it counts as done all the same */
	int (*refused)(void *ctx, const struct statement *statement, int status,
		       struct wb_error *err);
	/* that is how the text ends: what it returns is returned. `statement->text` is NULL where none could be
	 * read. Without this, the path and the line are put in front of the message */
	int (*failed)(void *ctx, const struct source *source, const struct statement *statement,
		      int status, struct wb_error *err);
};

struct section_policy {
	bool transaction; /* one holds it all … */
	bool rolled_back; /* … and is rolled back in the end */
	bool expects;     /* `-- expect:` is heeded */
	bool settles;     /* the session is put back behind it */
	bool second_look; /* it is run once more where the dialect needs to know what was there before */
	unsigned
		pace; /* so many statements in a row that only change objects are committed; 0: none */
	bool ahead; /* such statements are sent before those before them are answered, and no hook sees them */
	struct section_hooks hooks;
};

int section_run(struct connection *conn, const struct sql_text *text,
		const struct source_settings *settings, const struct section_policy *policy,
		struct wb_error *err);

#endif
