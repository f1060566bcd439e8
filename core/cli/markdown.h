/* SPDX-License-Identifier: MIT */
/* The history as a document in Markdown. */
#ifndef WB_CLI_MARKDOWN_H
#define WB_CLI_MARKDOWN_H

#include "list.h"

/* Print `list`. With a target that can be reached it says of each revision whether it is
 * applied. */
void markdown_print(struct cli *cli, const struct revision_list *list);

/* Text that must not be read as markup, on one line. */
void markdown_text(const char *text);

#endif
