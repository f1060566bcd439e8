/* SPDX-License-Identifier: MIT */
/* The config's `template`: what every new revision file has besides what whimbrel writes itself. */
#ifndef WB_CORE_PROJECT_TEMPLATE_H
#define WB_CORE_PROJECT_TEMPLATE_H

#include "base/buf.h"

struct wb_error;

/* What its {title}, {rev} and {date} stand for; {author} is git's user. */
struct template_values {
	const char *title, *id, *date;
};

/* Read the file at `path`, filled in: the lines of its header, and its sections. */
int template_read(const char *path, const struct template_values *values, struct buf *header,
		  struct buf *sections, struct wb_error *err);

#endif
