/* SPDX-License-Identifier: MIT */
/* Coming from another tool: what its folder holds, as revisions to be written; and what its own table says. One small
 * reader for each tool, all in one table. */
#ifndef WB_CORE_IMPORT_H
#define WB_CORE_IMPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <whimbrel/whimbrel.h>

#include "base/buf.h"
#include "base/vec.h"

struct wb_error;

/* One section to be. */
struct import_body {
	struct buf text;
	bool there;
	bool alone; /* transaction:false: the tool says so, or the SQL needs it */
	/* what can't be carried over: a person has to decide */
	struct string_vec undecided;
};

/* One revision to be. */
struct imported {
	char *id, *title;
	char *key;      /* what the tool's own table calls it */
	char *checksum; /* as the tool's own table has it; NULL: it has none */
	char *stem;     /* of the file that is written */
	char *source;   /* the tool's own file, below its folder */
	char *path;     /* the same as the tool's table has it, or its end; NULL: it has none */
	char *date, *author;
	struct string_vec parents, depends, replaces, tags, branches;
	struct string_vec dialects; /* the tool runs it on these alone; none: on any */
	bool repeat;
	bool variables; /* `${…}` in it is a placeholder, and becomes a variable */
	struct import_body up, down, verify;
	struct string_vec notes; /* what is otherwise than it was */
	bool kept;               /* the project has it */
};

VEC(struct imported *, imported_vec);

/* All of a folder. */
struct wb_import {
	const struct import_tool *tool;
	char *directory;
	char *command; /* the tool's own program, for those that must be asked; NULL: the usual one */
	struct imported_vec items;
	struct string_vec notes;
};

/* Where a tool keeps what is applied. */
struct import_live {
	const char *const *tables; /* the first is the one that counts; ends with NULL */
	/* Tried one after the other until one can be run; ends with NULL. A row is
	 * - the key
	 * - a word for its state: "" or null: applied; "-": it is not; any other: it is unclean, and how
	 * - the tool's checksum; null: none
	 * - what the key is: "" or null: of one revision; "at": of the one where the database stands, all before it are
	 *   applied as well; "head": it and all that it needs; "upto": as "at", and there need be no such revision; "file": the path of its file; "B": of a
	 *   baseline; a number: of the so manieth of those that are called so, or so with `@` and a tag behind.
	 * - where there is a fifth, what stands in front of the key with a colon between.
	 * A later row takes the place of an earlier one. */
	const char *const *queries;
	const char *remedy; /* what to do about an unclean state */
	/* where a database is a file, its tables are in this one beside it, which these ask; NULL: they are in the database */
	const char *file;
	const char *const *file_queries;
};

/* How that is written: SQL with, as literals, `%k` for the key, `%a` and `%b` for what of it stands in front of its first colon,
 * and behind, `%c` for the tool's checksum, or NULL, `%d` for the title and `%f` for the name of the file, `%i` for 36 letters and
 * digits that are the key's alone, `%s` for the tool's own file; with `%x` for the checksum as it is; with `%t` for the first table. */
struct import_mirror {
	/* Of a database whose tables are so that this can be run; NULL: of any. */
	const char *probe;
	/* each revision has a row … */
	const char *put, *take;
	/* … or there are rows for those alone that nothing applied stands on: all are taken away, and put anew */
	const char *clear;
	const char *put_repeat; /* for one that is run again when it changes; NULL: it has no row */
	/* Where the tool's own files count, rows of a key and the file that it came from, as the tool calls it. NULL: they don't */
	const char *files;
};

struct import_tool {
	const char *name;
	/* Read the folder into im->items, in the tool's own order. NULL: its files are programs, and are replayed */
	int (*read)(struct wb_import *im, struct wb_error *err);
	const struct import_live *live;
	/* The first that fits counts; ends with one without `put`. NULL: `unmirrored` says why there are none */
	const struct import_mirror *mirrors;
	const char *unmirrored;
};

/* Ends with a NULL name. */
extern const struct import_tool import_tools[];
/* NULL, with `err` naming the nearest. */
const struct import_tool *import_tool_find(const char *name, struct wb_error *err);

/* An empty one, for what a command does. */
int import_new(const char *command, struct wb_import **out, struct wb_error *err);
void import_free(struct wb_import *im);
/* What can be an id of what a tool calls a migration, as none of another name has it yet. NULL: no memory. */
char *import_id(const struct wb_import *im, const char *key);
/* A new revision at the end of the list; NULL with `err`. `id` is changed into one that can be one where it can't:
 * `key` stays as it is. */
struct imported *import_add(struct wb_import *im, const char *key, const char *source,
			    struct wb_error *err);
void imported_free(struct imported *item);
/* By key; NULL. */
struct imported *import_find(const struct wb_import *im, const char *key);
int import_set(char **to, const char *text, size_t len, struct wb_error *err);
/* A file below the tool's folder as a body, if it is there. */
int import_part(const struct wb_import *im, const char *name, struct import_body *body,
		struct wb_error *err);
/* The title from a name with underscores. */
int import_title(struct imported *item, const char *name, size_t len, struct wb_error *err);
/* Each stands on the one before it; repeatable ones and those with parents or `replaces` aside. */
int import_chain(struct wb_import *im, struct wb_error *err);
int import_note(struct string_vec *to, struct wb_error *err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
