/* SPDX-License-Identifier: MIT */
/* The sections of a revision file: where they are, what their marker lines say, and their
 * checksums. */
#ifndef WB_CORE_SECTION_H
#define WB_CORE_SECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"
#include "marker_line.h"
#include "revision.h"
#include "base/vec.h"

struct buf;
struct wb_error;

/* What is replaced is the copy of another revision's file, see replaced.h. */
enum section_name { SECTION_UP, SECTION_DOWN, SECTION_REQUIRE, SECTION_VERIFY, SECTION_REPLACED };

struct section {
	enum section_name name;
	uint32_t line;       /* of its marker */
	uint64_t begin, end; /* its text in the file, behind the marker's line */
	bool no_transaction; /* transaction:false */
	bool irreversible;
	bool undecided;             /* nobody has said yet what it does: it can't be run */
	struct string_vec dialects; /* none: any dialect */
	struct string_vec targets;  /* none: any target */
	bool elsewhere;          /* it is for other targets than the one at hand, and has no text */
	struct string_vec keeps; /* what its lines of `keep` and `fill` say, see keep.h */
	struct string_vec
		points; /* of `up`: the tables of its restore points, see restore_point.h */
	char *copy_of;  /* of `replaced`: whose file it has; else NULL */
	/* lines that stand behind it as well; NULL: none. Of `down`: they fill in what `up` has kept */
	char *behind;
};

VEC(struct section, section_vec);

#define DIALECT_SIZE 64 /* of a dialect's own name */

/* What reading sections needs to know of dialects. A marker line inside a string or a comment is
 * text, and only the dialect tells. */
struct section_rules {
	struct lexer lexer; /* for sections that name no dialect: the project's dialect's */
	/* Is there a dialect or an alias of this name (1), what is its own name, and how is its
	 * text read? 0: there is none. NULL: any will do */
	int (*known)(void *ctx, const char *name, char out_own[DIALECT_SIZE], struct lexer *out);
	void *ctx;
	/* the name of the target at hand; NULL: it has none, and sections for targets are none of its */
	const char *target;
	/* Is there a target of this name? If not, `hint` is what to say of those that there are. NULL: any will
	 * do */
	bool (*known_target)(void *ctx, const char *name, struct buf *hint);
	/* how many bytes are read at a time; 0: as many as is good. Tests make it small */
	size_t window;
};

/* Find the sections of a revision's file. All that is wrong with marker lines, and text that is not
 * UTF-8, goes to `problems`; WB_E_FILE when the file can't be read, or is not what its header was
 * read from. */
int sections_read(const struct revision *revision, const struct section_rules *rules,
		  struct problems *problems, struct section_vec *out, struct wb_error *err);
void sections_free(struct section_vec *sections);
/* The section for a dialect that goes by `names` (ends with NULL): one for the target at hand, else one that
 * names the dialect, else one that names none, else NULL. A revision that is for other targets alone has nothing to do
 * here, in both directions: `up` and `down` are empty, and the others NULL. */
const struct section *sections_find(const struct section_vec *sections, enum section_name name,
				    const char *const *names);
const char *section_title(enum section_name name);

#define CHECKSUM_SIZE 67 /* "1:", 64 digits, NUL */

/* 1: there is nothing in it, not even a comment; 0: there is something. */
int section_is_blank(const struct revision *revision, const struct section *section,
		     struct wb_error *err);
/* The checksum of a section's text as it is in the file. */
int section_checksum(const struct revision *revision, const struct section *section,
		     char out[CHECKSUM_SIZE], struct wb_error *err);
/* The same of a text in memory. */
void text_checksum(const char *text, size_t len, char out[CHECKSUM_SIZE]);

#endif
