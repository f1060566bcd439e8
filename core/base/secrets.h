/* SPDX-License-Identifier: MIT */
/* The secrets of this process, and what hides them. A secret comes from the environment, a file or
 * a URL, so the process has it, not a project: whoever reads one tells it here, and errors, logs
 * and answers of servers are masked without asking whose they are. */
#ifndef WB_CORE_SECRETS_H
#define WB_CORE_SECRETS_H

#include <stddef.h>

struct buf;

#define SECRETS_MASK "***"

/* Secrets are kept from the first hold to the last drop. */
void secrets_hold(void);
void secrets_drop(void);
/* From now on `text` is not shown. `reference` is what stands for it in a file, as `${env:NAME}`,
 * where it came out of one; NULL. What is shorter than three bytes hides nothing and is left out. */
int secrets_add(const char *text, size_t len, const char *reference);
/* Mask all of them in a text, also parts that a server cut. It never grows. */
void secrets_mask(char *text);
void secrets_mask_buf(struct buf *text);
/* In SQL that was made of what a database has: write their references in their places. */
int secrets_refer(const char *text, struct buf *out);

#endif
