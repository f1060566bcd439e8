/* SPDX-License-Identifier: MIT */
/* The graph of the files and of what the database alone knows: applied revisions that no file defines
 * stand where their version rows say. What is taken back is found in it; what is applied is found in
 * the files alone. */
#ifndef WB_CORE_KNOWN_GRAPH_H
#define WB_CORE_KNOWN_GRAPH_H

#include "applied.h"
#include "project/project.h"

struct wb_session;

struct known {
	unsigned users;
	/* copies of those of the files, since a revision is in one graph, and those without a file */
	struct revision_vec revisions;
	size_t files; /* the first so many are copies */
	struct graph *graph;
	struct view *view;
};

/* One more user, and one less; the last one frees it. */
struct known *known_use(struct known *known);
void known_free(struct known *known);
/* Is an id one that no file defines or, as this database has it, stands for? */
bool known_missing(const struct wb_project *project, const struct view *view, const char *id);
/* Read from the database what takes these revisions back, for those without a file. One that the
 * database does not have goes to `problems`. */
int known_read_ways(struct connection *c, const struct revision_vec *revisions,
		    struct problems *problems, struct wb_error *err);

/* Has every applied revision a file? Says no where it takes more than counting to tell. */
bool session_all_known(const struct wb_session *s);
/* The view of what is taken back: that of the files, where they define all that is applied. */
int session_known(struct wb_session *s, const struct view **out, struct wb_error *err);
/* A revision by its id: with its file, else as the database knows it, `text` included; NULL. Without
 * an error where the database does not tell. */
struct revision *session_revision(struct wb_session *s, const char *id);

#endif
