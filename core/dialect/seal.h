/* SPDX-License-Identifier: MIT */
/* The checksum that a plugin carries of what is loaded of it (WB_REGISTER_DIALECT makes room for it).
 * The system's loader trusts a file's relocations: one damaged byte there ends the program. It is
 * no signature: whoever can write the file can seal it. */
#ifndef WB_CORE_SEAL_H
#define WB_CORE_SEAL_H

struct wb_error;

/* Is the file that is open as `fd` what was sealed? 0 as well where it never was. */
int seal_check(int fd, const char *path, struct wb_error *err);
/* Seal the file as it is now. */
int seal_write(const char *path, struct wb_error *err);

#endif
