/* SPDX-License-Identifier: MIT */
#include "restore_point.h"

#include <string.h>

#include "base/text.h"

const char *restore_point_line(const char *line, size_t len, size_t *out_len)
{
	static const char prefix[] = "-- whimbrel:restore-point";
	const size_t size = sizeof(prefix) - 1;
	const char *table = line + size;

	if (len < size || memcmp(line, prefix, size) != 0 ||
	    (len > size && !strchr(" \t\r", line[size])))
		return NULL;
	*out_len = text_trim(&table, len - size);
	return table;
}
