/* SPDX-License-Identifier: MIT */
/* One marker line: `-- migrate:NAME options`. */
#ifndef WB_CORE_MARKER_H
#define WB_CORE_MARKER_H

#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"
#include "section.h"

/* How the two versions begin that git leaves where it could not merge, each mark a line: this, `=======`, `>>>>>>> `. */
#define CONFLICT_BEGINS "<<<<<<< "
#define CONFLICT_MARKS 7
#define CONFLICT_TOLD "git has left two versions here, which it could not merge: settle that first"

enum marker_look { MARKER_NO, MARKER_YES, MARKER_MAYBE /* more of the line is needed */ };

/* Does the line that begins at `text` look like a marker's? `*out_dashes` is where its comment
 * begins. */
enum marker_look marker_look(const char *text, size_t len, size_t *out_dashes);
/* A line no longer than this may be what marker_nearly knows. */
#define MARKER_NEARLY_MAX 64
/* Is the line a comment that says no more than a marker does, in other words: `-- migrate down`,
 * `-- +goose Down`? Then the section that it means, or NULL. */
const char *marker_nearly(const char *text, size_t len);
/* A carriage return by itself ends no line: the first comment behind one that would begin a section if it did, or NULL. */
const char *marker_behind_return(const char *text, size_t len);
/* A line that looks like one, without its end, and where it stands. */
struct marker_text {
	const char *text;
	size_t len;
	const char *path;
	uint32_t line;
};

/* Read it. 0 with `*out` when it names a section, negative when it names none. */
int marker_read(const struct marker_text *line, const struct section_rules *rules,
		struct problems *problems, struct section *out);
/* Free what a section holds. */
void section_release(struct section *section);

#endif
