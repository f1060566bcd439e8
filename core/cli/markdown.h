/* SPDX-License-Identifier: MIT */
/* Text in Markdown. */
#ifndef WB_CLI_MARKDOWN_H
#define WB_CLI_MARKDOWN_H

/* Text that must not be read as markup, on one line. */
void markdown_text(const char *text);

#endif
