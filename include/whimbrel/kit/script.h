/* SPDX-License-Identifier: MIT */
/** Offline scripts: what most native clients have alike. */
#ifndef WHIMBREL_KIT_SCRIPT_H
#define WHIMBREL_KIT_SCRIPT_H

#include <whimbrel/kit/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** For WB_OWN_SCRIPT_GUARD: a condition of three counts of revisions: those that must be there, those that must not,
 *  and those that the script does not know. `home`: the schema of our tables; `how`: what stands between a count and
 *  its number ("=", " <> "); `joins`: between two of them (" AND "). */
void kit_script_counts(struct wb_text *out, const struct wb_args *args, const char *home,
		       const char *how, const char *joins);

/** What a script says that stops where that condition does not hold; no longer than MariaDB's MESSAGE_TEXT may be. */
#define KIT_SCRIPT_ELSEWHERE                                                                   \
	"whimbrel: this script is for another state of the database: write one for that with " \
	"--sql FROM:TO"

/** For WB_OWN_SCRIPT_STATEMENT: the text and its semicolon, which no comment at its end swallows. */
void kit_script_statement(struct wb_text *out, const struct wb_args *args);

#ifdef __cplusplus
}
#endif

#endif
