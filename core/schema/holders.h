/* SPDX-License-Identifier: MIT */
/* What becomes of the tables that a revision found: which has another name now, which is gone, and
 * whose rows were copied before. */
#ifndef WB_CORE_SCHEMA_HOLDERS_H
#define WB_CORE_SCHEMA_HOLDERS_H

#include "model.h"

struct holder {
	char *first; /* its key when the revision began … */
	char *now;   /* … and now; NULL: it has gone */
	bool copied;
};

/* Those of which there is something to tell; any other is what and where it was. */
VEC(struct holder *, holders);

/* What the table was called when the revision began, with the schema `before`; NULL: it was not
 * there. */
const char *holders_first_key(const struct holders *holders, const struct model *before,
			      const struct object *table);
struct holder *holders_find(const struct holders *holders, const char *key);
/* The table has another key from now on; NULL: it is gone. */
int holders_move(struct holders *holders, const char *from, const char *to);
/* A statement that copies rows saves those of the tables that it names. */
int holders_note_copies(struct holders *holders, const struct model *now, const char *text,
			size_t len);
bool holders_copied(const struct holders *holders, const char *first);
void holders_free(struct holders *holders);

/* Does the word stand in the text? */
bool text_mentions(const char *text, size_t len, const char *word);

#endif
