/* SPDX-License-Identifier: MIT */
/** What goes with a session and can't be made again: temporary tables and their like, and settings whose
 *  value was looked up. `remember` puts their names into the journal, so that after an interruption no
 *  statement takes another table of the name, or none, for the one that is gone.
 *
 *  A memory is lines "t NAME" and so on, the name in hexadecimal; a setting without a name may be any. */
#ifndef WHIMBREL_KIT_LOST_H
#define WHIMBREL_KIT_LOST_H

#include <whimbrel/kit/words.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The letters of their lines. */
#define KIT_LOST_TABLE 't'   /**< a temporary table or its like */
#define KIT_LOST_WAY 'v'     /**< what leads to one of these: its name, a byte 1, the table */
#define KIT_LOST_SETTING 's' /**< whose value was looked up */
#define KIT_LOST_CURSOR 'y'
#define KIT_LOST_LOCK 'l'
#define KIT_LOST_SEED 'z' /**< of random numbers */
#define KIT_LOST_MADE 'p' /**< a setting whose name a routine has made up: "ROUTINE()" */
#define KIT_LOST_LINK \
	'n' /**< a function that needs a connection of the session's to another server */
#define KIT_LOST_KINDS "tvsylzpn"

/** A list, newest first; NULL is an empty one. */
struct kit_lost {
	struct kit_lost *next;
	char kind;
	char name[1];
};

/** Add a name that is not there yet. */
int kit_lost_add(struct kit_lost **list, char kind, const char *name, size_t len,
		 struct wb_error *err);
/** Free all of it; it is empty then. */
void kit_lost_release(struct kit_lost **list);

/** May the statement be run? CREATE TEMP … NAME makes what was lost again, and takes it from the list
 *  (with IF NOT EXISTS it might not have); one that names what is still lost is refused with
 *  WB_E_UNCERTAIN. `session`: what it went with, in the database's words. `any_case`: names in quotes are
 *  the same in whatever case. */
int kit_lost_check(struct kit_lost **list, const struct kit_part *statement, const char *session,
		   bool any_case, struct wb_error *err);

/** Append its name, in hexadecimal. */
void kit_lost_name(const struct kit_lost *lost, struct wb_text *out);
/** Append the line of one, the name in hexadecimal. */
void kit_lost_line(const struct kit_lost *lost, struct wb_text *out);
/** Read a memory; lines that begin with other letters are passed over. */
int kit_lost_read(struct kit_lost **list, const char *memory, struct wb_error *err);

#ifdef __cplusplus
}
#endif

#endif
