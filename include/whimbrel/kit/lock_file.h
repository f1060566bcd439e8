/* SPDX-License-Identifier: MIT */
/** The lock of a run, for a database that is a file: flock on FILE-whimbrel beside it, with the holder's name
 *  inside, and a lock of the database file itself, since one file may have several names. The kernel drops
 *  both with the process, so a kill leaves nothing that a person has to remove. Not for a database whose own
 *  library locks the file: the two would shut each other out. */
#ifndef WHIMBREL_KIT_LOCK_FILE_H
#define WHIMBREL_KIT_LOCK_FILE_H

#include <whimbrel/kit/host.h>

#ifdef __cplusplus
extern "C" {
#endif

struct kit_file;

/** `{ 0 }`: it is not held. Of a connection; the kit's own members. Locks belong to the open file, not to the process: two
 *  connections of one process shut each other out. */
struct kit_lock_file {
	char *path;
	int fd;
	struct kit_file *file;
};

/** Take it, or give up: `file` is the database's own name, absolute and without links. Returns 0;
 *  WB_E_LOCKED after the time, with the holder in `err->detail`; WB_E_CANCELLED; WB_E_FILE where a file that
 *  is not ours has the lock's name. */
int kit_lock_file_take(struct kit_lock_file *lock, const char *file, uint32_t timeout_ms,
		       struct wb_client *client, struct wb_error *err);
/** Is it held still? Somebody may have removed the lock file. */
bool kit_lock_file_held(const struct kit_lock_file *lock);
/** Remove the lock file, and release it, also where that fails. */
int kit_lock_file_give_back(struct kit_lock_file *lock, struct wb_error *err);
/** Let go of it, whether it was held or not. The lock file stays: whoever waits for it takes it from here. */
void kit_lock_file_release(struct kit_lock_file *lock);
/** Who holds it: 1, with words for people appended to `out`; 0: nobody does; or an error. */
int kit_lock_file_holder(const char *file, struct wb_text *out, struct wb_error *err);

/* ------------------------------------------------------------ the file itself, by whichever name */

/** Lock the file that `path` leads to, by all of its names: 1 with `*out`, which is the kit's; 1 and `*out` as it was where
 *  there is no such file; 0 when somebody has it, this process included. From any thread. */
int kit_file_lock(const char *path, struct kit_file **out, struct wb_error *err);
/** Let go of it; NULL: nothing is done. The file stays open, since what the database itself has locked in it would go
 *  with it. */
void kit_file_unlock(struct kit_file *file);
/** Has anybody, this process included, locked the file that `path` leads to? */
bool kit_file_held(const char *path);

#ifdef __cplusplus
}
#endif

#endif
