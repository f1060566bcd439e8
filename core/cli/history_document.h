/* SPDX-License-Identifier: MIT */
/* The history as a document: what people would keep by hand. */
#ifndef WB_CLI_HISTORY_DOCUMENT_H
#define WB_CLI_HISTORY_DOCUMENT_H

#include "revision_list.h"

/* Print `list`, the newest first. With a target that can be reached it says of each revision whether it is
 * applied. */
void history_document(struct cli *cli, const struct revision_list *list, bool html);

#endif
