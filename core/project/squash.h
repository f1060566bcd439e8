/* SPDX-License-Identifier: MIT */
/* One revision that stands for several: which, what its header says, and its sections. */
#ifndef WB_CORE_PROJECT_SQUASH_H
#define WB_CORE_PROJECT_SQUASH_H

#include "project.h"

/* A longer file stays where it is, and has no copy in the squash. */
#define SQUASH_COPY_MAX ((size_t)16 << 20)

/* A section to write. */
struct joined {
	enum section_name name;
	char dialect[DIALECT_SIZE]; /* "": any */
	bool no_transaction, irreversible;
	struct buf body;
};

VEC(struct joined, joined_vec);

struct wb_squash {
	struct wb_project *project;
	bool from_schema;
	char *title, *id;
	struct revision_vec range; /* what it stands for, in order; the last one is its head */
	struct string_vec parents, depends;
	struct buf header; /* the lines that it has besides */
	bool variables_off;
	struct joined_vec sections;
	struct string_vec notes; /* for people */
	char *path;
};

/* ---- squash_header.c */

/* Fill in `parents`, `depends` and `header`. */
int squash_header(struct wb_squash *squash, struct wb_error *err);
bool squash_has(const struct wb_squash *squash, const struct revision *revision);
/* Does it stand on another one of them? */
bool squash_stands_within(const struct wb_squash *squash, const struct revision *revision);

/* ---- squash_join.c */

/* Join the sections of the range. */
int squash_join(struct wb_squash *squash, struct wb_error *err);
/* Add one with this body, in the place of one that there is. */
int squash_set(struct wb_squash *squash, const struct joined *section, struct wb_error *err);
void squash_unset(struct wb_squash *squash, enum section_name name, const char *dialect);

/* ---- squash_write.c */

/* Its sections in a file that is none of the project's yet; the caller unlinks and frees `*out_path`. */
int squash_draft(const struct wb_squash *squash, char **out_path, struct revision **out,
		 struct wb_error *err);

#endif
