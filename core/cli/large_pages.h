/* SPDX-License-Identifier: MIT */
#ifndef WB_CLI_LARGE_PAGES_H
#define WB_CLI_LARGE_PAGES_H

/* Ask the system to give what the program needs beyond its first megabytes in large pages: thousands of
 * revisions cost more in faults of small ones than in what is done with them. */
void large_pages(void);

#endif
