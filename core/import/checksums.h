/* SPDX-License-Identifier: MIT */
/* Other tools' checksums of their files, as their tables have them. NULL: no memory. */
#ifndef WB_CORE_IMPORT_CHECKSUMS_H
#define WB_CORE_IMPORT_CHECKSUMS_H

#include <stddef.h>

char *checksum_sha256(const char *text, size_t len);
char *checksum_sha384(const char *text, size_t len);
/* Of the lines without their ends, as a signed decimal number. */
char *checksum_crc32_lines(const char *text, size_t len);

#endif
