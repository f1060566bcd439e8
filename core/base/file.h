/* SPDX-License-Identifier: MIT */
/* Reading a small file whole, replacing one, and joining paths. */
#ifndef WB_CORE_FILE_H
#define WB_CORE_FILE_H

#include <stddef.h>

#include "buf.h"

struct wb_error;

/* Append all of a file of at most `max` bytes. WB_E_FILE with one clear line, without the path in
 * front, for one that is missing, may not be read, is a directory or too large. */
int file_read(const char *path, size_t max, struct buf *out, struct wb_error *err);
/* Write `text` to a new file beside `path`, with the permissions of what is there, and bring it to
 * disk. Its name ends so that it is no revision. `*out` is its path. */
int file_write_beside(const char *path, const char *text, size_t len, char **out,
		      struct wb_error *err);
/* Give a file another path, in the place of what is there: at no instant is there neither. */
int file_move(const char *from, const char *to, struct wb_error *err);
/* Where a file's folder is: "." for a bare name. NULL: no memory. */
char *file_directory(const char *path);
/* `path` as seen from where `directory` is seen from; short. `directory` may be NULL. NULL: no
 * memory. */
char *file_join(const char *directory, const char *path);
/* Write a new file. 1: made; 0: it was there. One that could not be written whole does not stay. */
int file_create(const char *path, const char *text, size_t len, struct wb_error *err);
/* Make a folder, and those that it is in. 1: made; 0: it was there. */
int file_make_folders(const char *path, struct wb_error *err);

#endif
