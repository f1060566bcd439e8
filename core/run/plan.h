/* SPDX-License-Identifier: MIT */
/* A plan: the steps of a run in order, each with its sections found and all of its statements
 * looked at, so that whatever can be known to be wrong is known before the first statement runs. */
#ifndef WB_CORE_PLAN_H
#define WB_CORE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "exec/stream.h"
#include "known_graph.h"
#include "project/project.h"

struct step {
	struct wb_plan_step pub;
	struct revision *revision;
	bool up;
	bool atomic;   /* one transaction holds it all; else the journal does */
	bool rerun;    /* a repeatable one that is applied already: its row is replaced */
	bool restores; /* a way back that restore points are a part of */
	struct section_vec sections;
	const struct section *body, *require,
		*verify;            /* within `sections`; the latter two may be NULL … */
	const struct section *back; /* … and so may what takes an up step back */
	struct row_place place;     /* what its version row says that it stands on */
	char checksum[CHECKSUM_SIZE];
	uint64_t statements;
	int64_t duration_ms; /* once it has run, as its row has it; -1: not known */
	struct resume resume;
	struct string_vec
		/* version rows that go with it besides its own: of revisions that a squash stands
		 * for */
		erase;
};

VEC(struct step, step_vec);

struct wb_plan {
	struct wb_project *project;
	uint64_t features; /* WB_F_… of the connection, or of the dialect */
	uint32_t lex_mode;
	int way; /* enum wb_way */
	struct step_vec steps;
	size_t done;                   /* of them, once it was run: they are committed */
	struct restore_points *points; /* what `down` steps go back to as well; NULL: to nothing */
	struct known *known; /* has those of its revisions that have no file; NULL: none */
	/* For a script: what the database must have, and what it must not. */
	struct revision_vec present, absent;
	/* all rows that it must have, where they are known; and nothing else may be there */
	struct string_vec rows;
};

/* `server`: the connection's, or what is known of it without one. */
struct wb_plan *plan_new(struct wb_project *project, const struct wb_server *server, int way);
/* From here on, `down` steps bring back what the log has restore points of. */
int plan_restore(struct wb_plan *plan, struct connection *conn, struct wb_error *err);
/* Append a step: find its sections. Problems of its files go to `problems`. */
int plan_add(struct wb_plan *plan, struct revision *revision, bool up, struct problems *problems,
	     struct wb_error *err);
/* Say of every up step what it stands on, in the view that it was planned with. */
int plan_place(struct wb_plan *plan, const struct view *view, struct rows_known rows,
	       struct wb_error *err);
/* Look at every statement of the steps from `from` on: variables, transaction control, client
 * commands, expectations. */
int plan_check(struct wb_plan *plan, size_t from, struct problems *problems, struct wb_error *err);
/* Of one step, at what verifies it alone. */
int plan_check_verify(struct wb_plan *plan, size_t index, struct problems *problems,
		      struct wb_error *err);
/* What the engine needs to run or to write the plan; where to and for whom is the caller's. */
struct stream_settings plan_settings(const struct wb_plan *plan);
/* Let the engine note in the plan how long its steps took. */
void plan_note_durations(struct wb_plan *plan, struct stream_settings *settings);
/* Open the statements of one section of a step. */
int plan_source(const struct wb_plan *plan, const struct step *step, const struct section *section,
		struct source **out, struct wb_error *err);

#endif
