/* SPDX-License-Identifier: MIT */
/* One revision: the header of its file. Bodies are read elsewhere (section.h, source.h), when
 * somebody needs them. */
#ifndef WB_CORE_REVISION_H
#define WB_CORE_REVISION_H

#include <stdbool.h>
#include <stdint.h>

#include <uthash.h>
#include <whimbrel/whimbrel.h>

#include "base/problem.h"
#include "base/vec.h"

struct buf;

/* The header key of what came from another tool: TOOL KEY CHECKSUM. */
#define HEADER_ORIGIN "Origin"
#define HEADER_ORIGIN_FILE "Origin-File"

/* A name that a header gives, and the line where. */
struct mention {
	char *name;
	uint32_t line;
};

VEC(struct mention, mention_vec);

struct revision {
	struct wb_revision
		/* what a program sees; its texts are those below. The graph fills in what only it
		 * knows */
		pub;
	char *path;
	char *texts; /* the header, cut into keys and values: what the texts below are parts of */
	void *lists; /* the arrays behind the lists below and those of `pub`, in one */
	char *id, *title, *date, *author, *purpose;
	uint32_t id_line;
	struct mention_vec revises, depends, replaces, branches, tags;
	int64_t when;  /* `Date` in microseconds since 1970 UTC; INT64_MIN: none, the earliest */
	bool imported; /* a key HEADER_ORIGIN says where it came from */
	bool repeat;   /* Repeat: on-change */
	bool kept;     /* it has no file: a database knows of it, and `when` is no Date */
	bool variables_off; /* Variables: off */
	uint32_t
		line; /* of the file that its text begins in: more than 1 for a copy in another file */
	uint64_t
		/* offset of the first section's marker line; the file's size if it has none */
		body;
	uint32_t body_line; /* that line's number */
	uint64_t size;      /* of the file when it was read */
	char *text;         /* the whole file where it is small enough to be kept; else NULL */
	struct node *node;  /* the graph's own */
	UT_hash_handle hh;  /* by id */
};

/* Files kept in memory: small ones, up to a total. */
struct text_cache {
	size_t used;
};

#define TEXT_CACHE_FILE ((size_t)16 << 10)
#define TEXT_CACHE_TOTAL ((size_t)16 << 20)

/* Read the header of the file at `path`. What is wrong goes to `problems`; 0 with `*out` when a
 * revision came out of it all the same, negative when none did. */
int revision_read(const char *path, struct text_cache *cache, struct problems *problems,
		  struct revision **out);
/* What a header says of that key, the nth time; NULL: not so often. */
const char *revision_line(const struct revision *revision, const char *key, size_t nth);
/* The same of a text that stands in another revision's file, from that line on. It is taken over: `*text` is
 * empty then. */
int revision_read_copy(const struct revision *holder, uint32_t line, struct buf *text,
		       struct problems *problems, struct revision **out);
void revision_free(struct revision *revision);
/* Is this text an id? `[A-Za-z0-9_.-]{1,64}` */
bool revision_id_valid(const char *text, size_t len);
/* "2025-12-29 10:15:00 +0000" and its shorter forms, as microseconds since 1970 UTC; false if it is
 * no date. */
bool revision_parse_date(const char *text, int64_t *out);

VEC(struct revision *, revision_vec);

/* The paths of all .sql files in a folder and in the folders in it, in their order. */
int directory_list(const char *directory, struct string_vec *out, struct wb_error *err);
/* Read every .sql file below `directory`, recursively, hidden ones left out, in the order of their
 * paths. */
int directory_read(const char *directory, struct text_cache *cache, struct problems *problems,
		   struct revision_vec *out, struct wb_error *err);
/* Is none of them there? */
bool folders_missing(const struct string_vec *folders);
/* All of several folders, and what has no file and a copy in the squash that replaces it. */
int folders_read(const struct string_vec *folders, struct text_cache *cache,
		 struct problems *problems, struct revision_vec *out, struct wb_error *err);

#endif
