/* SPDX-License-Identifier: MIT */
/* Files of saved databases: what they are called, their checksums, which of them are kept. */
#ifndef WB_CORE_BACKUP_FILE_H
#define WB_CORE_BACKUP_FILE_H

#include "base/digest.h"
#include "session.h"

#define BACKUP_SUMS ".sha256" /* beside the file, as sha256sum writes it */

/* NAME-TIME.SUFFIX in `directory`, which is made where it is not there. NULL: `err` says why. */
char *backup_file_name(const struct wb_session *s, const char *directory, struct wb_error *err);
/* From the root, the last part of it as it is. NULL: `err` says why. */
char *backup_file_absolute(const char *path, struct wb_error *err);
/* Of all that is in it. */
int backup_file_digest(const char *path, char out[DIGEST_HEX_SIZE], uint64_t *out_bytes,
		       struct wb_error *err);
/* Make `part` last on the disk, and call it `path`, with its checksum beside it; never over a file that is there. */
int backup_file_keep(const char *part, const char *path, const char *digest, struct wb_error *err);
/* Is it what its checksum says? 1: there is none. */
int backup_file_check(const char *path, const char *digest, struct wb_error *err);
/* Of the files that backup_file_name calls so in the folder of `path`, remove all but the `retain` newest; `tell` gets each. */
int backup_file_retire(struct wb_session *s, const char *path, uint32_t retain,
		       void (*tell)(struct wb_session *s, const char *path), struct wb_error *err);

#endif
