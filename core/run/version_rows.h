/* SPDX-License-Identifier: MIT */
/* What a version row says that no run gives: stamp, repair, and bringing up tables of an older
 * format. */
#ifndef WB_CORE_VERSION_ROWS_H
#define WB_CORE_VERSION_ROWS_H

#include "applied.h"
#include "project/project.h"

struct version_row {
	char checksum[CHECKSUM_SIZE]; /* "": the file has no `up` for the dialect */
	struct row_place place;
	struct buf down;
	bool too_long; /* `down` can't be kept */
};

/* Who sees the graph: a database with these rows, or (NULL) none. */
struct database_seen {
	const struct view *view;
	const struct applied *rows;
};

/* As the file has it, and what it stands on there. Replaces what is
 * in `out`, which is the caller's to release. */
int version_row_read(struct wb_project *project, const struct revision *revision,
		     struct database_seen by, struct version_row *out, struct wb_error *err);
void version_row_release(struct version_row *row);
/* Borrow it for RECORD or AMEND. */
void version_row_args(const struct version_row *row, struct wb_args *args);

struct wb_session;

struct database_seen session_sees(const struct wb_session *s);

/* Put it in (RECORD), or change it (AMEND), in the transaction of the caller's. */
int version_row_write(struct wb_session *s, int32_t what, const struct revision *revision,
		      const struct version_row *row, struct wb_error *err);

/* Bring the tables up from an older format, and fill in what the database does not know and the files
 * at hand do. The lock is held, and no transaction open. 1: what was read is not what is there any
 * more. */
int session_raise(struct wb_session *s, struct wb_error *err);

#endif
