/* SPDX-License-Identifier: MIT */
/* Reading a small file whole, and joining paths. */
#ifndef WB_CORE_FILE_H
#define WB_CORE_FILE_H

#include <stddef.h>

#include "buf.h"

struct wb_error;

/* Append all of a file of at most `max` bytes. WB_E_FILE with one clear line, without the path in
 * front, for one that is missing, may not be read, is a directory or too large. */
int file_read(const char *path, size_t max, struct buf *out, struct wb_error *err);
/* Where a file's folder is: "." for a bare name. NULL: no memory. */
char *file_directory(const char *path);
/* `path` as seen from where `directory` is seen from; short. `directory` may be NULL. NULL: no
 * memory. */
char *file_join(const char *directory, const char *path);

#endif
