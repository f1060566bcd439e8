/* SPDX-License-Identifier: MIT */
/* Versions in the names of other tools' files. */
#ifndef WB_CORE_IMPORT_VERSION_H
#define WB_CORE_IMPORT_VERSION_H

#include <stddef.h>

struct wb_import;
struct wb_error;

/* How many digits a name begins with. */
size_t version_digits(const char *name);
/* A number's digits without zeroes in front; NULL: no memory. */
char *version_number(const char *digits, size_t len);
/* Less than, equal to or greater than 0: numbers with dots between, compared as numbers; other bytes as they are. */
int version_compare(const char *a, const char *b);
/* How a tool orders two keys: as version_compare, or strcmp where they are texts to it. */
typedef int version_order(const char *a, const char *b);
/* Bring the list into the order of its keys; two of one key are an error that names both files. */
int version_sort(struct wb_import *im, version_order *keys, struct wb_error *err);

#endif
