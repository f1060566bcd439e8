/* SPDX-License-Identifier: MIT */
/* Temporary folders that nobody else may look into. One that was left behind by a process that was killed is cleared by the
 * next that makes one. */
#ifndef WB_CORE_PRIVATE_FOLDER_H
#define WB_CORE_PRIVATE_FOLDER_H

#include <whimbrel/error.h>

#include "base/process.h"

int private_folder_make(char **out, struct wb_error *err);
/* Remove it with all that is in it, and free its name. NULL: nothing. */
void private_folder_end(char *folder);
/* Remove what a run left that was killed along with its keeper, of this user or of ours. Others' folders are others'. */
void private_folders_clear(const struct program_user *user);

#endif
